/** What a module of a text imports and exports, as far as that tells whether it can change. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { Binding } from "./scope";
import { type AnyNode, childrenOf, type Program } from "./syntax";

/** A name of another module; none: the module's namespace. */
export interface Origin {
  readonly from: string;
  readonly name: string | undefined;
}

function nameOf(node: AnyNode): string {
  return node.type === "Identifier" ? node.name : String((node as { readonly value?: unknown }).value);
}

/** Where an imported variable comes from. */
export function importOf(program: Program, binding: Binding): Origin | undefined {
  for (const node of program.body) {
    if (node.type !== "ImportDeclaration") continue;
    const specifier = node.specifiers.find(({ local }) => local === binding.node);
    if (specifier === undefined) continue;
    const from = String(node.source.value);
    if (specifier.type === "ImportNamespaceSpecifier") return { from, name: undefined };
    if (specifier.type === "ImportDefaultSpecifier") return { from, name: "default" };
    return { from, name: nameOf(specifier.imported) };
  }
  return undefined;
}

/**
 * What a module exports under a name: `"steady"`, a value that cannot change; `"=x"`, its own variable `x`; or names of
 * other modules, one of which it is.
 */
export function exportOf(program: Program, name: string): "steady" | `=${string}` | readonly Origin[] {
  const others: Origin[] = [];
  for (const node of program.body) {
    if (node.type === "ExportAllDeclaration") {
      if (!node.exported) others.push({ from: String(node.source.value), name });
      else if (nameOf(node.exported) === name) return "steady";
    } else if (node.type === "ExportDefaultDeclaration" && name === "default") {
      const { declaration } = node;
      return "id" in declaration && declaration.id && /Declaration$/.test(declaration.type)
        ? `=${declaration.id.name}`
        : "steady";
    } else if (node.type === "ExportNamedDeclaration") {
      const specifier = node.specifiers.find(({ exported }) => nameOf(exported) === name);
      if (specifier !== undefined) {
        const local = nameOf(specifier.local);
        return node.source ? [{ from: String(node.source.value), name: local }] : `=${local}`;
      }
      if (node.declaration && declares(node.declaration, name)) return `=${name}`;
    }
  }
  return others;
}

function declares(node: AnyNode, name: string): boolean {
  if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") return node.id?.name === name;
  if (node.type !== "VariableDeclaration") return false;
  return node.declarations.some(({ id }) => binds(id, name));
}

/** Whether a pattern has that name in it; one that only a default or a key mentions is found too, and found wanting. */
function binds(pattern: AnyNode, name: string): boolean {
  return pattern.type === "Identifier"
    ? pattern.name === name
    : childrenOf(pattern).some((child) => binds(child, name));
}

/** The URL of a module that another one names. */
export function urlOf(specifier: string, importer: string): string | undefined {
  try {
    if (/^(?:\.{0,2}\/|file:)/.test(specifier)) return new URL(specifier, importer).href;
    return pathToFileURL(createRequire(importer).resolve(specifier)).href;
  } catch {
    return undefined;
  }
}

/** Which file imports which, and which imports the layers allow. `import type` counts like any import. */
import { isNode, type Source, Tree, walk } from "./source";

/** One import: from a file to another file (a path from the root), or to a package or built-in module. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly line: number;
}

/**
 * The layers of src/, most specific first. A file belongs to the first layer whose pattern it matches, and may import
 * its own layer and the layers named in `imports`.
 */
export interface Layer {
  readonly name: string;
  readonly files: RegExp;
  readonly imports: readonly string[];
}

const engine = ["mailbox", "scheduler", "messages", "contract", "supervision", "leaf"] as const;
const features = ["mesh", "threads", "speculation", "inspect", "buffers", "facets"] as const;
const belowRuntime = [...features, "actor", "ground", "injection", ...engine] as const;
const jitStages = ["jit/frontend", "jit/passes", "jit/backends"] as const;
const jitGround = ["jit/ops", "jit/ir", "jit/memory"] as const;

/** A layer that is one folder, with the files below it. */
function folder(path: string, imports: readonly string[], name = path.split("/").slice(1).join("/")): Layer {
  return { name, files: new RegExp(`^${path}/`), imports };
}

export const layers: readonly Layer[] = [
  {
    name: "index",
    files: /^src\/index\.ts$/,
    imports: ["decorators", "runtime", ...belowRuntime, "jit"],
  },
  { name: "leaf", files: /^src\/[^/]+\.ts$/, imports: [] },
  folder("src/decorators", ["contract", "jit", "leaf"]),
  folder("src/supervision", ["leaf"]),
  // What users see of an actor: its message types and its context, an injection token. No logic.
  {
    name: "contract",
    files: /^src\/runtime\/actor\/(?:protocol|actor-context|mailbox|observation)\.ts$/,
    imports: ["leaf"],
  },
  folder("src/runtime/testing", ["runtime", ...belowRuntime], "testing"),
  folder("src/runtime/compat", ["runtime", ...belowRuntime, "jit"], "compat"),
  ...features.map((name) =>
    folder(`src/runtime/${name}`, [...features, "actor", "ground", "injection", ...engine, "jit"], name),
  ),
  folder("src/runtime/actor", ["ground", "injection", ...engine], "actor"),
  ...["mailbox", "scheduler", "messages"].map((name) =>
    folder(`src/runtime/${name}`, ["mailbox", "scheduler", "messages", "contract", "leaf"], name),
  ),
  folder("src/runtime/injection", ["contract", "leaf"], "injection"),
  {
    name: "runtime",
    files: /^src\/runtime\/(?:runtime|runtime-options|messenger|system)\.ts$/,
    imports: [...belowRuntime, "jit"],
  },
  // What actors stand on: the other files of src/runtime/ itself.
  {
    name: "ground",
    files: /^src\/runtime\/[^/]+\.ts$/,
    imports: ["injection", "mailbox", "messages", "supervision", "contract", "leaf"],
  },
  ...jitStages.map((name) => folder(`src/${name}`, [...jitGround, "leaf"], name)),
  ...jitGround.map((name) => folder(`src/${name}`, [...jitGround, "leaf"], name)),
  folder("src/jit", [...jitStages, ...jitGround, "leaf"]),
];

export function layerOf(path: string): Layer | undefined {
  return layers.find(({ files }) => files.test(path));
}

/** Every module that a file names: `import`, `export … from`, `import()`, `import("…").Type`, `require()`. */
export function importsOf(source: Source, known: ReadonlySet<string>): Import[] {
  const tree = new Tree(source.text);
  const found: Import[] = [];
  walk(tree.body, (node) => {
    const named = [node.source, node.argument, node.moduleRef, node.expression].find(isString);
    const isImport = /^(?:Import|Export)|^TsImportType$|^TsExternalModuleReference$/.test(node.type);
    const [first] = Array.isArray(node.arguments) ? (node.arguments as { expression: unknown }[]) : [];
    const callee = isNode(node.callee) ? node.callee : undefined;
    const isCall = callee?.type === "Import" || (callee?.type === "Identifier" && callee.value === "require");
    const module = isImport ? named : isCall && isString(first?.expression) ? first.expression : undefined;
    if (module === undefined) return;
    const to = resolve(source.path, module.value, known);
    found.push({ from: source.path, to, line: tree.firstLine(node) });
  });
  return found;
}

function isString(value: unknown): value is { readonly type: string; readonly value: string } {
  return isNode(value) && value.type === "StringLiteral";
}

/** A relative specifier as a path from the root; other specifiers as they are. */
function resolve(from: string, specifier: string, known: ReadonlySet<string>): string {
  if (!specifier.startsWith(".")) return specifier;
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  const path = parts.join("/");
  const candidates = [path, `${path}.ts`, `${path}/index.ts`, path.replace(/\.js$/, ".ts")];
  return candidates.find((candidate) => known.has(candidate)) ?? `${path}.ts`;
}

/** Imports that no arrow allows. */
export function forbidden(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to, line }) => {
    const [source, target] = [layerOf(from), layerOf(to)];
    if (!to.startsWith("src/") || source === undefined) return [];
    if (target !== undefined && (source === target || source.imports.includes(target.name))) return [];
    return [`${from}:${line} (${source.name}) must not import ${to} (${target?.name ?? "no layer"})`];
  });
}

/** Circles in a graph of names, each once, as `a → b → a`. */
export function cycles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) found.push([...path.slice(path.indexOf(name)), name].join(" → "));
    if (path.includes(name) || done.has(name)) return;
    for (const next of edges.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of edges.keys()) visit(name, []);
  return found;
}

/** Who imports whom, seen through `name`: the files themselves, or their layers. Imports within a name do not count. */
export function graph(
  imports: readonly Import[],
  name: (path: string) => string | undefined,
): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [source, target] = [name(from), name(to)];
    if (source === undefined || target === undefined || source === target) continue;
    edges.set(source, (edges.get(source) ?? new Set()).add(target));
  }
  return edges;
}

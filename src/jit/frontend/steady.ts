/**
 * Whether a variable around a function can ever change: seen in the text of the script that the function is from. One
 * that is declared with a value and assigned nowhere keeps it. Where the text cannot be had or read, the answer is no.
 */
import { limits } from "../../limits";
import { exportOf, importOf, type Origin, urlOf } from "./exports";
import { type Location, type Script, type ScriptKey, scriptOf } from "./inspector";
import { type Binding, Scopes } from "./scope";
import { type AnyNode, childrenOf, type FunctionNode, isFunction, type Program, parseText } from "./syntax";

interface Analysis {
  readonly script: Script;
  readonly program: Program;
  readonly scopes: Scopes;
}

export class Steadiness {
  private readonly known = new Map<string, Analysis | undefined>();

  constructor(private readonly script: (key: ScriptKey) => Script | undefined = scriptOf) {}

  /** Whether a name that the function at that place uses from outside stands for what never changes. */
  has(location: Location | undefined, name: string): boolean {
    const analysis = location && this.analysis({ scriptId: location.scriptId });
    if (location === undefined || analysis === undefined) return false;
    const fn = functionAt(analysis.program, offsetOf(analysis.script, location));
    const binding = fn && bindingIn(analysis.scopes, fn, name);
    return binding !== undefined && this.isSteady(analysis, binding, limits.exportersMax);
  }

  private isSteady(analysis: Analysis, binding: Binding, more: number): boolean {
    if (binding.writes > 0) return false;
    if (binding.kind === "import") {
      const origin = importOf(analysis.program, binding);
      return origin !== undefined && this.isExported(analysis, origin, more);
    }
    // A parameter has a second name in `arguments`.
    return binding.kind !== "param" || !/\barguments\b/.test(analysis.script.text);
  }

  /** Whether what a module gets from another one never changes there. */
  private isExported(importer: Analysis, { from, name }: Origin, more: number): boolean {
    // All of a module, as an object: that stays, what is in it is looked at by itself.
    if (name === undefined) return true;
    const url = urlOf(from, importer.script.url);
    const exporter = more > 0 && url !== undefined ? this.analysis({ url }) : undefined;
    if (exporter === undefined) return false;
    // What a CommonJS module exports is copied when it has run.
    if (!exporter.program.body.some(({ type }) => /^(?:Import|Export)\w*Declaration$/.test(type)))
      return true;
    const found = exportOf(exporter.program, name);
    if (found === "steady") return true;
    if (typeof found === "string") {
      const binding = exporter.scopes.top.get(found.slice(1));
      return binding !== undefined && this.isSteady(exporter, binding, more - 1);
    }
    return found.some((origin) => this.isExported(exporter, origin, more - 1));
  }

  private analysis(key: ScriptKey): Analysis | undefined {
    const id = "url" in key ? key.url : key.scriptId;
    if (!this.known.has(id)) {
      const [oldest] = this.known.keys();
      if (this.known.size >= limits.scriptsMax && oldest !== undefined) this.known.delete(oldest);
      this.known.set(id, this.read(key));
    }
    return this.known.get(id);
  }

  private read(key: ScriptKey): Analysis | undefined {
    const script = this.script(key);
    // A direct `eval` may assign what is around it.
    if (script === undefined || script.text.length > limits.scriptCharactersMax) return undefined;
    if (/\beval\s*\(|\bwith\s*\(/.test(script.text)) return undefined;
    for (const kind of ["script", "module"] as const) {
      try {
        const program = parseText(script.text, kind);
        return { script, program, scopes: new Scopes(program) };
      } catch {
        // Of the other kind, then.
      }
    }
    return undefined;
  }
}

function offsetOf({ text, startLine, startColumn }: Script, { lineNumber, columnNumber }: Location): number {
  const line = lineNumber - startLine;
  let at = 0;
  for (let i = 0; i < line; i++) at = text.indexOf("\n", at) + 1;
  return at + columnNumber - (line === 0 ? startColumn : 0);
}

/** The innermost function whose head is at that place. */
function functionAt(node: AnyNode, offset: number): FunctionNode | undefined {
  if (offset < node.start || offset > node.end) return undefined;
  for (const child of childrenOf(node)) {
    const found = functionAt(child, offset);
    if (found !== undefined) return found;
  }
  return isFunction(node) && offset <= node.body.start ? node : undefined;
}

/** What a name means that a function uses, if that is declared outside of it. */
function bindingIn(scopes: Scopes, fn: FunctionNode, name: string): Binding | undefined {
  const within = ({ start, end }: AnyNode) => start >= fn.start && end <= fn.end;
  const found = scopes.references.find(
    ({ node, binding }) =>
      node.name === name && within(node) && binding !== undefined && !within(binding.node),
  );
  return found?.binding;
}

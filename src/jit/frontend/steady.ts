/**
 * Whether a variable around a function can ever change: seen in the text of the script that the function is from. One
 * that is declared with a value and assigned nowhere keeps it. Where the text cannot be had or read, the answer is no.
 */
import { type Location, type Script, scriptOf } from "./inspector";
import { type Binding, Scopes } from "./scope";
import { type AnyNode, childrenOf, type FunctionNode, isFunction, type Program, parseText } from "./syntax";

/** Longer scripts are not read: it would take seconds. */
const scriptCharactersMax = 4_000_000;

/** How many scripts are remembered. */
const scriptsMax = 64;

interface Analysis {
  readonly script: Script;
  readonly program: Program;
  readonly scopes: Scopes;
}

export class Steadiness {
  private readonly known = new Map<string, Analysis | undefined>();

  constructor(private readonly script: (id: string) => Script | undefined = scriptOf) {}

  /** Whether a name that the function at that place uses from outside stands for what never changes. */
  has(location: Location | undefined, name: string): boolean {
    const analysis = location && this.analysis(location.scriptId);
    if (location === undefined || analysis === undefined) return false;
    const fn = functionAt(analysis.program, offsetOf(analysis.script, location));
    const binding = fn && bindingIn(analysis.scopes, fn, name);
    if (binding === undefined || binding.writes > 0 || binding.kind === "import") return false;
    // A parameter has a second name in `arguments`.
    return binding.kind !== "param" || !/\barguments\b/.test(analysis.script.text);
  }

  private analysis(scriptId: string): Analysis | undefined {
    if (!this.known.has(scriptId)) {
      const [oldest] = this.known.keys();
      if (this.known.size >= scriptsMax && oldest !== undefined) this.known.delete(oldest);
      this.known.set(scriptId, this.read(scriptId));
    }
    return this.known.get(scriptId);
  }

  private read(scriptId: string): Analysis | undefined {
    const script = this.script(scriptId);
    // A direct `eval` may assign what is around it.
    if (script === undefined || script.text.length > scriptCharactersMax) return undefined;
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

/** What the lowering of one function, with all that is inlined into it, builds up: locals, arrays and statements. */

import * as build from "../ir/build";
import type { ArrayRef, BlockStmt, Local, Node, Stmt } from "../ir/node";
import type { Refusal } from "../ir/refusal";
import type { RowUse, RowUses } from "../ir/rows";
import type { Elem, Type } from "../ir/types";
import { mapStmt, operandsOf, withOperands } from "../ir/walk";
import type { CapturedValue, Read, Resolve } from "./captured";
import { Code } from "./code";
import type { ParsedFunction } from "./parse";
import { keyOf } from "./syntax";
import type { Source, Value, Variable } from "./value";

/** A captured number or boolean that may change: a parameter after the real ones, read anew for each call. */
export interface Hidden {
  readonly path: readonly string[];
  readonly tag: "number" | "boolean";
  /** What it gives must be of that type; else the function itself has to run. */
  readonly read: (self: unknown) => unknown;
}

/** A captured function that is inlined and might be replaced: the kernel holds as long as `read` gives `expected`. */
export interface Watched {
  readonly path: readonly string[];
  readonly read: (self: unknown) => unknown;
  readonly expected: unknown;
}

/** A place where undefined could be told from NaN: if all of these sources can be undefined. */
interface Visible {
  readonly groups: readonly (readonly Source[])[];
  /** What to say if no backend can do it, and if a variable without a value is the reason. */
  readonly refused: (() => Refusal) | undefined;
  readonly unset: () => Refusal;
}

export class Unit {
  /** Names of the functions from outside that were called, by their texts. */
  readonly helpers = new Map<ParsedFunction, string>();
  readonly locals: Local[] = [];
  readonly arrays: ArrayRef[] = [];
  readonly plain = new Set<ArrayRef>();
  readonly hidden: (Hidden & { readonly local: Local })[] = [];
  readonly watched: Watched[] = [];
  /** The sizes of arrays of arrays: parameters after all others. */
  readonly sizes: Local[] = [];
  /** Where arrays of arrays are gone into. */
  readonly rowUses = new Map<Node, RowUse>();
  /** Counters of the loops around, which nothing else sets. */
  readonly counting = new Set<Local>();
  readonly code = new Code((type) => this.local("", type));
  /** Locals that are set once, before anything reads them. */
  readonly fixed = new Set<Local>();
  /** Of those, the scalar parameters of the function itself. */
  readonly entryParams = new Set<Local>();
  /** What such locals are in terms of parameters. */
  readonly entries = new Map<Local, Node>();
  /** Functions being inlined, outermost first. */
  readonly inlining: unknown[] = [];
  inlined = 0;
  private readonly known = new Map<Resolve, Map<string, Local>>();
  private readonly visible: Visible[] = [];
  /** Where variables without a value are declared, and which of them are seen before they have one. */
  private readonly declared = new Map<BlockStmt, Variable>();
  private readonly seen = new Set<Variable>();
  private readonly certainties = new Map<Node, readonly Source[]>();
  private readonly finished = new Map<Node, Node>();
  private labels = 0;

  local(name: string, type: Type): Local {
    const local = { id: this.locals.length, name, type };
    this.locals.push(local);
    return local;
  }

  array(name: string, elem: Elem, origin: ArrayRef["origin"], length?: Node): ArrayRef {
    const array: ArrayRef = { slot: this.arrays.length, name, elem, origin, length };
    this.arrays.push(array);
    return array;
  }

  /** A parameter for one size of an array of arrays. */
  size(name: string): Local {
    const local: Local = { id: this.locals.length, name, type: "i32", isSize: true };
    this.locals.push(local);
    this.fixed.add(local);
    this.entryParams.add(local);
    this.sizes.push(local);
    return local;
  }

  label(): number {
    this.labels += 1;
    return this.labels;
  }

  /** A node in terms of parameters that never change and lengths of arrays that are passed; undefined if it is not. */
  entryOf(node: Node): Node | undefined {
    if (node.op === "const") return node;
    if (node.op === "length") return node.array.origin === "param" ? node : undefined;
    if (node.op === "get") {
      if (this.entryParams.has(node.local)) return node;
      return this.entries.get(node.local);
    }
    if (node.op === "load") return undefined;
    const args = node.args.map((arg) => this.entryOf(arg));
    return args.includes(undefined) ? undefined : { ...node, args: args as Node[] };
  }

  /** The parameter that a captured number is handed over in. */
  hide(resolve: Resolve, path: readonly string[], { tag, read }: CapturedValue): Local {
    const key = keyOf(path);
    const ours = this.known.get(resolve) ?? new Map<string, Local>();
    this.known.set(resolve, ours);
    const found = ours.get(key) ?? this.local(key, tag === "number" ? "f64" : "bool");
    if (!ours.has(key)) this.hidden.push({ path, tag, read, local: found });
    this.fixed.add(found);
    this.entryParams.add(found);
    ours.set(key, found);
    return found;
  }

  watch(path: readonly string[], { fn, read }: { readonly fn: unknown; readonly read: Read }): void {
    if (!this.watched.some((known) => known.read === read)) this.watched.push({ path, read, expected: fn });
  }

  /** A node's value in a local, unless it cannot change. */
  keepNode(node: Node): Node {
    if (node.op === "const" || node.op === "length") return node;
    if (node.op === "get" && this.fixed.has(node.local)) return node;
    const local = this.local("", node.type);
    this.fixed.add(local);
    this.code.set(local, node);
    return { op: "get", type: local.type, local };
  }

  /** As `keepNode`; what is made of counters of the loops around stays an expression, which proofs understand. */
  keepIndex(node: Node): Node {
    return this.isSteady(node) ? node : this.keepNode(node);
  }

  private isSteady(node: Node): boolean {
    if (node.op === "const" || node.op === "length") return true;
    if (node.op === "get") return this.fixed.has(node.local) || this.counting.has(node.local);
    const isSimple = node.op === "add" || node.op === "sub" || node.op === "toF64";
    return isSimple && node.args.every((arg) => this.isSteady(arg));
  }

  /** Takes back the uses that were noted since there were so many: what they stood in is lowered in another way. */
  forgetRowUses(since: number): void {
    for (const node of [...this.rowUses.keys()].slice(since)) this.rowUses.delete(node);
  }

  /** The uses that stand in the finished body. */
  finishedRowUses(): RowUses {
    const finished = (use: RowUse): RowUse => ({
      ...use,
      indices: use.indices.map((index) => this.finishNode(index)),
    });
    return new Map([...this.rowUses].map(([node, use]) => [node, finished(use)]));
  }

  keep(value: Value): Value {
    if (value.tag !== "number" && value.tag !== "boolean") return value;
    return { ...value, node: this.keepNode(value.node) };
  }

  /** Remembers that undefined would be seen if each group has a source of it. */
  see(groups: Visible["groups"], unset: Visible["unset"]): void {
    if (groups.every((group) => group.length > 0)) this.visible.push({ groups, refused: undefined, unset });
  }

  /** Likewise where it must not happen. */
  demand(sources: readonly Source[], refused: () => Refusal): void {
    if (sources.length > 0) this.visible.push({ groups: [sources], refused, unset: refused });
  }

  /** Whether a read outside of an array could be seen. Throws what cannot be compiled. */
  undefinedReads(): boolean {
    let found = false;
    for (const { groups, refused, unset } of this.visible) {
      const causes = groups.map(causesOf);
      if (causes.some((all) => all.size === 0)) continue;
      if (causes.some((all) => all.has("unset"))) throw unset();
      if (refused !== undefined) throw refused();
      found = true;
    }
    return found;
  }

  /** `x - 0` makes undefined NaN, and leaves numbers as they are. It is taken out where nothing can be undefined. */
  certain(node: Node, sources: readonly Source[]): Node {
    const made = build.apply("sub", [node, build.f64(0)]);
    this.certainties.set(made, sources);
    return made;
  }

  /** A variable that has no value yet. Its first one, NaN, is set only if it could be seen. */
  declareUnset(variable: Variable): void {
    const place: BlockStmt = { tag: "block", label: this.label(), body: [] };
    this.declared.set(place, variable);
    this.code.emit(place);
  }

  /** A variable that may not have a value yet is read. */
  readUnset(variable: Variable): void {
    this.seen.add(variable);
  }

  /** The body with the places of declarations filled in or taken out. */
  finish(body: readonly Stmt[]): Stmt[] {
    return body.flatMap((statement): Stmt[] => {
      const variable = statement.tag === "block" ? this.declared.get(statement) : undefined;
      if (variable === undefined) {
        const node = (inner: Node) => this.finishNode(inner);
        return [mapStmt(statement, { node, body: (inner) => this.finish(inner) })];
      }
      const { local } = variable;
      if (local === undefined || !this.seen.has(variable)) return [];
      const value = local.type === "bool" ? 0 : Number.NaN;
      return [{ tag: "set", local, value: { op: "const", type: local.type, value } }];
    });
  }

  private finishNode(node: Node): Node {
    if (this.certainties.size === 0) return node;
    const known = this.finished.get(node);
    if (known !== undefined) return known;
    const operands = operandsOf(node).map((operand) => this.finishNode(operand));
    const sources = this.certainties.get(node);
    const isSure = sources !== undefined && causesOf(sources).size === 0;
    const result = isSure ? (operands[0] as Node) : withOperands(node, operands);
    this.finished.set(node, result);
    return result;
  }
}

/** Follows variables to what they may be undefined from. */
function causesOf(sources: readonly Source[]): Set<"outside" | "unset"> {
  const causes = new Set<"outside" | "unset">();
  const asked = new Set<Source>();
  const visit = (source: Source): void => {
    if (asked.has(source)) return;
    asked.add(source);
    if (typeof source === "string") causes.add(source);
    else for (const next of source.sources) visit(next);
  };
  for (const source of sources) visit(source);
  return causes;
}

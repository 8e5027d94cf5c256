/**
 * What values an expression takes over the whole run of a function, as bounds that can be evaluated at its entry:
 *
 *   for (i = 1; i < n - 1; i++)  u[(i - 1) * n]      i ∈ [1, n - 2],  (i - 1) * n ∈ [0, (n - 3) * n]
 *
 * Each range holds under conditions: parameters must be int32 (`params`), and others over bounds (`given`). Ranges are
 * boxes: no `if` is taken into account, so they hold for code that is run ahead of its condition, too.
 */
import { apply, f64 } from "../ir/build";
import type { Apply, Fn, ForStmt, Load, Local, Node } from "../ir/node";
import type { Elem } from "../ir/types";
import { eachStmt, nodesOf, operandsOf } from "../ir/walk";
import { all, below, type Condition, minus, notAbove, plus, unpresumed } from "./bounds";
import { definitionsIn } from "./definitions";
import { localsRead, localsSet } from "./find";
import {
  asked,
  between,
  both,
  hull,
  joined,
  masked,
  point,
  type Range,
  rounded,
  shifted,
  within32,
} from "./range-rules";

export type { Range } from "./range-rules";

const elementRanges: Readonly<Partial<Record<Elem, Range>>> = Object.freeze({
  u8: between(0, 255),
  u8c: between(0, 255),
  i8: between(-128, 127),
  u16: between(0, 65_535),
  i16: between(-32_768, 32_767),
});

export class Ranges {
  readonly definitions: ReadonlyMap<Local, Node>;
  private readonly loops: ReadonlyMap<Local, readonly ForStmt[]>;
  private readonly atoms: ReadonlySet<Local>;
  private readonly known = new Map<Node, Range | undefined>();

  /** @param elements parameters that are elements of arrays, another one in each call: nothing can be asked of them */
  constructor(
    fn: Fn,
    private readonly elements: ReadonlyMap<Local, Elem> = new Map(),
  ) {
    const set = localsSet(fn.body);
    const params = fn.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : []));
    this.atoms = new Set(params.filter((local) => !set.has(local)));
    this.definitions = definitionsIn(fn.body, "values");
    this.loops = countersIn(fn);
  }

  /** Undefined when nothing is known. */
  of(node: Node): Range | undefined {
    if (!this.known.has(node)) {
      this.known.set(node, undefined); // ends circles: a counter whose limit hangs on itself
      this.known.set(node, this.find(node));
    }
    return this.known.get(node);
  }

  /** Of a counter inside its loop. */
  counter(loop: ForStmt): Range | undefined {
    const [from, limit] = [this.of(loop.from), this.of(loop.limit)];
    const { step, compare } = loop;
    if (from === undefined || limit === undefined || !from.whole || !Number.isInteger(step)) return undefined;
    const up = step > 0 && (compare === "lt" || compare === "le");
    const down = step < 0 && (compare === "gt" || compare === "ge");
    if (!up && !down) return undefined;
    const strict = (compare === "lt" || compare === "gt") && limit.whole;
    const end = plus(up ? limit.high : limit.low, f64(strict ? (up ? -1 : 1) : 0));
    return {
      ...joined([from, limit]),
      low: up ? from.low : end,
      high: up ? end : from.high,
      whole: true,
      minusZero: from.minusZero,
    };
  }

  /** That the loop has no iterations, whatever its bounds are in their ranges, and that these are what they say. */
  neverRuns(loop: ForStmt): Condition {
    const [from, limit] = [this.of(loop.from), this.of(loop.limit)];
    if (from === undefined || limit === undefined) return false;
    const rests = (bound: Node, range: Range) => (this.isAsWritten(bound) ? [] : asked(range));
    return all([...rests(loop.from, from), ...rests(loop.limit, limit), isEmpty(loop.compare, from, limit)]);
  }

  /** Whether the range is the expression itself: a parameter or a length, give or take a constant. */
  private isAsWritten(node: Node): boolean {
    const [a, b] = operandsOf(node);
    if (node.op === "toF64") return this.isAsWritten(a as Node);
    if (node.type === "f64" && (node.op === "add" || node.op === "sub"))
      return b?.op === "const" && operandsOf(a as Node).length === 0 && this.isAsWritten(a as Node);
    return node.op === "const" || node.op === "length" || (node.op === "get" && this.isParameter(node.local));
  }

  private find(node: Node): Range | undefined {
    switch (node.op) {
      case "const":
        return point(node.type === "f64" ? node : f64(node.value));
      case "length":
        return point(apply("toF64", [node]));
      case "get":
        return this.local(node.local, node);
      case "load":
        return this.load(node);
      default:
        return this.apply(node);
    }
  }

  /** Whether the local is a scalar parameter that keeps its value. */
  isParameter(local: Local): boolean {
    return this.atoms.has(local);
  }

  /** Whether the local is a counter, read inside its loops only. */
  isCounter(local: Local): boolean {
    return this.loops.has(local);
  }

  private local(local: Local, node: Node): Range | undefined {
    const element = this.elements.get(local);
    if (element !== undefined && this.atoms.has(local)) return elementRanges[element];
    if (this.atoms.has(local)) {
      if (local.type === "i32") return point(apply("toF64", [node]));
      if (local.type !== "f64") return undefined;
      return { ...point(node), minusZero: true, params: new Set([local]) };
    }
    const definition = this.definitions.get(local);
    if (definition !== undefined) return this.of(definition);
    const loops = this.loops.get(local)?.map((loop) => this.counter(loop)) ?? [];
    return loops.length === 0 ? undefined : hull(loops);
  }

  /**
   * Elements of narrow integers, given that the read is inside. Nothing is said of others: a condition on them would
   * hardly ever hold.
   */
  private load({ array, checked, index }: Load): Range | undefined {
    const elements = elementRanges[array.elem];
    const at = this.of(index);
    if (elements === undefined || !checked) return elements;
    if (at === undefined || !at.whole) return undefined;
    const length = apply("toF64", [{ op: "length", type: "i32", array }]);
    const inside = [notAbove(f64(0), at.low), below(at.high, length)];
    return { ...elements, ...joined([at]), given: [...at.given, ...inside] };
  }

  private apply(node: Apply): Range | undefined {
    const [a, b] = node.args.map((arg) => this.of(arg));
    const [, right] = node.args;
    if (node.op === "select") return hull(node.args.slice(1).map((arg) => this.of(arg)));
    if (a === undefined) return node.op === "and" ? masked(b, right) : undefined;
    switch (node.op) {
      case "toF64":
        return a;
      case "asI32":
        return { ...a, minusZero: false };
      case "toI32":
        return within32({ ...rounded(a, "trunc"), minusZero: false });
      case "neg":
        return { ...a, low: minus(f64(0), a.high), high: minus(f64(0), a.low), minusZero: true };
      case "floor":
      case "ceil":
      case "trunc":
        return rounded(a, node.op);
      case "sqrt":
        return {
          ...a,
          low: f64(0),
          high: apply("sqrt", [a.high]),
          whole: false,
          given: [...a.given, notAbove(f64(0), a.low)],
        };
      case "and":
        return masked(a, right) ?? masked(b, node.args[0]);
      case "shr":
        return shifted(a, right);
      default:
        return b && both(node, a, b, right as Node);
    }
  }
}

/** That a counter's first value is beyond its limit. */
function isEmpty(compare: ForStmt["compare"], from: Range, limit: Range): Condition {
  switch (compare) {
    case "lt":
      return unpresumed("le", limit.high, from.low);
    case "le":
      return unpresumed("lt", limit.high, from.low);
    case "gt":
      return unpresumed("le", from.high, limit.low);
    case "ge":
      return unpresumed("lt", from.high, limit.low);
    default:
      return false;
  }
}

/**
 * Locals that loops count, and that nothing reads outside of those, with these loops. What else sets one of them stands
 * outside, too, and is not read.
 */
function countersIn(fn: Fn): Map<Local, ForStmt[]> {
  const loops = new Map<Local, ForStmt[]>();
  const otherwise = new Set(fn.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : [])));
  const reads = new Map<Local, number>();
  eachStmt(fn.body, (stmt) => {
    if (stmt.tag === "for") loops.set(stmt.local, [...(loops.get(stmt.local) ?? []), stmt]);
    for (const local of localsRead(nodesOf(stmt))) reads.set(local, (reads.get(local) ?? 0) + 1);
  });
  for (const [local, own] of loops) {
    let inside = 0;
    for (const loop of own) {
      if (localsRead([loop.from]).has(local) || localsRead([loop.limit]).has(local)) otherwise.add(local);
      eachStmt(loop.body, (stmt) => {
        if (localsRead(nodesOf(stmt)).has(local)) inside++;
      });
    }
    if (inside !== reads.get(local) && reads.has(local)) otherwise.add(local);
  }
  for (const local of otherwise) loops.delete(local);
  return loops;
}

/** What operations make of ranges: see ranges.ts. */
import { apply, f64, get } from "../ir/build";
import type { Apply, Local, Node } from "../ir/node";
import {
  atLeast,
  atMost,
  below,
  type Condition,
  greatest,
  int32Max,
  int32Min,
  isInt32,
  least,
  minus,
  notAbove,
  plus,
  productMax,
  times,
  unpresumed,
  wholeMax,
} from "./bounds";

export interface Range {
  readonly low: Node;
  readonly high: Node;
  /** Whole numbers only. */
  readonly whole: boolean;
  /** -0 may be among them. */
  readonly minusZero: boolean;
  /** Scalar parameters that it takes for int32. */
  readonly params: ReadonlySet<Local>;
  readonly given: readonly Condition[];
}

const noParams: ReadonlySet<Local> = new Set();

/** What a range rests on. */
export function asked({ params, given }: Range): Condition[] {
  return [...[...params].map((local) => isInt32(get(local))), ...given];
}

/** Of two operands. */
export function both(node: Apply, a: Range, b: Range, right: Node): Range | undefined {
  const minusZero = a.minusZero || b.minusZero;
  const common = { ...joined([a, b]), whole: a.whole && b.whole, minusZero };
  const int = (range: Range): Range => (node.type === "i32" ? within32(range) : range);
  const sum = (range: Range): Range => int(range.whole ? exactly(range) : range);
  switch (node.op) {
    case "add":
      return sum({
        ...common,
        low: plus(a.low, b.low),
        high: plus(a.high, b.high),
        minusZero: a.minusZero && b.minusZero,
      });
    case "sub": {
      const canVanish =
        b.low.op !== "const" || b.high.op !== "const" || (b.low.value <= 0 && b.high.value >= 0);
      return sum({
        ...common,
        low: minus(a.low, b.high),
        high: minus(a.high, b.low),
        minusZero: a.minusZero && canVanish,
      });
    }
    case "mul":
      return int(product(a, b, common));
    case "div":
      if (right.op !== "const" || !(right.value > 0)) return undefined;
      return {
        ...common,
        low: apply("div", [a.low, right]),
        high: apply("div", [a.high, right]),
        whole: false,
      };
    case "rem":
      return remainder(a, b, common);
    case "min":
      return { ...common, low: least([a.low, b.low]), high: least([a.high, b.high]) };
    case "max":
      return { ...common, low: greatest([a.low, b.low]), high: greatest([a.high, b.high]) };
    default:
      return undefined;
  }
}

type Common = Pick<Range, "params" | "given" | "whole">;

/** The extremes of a product are among those of the corners. */
function product(a: Range, b: Range, common: Common): Range {
  const positive = atLeast(a.low) >= 0 && atLeast(b.low) >= 0;
  const corners = [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => times(x, y)));
  const isFirst = (at: number) => ![0, 1, 2].slice(0, at).some((other) => isSameCorner(a, b, other, at));
  const distinct = corners.filter((_, at) => isFirst(at));
  const low = positive ? times(a.low, b.low) : least(distinct);
  const high = positive ? times(a.high, b.high) : greatest(distinct);
  const minusZero = !positive || a.minusZero || b.minusZero;
  const isSmall = most(a) * most(b) <= productMax;
  const limits = [unpresumed("le", f64(-productMax), low), unpresumed("le", high, f64(productMax))];
  const exact = isSmall ? [] : limits;
  return { ...common, low, high, minusZero, given: [...common.given, ...exact] };
}

/** What is known of its magnitude. */
function most({ low, high }: Range): number {
  return Math.max(-atLeast(low), atMost(high));
}

/** Whether two of the corners (low·low, low·high, high·low, high·high) are one, since a range is a single value. */
function isSameCorner(a: Range, b: Range, one: number, other: number): boolean {
  const sameA = one >> 1 === other >> 1 || a.low === a.high;
  const sameB = (one & 1) === (other & 1) || b.low === b.high;
  return sameA && sameB;
}

/** `a % b` of what is not negative. */
function remainder(a: Range, b: Range, common: Common): Range | undefined {
  if (!common.whole) return undefined;
  const signs = [notAbove(f64(0), a.low), below(f64(0), b.low)];
  if (signs.includes(false)) return undefined;
  const high = least([a.high, plus(b.high, f64(-1))]);
  return { ...common, low: f64(0), high, minusZero: a.minusZero, given: [...common.given, ...signs] };
}

export function rounded(a: Range, op: "floor" | "ceil" | "trunc"): Range {
  if (a.whole) return a;
  const round = (node: Node): Node => (node.op === "const" ? f64(Math[op](node.value)) : apply(op, [node]));
  const minusZero = op !== "floor" && atLeast(a.low) < 0 ? true : a.minusZero;
  return { ...a, low: round(a.low), high: round(a.high), whole: true, minusZero };
}

/** `x & mask` for a mask that is not negative. */
export function masked(a: Range | undefined, mask: Node | undefined): Range | undefined {
  if (mask?.op !== "const" || mask.type !== "i32" || mask.value < 0) return undefined;
  const known = a !== undefined && atLeast(a.low) >= 0 ? a : undefined;
  if (known === undefined) return between(0, mask.value);
  return { ...known, low: f64(0), high: least([known.high, f64(mask.value)]), minusZero: false };
}

/** `x >> count`. */
export function shifted(a: Range, count: Node | undefined): Range | undefined {
  if (count?.op !== "const" || count.value < 0 || count.value > 31) return undefined;
  const scale = f64(2 ** -count.value);
  const half = { ...a, low: times(a.low, scale), high: times(a.high, scale), whole: count.value === 0 };
  return { ...rounded(half, "floor"), minusZero: false };
}

/** Larger whole numbers may be rounded, which int32 arithmetic in their place does not do. */
function exactly(a: Range): Range {
  return { ...a, given: [...a.given, notAbove(f64(-wholeMax), a.low), notAbove(a.high, f64(wholeMax))] };
}

/** What wraps around is not followed: it must not. */
export function within32(a: Range): Range {
  const fits = [notAbove(f64(int32Min), a.low), notAbove(a.high, f64(int32Max))];
  return { ...a, minusZero: false, given: [...a.given, ...fits] };
}

export function point(value: Node): Range {
  const isConst = value.op === "const";
  return {
    low: value,
    high: value,
    whole: !isConst || Number.isInteger(value.value),
    minusZero: isConst && Object.is(value.value, -0),
    params: noParams,
    given: [],
  };
}

export function between(low: number, high: number): Range {
  return { ...point(f64(low)), high: f64(high) };
}

export function joined(ranges: readonly Range[]): Pick<Range, "params" | "given"> {
  return {
    params: new Set(ranges.flatMap(({ params }) => [...params])),
    given: ranges.flatMap(({ given }) => given),
  };
}

export function hull(ranges: readonly (Range | undefined)[]): Range | undefined {
  const known = ranges.filter((range) => range !== undefined);
  if (known.length < ranges.length) return undefined;
  return {
    ...joined(known),
    low: least(known.map(({ low }) => low)),
    high: greatest(known.map(({ high }) => high)),
    whole: known.every(({ whole }) => whole),
    minusZero: known.some(({ minusZero }) => minusZero),
  };
}

/** Exact rules of int32, and of doubles that are known to be integers. */
import { i32 } from "../../ir/build";
import type { Apply, Node, OpName } from "../../ir/node";
import { lanesOf, scalarOf } from "../../ir/types";
import {
  constantLike,
  eitherWay,
  isConst,
  isOp,
  like,
  make,
  type Rule,
  type Rules,
  scalarIs,
  under,
} from "./rule";

/** Doubles up to this are exact in sums and products of integers. */
const exactMax = 2 ** 53;

const isI32 = (node: Node): boolean => scalarIs(node, "i32");

/**
 * The largest magnitude of a double that is always an integer, never NaN and computed exactly; undefined for all
 * others. It may be -0: what asks for this must not tell it from 0.
 */
function magnitude(node: Node): number | undefined {
  if (isConst(node)) return Number.isInteger(node.value) ? Math.abs(node.value) : undefined;
  if (isOp(node, "toF64")) {
    const [inner] = node.args as [Node];
    return isI32(inner) ? narrowMagnitude(inner) : scalarIs(inner, "bool") ? 1 : undefined;
  }
  if (isOp(node, "u32ToF64")) return 2 ** 32;
  if (!isOp(node, "add") && !isOp(node, "sub") && !isOp(node, "mul") && !isOp(node, "neg")) return undefined;
  const [a, b] = node.args.map(magnitude);
  if (a === undefined || (node.op !== "neg" && b === undefined)) return undefined;
  const most = node.op === "neg" ? a : node.op === "mul" ? a * (b as number) : a + (b as number);
  return most <= exactMax ? most : undefined;
}

/** Of an int32: small where it is read from small elements. */
function narrowMagnitude(node: Node): number {
  if (node.op === "load" && scalarOf(node.array.elem) === "i32") {
    return (
      { i16: 2 ** 15, u16: 2 ** 16, i8: 2 ** 7, u8: 2 ** 8, u8c: 2 ** 8 }[node.array.elem as "i16"] ?? 2 ** 31
    );
  }
  if (isOp(node, "and")) {
    const mask = node.args.find((arg) => isConst(arg) && arg.value >= 0);
    if (mask && isConst(mask)) return mask.value;
  }
  return 2 ** 31;
}

/** The int32 that ToInt32 makes of such a double, by arithmetic that wraps. */
function wrapped(node: Node): Node {
  if (isConst(node)) return constantLike(node, "i32", node.value | 0);
  const [a, b] = (node as Apply).args as [Node, Node];
  if (isOp(node, "toF64")) return isI32(a) ? a : make("toI32", a);
  if (isOp(node, "u32ToF64")) return a;
  if (isOp(node, "neg")) return make("neg", wrapped(a));
  return make(node.op as "add", wrapped(a), wrapped(b));
}

/** Whether a node is a little more than a leaf: its int32 form is then worth it. */
const isArithmetic = (node: Node): boolean => ["add", "sub", "mul", "neg"].includes(node.op);

const toInt32: readonly Rule[] = [
  (_, a) => {
    if (!scalarIs(a, "f64") || isConst(a)) return undefined;
    const isExact = isOp(a, "toF64") || isOp(a, "u32ToF64") || isArithmetic(a);
    return isExact && magnitude(a) !== undefined ? wrapped(a) : undefined;
  },
  // ToInt32 cuts the fraction off by itself.
  (_, a) => (under(a, "trunc") && scalarIs(a, "f64") ? make("toI32", under(a, "trunc") as Node) : undefined),
  (_, a) => {
    const [cond, x, y] = isOp(a, "select") ? a.args : [];
    if (!cond || !x || !y || magnitude(x) === undefined || magnitude(y) === undefined) return undefined;
    return make("select", cond, wrapped(x), wrapped(y));
  },
];

/** A double as an int32 of the same value (-0 becomes 0); undefined where it may be another number. */
function asInt32(node: Node): Node | undefined {
  if (isConst(node))
    return (node.value | 0) === node.value ? constantLike(node, "i32", node.value | 0) : undefined;
  const inner = under(node, "toF64");
  return inner && isI32(inner) ? inner : undefined;
}

/** A comparison of doubles that are int32, as one of int32. */
const compareInt32: Rule = (node, a, b) => {
  if (!scalarIs(a, "f64")) return undefined;
  const [x, y] = [asInt32(a), asInt32(b)];
  if (!x || !y || (isConst(x) && isConst(y))) return undefined;
  return make(node.op as "lt", x, y);
};

/** `i % 8 === 0` asks for bits: what the sign of a remainder is does not matter then. */
const isMultiple: Rule = eitherWay((a, b, node) => {
  if (!isOp(a, "rem") || !isConst(b) || b.value !== 0) return undefined;
  const [x, y] = a.args.map(asInt32);
  if (!x || !y || !isConst(y) || isConst(x)) return undefined;
  const divisor = Math.abs(y.value);
  if (divisor === 0 || (divisor & (divisor - 1)) !== 0) return undefined;
  const bits = make("and", x, like(y, (divisor - 1) | 0));
  return make(node.op as "eq", bits, like(y, 0));
});

const compare: readonly Rule[] = [compareInt32];

/** `x op c` = `x`. */
function neutral(value: number): (a: Node, b: Node) => Node | undefined {
  return (a, b) => (isI32(a) && isConst(b, value) ? a : undefined);
}

/** `x op c` = `c`. */
function absorbs(value: number): (a: Node, b: Node) => Node | undefined {
  return (a, b) => (isI32(a) && isConst(b, value) ? b : undefined);
}

/** `(x op c) op d` = `x op (c op d)`, for operations of int32 that group either way. */
function regroup(op: "add" | "mul" | "and" | "or" | "xor", meaning: (c: number, d: number) => number): Rule {
  return eitherWay((a, b) => {
    if (!isI32(a) || !isOp(a, op as OpName) || !isConst(b)) return undefined;
    const [x, c] = a.args as [Node, Node];
    if (isConst(c)) return make(op, x, like(b, meaning(c.value, b.value) | 0));
    return isConst(x) ? make(op, c, like(b, meaning(x.value, b.value) | 0)) : undefined;
  });
}

/** A multiplication by a power of two is a shift. */
const shiftInstead: Rule = eitherWay((a, b) => {
  if (!isI32(a) || !isConst(b) || b.value < 2 || (b.value & (b.value - 1)) !== 0) return undefined;
  return lanesOf(a.type) === 1 ? make("shl", a, i32(31 - Math.clz32(b.value))) : undefined;
});

const shift: readonly Rule[] = [(_, a, b) => (isConst(b) && (b.value & 31) === 0 ? a : undefined)];

/** An int32 that is never negative is the same read as unsigned. */
function isNatural(node: Node): boolean {
  if (isConst(node)) return node.value >= 0;
  if (node.op === "length") return true;
  if (node.op === "load") return ["u8", "u8c", "u16"].includes(node.array.elem);
  if (isOp(node, "and")) return node.args.some(isNatural);
  if (isOp(node, "shru"))
    return isConst(node.args[1] as Node) && ((node.args[1] as { value: number }).value & 31) > 0;
  return isOp(node, "toI32") && scalarIs(node.args[0] as Node, "bool");
}

export const integerRules: Rules = {
  toI32: toInt32,
  asI32: [
    (_, a) => {
      const inner = under(a, "toF64");
      return inner && isI32(inner) ? inner : undefined;
    },
  ],
  u32ToF64: [(_, a) => (isNatural(a) ? make("toF64", a) : undefined)],
  eq: [...compare, isMultiple],
  ne: [...compare, isMultiple],
  lt: compare,
  le: compare,
  gt: compare,
  ge: compare,
  add: [eitherWay(neutral(0)), regroup("add", (c, d) => c + d)],
  sub: [
    (_, a, b) => neutral(0)(a, b),
    (_, a, b) => (isI32(a) && isConst(b) && !isConst(a) ? make("add", a, like(b, -b.value | 0)) : undefined),
  ],
  mul: [eitherWay(neutral(1)), eitherWay(absorbs(0)), regroup("mul", Math.imul), shiftInstead],
  and: [eitherWay(neutral(-1)), eitherWay(absorbs(0)), regroup("and", (c, d) => c & d)],
  or: [eitherWay(neutral(0)), eitherWay(absorbs(-1)), regroup("or", (c, d) => c | d)],
  xor: [eitherWay(neutral(0)), regroup("xor", (c, d) => c ^ d)],
  not: [(_, a) => (isI32(a) ? under(a, "not") : undefined)],
  shl: shift,
  shr: shift,
  shru: shift,
  imul: [(_, a, b) => make("mul", a, b)],
};

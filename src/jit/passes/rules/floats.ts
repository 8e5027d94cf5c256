/** Exact rules of floating-point arithmetic (f64 and f32; those that hold for i32 as well say so by not asking). */
import type { Node } from "../../ir/node";
import { constantLike, eitherWay, isConst, isOp, like, make, type Rules, scalarIs, under } from "./rule";

const isFloat = (node: Node): boolean => scalarIs(node, "f64") || scalarIs(node, "f32");

/**
 * Whether dividing by it is the same as multiplying by its reciprocal: a power of two, whose reciprocal is a number.
 */
function hasExactReciprocal(value: number, isDouble: boolean): boolean {
  const reciprocal = 1 / value;
  if (value === 0 || !Number.isFinite(reciprocal) || reciprocal === 0) return false;
  if (!isDouble && Math.fround(reciprocal) !== reciprocal) return false;
  return isPowerOfTwo(Math.abs(value));
}

/** Halving and doubling are exact down to the smallest double, so that this ends at 1 for powers of two alone. */
function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest < 1) rest *= 2;
  while (rest > 1) rest /= 2;
  return rest === 1;
}

export const floatRules: Rules = {
  add: [
    // x + -0 is x; x + 0 is not, for x = -0.
    eitherWay((a, b) => (isFloat(a) && isConst(b, -0) ? a : undefined)),
    // a + -b = a - b: that is what subtraction is.
    eitherWay((a, b) => (isFloat(a) && isOp(b, "neg") ? make("sub", a, b.args[0] as Node) : undefined)),
  ],
  sub: [
    (_, a, b) => (isFloat(a) && isConst(b, 0) ? a : undefined),
    (_, a, b) => (isFloat(a) && isConst(a, -0) ? make("neg", b) : undefined),
    (_, a, b) => (isFloat(a) && isOp(b, "neg") ? make("add", a, b.args[0] as Node) : undefined),
  ],
  mul: [
    eitherWay((a, b) => (isFloat(a) && isConst(b, 1) ? a : undefined)),
    eitherWay((a, b) => (isFloat(a) && isConst(b, -1) ? make("neg", a) : undefined)),
    (_, a, b) => {
      const [inner, other] = [under(a, "neg"), under(b, "neg")];
      return isFloat(a) && inner && other ? make("mul", inner, other) : undefined;
    },
    eitherWay((a, b) => {
      const inner = under(a, "neg");
      return isFloat(a) && inner && isConst(b) ? make("mul", inner, like(b, -b.value)) : undefined;
    }),
  ],
  div: [
    (_, a, b) => (isConst(b, 1) ? a : undefined),
    (_, a, b) => (isConst(b, -1) ? make("neg", a) : undefined),
    (_, a, b) => {
      const [inner, other] = [under(a, "neg"), under(b, "neg")];
      return inner && other ? make("div", inner, other) : undefined;
    },
  ],
  neg: [
    (_, a) => under(a, "neg"),
    // -(x * c) = x * -c, also for zeros.
    (_, a) => {
      const [x, c] = isOp(a, "mul") && isFloat(a) ? a.args : [];
      return x && c && isConst(c) ? make("mul", x, like(c, -c.value)) : undefined;
    },
  ],
  abs: [
    (_, a) => {
      const inner = under(a, "neg") ?? under(a, "abs");
      return inner && make("abs", inner);
    },
    // A square has no sign.
    (_, a) => (isOp(a, "mul") && a.args[0] === a.args[1] ? a : undefined),
  ],
  min: [(_, a, b) => (a === b ? a : undefined)],
  max: [(_, a, b) => (a === b ? a : undefined)],
  floor: [(_, a) => (isWhole(a) ? a : undefined)],
  ceil: [(_, a) => (isWhole(a) ? a : undefined)],
  trunc: [(_, a) => (isWhole(a) ? a : undefined)],
  round: [(_, a) => (isWhole(a) ? a : undefined)],
};

/** What rounding leaves alone: results of rounding, and integers that became doubles. */
function isWhole(node: Node): boolean {
  if (["floor", "ceil", "trunc", "round", "u32ToF64", "sign"].includes(node.op)) return true;
  const inner = under(node, "toF64");
  return inner !== undefined && (scalarIs(inner, "i32") || scalarIs(inner, "bool"));
}

/** An f32 that a double is exactly; undefined when it may not be one. */
export function asF32(node: Node): Node | undefined {
  const inner = under(node, "toF64");
  if (inner && scalarIs(inner, "f32")) return inner;
  const isExact = isConst(node) && scalarIs(node, "f64") && Object.is(Math.fround(node.value), node.value);
  return isExact ? constantLike(node, "f32", node.value) : undefined;
}

/**
 * Operations that give the f32 result when a result in doubles is rounded: twice rounded is once rounded for these.
 */
const roundsOnce: ReadonlySet<string> = new Set(["add", "sub", "mul", "div", "sqrt"]);
/** And those that give one of their operands, or an f32 near it. */
const staysF32: ReadonlySet<string> = new Set(["neg", "abs", "floor", "ceil", "trunc", "min", "max", "sign"]);

/**
 * A division by a power of two is a multiplication, and cheaper. Not for JavaScript: V8 does so by itself, and keeps
 * integers integers in `n / 2` where it would not in `n * 0.5`.
 */
export const divisionRules: Rules = {
  div: [
    (_, a, b) => {
      if (!isConst(b) || isConst(a) || !hasExactReciprocal(b.value, scalarIs(b, "f64"))) return undefined;
      return make("mul", a, like(b, 1 / b.value));
    },
  ],
};

export const f32Rules: Rules = {
  toF32: [
    (_, a) => (isConst(a) ? undefined : asF32(a)),
    (_, a) => {
      if (!("args" in a) || !(roundsOnce.has(a.op) || staysF32.has(a.op))) return undefined;
      const args = a.args.map(asF32);
      // Nothing is gained where all is constant; that is folded.
      if (args.some((arg) => arg === undefined) || args.every((arg) => arg && isConst(arg))) return undefined;
      return make(a.op as "add", ...(args as Node[]));
    },
    (_, a) => {
      const [cond, x, y] = isOp(a, "select") ? a.args : [];
      if (!cond || !x || !y || !asF32(x) || !asF32(y)) return undefined;
      return make("select", cond, asF32(x) as Node, asF32(y) as Node);
    },
  ],
};

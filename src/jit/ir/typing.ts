/** What type an operation gives, from the types it takes; the one place that knows, for builder and verifier. */
import type { OpName } from "./node";
import { lanesOf, type Scalar, scalarPart, type Type, widen } from "./types";

type Rule = (args: readonly Type[]) => Type | undefined;

function same(args: readonly Type[], scalars: readonly Scalar[]): Type | undefined {
  const [first] = args;
  if (first === undefined || !scalars.includes(scalarPart(first))) return undefined;
  return args.every((type) => type === first) ? first : undefined;
}

const arithmetic = (count: number, scalars: readonly Scalar[]): Rule => {
  return (args) => (args.length === count ? same(args, scalars) : undefined);
};

const compare: Rule = (args) => {
  const type = args.length === 2 ? same(args, ["f64", "f32", "i32", "bool"]) : undefined;
  return type && widen("bool", lanesOf(type));
};

const convert = (from: readonly Scalar[], to: Scalar): Rule => {
  return ([type, ...more]) => {
    if (type === undefined || more.length > 0 || !from.includes(scalarPart(type))) return undefined;
    return widen(to, lanesOf(type));
  };
};

const select: Rule = ([cond, a, b]) => {
  if (cond === undefined || a === undefined || a !== b || scalarPart(cond) !== "bool") return undefined;
  return cond === "bool" || lanesOf(cond) === lanesOf(a) ? a : undefined;
};

/** Of a whole vector, down to one scalar of it. */
const reduce = (scalars: readonly Scalar[]): Rule => {
  return ([type, ...more]) =>
    type !== undefined && more.length === 0 && lanesOf(type) > 1 && scalars.includes(scalarPart(type))
      ? scalarPart(type)
      : undefined;
};

const floats = ["f64", "f32"] as const;
const unary = arithmetic(1, ["f64"]);
const binary = arithmetic(2, ["f64"]);

/** `splat` and `iota` are not here: their lanes are not in their arguments. */
const rules: Readonly<Record<Exclude<OpName, "splat" | "iota">, Rule>> = {
  add: arithmetic(2, [...floats, "i32"]),
  sub: arithmetic(2, [...floats, "i32"]),
  mul: arithmetic(2, [...floats, "i32"]),
  div: arithmetic(2, floats),
  rem: binary,
  neg: arithmetic(1, [...floats, "i32"]),
  and: arithmetic(2, ["i32", "bool"]),
  or: arithmetic(2, ["i32", "bool"]),
  xor: arithmetic(2, ["i32", "bool"]),
  not: arithmetic(1, ["i32", "bool"]),
  shl: arithmetic(2, ["i32"]),
  shr: arithmetic(2, ["i32"]),
  shru: arithmetic(2, ["i32"]),
  eq: compare,
  ne: compare,
  lt: compare,
  le: compare,
  gt: compare,
  ge: compare,
  toF64: convert(["i32", "f32", "bool"], "f64"),
  u32ToF64: convert(["i32"], "f64"),
  toI32: convert(["f64", "bool"], "i32"),
  asI32: convert(floats, "i32"),
  toF32: convert(["f64", "i32"], "f32"),
  toBool: convert(["f64", "f32", "i32"], "bool"),
  select,
  abs: arithmetic(1, floats),
  ceil: arithmetic(1, floats),
  floor: arithmetic(1, floats),
  trunc: arithmetic(1, floats),
  sign: arithmetic(1, floats),
  sqrt: arithmetic(1, floats),
  min: arithmetic(2, floats),
  max: arithmetic(2, floats),
  round: unary,
  cbrt: unary,
  exp: unary,
  expm1: unary,
  log: unary,
  log1p: unary,
  log2: unary,
  log10: unary,
  sin: unary,
  cos: unary,
  tan: unary,
  asin: unary,
  acos: unary,
  atan: unary,
  sinh: unary,
  cosh: unary,
  tanh: unary,
  asinh: unary,
  acosh: unary,
  atanh: unary,
  pow: binary,
  atan2: binary,
  hypot: binary,
  hypot3: arithmetic(3, ["f64"]),
  clz32: arithmetic(1, ["i32"]),
  imul: arithmetic(2, ["i32"]),
  any: reduce(["bool"]),
  all: reduce(["bool"]),
  reduceAdd: reduce(["f64", "f32", "i32"]),
  reduceMin: reduce(["f64", "f32", "i32"]),
  reduceMax: reduce(["f64", "f32", "i32"]),
};

/** The type that `op` gives for arguments of these types; undefined when it does not take them. */
export function resultType(op: Exclude<OpName, "splat" | "iota">, args: readonly Type[]): Type | undefined {
  return rules[op](args);
}

/** How many arguments an operation takes, for generators of random programs. */
export const opNames = Object.freeze([...Object.keys(rules), "splat", "iota"]) as readonly OpName[];

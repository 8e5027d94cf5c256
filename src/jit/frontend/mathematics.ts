/** `Math.*`, and what `Number` and the global object have for numbers. */
import * as build from "../ir/build";
import type { MathOp, Node } from "../ir/node";
import { certain, toCondition, toInt, toNumber } from "./convert";
import type { Frame } from "./frame";
import { seen } from "./names";
import type { AnyNode } from "./syntax";
import { asF64, logical, numeric, type Value } from "./value";

/** Functions of one number, by their name in `Math`. */
const unary: ReadonlySet<string> = new Set<MathOp>([
  "abs",
  "ceil",
  "floor",
  "trunc",
  "round",
  "sign",
  "sqrt",
  "cbrt",
  "exp",
  "expm1",
  "log",
  "log1p",
  "log2",
  "log10",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
]);

type Rule = (frame: Frame, args: readonly Value[], at: AnyNode) => Value;

/** The argument at a position; JavaScript passes undefined where there is none. */
function argument(frame: Frame, args: readonly Value[], index: number, at: AnyNode): Node {
  return toNumber(frame, args[index] ?? { tag: "undefined" }, at);
}

function one(op: MathOp): Rule {
  return (frame, args, at) => numeric(build.apply(op, [argument(frame, args, 0, at)], at.start));
}

function two(op: "pow" | "atan2"): Rule {
  return (frame, args, at) => {
    const [a, b] = [argument(frame, args, 0, at), argument(frame, args, 1, at)];
    return numeric(build.apply(op, [a, b], at.start));
  };
}

/** Of as many as there are; the order of pairs does not matter, for NaN and -0 neither. */
function extreme(op: "min" | "max"): Rule {
  return (frame, args, at) => {
    const [first, ...rest] = args.map((value) => toNumber(frame, value, at));
    if (first === undefined) return numeric(build.f64(op === "min" ? Infinity : -Infinity));
    if (rest.length === 0) return numeric(certain(frame, args[0] as Value, first));
    return numeric(rest.reduce((a, b) => build.apply(op, [a, b], at.start), first));
  };
}

const hypot: Rule = (frame, args, at) => {
  const nodes = args.map((value) => toNumber(frame, value, at));
  const [first] = nodes;
  if (first === undefined) return numeric(build.f64(0));
  if (nodes.length === 1) return numeric(build.apply("abs", [first], at.start));
  if (nodes.length > 3) throw frame.refuse("argument-count", at, "Math.hypot");
  return numeric(build.apply(nodes.length === 2 ? "hypot" : "hypot3", nodes, at.start));
};

const clz32: Rule = (frame, args, at) => {
  const node = toInt(frame, args[0] ?? { tag: "undefined" }, at);
  return numeric(build.apply("clz32", [node], at.start));
};

const imul: Rule = (frame, args, at) => {
  const nodes = [0, 1].map((index) => toInt(frame, args[index] ?? { tag: "undefined" }, at));
  return numeric(build.apply("imul", nodes, at.start));
};

const fround: Rule = (frame, args, at) => {
  const node = argument(frame, args, 0, at);
  if (node.op === "const") return numeric(build.f64(Math.fround(node.value)));
  return numeric(build.apply("toF32", [node], at.start));
};

/** What `Number.isX` tells of a number; of anything else it is false. */
function ofNumber(test: (node: Node) => Node): Rule {
  return (frame, args, at) => {
    const [value] = args;
    if (value?.tag !== "number") return logical(build.bool(false));
    seen(frame, [value, value], at);
    return logical(test(asF64(value.node)));
  };
}

function isFiniteNode(node: Node): Node {
  return build.apply("lt", [build.apply("abs", [node]), build.f64(Infinity)]);
}

function isIntegerNode(node: Node): Node {
  return build.apply("and", [isFiniteNode(node), build.apply("eq", [build.apply("trunc", [node]), node])]);
}

function isSafeNode(node: Node): Node {
  const small = build.apply("le", [build.apply("abs", [node]), build.f64(Number.MAX_SAFE_INTEGER)]);
  return build.apply("and", [small, build.apply("eq", [build.apply("trunc", [node]), node])]);
}

/** Of what the global functions take as a number. */
function ofAny(test: (node: Node) => Node): Rule {
  return (frame, args, at) => {
    const value: Value = args[0] ?? { tag: "undefined" };
    return logical(test(certain(frame, value, toNumber(frame, value, at))));
  };
}

const notANumber = (node: Node) => build.apply("ne", [node, node]);

const rules: Readonly<Record<string, Rule>> = Object.freeze({
  "Math.pow": two("pow"),
  "Math.atan2": two("atan2"),
  "Math.min": extreme("min"),
  "Math.max": extreme("max"),
  "Math.hypot": hypot,
  "Math.clz32": clz32,
  "Math.imul": imul,
  "Math.fround": fround,
  "Number.isNaN": ofNumber(notANumber),
  "Number.isFinite": ofNumber(isFiniteNode),
  "Number.isInteger": ofNumber(isIntegerNode),
  "Number.isSafeInteger": ofNumber(isSafeNode),
  isNaN: ofAny(notANumber),
  isFinite: ofAny(isFiniteNode),
  Number: (frame: Frame, args: readonly Value[], at: AnyNode): Value => {
    const [value] = args;
    if (value === undefined) return numeric(build.f64(0));
    return numeric(certain(frame, value, toNumber(frame, value, at)));
  },
  Boolean: (frame: Frame, args: readonly Value[], at: AnyNode): Value =>
    logical(args[0] === undefined ? build.bool(false) : toCondition(frame, args[0], at)),
  ...Object.fromEntries([...unary].map((name) => [`Math.${name}`, one(name as MathOp)])),
});

/** Functions of the engine that compile, by name. */
export const engineFunctions: readonly string[] = Object.freeze(Object.keys(rules));

export function callEngine(frame: Frame, name: string, args: readonly Value[], at: AnyNode): Value {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule === undefined) throw frame.refuse("unknown-call", at, name);
  return rule(frame, args, at);
}

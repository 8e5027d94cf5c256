/** Operators on numbers: `+ - * / % **`, bits, comparisons, and those with one operand. */
import * as build from "../ir/build";
import type { CompareOp, Node } from "../ir/node";
import { certain, inOrder, operands, refuseOther, toInt, toNumber } from "./convert";
import type { Frame } from "./frame";
import { seen } from "./names";
import { type AnyNode, type BinaryExpression, type UnaryExpression, unchained } from "./syntax";
import { asF64, logical, not, nothing, numeric, type Value } from "./value";

const arithmetic = Object.freeze({
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "rem",
  "**": "pow",
} as const);

const bits = Object.freeze({
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "shl",
  ">>": "shr",
  ">>>": "shru",
} as const);

const relations = Object.freeze({ "<": "lt", "<=": "le", ">": "gt", ">=": "ge" } as const);

type Table = Readonly<Record<string, string>>;

function within<T extends Table>(table: T, operator: string): operator is Extract<keyof T, string> {
  return Object.hasOwn(table, operator);
}

export function binary(frame: Frame, node: BinaryExpression): Value {
  const { operator } = node;
  if (/^[!=]==?$/.test(operator)) return equality(frame, node);
  const known = [arithmetic, bits, relations].some((table) => Object.hasOwn(table, operator));
  if (!known) throw frame.refuse("operator", node, operator);
  const [left, right] = operands(frame, [node.left, node.right]);
  return operate(frame, operator, left, right, node);
}

/** An operator on two values that have been lowered; also that of a compound assignment. */
export function operate(frame: Frame, operator: string, left: Value, right: Value, at: AnyNode): Value {
  if (within(bits, operator)) {
    const [a, b] = [toInt(frame, left, at), toInt(frame, right, at)];
    if (operator === "|" && isZero(b)) return numeric(a);
    const node = build.apply(bits[operator], [a, b], at.start);
    return numeric(operator === ">>>" ? build.apply("u32ToF64", [node]) : node);
  }
  if (within(relations, operator)) {
    const [a, b] = alike(frame, left, right, at);
    return logical(build.apply(relations[operator], [a, b], at.start));
  }
  if (!within(arithmetic, operator)) throw frame.refuse("operator", at, operator);
  const args = [toNumber(frame, left, at), toNumber(frame, right, at)];
  return numeric(build.apply(arithmetic[operator], args, at.start));
}

function isZero(node: Node): boolean {
  return node.op === "const" && node.value === 0;
}

/** Two numbers to compare: int32s as they are, all else as f64. */
function alike(frame: Frame, left: Value, right: Value, at: AnyNode): [Node, Node] {
  const isInt = (value: Value) => value.tag === "number" && value.node.type === "i32";
  if (isInt(left) && isInt(right)) return [toInt(frame, left, at), toInt(frame, right, at)];
  return [toNumber(frame, left, at), toNumber(frame, right, at)];
}

function equality(frame: Frame, node: BinaryExpression): Value {
  const { operator } = node;
  const negate = (result: Node) => logical(operator.startsWith("!") ? not(result) : result);
  const typed = typeTest(frame, node.left, node.right) ?? typeTest(frame, node.right, node.left);
  if (typed !== undefined) return negate(build.bool(typed));
  if (isNull(node.right))
    return negate(emptiness(frame, frame.value(node.left), node.left, operator.length === 2));
  if (isNull(node.left))
    return negate(emptiness(frame, frame.value(node.right), node.right, operator.length === 2));
  const [left, right] = inOrder(frame, [node.left, node.right]) as [Value, Value];
  return logical(compare(frame, left, right, node, operator));
}

/** `===`. */
export function equal(frame: Frame, left: Value, right: Value, at: AnyNode): Node {
  return compare(frame, left, right, at, "===");
}

function compare(frame: Frame, left: Value, right: Value, at: AnyNode, operator: string): Node {
  const isNot = operator.startsWith("!");
  const negate = (node: Node) => (isNot ? not(node) : node);
  const [atLeft, atRight] = at.type === "BinaryExpression" ? [at.left, at.right] : [at, at];
  if (right.tag === "undefined") return negate(emptiness(frame, left, atLeft, true));
  if (left.tag === "undefined") return negate(emptiness(frame, right, atRight, true));
  for (const value of [left, right]) {
    if (value.tag !== "number" && value.tag !== "boolean") refuseOther(frame, value, at);
  }
  const op: CompareOp = isNot ? "ne" : "eq";
  if (left.tag === "boolean" && right.tag === "boolean") {
    return build.apply(op, [left.node, right.node], at.start);
  }
  // `true === 1` is false, whatever the numbers.
  if (left.tag !== right.tag && operator.length === 3) return build.bool(isNot);
  if (left.tag === right.tag) seen(frame, [left, right], at);
  return build.apply(op, alike(frame, left, right, at), at.start);
}

function isNull(node: AnyNode): boolean {
  return node.type === "Literal" && node.raw === "null";
}

/** Whether a value is undefined. `counts` false: it is asked for null, which nothing here is. */
function emptiness(frame: Frame, value: Value, at: AnyNode, counts: boolean): Node {
  if (value.tag === "undefined") return build.bool(counts);
  if (value.tag === "rows") refuseOther(frame, value, at);
  if (value.tag !== "number" || !counts) return build.bool(false);
  const { node, sources } = value;
  if (sources.length === 0) return build.bool(false);
  if (node.op === "load" && sources.length === 1 && sources[0] === "outside") return not(isInside(node));
  frame.unit.demand(sources, () => frame.refuse("undefined-test", at, frame.textOf(at)));
  return build.bool(false);
}

/** Whether the element that is read is there. */
export function isInside({ array, index }: Extract<Node, { op: "load" }>): Node {
  const at = asF64(index);
  const size = asF64(build.length(array));
  const tests = [
    build.apply("ge", [at, build.f64(0)]),
    build.apply("lt", [at, size]),
    build.apply("eq", [build.apply("floor", [at]), at]),
  ];
  return tests.reduce((all, test) => build.apply("and", [all, test]));
}

/** `typeof x === "number"`: known, where `x` has one type. */
function typeTest(frame: Frame, node: AnyNode, other: AnyNode): boolean | undefined {
  if (node.type !== "UnaryExpression" || node.operator !== "typeof") return undefined;
  if (other.type !== "Literal" || typeof other.value !== "string") return undefined;
  const value = frame.value(node.argument);
  if (value.tag === "number") {
    frame.unit.demand(value.sources, () => frame.refuse("undefined-test", node, frame.textOf(node.argument)));
    return other.value === "number";
  }
  if (value.tag === "rows") refuseOther(frame, value, node);
  if (value.tag === "array" || value.tag === "range") return other.value === "object";
  return other.value === (value.tag === "intrinsic" ? "function" : value.tag);
}

export function unary(frame: Frame, node: UnaryExpression): Value {
  const { operator, argument } = node;
  switch (operator) {
    case "!":
      return logical(not(frame.condition(argument)));
    case "void":
      frame.effect(argument);
      return nothing;
    case "-": {
      const value = toNumber(frame, frame.value(argument), node);
      return numeric(value.op === "const" ? build.f64(-value.value) : build.apply("neg", [value]));
    }
    case "+": {
      const value = frame.value(argument);
      return numeric(certain(frame, value, toNumber(frame, value, node)));
    }
    case "~":
      return complement(frame, node, unchained(argument));
    case "typeof":
      throw frame.refuse("typeof", node);
    default:
      throw frame.refuse("operator", node, operator);
  }
}

/** `~x`; `~~x` is ToInt32. */
function complement(frame: Frame, node: UnaryExpression, argument: AnyNode): Value {
  if (argument.type === "UnaryExpression" && argument.operator === "~") {
    return numeric(toInt(frame, frame.value(argument.argument), node));
  }
  return numeric(build.apply("not", [toInt(frame, frame.value(argument), node)]));
}

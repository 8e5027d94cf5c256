/** From values to nodes: the conversions that JavaScript's operators make, and what is refused instead. */
import * as build from "../ir/build";
import type { Node } from "../ir/node";
import type { Frame } from "./frame";
import type { AnyNode } from "./syntax";
import { asBool, asF64, asI32, numeric, type Value } from "./value";

/** Refuses what is neither a number, a boolean nor undefined. */
export function refuseOther(frame: Frame, value: Value, at: AnyNode): never {
  if (value.tag === "array") throw frame.refuse("array-value", at);
  if (value.tag === "rows") throw frame.refuse("row-value", at);
  if (value.tag === "range") throw frame.refuse("range-value", at);
  throw frame.refuse("function-value", at);
}

/** ToNumber, as f64. */
export function toNumber(frame: Frame, value: Value, at: AnyNode): Node {
  if (value.tag === "number" || value.tag === "boolean") return asF64(value.node);
  return value.tag === "undefined" ? build.f64(Number.NaN) : refuseOther(frame, value, at);
}

/** ToInt32. */
export function toInt(frame: Frame, value: Value, at: AnyNode): Node {
  if (value.tag === "number" || value.tag === "boolean") return asI32(value.node);
  return value.tag === "undefined" ? build.i32(0) : refuseOther(frame, value, at);
}

/** ToBoolean. Arrays and functions are truthy, but a test of one is a mistake. */
export function toCondition(frame: Frame, value: Value, at: AnyNode): Node {
  if (value.tag === "number" || value.tag === "boolean") return asBool(value.node);
  return value.tag === "undefined" ? build.bool(false) : refuseOther(frame, value, at);
}

/** A number that is one, where nothing else makes it one: what is undefined in JavaScript becomes NaN there, too. */
export function certain(frame: Frame, value: Value, node: Node): Node {
  return value.tag === "number" && value.sources.length > 0 ? frame.unit.certain(node, value.sources) : node;
}

/** An operand that is taken as a number anyway: its ways need not agree on a type. */
function operand(frame: Frame, node: AnyNode): Value {
  const isChoice = node.type === "ConditionalExpression" || node.type === "LogicalExpression";
  return isChoice ? numeric(frame.number(node)) : frame.value(node);
}

/** The operands of an operator on numbers. */
export function operands(frame: Frame, nodes: readonly AnyNode[]): [Value, Value] {
  return inOrder(frame, nodes, operand) as [Value, Value];
}

/** Values lowered one after the other, each as it was when its turn came. */
export function inOrder(
  frame: Frame,
  nodes: readonly AnyNode[],
  one: (frame: Frame, node: AnyNode) => Value = (at, node) => at.value(node),
): Value[] {
  const { code } = frame.unit;
  const values = nodes.map((node) => {
    const value = one(frame, node);
    return { value, held: "node" in value && value.tag !== "function" ? code.hold(value.node) : undefined };
  });
  const settled = code.settle(values.flatMap(({ held }) => held ?? []));
  let next = 0;
  return values.map(({ value, held }) => {
    if (held === undefined) return value;
    const node = settled[next++] as Node;
    return value.tag === "number" || value.tag === "boolean" ? { ...value, node } : value;
  });
}

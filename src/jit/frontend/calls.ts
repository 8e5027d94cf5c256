/** Calls: of the engine's functions, of intrinsics, and of functions that are inlined. */
import { inOrder } from "./convert";
import type { Frame } from "./frame";
import { inline } from "./inline";
import { callLoop, loopFunctions, rangeOf } from "./intrinsic-loops";
import { callEngine } from "./mathematics";
import { isNaming, outside, variableOf } from "./names";
import { type AnyNode, type CallExpression, calleeOf, isFunction } from "./syntax";
import { type FunctionValue, isArrayValue, type Value } from "./value";

export function call(frame: Frame, node: CallExpression): Value {
  const callee = calledBy(frame, calleeOf(node.callee), node);
  for (const argument of node.arguments) {
    if (argument.type === "SpreadElement") throw frame.refuse("spread", argument);
  }
  if (callee.tag === "function" && isNamed(callee, node)) return frame.value(node.arguments[0] as AnyNode);
  const args = inOrder(frame, node.arguments);
  if (callee.tag === "function") return inline(frame, callee, args, node);
  if (callee.name === "range") return rangeOf(frame, args, node);
  if (Object.hasOwn(loopFunctions, callee.name)) return callLoop(frame, callee.name, args, node);
  return callEngine(frame, callee.name, args, node);
}

/** `__name(f, "f")` where a minifier has given the helper another name. */
function isNamed({ fn }: FunctionValue, { arguments: [given, name] }: CallExpression): boolean {
  const isText = given !== undefined && name?.type === "Literal" && typeof name.value === "string";
  return isText && fn !== undefined && isNaming(fn);
}

type Called = FunctionValue | Extract<Value, { tag: "intrinsic" }>;

function calledBy(frame: Frame, callee: AnyNode, at: AnyNode): Called {
  if (callee.type === "Super") throw frame.refuse("super", callee);
  const value = isFunction(callee) ? functionValue(frame, callee) : named(frame, callee);
  if (value?.tag === "function" || value?.tag === "intrinsic") return value;
  if (value !== undefined) throw frame.refuse("unknown-call", at, frame.textOf(callee));
  if (callee.type === "MemberExpression") {
    const object = frame.value(callee.object);
    if (isArrayValue(object)) throw frame.refuse("array-member", callee, frame.textOf(callee.property));
    if (object.tag === "number" || object.tag === "boolean") {
      throw frame.refuse("property", callee, frame.textOf(callee.property));
    }
  }
  throw frame.refuse("closure-call", callee);
}

function named(frame: Frame, callee: AnyNode): Value | undefined {
  if (callee.type === "Identifier") {
    const variable = variableOf(frame, callee);
    if (variable !== undefined) return variable.alias ?? { tag: "undefined" };
  }
  return outside(frame, callee, true);
}

/** A function that is written here. */
export function functionValue(frame: Frame, node: AnyNode): FunctionValue {
  if (!isFunction(node)) throw frame.refuse("closure-call", node);
  const { parsed, resolve } = frame;
  return { tag: "function", name: node.id?.name ?? "it", node, parsed, resolve, outer: frame };
}

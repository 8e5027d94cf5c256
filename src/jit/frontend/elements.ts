/** Arrays: elements read and written, lengths, and the arrays that a function makes. */
import * as build from "../ir/build";
import type { ArrayRef, Node } from "../ir/node";
import { Refusal } from "../ir/refusal";
import { elemByName } from "../memory/views";
import { inOrder, refuseOther, toNumber } from "./convert";
import type { Frame } from "./frame";
import { outside, seen } from "./names";
import { type AnyNode, type MemberExpression, type NewExpression, unchained } from "./syntax";
import { numeric, type Value } from "./value";

/** One element: of which array, at which index (f64 or i32). */
export interface Place {
  readonly array: ArrayRef;
  readonly index: Node;
  readonly plain: boolean;
  /** Whether the index may be undefined: a write would then make a property. */
  readonly value: Value;
  /** Where the index stands. */
  readonly at: AnyNode;
}

export function member(frame: Frame, node: MemberExpression): Value {
  const found = outside(frame, node, false);
  if (found !== undefined) return found;
  if (isElement(node)) return element(elementOf(frame, node), node);
  const object = frame.value(node.object);
  const name = node.property.type === "Identifier" ? node.property.name : frame.textOf(node.property);
  if (object.tag === "array") {
    if (name === "length") return numeric(build.length(object.array));
    throw frame.refuse("array-member", node, name);
  }
  if (object.tag === "number" || object.tag === "boolean") throw frame.refuse("property", node, name);
  if (object.tag === "undefined") throw frame.refuse("undefined-value", node.object);
  return refuseOther(frame, object, node);
}

/** What a read of that element gives: undefined outside, so NaN. */
export function element({ array, index }: Place, at: AnyNode): Value {
  return numeric(build.load(array, index, { checked: true, at: at.start }), ["outside"]);
}

/** Whether it is `a[i]`, and not `a.name`. */
export function isElement({ computed, property }: MemberExpression): boolean {
  return computed && !(property.type === "Literal" && typeof property.value === "string");
}

/** `a[i]`, with the index lowered. */
export function elementOf(frame: Frame, node: MemberExpression): Place {
  const { property } = node;
  const inner = unchained(node.object);
  if (inner.type === "MemberExpression" && inner.computed) throw frame.refuse("nested-array", node);
  const [object, index] = inOrder(frame, [node.object, property]) as [Value, Value];
  if (object.tag !== "array") {
    if (object.tag === "number" || object.tag === "boolean") throw frame.refuse("number-index", node);
    return refuseOther(frame, object, node.object);
  }
  if (index.tag === "boolean") throw frame.refuse("boolean-index", property);
  const exact = index.tag === "number" && index.node.type === "i32";
  const at = exact ? index.node : toNumber(frame, index, property);
  return { array: object.array, index: at, plain: object.plain, value: index, at: property };
}

/** Writes an element. */
export function store(frame: Frame, place: Place, value: Value, at: AnyNode): void {
  if (place.plain) throw frame.refuse("plain-array-write", at, place.array.name);
  if (place.value.tag === "undefined") throw frame.refuse("undefined-value", place.at);
  seen(frame, [place.value], place.at);
  const { array, index } = place;
  const scalar = value.tag === "number" ? value.node.type : "bool";
  const fits = array.elem === "f32" ? scalar === "f32" : array.elem !== "f64" && scalar === "i32";
  const node = fits && value.tag === "number" ? value.node : toNumber(frame, value, at);
  frame.unit.code.emit({ tag: "store", array, index, value: node, checked: true, at: at.start });
}

/** What is made; undefined if it is nothing that is known. */
function constructedBy(frame: Frame, { callee }: NewExpression): Value | undefined {
  try {
    return outside(frame, callee, true);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** `new Float64Array(n)`: the caller makes it before the kernel starts, so its length is one of the parameters'. */
export function allocation(frame: Frame, node: NewExpression): Value {
  const constructed = constructedBy(frame, node);
  const name = frame.textOf(node.callee);
  if (constructed?.tag !== "intrinsic") throw frame.refuse("new", node, name);
  if (/^Big(?:Int|Uint)64Array$/.test(constructed.name)) throw frame.refuse("bigint-array", node, name);
  const elem = elemByName[constructed.name];
  if (elem === undefined) throw frame.refuse("new", node, name);
  const [argument, more] = node.arguments;
  if (more !== undefined || argument === undefined || argument.type === "ArrayExpression") {
    throw frame.refuse("allocation", node);
  }
  const length = frame.value(argument);
  const entry = length.tag === "number" ? frame.unit.entryOf(length.node) : undefined;
  if (entry === undefined || frame.unit.code.loops > 0) throw frame.refuse("allocation", node);
  return { tag: "array", array: frame.unit.array(name, elem, "alloc", entry), plain: false };
}

/** Arrays: elements read and written, lengths, and the arrays that a function makes. */
import * as build from "../ir/build";
import type { ArrayRef, Node } from "../ir/node";
import { Refusal } from "../ir/refusal";
import { elemByName } from "../memory/views";
import { inOrder, refuseOther, toNumber } from "./convert";
import type { Frame } from "./frame";
import { outside, seen } from "./names";
import { flatIndex, indexed, kept, rankOf, sizeOf } from "./rows";
import { type AnyNode, type MemberExpression, type NewExpression, unchained } from "./syntax";
import { numeric, type RowsValue, type Value } from "./value";

/** One element: of which array, at which index (f64 or i32). */
export interface Place {
  readonly array: ArrayRef;
  readonly index: Node;
  readonly plain: boolean;
  /** Of an array of arrays: it is proven to be there, so a write makes nothing grow. */
  readonly isNested: boolean;
  /** Whether the index may be undefined: a write would then make a property. */
  readonly value: Value;
  /** Where the index stands. */
  readonly at: AnyNode;
}

export function member(frame: Frame, node: MemberExpression): Value {
  const found = outside(frame, node, false);
  if (found !== undefined) return found;
  if (isElement(node)) {
    const found = reached(frame, node);
    return "tag" in found ? found : element(found, node);
  }
  const object = frame.value(node.object);
  const name = node.property.type === "Identifier" ? node.property.name : frame.textOf(node.property);
  if (object.tag === "array") {
    if (name === "length") return numeric(build.length(object.array));
    throw frame.refuse("array-member", node, name);
  }
  if (object.tag === "rows") {
    if (name === "length") return sizeOf(frame, object, node);
    throw frame.refuse("array-member", node, name);
  }
  if (object.tag === "number" || object.tag === "boolean") throw frame.refuse("property", node, name);
  if (object.tag === "undefined") throw frame.refuse("undefined-value", node.object);
  return refuseOther(frame, object, node);
}

/** What a read of that element gives: undefined outside, so NaN. */
export function element({ array, index, isNested }: Place, at: AnyNode): Value {
  return numeric(build.load(array, index, { checked: true, at: at.start }), isNested ? [] : ["outside"]);
}

/** Whether it is `a[i]`, and not `a.name`. */
export function isElement({ computed, property }: MemberExpression): boolean {
  return computed && !(property.type === "Literal" && typeof property.value === "string");
}

/** `a[i]` or `a[i][j]`, with the indices lowered. */
export function elementOf(frame: Frame, node: MemberExpression): Place {
  const found = reached(frame, node);
  if ("tag" in found) throw frame.refuse("row-value", node);
  return found;
}

/** An element, or a row. */
function reached(frame: Frame, node: MemberExpression): Place | RowsValue {
  const { base, properties } = chainOf(node);
  const [object, ...indices] = inOrder(frame, [base, ...properties]) as [Value, ...Value[]];
  if (object.tag !== "array" && object.tag !== "rows") {
    if (object.tag === "number" || object.tag === "boolean") throw frame.refuse("number-index", node);
    return refuseOther(frame, object, base);
  }
  const nodes = indices.map((index, i): Node => {
    const property = properties[i] as AnyNode;
    if (index.tag === "boolean") throw frame.refuse("boolean-index", property);
    const exact = index.tag === "number" && index.node.type === "i32";
    return exact ? index.node : toNumber(frame, index, property);
  });
  const { array, plain } = object;
  const rank = object.tag === "rows" ? rankOf(object) : 1;
  if (nodes.length > rank) throw frame.refuse("nested-array", node);
  if (object.tag === "rows") {
    const rows = indexed(object, nodes);
    if (nodes.length < rank) return kept(frame, rows);
    const last = { value: indices.at(-1) as Value, at: node.property };
    return { array, plain, isNested: true, index: flatIndex(frame, rows, node), ...last };
  }
  const [index] = nodes as [Node];
  return { array, index, plain, isNested: false, value: indices[0] as Value, at: node.property };
}

/** `a[i][j]` as `a` and what stands in its brackets. */
function chainOf(node: MemberExpression): { base: AnyNode; properties: readonly AnyNode[] } {
  const inner = unchained(node.object);
  const chain =
    inner.type === "MemberExpression" && isElement(inner)
      ? chainOf(inner)
      : { base: node.object, properties: [] };
  return { base: chain.base, properties: [...chain.properties, node.property] };
}

/** Writes an element. */
export function store(frame: Frame, place: Place, value: Value, at: AnyNode): void {
  if (place.plain) storable(frame, place, value, at);
  if (place.value.tag === "undefined") throw frame.refuse("undefined-value", place.at);
  seen(frame, [place.value], place.at);
  const { array, index } = place;
  const scalar = value.tag === "number" ? value.node.type : "bool";
  const fits = array.elem === "f32" ? scalar === "f32" : array.elem !== "f64" && scalar === "i32";
  const node = fits && value.tag === "number" ? value.node : toNumber(frame, value, at);
  frame.unit.code.emit({ tag: "store", array, index, value: node, checked: true, at: at.start });
}

/** What an ordinary array holds afterwards has to be a number. */
function storable(frame: Frame, { isNested, array }: Place, value: Value, at: AnyNode): void {
  if (!isNested) throw frame.refuse("plain-array-write", at, array.name);
  if (value.tag === "boolean") throw frame.refuse("mixed-types", at);
  if (value.tag === "undefined") throw frame.refuse("undefined-value", at);
  if (value.tag === "number") frame.unit.demand(value.sources, () => frame.refuse("undefined-value", at));
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

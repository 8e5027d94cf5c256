/** Makes nodes; the types come out of ir/typing.ts. A wrong type is a bug of the caller and throws. */
import { assert } from "../../assert";
import type { Apply, ArrayRef, Const, Get, Length, Load, Local, Node, OpName } from "./node";
import { type Elem, type Lanes, lanesOf, type Scalar, scalarOf, type Type, widen } from "./types";
import { resultType } from "./typing";

export function constant(type: Type, value: number): Const {
  return { op: "const", type, value };
}

export const f64 = (value: number): Const => constant("f64", value);
export const i32 = (value: number): Const => constant("i32", value);
export const bool = (value: boolean): Const => constant("bool", value ? 1 : 0);

export function get(local: Local): Get {
  return { op: "get", type: local.type, local };
}

export function length(array: ArrayRef): Length {
  return { op: "length", type: "i32", array };
}

/** What a checked read gives: NaN must fit in. */
export function checkedScalar(elem: Elem): Scalar {
  return scalarOf(elem) === "f32" ? "f32" : "f64";
}

export function load(
  array: ArrayRef,
  index: Node,
  { checked, lanes = 1, at }: { checked: boolean; lanes?: 1 | Lanes; at?: number | undefined },
): Load {
  const scalar = checked ? checkedScalar(array.elem) : scalarOf(array.elem);
  return { op: "load", type: widen(scalar, lanes), array, index, checked, at };
}

export function apply(op: Exclude<OpName, "splat" | "iota">, args: readonly Node[], at?: number): Apply {
  const type = resultType(
    op,
    args.map((arg) => arg.type),
  );
  assert(type !== undefined, `${op}(${args.map((arg) => arg.type).join(", ")}) has no type`);
  return { op, type, args, at };
}

/** One scalar in all lanes. */
export function splat(value: Node, lanes: 1 | Lanes): Node {
  if (lanes === 1) return value;
  if (value.op === "const") return constant(widen(value.type as Scalar, lanes), value.value);
  assert(lanesOf(value.type) === 1, `splat(${value.type})`);
  return { op: "splat", type: widen(value.type as Scalar, lanes), args: [value] };
}

/** `first`, `first + 1`, … */
export function iota(first: Node, lanes: Lanes): Apply {
  return { op: "iota", type: widen("i32", lanes), args: [first] };
}

/** What an expression is while it is lowered: a node of the IR, or something that has none. */
import * as build from "../ir/build";
import type { ArrayRef, Local, Node } from "../ir/node";
import type { Callable, Resolve } from "./captured";
import type { ParsedFunction } from "./parse";
import type { Binding } from "./scope";
import type { FunctionNode } from "./syntax";

/**
 * Why a number may be undefined in JavaScript where the IR has NaN: an element read outside of its array, a variable
 * without a value, or whatever another variable may hold.
 */
export type Source = "outside" | "unset" | Variable;

/** A variable of the function, or one inlined into it. */
export interface Variable {
  readonly name: string;
  /** What it stands for, where it never changes: a constant, an array, a function. */
  readonly alias?: Value | undefined;
  /** Undefined until its type is known. */
  local: Local | undefined;
  /** Of all values that it is given. */
  readonly sources: Source[];
  /** Declared without a value: it is undefined until it gets one. */
  readonly mayBeUnset: boolean;
  /** What its value is in terms of parameters only, if that is so: lengths of arrays are made of it. */
  readonly entry?: Node | undefined;
}

/** A number: f64, or i32 or f32 where it is known to be one. */
export interface NumberValue {
  readonly tag: "number";
  readonly node: Node;
  readonly sources: readonly Source[];
}

/** Where a name may be found that is not a function's own. */
export interface Surroundings {
  readonly variables: Variables;
  readonly outer: Surroundings | undefined;
  readonly hasThis: boolean;
}

/** A function that is called by name: it is inlined. */
export interface FunctionValue {
  readonly tag: "function";
  readonly name: string;
  readonly node: FunctionNode;
  readonly parsed: ParsedFunction;
  readonly resolve: Resolve;
  /** Of one that was written inside of the function: where its variables are. */
  readonly outer?: Surroundings | undefined;
  /** Of one from outside: which. */
  readonly fn?: Callable | undefined;
}

/** `range(…)`: what loops go through. The nodes are f64 and do not change. */
export interface RangeValue {
  readonly tag: "range";
  readonly from: Node;
  readonly to: Node;
  readonly step: number;
}

/** An array of arrays, or a row of one. */
export interface RowsValue {
  readonly tag: "rows";
  readonly array: ArrayRef;
  readonly plain: boolean;
  /** How many there are of what each index is one of, outermost first. */
  readonly sizes: readonly Local[];
  /** The indices that were given so far. */
  readonly at: readonly Node[];
}

export type Value =
  | NumberValue
  | { readonly tag: "boolean"; readonly node: Node }
  | { readonly tag: "undefined" }
  | { readonly tag: "array"; readonly array: ArrayRef; readonly plain: boolean }
  | RowsValue
  | { readonly tag: "intrinsic"; readonly name: string }
  | FunctionValue
  | RangeValue;

/** Whether it is an array, one of arrays, or a row of such a one. */
export function isArrayValue({ tag }: Value): boolean {
  return tag === "array" || tag === "rows";
}

export const nothing: Value = Object.freeze({ tag: "undefined" });

export function numeric(node: Node, sources: readonly Source[] = []): NumberValue {
  return { tag: "number", node, sources };
}

export function logical(node: Node): Value {
  return { tag: "boolean", node };
}

/** As a number of type f64. */
export function asF64(node: Node): Node {
  if (node.type === "f64") return node;
  if (node.op === "const") return build.f64(node.value);
  return build.apply("toF64", [node]);
}

/** ToInt32. */
export function asI32(node: Node): Node {
  if (node.type === "i32") return node;
  if (node.op === "const") return build.i32(node.value | 0);
  return build.apply("toI32", [node.type === "f32" ? asF64(node) : node]);
}

/** ToBoolean. */
export function asBool(node: Node): Node {
  if (node.type === "bool") return node;
  if (node.op === "const") return build.bool(Boolean(node.value));
  return build.apply("toBool", [node]);
}

export function not(node: Node): Node {
  if (node.op === "const") return build.bool(node.value === 0);
  return build.apply("not", [node]);
}

/** Variable of a name that has been declared. */
export type Variables = Map<Binding, Variable>;

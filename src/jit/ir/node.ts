/**
 * The intermediate representation: one function as structured statements over typed, pure expressions.
 *
 *   Fn ── params (locals and arrays) ── body: Stmt[]
 *                                        ├ set      local ← Node
 *                                        ├ store    array[Node] ← Node
 *                                        ├ if       Node, Stmt[], Stmt[]
 *                                        ├ for      counter from, while compare limit, step; Stmt[]
 *                                        ├ while    Node, Stmt[] (tested before or after)
 *                                        ├ block    label, Stmt[]: what `break label` leaves
 *                                        ├ break, continue   label
 *                                        └ return   Node
 *
 * Expressions have no effects; they read locals and arrays at the moment their statement runs. Everything is
 * immutable: a pass builds a new function. Locals are the only variables; a name is for people and never code.
 * The interpreter (backends/interpret.ts) is the definition of what each node means.
 */
import type { Elem, Scalar, Type } from "./types";

/** One variable. Its identity is this object; `id` is unique in its function, `name` the user's, for people only. */
export interface Local {
  readonly id: number;
  readonly name: string;
  readonly type: Type;
  /** Of a parameter: that it is how many elements or rows something has, and so is never negative. */
  readonly isSize?: boolean | undefined;
}

/**
 * An array that a function reads or writes. Identity is this object; `slot` its number in the function. `alloc` is an
 * array that the function makes itself (`new Float64Array(n)`): whoever calls a kernel provides it, all zeros.
 */
export interface ArrayRef {
  readonly slot: number;
  readonly name: string;
  readonly elem: Elem;
  readonly origin: "param" | "alloc" | "out";
  /** Of an `alloc`: its length, from parameters only. */
  readonly length?: Node | undefined;
}

/** A literal. `i32`: an int32; `bool`: 0 or 1. */
export interface Const {
  readonly op: "const";
  readonly type: Type;
  readonly value: number;
}

/** The value of a local. */
export interface Get {
  readonly op: "get";
  readonly type: Type;
  readonly local: Local;
}

/**
 * One element, or as many from `index` on as `type` has lanes. The index is `f64` (any number, as in JavaScript) or
 * `i32`. `checked`: it may lie outside of the array, and the value is then NaN (f64, f32) as in arithmetic;
 * a checked read is always of type f64 (or f32), never i32. Unchecked: proven inside for all values that the counters
 * of the loops around it take, whatever conditions inside those loops say, so that it may be read ahead of them.
 */
export interface Load {
  readonly op: "load";
  readonly type: Type;
  readonly array: ArrayRef;
  readonly index: Node;
  readonly checked: boolean;
  /** Where it stands in the source, for explanations. */
  readonly at?: number | undefined;
}

/** Elements of an array: `i32` (longer ones are not taken). */
export interface Length {
  readonly op: "length";
  readonly type: "i32";
  readonly array: ArrayRef;
}

/** An operation of ops/: what it takes and gives stands there. */
export interface Apply {
  readonly op: OpName;
  readonly type: Type;
  readonly args: readonly Node[];
  readonly at?: number | undefined;
}

export type Node = Const | Get | Load | Length | Apply;

/** On f64, f32 (each result rounded) and i32 (wrapping): JavaScript's meaning for f64. `div`, `rem`: not on i32. */
export type ArithmeticOp = "add" | "sub" | "mul" | "div" | "rem" | "neg";
/**
 * On i32; on bool `and`, `or`, `xor`, `not` are logic. `shru` gives the bits, as an int32. Shifts take their count
 * modulo 32.
 */
export type BitOp = "and" | "or" | "xor" | "not" | "shl" | "shr" | "shru";
/**
 * On two of one type (f64, f32, i32, bool); gives bool. NaN is unequal to all, -0 equals 0: JavaScript's `===` and
 * `<`.
 */
export type CompareOp = "eq" | "ne" | "lt" | "le" | "gt" | "ge";
/**
 * Between types. `toF64`: from i32, f32, bool, exact. `u32ToF64`: i32 bits read as unsigned. `toI32`: JavaScript's
 * ToInt32 of an f64, or bool → 0, 1. `asI32`: of an f64 (or f32) that is proven to be an int32. `toF32`: Math.fround.
 * `toBool`: truthiness.
 */
export type ConvertOp = "toF64" | "u32ToF64" | "toI32" | "asI32" | "toF32" | "toBool";
/** `select(bool, a, b)`: both are evaluated. */
export type ChoiceOp = "select";
/** `Math.*` on f64 by the same name (`sqrt abs ceil floor trunc min max sign` also on f32). */
export type MathOp =
  | "abs"
  | "ceil"
  | "floor"
  | "trunc"
  | "round"
  | "sign"
  | "sqrt"
  | "cbrt"
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "log2"
  | "log10"
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "tanh"
  | "asinh"
  | "acosh"
  | "atanh"
  | "min"
  | "max"
  | "pow"
  | "atan2"
  | "hypot"
  | "hypot3"
  | "clz32"
  | "imul";
/**
 * Of vectors. `splat`: one scalar in each lane. `iota`: an i32 scalar plus 0, 1, 2, … `any`, `all`: of a mask, gives
 * bool. `reduceAdd`: the sum of the lanes, in any order. `lane`: not a vector op: see Apply.
 */
export type VectorOp = "splat" | "iota" | "any" | "all" | "reduceAdd" | "reduceMin" | "reduceMax";

export type OpName = ArithmeticOp | BitOp | CompareOp | ConvertOp | ChoiceOp | MathOp | VectorOp;

/** Assigns a local. */
export interface SetStmt {
  readonly tag: "set";
  readonly local: Local;
  readonly value: Node;
}

/**
 * Writes an element (or as many as the value has lanes), converted as the array does: f32 rounds, integers ToInt32 and
 * cut, `u8c` clamps. `checked`: a write outside does nothing. `mask`: lanes to write; a vector store only.
 */
export interface StoreStmt {
  readonly tag: "store";
  readonly array: ArrayRef;
  readonly index: Node;
  readonly value: Node;
  readonly checked: boolean;
  readonly mask?: Node | undefined;
  readonly at?: number | undefined;
}

export interface IfStmt {
  readonly tag: "if";
  readonly cond: Node;
  readonly then: readonly Stmt[];
  readonly else: readonly Stmt[];
}

/**
 * A loop with a counter: `local = from; while (local COMPARE limit) { body; local = local + step }`. `limit` is
 * evaluated each time; `body` never sets `local`; `continue label` goes on with the step. The local keeps its last
 * value.
 */
export interface ForStmt {
  readonly tag: "for";
  readonly label: number;
  readonly local: Local;
  readonly from: Node;
  readonly compare: "lt" | "le" | "gt" | "ge" | "ne";
  readonly limit: Node;
  /** A constant of the local's type; not zero. */
  readonly step: number;
  readonly body: readonly Stmt[];
  /** What is known of its iterations: that none reads what another one writes (a map's loop). */
  readonly independent?: boolean | undefined;
  readonly at?: number | undefined;
}

/** `while` (tested before) and `do … while` (after). `continue label` goes on with `update`, then the test. */
export interface WhileStmt {
  readonly tag: "while";
  readonly label: number;
  readonly cond: Node;
  readonly body: readonly Stmt[];
  readonly update: readonly Stmt[];
  readonly test: "before" | "after";
  readonly at?: number | undefined;
}

export interface BlockStmt {
  readonly tag: "block";
  readonly label: number;
  readonly body: readonly Stmt[];
}

export interface JumpStmt {
  readonly tag: "break" | "continue";
  readonly label: number;
}

/** Ends the function. Its value: of the function's result type; an array for `returns: { array }`; none for void. */
export interface ReturnStmt {
  readonly tag: "return";
  readonly value?: Node | undefined;
}

export type Stmt = SetStmt | StoreStmt | IfStmt | ForStmt | WhileStmt | BlockStmt | JumpStmt | ReturnStmt;

/** What a function gives back. */
export type Result =
  | { readonly tag: "value"; readonly type: Scalar }
  | { readonly tag: "array"; readonly array: ArrayRef }
  | { readonly tag: "void" };

/** One parameter, in order: a scalar's local, or an array. */
export type Param =
  | { readonly tag: "scalar"; readonly local: Local }
  | { readonly tag: "array"; readonly array: ArrayRef };

/**
 * One function. A read out of bounds that could be seen as `undefined` instead of NaN (returned, or compared by `===`)
 * is listed in `undefinedReads`: such a function runs in the JavaScript backend only, which reads as JavaScript does.
 */
export interface Fn {
  readonly name: string;
  readonly params: readonly Param[];
  /** All locals, those of parameters first. */
  readonly locals: readonly Local[];
  /** All arrays, by slot. */
  readonly arrays: readonly ArrayRef[];
  readonly body: readonly Stmt[];
  readonly result: Result;
  readonly undefinedReads: boolean;
  /** What must hold at entry, each a bool over parameters and lengths: proofs in the body rest on it. */
  readonly guards: readonly Node[];
  /** Arrays that must not share memory, in pairs: whoever calls the kernel checks it, as it checks the guards. */
  readonly disjoint?: readonly (readonly [ArrayRef, ArrayRef])[] | undefined;
}

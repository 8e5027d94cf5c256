/** Emits masks: parts of 128 bits whose lanes are all ones or all zeros, 32 or 64 bits wide (layout.ts). */
import { assert } from "../../../assert";
import type { Apply, Node } from "../../ir/node";
import { lanesOf, type Scalar, scalarPart } from "../../ir/types";
import { ops } from "../../ops/table";
import type { FunctionBuilder, PlainOp } from "./encode";
import type { Frame } from "./frame";
import { shuffles } from "./lanes";
import { type Bits, partsOf } from "./layout";

/** The width that a mask has by itself: a variable's, or that of what is compared. */
export function naturalBits(frame: Frame, node: Node): Bits {
  if (node.op === "get") return frame.maskBits;
  if (node.op === "const" || node.op === "load" || node.op === "length" || node.op === "splat") return 32;
  const [first] = node.args;
  const scalar = scalarPart((first as Node).type);
  if (scalar === "bool") return naturalBits(frame, first as Node);
  return scalar === "f64" ? 64 : 32;
}

/** Pushes part `part` of a mask with lanes of `bits`. */
export function maskPart(frame: Frame, node: Node, part: number, bits: Bits): void {
  if (node.op === "const") {
    frame.f.i32x4(node.value === 0 ? 0 : -1);
    return;
  }
  if (node.op === "splat") {
    frame.f.i32(0);
    frame.emit(node.args[0] as Node);
    frame.f.op("i32.sub").op("i32x4.splat");
    return;
  }
  if (node.op !== "get" && node.op !== "length" && node.op !== "load" && followsBits(node)) {
    logicPart(frame, node, part, bits);
    return;
  }
  const own = naturalBits(frame, node);
  if (own === bits) {
    ownPart(frame, node, part);
    return;
  }
  if (own === 32) {
    widened(frame, node, part);
    return;
  }
  narrowed(frame, node, part);
}

/** Logic on masks has the width of its operands, whichever that is. */
function followsBits(node: Apply): boolean {
  return node.args.every((arg) => scalarPart(arg.type) === "bool");
}

/** With the width that the mask has by itself. */
function ownPart(frame: Frame, node: Node, part: number): void {
  if (node.op === "get") {
    frame.f.get(frame.placesOf(node.local)[part] as number);
    return;
  }
  assert("args" in node, `${node.op} gives no mask`);
  const scalar = scalarPart((node.args[0] as Node).type);
  for (const arg of node.args) frame.emit(arg, part);
  if (node.op === "toBool") {
    truth(frame.f, scalar);
    return;
  }
  frame.f.op(comparison(node.op, scalar));
}

function comparison(op: Apply["op"], scalar: Scalar): PlainOp {
  const found = ops[op].wasm?.vector?.[scalar];
  assert(found !== undefined, "only comparisons give masks of numbers");
  return found as PlainOp;
}

/** NaN and both zeros are false. */
function truth(f: FunctionBuilder, scalar: Scalar): void {
  if (scalar === "f64") f.op("f64x2.abs").f64x2(0).op("f64x2.gt");
  else if (scalar === "f32") f.op("f32x4.abs").f32x4(0).op("f32x4.gt");
  else f.i32x4(0).op("i32x4.ne");
}

/** From 32 to 64 bits: half of a part each. A single part is asked for as it is. */
function widened(frame: Frame, node: Node, part: number): void {
  frame.emit(node, part >> 1, 32);
  frame.f.op(part % 2 === 0 ? "i64x2.extend_low_i32x4_s" : "i64x2.extend_high_i32x4_s");
}

/** From 64 to 32 bits: two parts into one. */
function narrowed(frame: Frame, node: Node, part: number): void {
  const pair = partsOf(node.type, 64) > 1;
  frame.emit(node, pair ? 2 * part : 0, 64);
  frame.emit(node, pair ? 2 * part + 1 : 0, 64);
  frame.f.shuffle(shuffles.lowHalves);
}

function logicPart(frame: Frame, { op, args }: Apply, part: number, bits: Bits): void {
  const { f } = frame;
  const [a, b, c] = args as [Node, Node, Node];
  const push = (...nodes: Node[]) => {
    for (const node of nodes) frame.emit(node, part, bits);
  };
  if (op === "not") {
    push(a);
    f.op("v128.not");
  } else if (op === "select") {
    push(b, c);
    if (lanesOf(a.type) === 1) scalarMask(frame, a);
    else push(a);
    f.op("v128.bitselect");
  } else if (op === "gt" || op === "lt") {
    push(...(op === "gt" ? [a, b] : [b, a]));
    f.op("v128.andnot");
  } else if (op === "ge" || op === "le") {
    push(...(op === "ge" ? [b, a] : [a, b]));
    f.op("v128.andnot").op("v128.not");
  } else {
    push(a, b);
    f.op(op === "and" || op === "or" ? `v128.${op}` : "v128.xor");
    if (op === "eq") f.op("v128.not");
  }
}

/** A scalar bool, as a mask of all lanes. */
export function scalarMask(frame: Frame, cond: Node): void {
  frame.f.i32(0);
  frame.emit(cond);
  frame.f.op("i32.sub").op("i32x4.splat");
}

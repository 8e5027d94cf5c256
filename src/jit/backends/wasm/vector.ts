/**
 * Emits operations on vectors, one part of 128 bits at a time. What SIMD has no instruction for is done lane by lane;
 * what it has only for some values is done so where all lanes have such values.
 */
import { assert } from "../../../assert";
import type { Apply, Node, OpName } from "../../ir/node";
import { type Scalar, scalarPart } from "../../ir/types";
import { ops } from "../../ops/table";
import { extremePart, selectPart } from "./choices";
import { convertPart, isConversion } from "./convert";
import type { PlainOp } from "./encode";
import type { Frame } from "./frame";
import { extract, gather, spread } from "./lanes";
import { lanesOfPart } from "./layout";
import { loadSplat } from "./memory";
import { singlePart } from "./single-calls";
import { mathPart, remainderPart } from "./vector-calls";

const shifts: Readonly<Partial<Record<OpName, readonly [PlainOp, PlainOp]>>> = {
  shl: ["i32x4.shl", "i32.shl"],
  shr: ["i32x4.shr_s", "i32.shr_s"],
  shru: ["i32x4.shr_u", "i32.shr_u"],
};

/** Pushes part `part` of a vector of numbers. */
export function vectorOp(frame: Frame, node: Apply, part: number): void {
  const scalar = scalarPart(node.type);
  if (fused(frame, node, part, scalar)) return;
  const instruction = ops[node.op].wasm?.vector?.[scalar];
  if (instruction !== undefined) {
    for (const arg of node.args) frame.emit(arg, part);
    frame.f.op(instruction as PlainOp);
    return;
  }
  if (node.op === "toF32" && singlePart(frame, node, part)) return;
  if (isConversion(node.op)) {
    convertPart(frame, node, part);
    return;
  }
  if (node.op in shifts) {
    shift(frame, node, part);
    return;
  }
  switch (node.op) {
    case "splat":
      splat(frame, node.args[0] as Node, scalar);
      return;
    case "iota":
      frame.emit(node.args[0] as Node);
      frame.f.op("i32x4.splat");
      frame.f.i32x4(4 * part, 4 * part + 1, 4 * part + 2, 4 * part + 3).op("i32x4.add");
      return;
    case "select":
      selectPart(frame, node.args, part, scalar);
      return;
    case "min":
    case "max":
      extremePart(frame, node.op, node.args, part, scalar);
      return;
    case "round":
      round(frame, node.args[0] as Node, part);
      return;
    case "sign":
      sign(frame, node.args[0] as Node, part, scalar);
      return;
    case "clz32":
      countZeros(frame, node, part);
      return;
    case "rem":
      remainderPart(frame, node, part);
      return;
    default:
      assert(scalar === "f64", `no form of ${node.op} on ${node.type}`);
      mathPart(frame, node, part);
      return;
  }
}

/** One value in all lanes; an element that is read for nothing else comes that way from memory. */
function splat(frame: Frame, value: Node, scalar: Scalar): void {
  if (value.op === "load" && frame.isUsedOnce(value) && loadSplat(frame, value)) return;
  frame.emit(value);
  spread(frame.f, scalar);
}

/** `a * b + c` and `c - a * b`, where they may be rounded once and the product serves nothing else. */
function fused(frame: Frame, { op, args }: Apply, part: number, scalar: Scalar): boolean {
  if (frame.math.mode !== "fused" || scalar === "i32" || (op !== "add" && op !== "sub")) return false;
  const [a, b] = args as [Node, Node];
  const product = [b, a].find((arg) => arg.op === "mul" && frame.isUsedOnce(arg));
  if (product?.op !== "mul" || (op === "sub" && product !== b)) return false;
  for (const arg of [...product.args, product === b ? a : b]) frame.emit(arg, part);
  frame.f.op(`${scalar === "f64" ? "f64x2" : "f32x4"}.relaxed_${op === "add" ? "madd" : "nmadd"}`);
  return true;
}

/** Vector shifts take one count for all lanes. */
function shift(frame: Frame, { op, args, type }: Apply, part: number): void {
  const { f } = frame;
  const [value, count] = args as [Node, Node];
  const [whole, single] = shifts[op] as readonly [PlainOp, PlainOp];
  frame.emit(value, part);
  if (count.op === "const" || count.op === "splat") {
    if (count.op === "const") f.i32(count.value);
    else frame.emit(count.args[0] as Node);
    f.op(whole);
    return;
  }
  const values = frame.keep("v128");
  frame.emit(count, part);
  const counts = frame.keep("v128");
  gather(f, "i32", lanesOfPart(type, 32), (lane) => {
    for (const local of [values, counts]) extract(f.get(local), "i32", lane);
    f.op(single);
  });
}

function countZeros(frame: Frame, { args, type }: Apply, part: number): void {
  const { f } = frame;
  frame.emit(args[0] as Node, part);
  const values = frame.keep("v128");
  gather(f, "i32", lanesOfPart(type, 32), (lane) => {
    extract(f.get(values), "i32", lane);
    f.op("i32.clz");
  });
}

/** As on scalars: the ceiling, less one where it is more than a half above. */
function round(frame: Frame, a: Node, part: number): void {
  const { f } = frame;
  frame.emit(a, part);
  const x = frame.keep("v128");
  f.get(x).op("f64x2.ceil");
  const up = frame.keep("v128");
  f.get(up).get(up).f64x2(0.5).op("f64x2.sub").get(x).op("f64x2.gt");
  f.f64x2(1).op("v128.and").op("f64x2.sub");
}

/** ±1 with the sign of x; x itself for zeros and NaN. */
function sign(frame: Frame, a: Node, part: number, scalar: Scalar): void {
  const { f } = frame;
  frame.emit(a, part);
  const x = frame.keep("v128");
  if (scalar === "f32") {
    f.get(x).f32x4(-0).op("v128.and").f32x4(1).op("v128.or").get(x);
    f.get(x).op("f32x4.abs").f32x4(0).op("f32x4.gt");
  } else {
    f.get(x).f64x2(-0).op("v128.and").f64x2(1).op("v128.or").get(x);
    f.get(x).op("f64x2.abs").f64x2(0).op("f64x2.gt");
  }
  f.op("v128.bitselect");
}

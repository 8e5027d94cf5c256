/**
 * Conversions of vectors, part by part: two parts of doubles are one of 32-bit lanes.
 *
 * A double of at most 2^51 becomes an int32 by adding 2^52 + 2^51: the sum's low 32 bits are the integer's, modulo
 * 2^32.
 */
import type { Apply, Node, OpName } from "../../ir/node";
import { lanesOf, type Scalar, scalarPart } from "../../ir/types";
import type { Frame } from "./frame";
import { extract, gather, shuffles } from "./lanes";
import { partsOf } from "./layout";

const integerShift = 2 ** 52 + 2 ** 51;

export function isConversion(op: OpName): boolean {
  return op === "toF64" || op === "u32ToF64" || op === "toF32" || op === "toI32" || op === "asI32";
}

export function convertPart(frame: Frame, { op, args, type }: Apply, part: number): void {
  const arg = args[0] as Node;
  const from = scalarPart(arg.type);
  const to = scalarPart(type);
  if (from === "bool") {
    fromMask(frame, arg, part, to);
    return;
  }
  if (to === "f64") {
    toDoubles(frame, arg, part, op === "u32ToF64" ? "u32" : from);
    return;
  }
  if (to === "f32") {
    toFloats(frame, arg, part, from);
    return;
  }
  if (from === "f32") {
    frame.emit(arg, part);
    frame.f.op("i32x4.trunc_sat_f32x4_s");
    return;
  }
  if (op === "asI32") {
    exactIntegers(frame, arg, part);
    return;
  }
  toIntegers(frame, arg, part);
}

/** 0 and 1. */
function fromMask(frame: Frame, mask: Node, part: number, to: Scalar): void {
  const { f } = frame;
  frame.emit(mask, part, to === "f64" ? 64 : 32);
  if (to === "f64") f.f64x2(1);
  else f.i32x4(1);
  f.op("v128.and");
}

/** Part `part` of the doubles: the lower or upper half of a part of the narrow lanes. */
function toDoubles(frame: Frame, arg: Node, part: number, from: Scalar | "u32"): void {
  const { f } = frame;
  frame.emit(arg, part >> 1);
  if (part % 2 === 1) {
    const whole = frame.keep("v128");
    f.get(whole).get(whole).shuffle(shuffles.upper);
  }
  if (from === "f32") f.op("f64x2.promote_low_f32x4");
  else f.op(from === "u32" ? "f64x2.convert_low_i32x4_u" : "f64x2.convert_low_i32x4_s");
}

function toFloats(frame: Frame, arg: Node, part: number, from: Scalar): void {
  const { f } = frame;
  if (from === "i32") {
    frame.emit(arg, part);
    f.op("f32x4.convert_i32x4_s");
    return;
  }
  demoted(frame, (half) => frame.emit(arg, half), part, lanesOf(arg.type));
}

/** Doubles, each part pushed by `push`, to one part of floats. */
export function demoted(frame: Frame, push: (part: number) => void, part: number, lanes: number): void {
  const { f } = frame;
  push(lanes === 2 ? 0 : 2 * part);
  f.op("f32x4.demote_f64x2_zero");
  if (lanes === 2) return;
  push(2 * part + 1);
  f.op("f32x4.demote_f64x2_zero").shuffle(shuffles.lowers);
}

/** Of doubles that are int32: see the head. */
function exactIntegers(frame: Frame, arg: Node, part: number): void {
  const { f } = frame;
  for (const half of halves(arg, part)) {
    frame.emit(arg, half);
    f.f64x2(integerShift).op("f64x2.add");
  }
  lowHalves(frame, halves(arg, part).length);
}

/** Takes the low halves of the 64-bit lanes of one or two registers on the stack. */
function lowHalves(frame: Frame, registers: number): void {
  const { f } = frame;
  if (registers === 1) {
    const only = frame.keep("v128");
    f.get(only).get(only);
  }
  f.shuffle(shuffles.lowHalves);
}

/** The parts of doubles that make one part of 32-bit lanes. */
function halves(arg: Node, part: number): readonly number[] {
  return partsOf(arg.type, 64) === 1 ? [0] : [2 * part, 2 * part + 1];
}

/** ToInt32 of any doubles. */
function toIntegers(frame: Frame, arg: Node, part: number): void {
  const values = halves(arg, part).map((half) => {
    frame.emit(arg, half);
    return frame.keep("v128");
  });
  integersOf(frame, values);
}

/** Pushes ToInt32 of the doubles in one or two locals. */
export function integersOf(frame: Frame, values: readonly number[]): void {
  const { f } = frame;
  const whole = values.map((local) => {
    f.get(local).op("f64x2.trunc");
    return frame.keep("v128");
  });
  whole.forEach((local, index) => {
    f.get(local)
      .op("f64x2.abs")
      .f64x2(2 ** 51)
      .op("f64x2.le");
    if (index === 1) f.op("v128.and");
  });
  f.op("i64x2.all_true").if("v128");
  for (const local of whole) f.get(local).f64x2(integerShift).op("f64x2.add");
  lowHalves(frame, whole.length);
  f.else();
  gather(f, "i32", values.length * 2, (lane) => {
    extract(f.get(values[lane >> 1] as number), "f64", lane % 2);
    f.call(frame.callees.toInt32);
  });
  f.end();
}

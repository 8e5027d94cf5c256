/** Emits writes of consecutive elements: whole parts, or the lanes that a mask (or the array's end) leaves. */
import type { Node, StoreStmt } from "../../ir/node";
import { type Elem, elemBytes, lanesOf, type Scalar, scalarPart } from "../../ir/types";
import { addressOf, checkedIndex } from "./addresses";
import { demoted, integersOf } from "./convert";
import type { FunctionBuilder, LaneAccessOp } from "./encode";
import type { Frame } from "./frame";
import { shuffles } from "./lanes";
import { partsOf } from "./layout";
import { unlessRare } from "./repair";

/** Elements that one register of an array's elements is made of, before they are packed: doubles by two, else four. */
function perPart(elem: Elem, lanes: number): number {
  return Math.min(lanes, elem === "f64" ? 2 : 4);
}

/** Writes all lanes. */
export function storeVector(frame: Frame, stmt: StoreStmt): void {
  const { elem } = stmt.array;
  const lanes = lanesOf(stmt.value.type);
  const each = perPart(elem, lanes);
  const packed = elementParts(frame, elem, stmt.value);
  unlessRare(frame, () => {
    packed.forEach((local, part) => {
      const offset = addressOf(frame, stmt) + part * each * elemBytes[elem];
      writePart(frame.f.get(local), elem, each, offset);
    });
  });
}

/** Stores the register on the stack at the address below it. */
function writePart(f: FunctionBuilder, elem: Elem, count: number, offset: number): void {
  const bytes = elemBytes[elem] * count;
  if (bytes === 16) f.store("v128.store", offset);
  else
    f.laneAccess(
      bytes === 8 ? "v128.store64_lane" : bytes === 4 ? "v128.store32_lane" : "v128.store16_lane",
      0,
      offset,
    );
}

/** Writes the lanes that the mask has and, if checked, that are in the array. */
export function storeMasked(frame: Frame, stmt: StoreStmt): void {
  const { f } = frame;
  const { elem } = stmt.array;
  const packed = elementParts(frame, elem, stmt.value);
  const set = stmt.mask === undefined ? undefined : laneBits(frame, stmt.mask);
  if (stmt.checked) {
    writeChecked(frame, stmt, packed, set);
    return;
  }
  const lanes = lanesOf(stmt.value.type);
  const each = perPart(elem, lanes);
  const bytes = elemBytes[elem];
  const offset = addressOf(frame, stmt);
  const at = frame.keep("i32");
  const bits = set as number;
  f.get(bits)
    .i32(2 ** lanes - 1)
    .op("i32.eq")
    .if();
  packed.forEach((local, part) => {
    writePart(f.get(at).get(local), elem, each, offset + part * each * bytes);
  });
  f.else();
  for (let lane = 0; lane < lanes; lane++) {
    f.get(bits)
      .i32(1 << lane)
      .op("i32.and")
      .if();
    f.get(at).get(packed[Math.floor(lane / each)] as number);
    f.laneAccess(laneStores[bytes as 1 | 2 | 4 | 8], lane % each, offset + lane * bytes).end();
  }
  f.end();
}

const laneStores: Readonly<Record<1 | 2 | 4 | 8, LaneAccessOp>> = Object.freeze({
  1: "v128.store8_lane",
  2: "v128.store16_lane",
  4: "v128.store32_lane",
  8: "v128.store64_lane",
});

/** Each lane checked by itself. */
function writeChecked(frame: Frame, stmt: StoreStmt, packed: readonly number[], set?: number): void {
  const { f } = frame;
  const { array, index, value } = stmt;
  const { pointer, length } = frame.placeOf(array);
  const bytes = elemBytes[array.elem] as 1 | 2 | 4 | 8;
  const lanes = lanesOf(value.type);
  const each = perPart(array.elem, lanes);
  const first = checkedIndex(frame, index);
  const at = frame.temp("i32");
  for (let lane = 0; lane < lanes; lane++) {
    f.get(first).i32(lane).op("i32.add").tee(at).get(length).op("i32.lt_u");
    if (set !== undefined) f.get(set).i32(lane).op("i32.shr_u").i32(1).op("i32.and").op("i32.and");
    f.if().get(at);
    if (bytes > 1) f.i32(Math.log2(bytes)).op("i32.shl");
    f.get(pointer)
      .op("i32.add")
      .get(packed[Math.floor(lane / each)] as number);
    f.laneAccess(laneStores[bytes], lane % each).end();
  }
}

/** A local with one bit for each lane of a mask, the first lowest. */
function laneBits(frame: Frame, mask: Node): number {
  const { f } = frame;
  const parts = partsOf(mask.type, frame.maskBits);
  const perRegister = 128 / frame.maskBits;
  for (let part = 0; part < parts; part++) {
    frame.emit(mask, part, frame.maskBits);
    f.op(frame.maskBits === 64 ? "i64x2.bitmask" : "i32x4.bitmask");
    if (part > 0)
      f.i32(part * perRegister)
        .op("i32.shl")
        .op("i32.or");
  }
  if (lanesOf(mask.type) < perRegister) f.i32(2 ** lanesOf(mask.type) - 1).op("i32.and");
  return frame.keep("i32");
}

/** Locals with the value as elements of that kind, packed from the first lane on. */
function elementParts(frame: Frame, elem: Elem, value: Node): readonly number[] {
  const lanes = lanesOf(value.type);
  const from = scalarPart(value.type);
  const count = Math.max(1, lanes / (elem === "f64" ? 2 : 4));
  return Array.from({ length: count }, (_, part) => {
    if (elem === "f64") double(frame, value, part, from);
    else if (elem === "f32") float(frame, value, part, from);
    else integers(frame, elem, value, part, from);
    if (elem !== "f64" && elem !== "f32") pack(frame, elemBytes[elem]);
    return frame.keep("v128");
  });
}

function double(frame: Frame, value: Node, part: number, from: Scalar): void {
  const { f } = frame;
  if (from === "f64" || from === "bool") {
    frame.emit(value, part, 64);
    if (from === "bool") f.f64x2(1).op("v128.and");
    return;
  }
  frame.emit(value, part >> 1);
  const whole = frame.keep("v128");
  f.get(whole);
  if (part % 2 === 1) f.get(whole).shuffle(shuffles.upper);
  f.op(from === "f32" ? "f64x2.promote_low_f32x4" : "f64x2.convert_low_i32x4_s");
}

function float(frame: Frame, value: Node, part: number, from: Scalar): void {
  if (from === "f64") {
    demoted(frame, (half) => frame.emit(value, half), part, lanesOf(value.type));
    return;
  }
  frame.emit(value, part, 32);
  if (from === "bool") frame.f.f32x4(1).op("v128.and");
  else if (from === "i32") frame.f.op("f32x4.convert_i32x4_s");
}

/** Lanes of 32 bits, of which the lower ones count. */
function integers(frame: Frame, elem: Elem, value: Node, part: number, from: Scalar): void {
  const { f } = frame;
  if (from === "i32" || from === "bool") {
    frame.emit(value, part, 32);
    if (from === "bool") f.i32x4(1).op("v128.and");
    else if (elem === "u8c") f.i32x4(0).op("i32x4.max_s").i32x4(255).op("i32x4.min_s");
    return;
  }
  const wide = doubles(frame, value, part, from);
  integersOf(frame, elem === "u8c" ? wide.map((local) => clamped(frame, local)) : wide);
}

/** Locals with the doubles of one part of 32-bit lanes. */
function doubles(frame: Frame, value: Node, part: number, from: Scalar): readonly number[] {
  const count = lanesOf(value.type) === 2 ? 1 : 2;
  return Array.from({ length: count }, (_, half) => {
    double(frame, value, 2 * part + half, from);
    return frame.keep("v128");
  });
}

/** 0 to 255, halves to even. `pmax(0, x)` is 0 for NaN. */
function clamped(frame: Frame, local: number): number {
  const { f } = frame;
  f.f64x2(0).get(local).op("f64x2.nearest").op("f64x2.pmax");
  const positive = frame.keep("v128");
  f.f64x2(255).get(positive).op("f64x2.pmin");
  return frame.keep("v128");
}

/** Brings the low bytes of each 32-bit lane together. */
function pack(frame: Frame, bytes: number): void {
  if (bytes === 4) return;
  const wide = frame.keep("v128");
  frame.f
    .get(wide)
    .get(wide)
    .shuffle(bytes === 2 ? shuffles.words : shuffles.bytes);
}

/**
 * Emits reads of array elements, scalar and vector, each made what the IR says an element is (ir/types.ts, scalarOf).
 * Writes: stores.ts. Where an element is: addresses.ts.
 */
import type { Load } from "../../ir/node";
import { type Elem, elemBytes, lanesOf, type Scalar, scalarPart } from "../../ir/types";
import { addressOf, checkedIndex } from "./addresses";
import type { FunctionBuilder, LoadOp } from "./encode";
import type { Frame } from "./frame";
import { gather } from "./lanes";
import { lanesOfPart } from "./layout";

const scalarLoads: Readonly<Record<Elem, LoadOp>> = Object.freeze({
  f64: "f64.load",
  f32: "f32.load",
  i32: "i32.load",
  u32: "i32.load",
  i16: "i32.load16_s",
  u16: "i32.load16_u",
  i8: "i32.load8_s",
  u8: "i32.load8_u",
  u8c: "i32.load8_u",
});

/** Pushes one element. Outside of the array: NaN. */
export function loadScalar(frame: Frame, node: Load): void {
  const { f } = frame;
  const { array } = node;
  const to = scalarPart(node.type);
  if (!node.checked) {
    const offset = addressOf(frame, node);
    read(f, array.elem, to, offset);
    return;
  }
  const index = checkedIndex(frame, node.index);
  checkedRead(frame, node, to, index, 0);
}

/** Reads the element at the index in a local, `lane` further on, or NaN. The check is part of it. */
function checkedRead(frame: Frame, { array }: Load, to: Scalar, index: number, lane: number): void {
  const { f } = frame;
  const { pointer, length } = frame.placeOf(array);
  const step = () => (lane === 0 ? f.get(index) : f.get(index).i32(lane).op("i32.add"));
  step()
    .get(length)
    .op("i32.lt_u")
    .if(to === "f32" ? "f32" : "f64");
  step();
  scale(f, elemBytes[array.elem]);
  f.get(pointer).op("i32.add");
  read(f, array.elem, to, 0);
  f.else();
  if (to === "f32") f.f32(Number.NaN);
  else f.f64(Number.NaN);
  f.end();
}

/** From elements to bytes. */
function scale(f: FunctionBuilder, bytes: number): void {
  if (bytes > 1) f.i32(Math.log2(bytes)).op("i32.shl");
}

/** Reads at the address on the stack. */
function read(f: FunctionBuilder, elem: Elem, to: Scalar, offset: number): void {
  f.load(scalarLoads[elem], offset);
  if (elem === "u32") f.op("f64.convert_i32_u");
  else if (elem === "f32" && to === "f64") f.op("f64.promote_f32");
  else if (elem !== "f64" && to === "f64") f.op("f64.convert_i32_s");
}

/** Pushes part `part` of consecutive elements. */
export function loadPart(frame: Frame, node: Load, part: number): void {
  const { f } = frame;
  const { elem } = node.array;
  const lanes = lanesOfPart(node.type, frame.maskBits);
  const full = 128 / (elem === "f64" || elem === "u32" ? 64 : 32);
  if (node.checked) {
    loadLanes(frame, node, part, lanes);
    return;
  }
  const offset = addressOf(frame, node) + part * full * elemBytes[elem];
  if (lanesOf(node.type) === 2 && elem !== "f64" && elem !== "u32") {
    loadPair(f, elem, offset);
    return;
  }
  switch (elem) {
    case "f64":
    case "f32":
    case "i32":
      f.load("v128.load", offset);
      return;
    case "u32":
      f.load("v128.load64_zero", offset).op("f64x2.convert_low_i32x4_u");
      return;
    case "i16":
      f.load("v128.load16x4_s", offset);
      return;
    case "u16":
      f.load("v128.load16x4_u", offset);
      return;
    default:
      f.load("v128.load32_zero", offset);
      bytesToLanes(f, elem);
      return;
  }
}

/** Two elements of at most 32 bits, in the lower half. */
function loadPair(f: FunctionBuilder, elem: Elem, offset: number): void {
  if (elem === "f32" || elem === "i32") {
    f.load("v128.load64_zero", offset);
  } else if (elem === "i16" || elem === "u16") {
    f.load("v128.load32_zero", offset);
    f.op(elem === "i16" ? "i32x4.extend_low_i16x8_s" : "i32x4.extend_low_i16x8_u");
  } else {
    f.load("i32.load16_u", offset).op("i32x4.splat");
    bytesToLanes(f, elem);
  }
}

function bytesToLanes(f: FunctionBuilder, elem: Elem): void {
  if (elem === "i8") f.op("i16x8.extend_low_i8x16_s").op("i32x4.extend_low_i16x8_s");
  else f.op("i16x8.extend_low_i8x16_u").op("i32x4.extend_low_i16x8_u");
}

/** Lane by lane, each checked. */
function loadLanes(frame: Frame, node: Load, part: number, lanes: number): void {
  const scalar = scalarPart(node.type);
  const index = checkedIndex(frame, node.index);
  gather(frame.f, scalar, lanes, (lane) => checkedRead(frame, node, scalar, index, part * lanes + lane));
}

/** The same element in all lanes, without the detour through a scalar; undefined where there is no such load. */
export function loadSplat(frame: Frame, node: Load): boolean {
  const { elem } = node.array;
  if (node.checked || !["f64", "f32", "i32"].includes(elem)) return false;
  const offset = addressOf(frame, node);
  frame.f.load(elem === "f64" ? "v128.load64_splat" : "v128.load32_splat", offset);
  return true;
}

/**
 * Emits writes of array elements, converted as the array does: f32 rounds, integers are ToInt32 and cut, `u8c` is
 * rounded half to even and clamped. A lane that a mask leaves out is not touched: it may be outside of the array, or
 * another thread's.
 */
import type { Node, StoreStmt } from "../../ir/node";
import { type Elem, elemBytes, lanesOf, scalarPart } from "../../ir/types";
import { addressOf, checkedIndex } from "./addresses";
import type { StoreOp } from "./encode";
import type { Frame } from "./frame";
import { toInt32 } from "./to-int32";
import { storeMasked, storeVector } from "./vector-stores";

const scalarStores: Readonly<Record<Elem, StoreOp>> = Object.freeze({
  f64: "f64.store",
  f32: "f32.store",
  i32: "i32.store",
  u32: "i32.store",
  i16: "i32.store16",
  u16: "i32.store16",
  i8: "i32.store8",
  u8: "i32.store8",
  u8c: "i32.store8",
});

/** Writes the element, or as many as the value has lanes. */
export function store(frame: Frame, stmt: StoreStmt): void {
  if (lanesOf(stmt.value.type) > 1) {
    if (stmt.mask === undefined && !stmt.checked) storeVector(frame, stmt);
    else storeMasked(frame, stmt);
    return;
  }
  if (stmt.checked) {
    storeChecked(frame, stmt);
    return;
  }
  const offset = addressOf(frame, stmt);
  element(frame, stmt.array.elem, stmt.value);
  frame.f.store(scalarStores[stmt.array.elem], offset);
}

/** A write outside of the array does nothing. */
function storeChecked(frame: Frame, { array, index, value }: StoreStmt): void {
  const { f } = frame;
  const { pointer, length } = frame.placeOf(array);
  const bytes = elemBytes[array.elem];
  const at = checkedIndex(frame, index);
  element(frame, array.elem, value);
  const written = frame.keep(array.elem === "f64" ? "f64" : array.elem === "f32" ? "f32" : "i32");
  f.get(at).get(length).op("i32.lt_u").if();
  f.get(at);
  if (bytes > 1) f.i32(Math.log2(bytes)).op("i32.shl");
  f.get(pointer).op("i32.add").get(written).store(scalarStores[array.elem]).end();
}

/** Pushes a scalar as an element of that kind; integers may keep bits that are cut when stored. */
export function element(frame: Frame, elem: Elem, value: Node): void {
  const { f } = frame;
  const from = scalarPart(value.type);
  frame.emit(value);
  if (elem === "f64") {
    if (from === "f32") f.op("f64.promote_f32");
    else if (from !== "f64") f.op("f64.convert_i32_s");
  } else if (elem === "f32") {
    if (from === "f64") f.op("f32.demote_f64");
    else if (from !== "f32") f.op("f32.convert_i32_s");
  } else if (elem === "u8c") {
    clamp(frame, from);
  } else if (from === "f64" || from === "f32") {
    if (from === "f32") f.op("f64.promote_f32");
    toInt32(frame);
  }
}

/** 0 to 255, halves to even; NaN is 0. */
function clamp(frame: Frame, from: string): void {
  const { f } = frame;
  if (from === "f64" || from === "f32") {
    if (from === "f32") f.op("f64.promote_f32");
    f.op("f64.nearest").f64(0).op("f64.max").f64(255).op("f64.min").op("i32.trunc_sat_f64_s");
    return;
  }
  if (from === "bool") return;
  const x = frame.keep("i32");
  f.get(x).i32(0).get(x).i32(0).op("i32.gt_s").op("select");
  const positive = frame.keep("i32");
  f.get(positive).i32(255).get(positive).i32(255).op("i32.lt_s").op("select");
}

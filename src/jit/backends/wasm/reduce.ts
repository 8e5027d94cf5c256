/** Brings a vector down to a scalar: of a mask whether any or all lanes are set, of numbers sum, least, greatest. */
import type { Node } from "../../ir/node";
import { lanesOf, scalarPart } from "../../ir/types";
import type { PlainOp } from "./encode";
import type { Frame } from "./frame";
import { extract } from "./lanes";
import { type Bits, lanesOfPart, partsOf } from "./layout";
import { naturalBits } from "./masks";

/** A mask of two lanes is looked at 64 bits wide: no lane of its register is without meaning then. */
export function anyOrAll(frame: Frame, mask: Node, which: "any" | "all"): void {
  const bits: Bits = lanesOf(mask.type) === 2 ? 64 : naturalBits(frame, mask);
  const parts = partsOf(mask.type, bits);
  for (let part = 0; part < parts; part++) {
    frame.emit(mask, part, bits);
    if (part > 0) frame.f.op(which === "any" ? "v128.or" : "v128.and");
  }
  frame.f.op(which === "any" ? "v128.any_true" : bits === 64 ? "i64x2.all_true" : "i32x4.all_true");
}

type Which = "add" | "min" | "max";

/** Parts are combined lane by lane, then the lanes of what is left, first to last. */
export function reduce(frame: Frame, vector: Node, which: Which): void {
  const { f } = frame;
  const scalar = scalarPart(vector.type);
  const [shape, type] = scalar === "f64" ? (["f64x2", "f64"] as const) : lane32(scalar);
  const signed = which === "add" ? "add" : (`${which}_s` as const);
  const whole: PlainOp = shape === "i32x4" ? `${shape}.${signed}` : `${shape}.${which}`;
  const parts = partsOf(vector.type, frame.maskBits);
  for (let part = 0; part < parts; part++) {
    frame.emit(vector, part);
    if (part > 0) f.op(whole);
  }
  const rest = frame.keep("v128");
  const lanes = lanesOfPart(vector.type, frame.maskBits);
  for (let lane = 0; lane < lanes; lane++) {
    f.get(rest);
    extract(f, scalar, lane);
    if (lane === 0) continue;
    if (type !== "i32") f.op(`${type}.${which}`);
    else if (which === "add") f.op("i32.add");
    else least(frame, which);
  }
}

function lane32(scalar: string): readonly ["f32x4", "f32"] | readonly ["i32x4", "i32"] {
  return scalar === "f32" ? ["f32x4", "f32"] : ["i32x4", "i32"];
}

/** Of the two i32 on the stack. */
function least(frame: Frame, which: "min" | "max"): void {
  const b = frame.keep("i32");
  const a = frame.keep("i32");
  frame.f.get(a).get(b).get(a).get(b);
  frame.f.op(which === "min" ? "i32.lt_s" : "i32.gt_s").op("select");
}

/** Emits expressions: which instructions an operation is stands in scalar.ts and vector.ts, accesses in memory.ts. */
import type { Const, Node } from "../../ir/node";
import { lanesOf, scalarPart } from "../../ir/types";
import type { FunctionBuilder } from "./encode";
import type { Frame } from "./frame";
import type { Bits } from "./layout";
import { maskPart } from "./masks";
import { loadPart, loadScalar } from "./memory";
import { scalarOp } from "./scalar";
import { vectorOp } from "./vector";

/** Pushes a scalar, or one part of a vector: see Frame.emit. */
export function compute(frame: Frame, node: Node, part: number, bits: Bits): void {
  const vector = lanesOf(node.type) > 1;
  if (vector && scalarPart(node.type) === "bool") {
    maskPart(frame, node, part, bits);
    return;
  }
  switch (node.op) {
    case "const":
      constantPart(frame.f, node);
      return;
    case "get":
      frame.f.get(frame.placesOf(node.local)[part] as number);
      return;
    case "length":
      frame.f.get(frame.placeOf(node.array).length);
      return;
    case "load":
      vector ? loadPart(frame, node, part) : loadScalar(frame, node);
      return;
    default:
      vector ? vectorOp(frame, node, part) : scalarOp(frame, node);
      return;
  }
}

/** The same in each part. Masks: see masks.ts. */
function constantPart(f: FunctionBuilder, { type, value }: Const): void {
  const scalar = scalarPart(type);
  if (lanesOf(type) === 1) {
    if (scalar === "f64") f.f64(value);
    else if (scalar === "f32") f.f32(value);
    else f.i32(value);
  } else if (scalar === "f64") f.f64x2(value);
  else if (scalar === "f32") f.f32x4(value);
  else f.i32x4(value);
}

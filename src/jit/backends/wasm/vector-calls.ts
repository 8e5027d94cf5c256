/**
 * `Math` functions on vectors of doubles. With a vectorised form: that, and its rare lanes (huge arguments and the like)
 * are noted for the caller to redo (Repair), or called for here. Without one each lane is a call.
 */
import type { Apply, Node } from "../../ir/node";
import type { Frame } from "./frame";
import { extract, gather, replace } from "./lanes";

/** Pushes part `part` of a function of f64 vectors. */
export function mathPart(frame: Frame, node: Apply, part: number): void {
  const { f, math, repair } = frame;
  if (!math.has(node.op)) {
    callLanes(frame, node, part, frame.importOf(node.op));
    return;
  }
  const args = operands(frame, node.args, part);
  const { value, rare } = math.emit(f, node.op, args);
  frame.adopt(value);
  if (rare !== undefined) frame.adopt(rare);
  if (rare !== undefined && repair !== undefined) {
    f.get(repair.rare).get(rare).op("v128.or").set(repair.rare);
  } else if (rare !== undefined) {
    redo(frame, { args, value, rare, call: frame.importOf(node.op) });
  }
  f.get(value);
}

/** Calls a function of doubles for each lane. */
export function callLanes(frame: Frame, node: Apply, part: number, call: number): void {
  const { f } = frame;
  const args = operands(frame, node.args, part);
  gather(f, "f64", 2, (lane) => {
    for (const arg of args) extract(f.get(arg), "f64", lane);
    f.call(call);
  });
}

/** Each operand's part in a local. */
function operands(frame: Frame, args: readonly Node[], part: number): readonly number[] {
  return args.map((arg) => {
    frame.emit(arg, part);
    return frame.keep("v128");
  });
}

interface Redo {
  readonly args: readonly number[];
  readonly value: number;
  readonly rare: number;
  readonly call: number;
}

/** Calls the function for the lanes that are set in `rare`. */
function redo({ f }: Frame, { args, value, rare, call }: Redo): void {
  f.get(rare).op("v128.any_true").if();
  for (const lane of [0, 1]) {
    f.get(rare).lane("i64x2.extract_lane", lane).op("i64.eqz").op("i32.eqz").if();
    f.get(value);
    for (const arg of args) extract(f.get(arg), "f64", lane);
    f.call(call);
    replace(f, "f64", lane);
    f.set(value).end();
  }
  f.end();
}

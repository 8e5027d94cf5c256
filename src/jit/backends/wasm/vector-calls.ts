/**
 * `Math` functions on vectors of doubles. With a vectorised form: that, and its rare lanes (huge arguments and such)
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
  eachLane(frame, operands(frame, node.args, part), call);
}

function eachLane({ f }: Frame, args: readonly number[], call: number): void {
  gather(f, "f64", 2, (lane) => {
    for (const arg of args) extract(f.get(arg), "f64", lane);
    f.call(call);
  });
}

/** `a % b`: as the subroutine does it (subroutines.ts) where that holds for both lanes; else a call for each. */
export function remainderPart(frame: Frame, node: Apply, part: number): void {
  const { f } = frame;
  const [a, b] = operands(frame, node.args, part) as [number, number];
  const [x, y, quotient, rest] = [0, 0, 0, 0].map(() => frame.temp("v128")) as [
    number,
    number,
    number,
    number,
  ];
  f.get(a).op("f64x2.abs").tee(x);
  f.get(b).op("f64x2.abs").tee(y).op("f64x2.div").op("f64x2.trunc").tee(quotient);
  f.f64x2(2 ** 31).op("f64x2.lt");
  f.get(b).i64x2(0x7fffffffn).op("v128.and").i64x2(0n).op("i64x2.eq").op("v128.and");
  f.get(y)
    .f64x2(2 ** -500)
    .op("f64x2.gt")
    .op("v128.and");
  f.get(y)
    .f64x2(2 ** 500)
    .op("f64x2.lt")
    .op("v128.and");
  f.op("i64x2.all_true").if("v128");
  f.get(x).get(quotient).get(y).op("f64x2.mul").op("f64x2.sub").tee(rest);
  f.get(y).get(rest).f64x2(0).op("f64x2.lt").op("v128.and").op("f64x2.add");
  f.get(a).f64x2(-0).op("v128.and").op("v128.or");
  f.else();
  eachLane(frame, [a, b], frame.callees.rem);
  f.end();
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

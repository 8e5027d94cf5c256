/** Emits operations on scalars, and those that bring a vector down to one: JavaScript's results, bit for bit. */
import { assert } from "../../../assert";
import type { Apply, Node, OpName } from "../../ir/node";
import { lanesOf, type Scalar, scalarPart } from "../../ir/types";
import { ops } from "../../ops/table";
import type { PlainOp } from "./encode";
import type { Frame } from "./frame";
import { isCostly } from "./math-calls";
import { anyOrAll, reduce } from "./reduce";
import { toInt32 } from "./to-int32";

type Write = (frame: Frame, args: readonly Node[], scalar: Scalar) => void;

/** Operations of more than one instruction; those of one are in ops/. */
const several: Readonly<Partial<Record<OpName, Write>>> = {
  neg: (frame, [a]) => {
    frame.f.i32(0);
    frame.emit(a as Node);
    frame.f.op("i32.sub");
  },
  not: (frame, [a]) => {
    frame.emit(a as Node);
    frame.f.i32(-1).op("i32.xor");
  },
  toI32,
  toBool,
  select,
  round,
  sign,
  any: (frame, [mask]) => anyOrAll(frame, mask as Node, "any"),
  all: (frame, [mask]) => anyOrAll(frame, mask as Node, "all"),
  reduceAdd: (frame, [vector]) => reduce(frame, vector as Node, "add"),
  reduceMin: (frame, [vector]) => reduce(frame, vector as Node, "min"),
  reduceMax: (frame, [vector]) => reduce(frame, vector as Node, "max"),
};

export function scalarOp(frame: Frame, node: Apply): void {
  const [first] = node.args;
  assert(first !== undefined, `${node.op} without operands`);
  const scalar = scalarPart(first.type);
  const instruction = lanesOf(first.type) === 1 ? ops[node.op].wasm?.scalar?.[scalar] : undefined;
  if (instruction !== undefined) {
    for (const arg of node.args) frame.emit(arg);
    frame.f.op(instruction as PlainOp);
    return;
  }
  const write = several[node.op];
  if (write !== undefined) {
    write(frame, node.args, scalar);
    return;
  }
  for (const arg of node.args) frame.emit(arg);
  frame.f.call(node.op === "rem" ? frame.callees.rem : frame.importOf(node.op));
}

function toI32(frame: Frame, [a]: readonly Node[], scalar: Scalar): void {
  frame.emit(a as Node);
  if (scalar !== "bool") toInt32(frame);
}

/** NaN and both zeros are false: |x| > 0 is false for all of them. */
function toBool(frame: Frame, [a]: readonly Node[], scalar: Scalar): void {
  frame.emit(a as Node);
  if (scalar === "f64") frame.f.op("f64.abs").f64(0).op("f64.gt");
  else if (scalar === "f32") frame.f.op("f32.abs").f32(0).op("f32.gt");
  else if (scalar === "i32") frame.f.i32(0).op("i32.ne");
}

/** Both sides are evaluated, unless one costs more than a branch. */
function select(frame: Frame, [cond, yes, no]: readonly Node[]): void {
  const { f } = frame;
  if (!isCostly(yes as Node) && !isCostly(no as Node)) {
    frame.emit(yes as Node);
    frame.emit(no as Node);
    frame.emit(cond as Node);
    f.op("select");
    return;
  }
  const type = scalarPart((yes as Node).type);
  frame.emit(cond as Node);
  f.if(type === "bool" ? "i32" : type);
  frame.branch(() => frame.emit(yes as Node));
  f.else();
  frame.branch(() => frame.emit(no as Node));
  f.end();
}

/** Math.round: the ceiling, less one where it is more than a half above. */
function round(frame: Frame, [a]: readonly Node[]): void {
  const { f } = frame;
  frame.emit(a as Node);
  const x = frame.keep("f64");
  f.get(x).op("f64.ceil");
  const up = frame.keep("f64");
  f.get(up).f64(1).op("f64.sub").get(up);
  f.get(up).f64(0.5).op("f64.sub").get(x).op("f64.gt").op("select");
}

/** ±1 with the sign of x; x itself for zeros and NaN. */
function sign(frame: Frame, [a]: readonly Node[], scalar: Scalar): void {
  const { f } = frame;
  const type = scalar === "f32" ? "f32" : "f64";
  frame.emit(a as Node);
  const x = frame.keep(type);
  if (type === "f32") f.f32(1).get(x).op("f32.copysign").get(x).get(x).op("f32.abs").f32(0).op("f32.gt");
  else f.f64(1).get(x).op("f64.copysign").get(x).get(x).op("f64.abs").f64(0).op("f64.gt");
  f.op("select");
}

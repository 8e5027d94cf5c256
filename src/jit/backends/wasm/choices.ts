/**
 * Choices between vectors: select, min, max. In general a choice is three instructions and a minimum eight; forms that
 * programs are full of have shorter ones with the same bits:
 *
 *   a < b ? a : b          pmin(b, a)               mask ? v : 0         mask & v
 *   Math.max(x, 2)         pmax(x, 2)               mask ? x + 1 : x     x - (mask & -1)
 *   Math.max(x, 0)         pmax(x, 0) + 0
 *
 * pmin(a, b) is b < a ? b : a, and pmax(a, b) is a < b ? b : a: the first operand where either is NaN or they are
 * equal.
 */
import type { Const, Node } from "../../ir/node";
import { lanesOf, type Scalar, scalarPart } from "../../ir/types";
import type { Frame } from "./frame";
import type { Bits } from "./layout";
import { scalarMask } from "./masks";

/** Pushes part `part` of `cond ? yes : no`. A choice by one bool for all lanes is a mask like any other. */
export function selectPart(frame: Frame, args: readonly Node[], part: number, scalar: Scalar): void {
  const { f } = frame;
  const [cond, yes, no] = args as [Node, Node, Node];
  const bits: Bits = scalar === "f64" ? 64 : 32;
  const mask = () => {
    if (lanesOf(cond.type) === 1) scalarMask(frame, cond);
    else frame.emit(cond, part, bits);
  };
  if (lesser(frame, cond, yes, no, part)) return;
  if (isZero(no)) {
    frame.emit(yes, part);
    mask();
    f.op("v128.and");
  } else if (isZero(yes)) {
    frame.emit(no, part);
    mask();
    f.op("v128.andnot");
  } else if (isStepOf(yes, no)) {
    const [, by] = yes.args as [Node, Const];
    frame.emit(no, part);
    mask();
    constantLanes(frame, scalar, yes.op === "add" ? -by.value : by.value);
    f.op("v128.and").op(scalar === "f64" ? "f64x2.sub" : scalar === "f32" ? "f32x4.sub" : "i32x4.sub");
  } else {
    frame.emit(yes, part);
    frame.emit(no, part);
    mask();
    f.op("v128.bitselect");
  }
}

/** `a < b ? a : b` and its like, on floats. */
function lesser(frame: Frame, cond: Node, yes: Node, no: Node, part: number): boolean {
  const scalar = scalarPart(yes.type);
  if ((cond.op !== "lt" && cond.op !== "gt") || lanesOf(cond.type) === 1 || scalar === "i32") return false;
  const [a, b] = cond.args as [Node, Node];
  const straight = isSame(a, yes) && isSame(b, no);
  if (!straight && !(isSame(a, no) && isSame(b, yes))) return false;
  const least = (cond.op === "lt") === straight;
  frame.emit(no, part);
  frame.emit(yes, part);
  frame.f.op(`${scalar === "f64" ? "f64x2" : "f32x4"}.${least ? "pmin" : "pmax"}`);
  return true;
}

function isSame(a: Node, b: Node): boolean {
  if (a.op === "get" && b.op === "get") return a.local === b.local;
  if (a.op === "const" && b.op === "const") return Object.is(a.value, b.value) && a.type === b.type;
  return a === b;
}

/** All bits are zero. */
function isZero(node: Node): boolean {
  return node.op === "const" && Object.is(node.value, 0);
}

/** Whether `yes` is `no` plus or minus a constant. Subtracting zero changes nothing, where adding it would -0. */
function isStepOf(yes: Node, no: Node): yes is Extract<Node, { args: readonly Node[] }> {
  if (yes.op !== "add" && yes.op !== "sub") return false;
  const [base, by] = yes.args as [Node, Node];
  return isSame(base, no) && by.op === "const";
}

function constantLanes({ f }: Frame, scalar: Scalar, value: number): void {
  if (scalar === "f64") f.f64x2(value);
  else if (scalar === "f32") f.f32x4(value);
  else f.i32x4(value);
}

/** Math.min, Math.max. */
export function extremePart(
  frame: Frame,
  op: "min" | "max",
  args: readonly Node[],
  part: number,
  scalar: Scalar,
): void {
  const { f } = frame;
  const shape = scalar === "f64" ? "f64x2" : "f32x4";
  const bound = args.find((arg): arg is Const => arg.op === "const");
  const other = args.find((arg) => arg !== bound);
  if (bound === undefined || other === undefined || !isPlainBound(op, bound.value)) {
    for (const arg of args) frame.emit(arg, part);
    f.op(`${shape}.${op}`);
    return;
  }
  frame.emit(other, part);
  constantLanes(frame, scalar, bound.value);
  f.op(`${shape}.p${op}`);
  if (op !== "max" || !Object.is(bound.value, 0)) return;
  constantLanes(frame, scalar, 0);
  f.op(`${shape}.add`);
}

/** Whether equal values and NaN come out right: see the head. `min(0, -0)` is the second, which pmin does not see. */
function isPlainBound(op: "min" | "max", value: number): boolean {
  return !Number.isNaN(value) && !(op === "min" && Object.is(value, -0));
}

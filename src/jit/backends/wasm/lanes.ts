/** Registers taken apart into lanes and put together, for what has no vector instruction. */
import type { Scalar } from "../../ir/types";
import type { FunctionBuilder } from "./encode";

/** Pushes a lane of the register on the stack, in its place. */
export function extract(f: FunctionBuilder, scalar: Scalar, lane: number): void {
  if (scalar === "f64") f.lane("f64x2.extract_lane", lane);
  else if (scalar === "f32") f.lane("f32x4.extract_lane", lane);
  else f.lane("i32x4.extract_lane", lane);
}

/** From a register and a scalar: the register with that lane. */
export function replace(f: FunctionBuilder, scalar: Scalar, lane: number): void {
  if (scalar === "f64") f.lane("f64x2.replace_lane", lane);
  else if (scalar === "f32") f.lane("f32x4.replace_lane", lane);
  else f.lane("i32x4.replace_lane", lane);
}

/** From a scalar: it, in all lanes. */
export function spread(f: FunctionBuilder, scalar: Scalar): void {
  if (scalar === "f64") f.op("f64x2.splat");
  else if (scalar === "f32") f.op("f32x4.splat");
  else f.op("i32x4.splat");
}

/** Builds a register of `count` lanes, each pushed by `write`; further lanes repeat the first. */
export function gather(
  f: FunctionBuilder,
  scalar: Scalar,
  count: number,
  write: (lane: number) => void,
): void {
  for (let lane = 0; lane < count; lane++) {
    write(lane);
    if (lane === 0) spread(f, scalar);
    else replace(f, scalar, lane);
  }
}

const range = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index);

/** Shuffles of two registers, by bytes. */
export const shuffles = Object.freeze({
  /** The even 32-bit lanes of both: the low halves of 64-bit lanes. */
  lowHalves: Object.freeze([range(0, 4), range(8, 4), range(16, 4), range(24, 4)].flat()),
  /** The lower 64 bits of both. */
  lowers: Object.freeze([range(0, 8), range(16, 8)].flat()),
  /** The upper 64 bits of the first, twice. */
  upper: Object.freeze([range(8, 8), range(8, 8)].flat()),
  /** The low 16 bits of each 32-bit lane, packed. */
  words: Object.freeze([0, 1, 4, 5, 8, 9, 12, 13, 0, 1, 4, 5, 8, 9, 12, 13]),
  /** The low byte of each 32-bit lane, packed. */
  bytes: Object.freeze([0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12]),
});

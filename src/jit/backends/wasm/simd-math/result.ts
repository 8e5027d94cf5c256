/** What a function of vectors gives, and the shape of those functions. */
import type { Lanes, Value } from "./lanes";

export interface LaneResult {
  readonly value: Value;
  /** The lanes (a mask) whose value is not right and must be computed otherwise: what only odd data have. */
  readonly rare?: Value | undefined;
}

export type LaneFunction = (m: Lanes, ...args: Value[]) => LaneResult;

/** Our decorators as plain JavaScript sees them, to misuse them where the types would not let us. */
import { Actor } from "../../src/decorators/actor";
import { OnExit, OnRestart, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Restore, Snapshot } from "../../src/decorators/state";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import { IrisError } from "../../src/errors";

export type Mark = (...call: unknown[]) => void;
type Untyped = (...args: unknown[]) => Mark;

const loosen = (decorator: unknown): Untyped => decorator as Untyped;

export const untyped = {
  Actor: loosen(Actor),
  Supervised: loosen(Supervised),
  Supervises: loosen(Supervises),
  Receive: loosen(Receive),
  any: loosen(Receive.any),
  OnStart: loosen(OnStart),
  OnStop: loosen(OnStop),
  OnRestart: loosen(OnRestart),
  OnExit: loosen(OnExit),
  Snapshot: loosen(Snapshot),
  Restore: loosen(Restore),
};

/** What `define` throws; it has to be ours. */
export function refusal(define: () => unknown): IrisError {
  try {
    define();
  } catch (error) {
    if (IrisError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** True in the project that compiles with standard decorators: there, methods do not know their class. */
export const isStandard = (() => {
  let count = 0;
  const look: Mark = (...call) => {
    count = call.length;
  };
  class Probe {
    @look probe(): void {}
  }
  return Probe !== undefined && count === 2;
})();

/** A member as errors name it. */
export const at = (owner: string, member: string): string => (isStandard ? member : `${owner}.${member}`);

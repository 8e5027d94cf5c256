/** From the runtime that a test holds to what is inside of it. */
import { reject } from "../../option-checks";
import type { System } from "../actor/cell";
import { Runtime } from "../runtime";

/** @throws ERR_INVALID_ARG for what is no runtime, or one of another copy of this package */
export function systemOf(rt: Runtime): System {
  if (rt instanceof Runtime) return Runtime.inside(rt);
  reject("rt", "a Runtime of this copy of iris-actors (jest.resetModules() makes copies)", rt);
}

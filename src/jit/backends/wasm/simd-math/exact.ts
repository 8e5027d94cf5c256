/** The exact functions by their `Math` names. */
import { exp, expm1 } from "./exact-exp";
import { acosh, asinh, atanh, cosh, sinh, tanh } from "./exact-hyperbolic";
import { acos, asin, atan, atan2 } from "./exact-inverse";
import { log, log1p, log2, log10 } from "./exact-log";
import { cbrt, hypot } from "./exact-roots";
import { abs, ceil, floor, max, min, round, sign, sqrt, trunc } from "./exact-rounding";
import { cos, sin, tan } from "./exact-trig";
import type { LaneFunction } from "./result";

export const exactFunctions: Readonly<Record<string, LaneFunction | undefined>> = Object.freeze({
  ...{ sin, cos, tan, asin, acos, atan, atan2 },
  ...{ exp, expm1, log, log1p, log2, log10 },
  ...{ sinh, cosh, tanh, asinh, acosh, atanh },
  ...{ cbrt, hypot, hypot3: hypot },
  ...{ abs, ceil, floor, trunc, round, sign, sqrt, min, max },
} as Record<string, LaneFunction>);

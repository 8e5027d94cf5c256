/**
 * Nanoseconds for one element, measured one function at a time on arguments of usual size, two lanes at once, on one
 * thread of a 3 GHz server: for choosing between tiers, which live timings then correct.
 */
import type { MathMode } from "./emit-math";

const exactNs: Readonly<Record<string, number>> = Object.freeze({
  ...{ sin: 7.2, cos: 7.2, tan: 9.4, asin: 5.6, acos: 5.5, atan: 6.8, atan2: 12.2 },
  ...{ exp: 3.9, expm1: 8.5, log: 4.4, log2: 5.2, log10: 6.5, log1p: 8.9 },
  ...{ sinh: 12.8, cosh: 8.1, tanh: 12.2, asinh: 15, acosh: 10, atanh: 13.6 },
  ...{ cbrt: 5.1, hypot: 2.5, hypot3: 3.2, sqrt: 1.2 },
  ...{ round: 0.5, sign: 0.6, min: 0.7, max: 0.7, abs: 0.3, floor: 0.3, ceil: 0.3, trunc: 0.3 },
});

const fastNs: Readonly<Record<string, number>> = Object.freeze({ sin: 4.4, cos: 4.4, exp: 3.6, log: 4 });
const fusedNs: Readonly<Record<string, number>> = Object.freeze({ sin: 3.6, cos: 3.6, exp: 2.6, log: 3.6 });

/** Of a function that has a vector form. */
export function mathCost(name: string, mode: MathMode): number {
  const fast = mode === "exact" ? undefined : (mode === "fused" ? fusedNs : fastNs)[name];
  return fast ?? exactNs[name] ?? 10;
}

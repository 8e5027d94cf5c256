/** round, sign, min and max as JavaScript has them; what WebAssembly has as one instruction is emitted as that. */
import type { Lanes, Value } from "./lanes";
import type { LaneResult } from "./result";

/** Up, and back by one where that was more than a half; -0 stays. */
export function round(m: Lanes, x: Value): LaneResult {
  const up = m.ceil(x);
  const far = m.gt(m.sub(up, m.number(0.5)), x);
  return { value: m.sub(up, m.and(far, m.number(1))) };
}

/** ±1; zeros and NaN are their own sign. */
export function sign(m: Lanes, x: Value): LaneResult {
  const signed = m.gt(m.abs(x), m.zero());
  return { value: m.select(signed, m.or(m.signOf(x), m.number(1)), x) };
}

const single =
  (name: string) =>
  (m: Lanes, ...args: Value[]) => ({
    value: m.op(`${m.shape}.${name}`, ...args),
  });

export const min = single("min");
export const max = single("max");
export const abs = single("abs");
export const sqrt = single("sqrt");
export const floor = single("floor");
export const ceil = single("ceil");
export const trunc = single("trunc");

/**
 * cbrt and hypot of doubles, the same bits as V8's.
 *
 * cbrt: the algorithm and constants are those of FreeBSD's fdlibm (s_cbrt.c):
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this
 *   software is freely granted, provided that this notice is preserved.
 *   Optimized by Bruce D. Evans.
 * hypot: divided by the largest, summed as Kahan does. Denormal arguments of cbrt are left to the caller.
 */
import type { Lanes, Value } from "./lanes";
import type { LaneResult } from "./result";

const bias = 715094163;

export function cbrt(m: Lanes, argument: Value): LaneResult {
  const x = m.abs(argument);
  // A third of the high word, as a double: the nearest whole number to (h - 1) / 3 is h / 3 cut off.
  const high = m.sub(m.or(m.shiftRight(x, 32), m.bits(0x4330000000000000n)), m.number(2 ** 52 + 1));
  const rough = m.shiftLeft(m.add(m.mul(high, m.number(1 / 3)), m.number(2 ** 52 + bias)), 32);
  const r = m.mul(m.mul(rough, rough), m.div(rough, x));
  const low = m.add(
    m.number(1.87595182427177),
    m.mul(r, m.add(m.number(-1.8849797954337717), m.mul(r, m.number(1.6214297201053545)))),
  );
  const cubic = m.add(m.number(-0.758397934778766), m.mul(r, m.number(0.14599619288661245)));
  const close = m.mul(rough, m.add(low, m.mul(m.mul(m.mul(r, r), r), cubic)));
  const t = m.and(m.addBits(close, m.bits(0x80000000n)), m.bits(0xffffffffc0000000n));
  const quotient = m.div(x, m.mul(t, t));
  const step = m.div(m.sub(quotient, t), m.add(m.add(t, t), quotient));
  const value = m.add(t, m.mul(t, step));
  const normal = m.and(m.ge(x, m.number(2 ** -1022)), m.lt(x, m.number(Number.POSITIVE_INFINITY)));
  const [all, rare] = m.branchUnlessAll(normal, [value, m.zero()], () => {
    const denormal = m.and(m.gt(x, m.zero()), m.lt(x, m.number(2 ** -1022)));
    return [m.select(normal, value, x), denormal];
  });
  return { value: m.or(all, m.signOf(argument)), rare };
}

/** Of two or three arguments. */
export function hypot(m: Lanes, ...args: Value[]): LaneResult {
  const sizes = args.map((arg) => m.abs(arg));
  const most = sizes.reduce((max, size) => m.greater(max, size));
  let sum = m.zero();
  let compensation = m.zero();
  sizes.forEach((size, index) => {
    const n = m.div(size, most);
    const square = m.mul(n, n);
    const summand = index === 0 ? square : m.sub(square, compensation);
    const next = index === 0 ? summand : m.add(sum, summand);
    compensation = index === 0 ? m.zero() : m.sub(m.sub(next, sum), summand);
    sum = next;
  });
  const value = m.mul(m.sqrt(sum), most);
  const infinity = m.number(Number.POSITIVE_INFINITY);
  // NaN in the first argument stays in `most`, in a later one it may be lost there.
  const plain = m.and(m.gt(most, m.zero()), m.lt(sizes.reduce(m.add), infinity));
  const [all] = m.branchUnlessAll(plain, [value], () => {
    const zero = m.without(value, sizes.map((size) => m.eq(size, m.zero())).reduce(m.and));
    const infinite = sizes.map((size) => m.eq(size, infinity)).reduce(m.or);
    return [m.select(infinite, infinity, zero)];
  });
  return { value: all };
}

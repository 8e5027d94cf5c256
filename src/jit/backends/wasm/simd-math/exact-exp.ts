/**
 * exp and expm1 of two doubles, the same bits as V8's.
 *
 * The algorithms and constants are those of fdlibm (e_exp.c, s_expm1.c), with V8's exact value of exp(1):
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this
 *   software is freely granted, provided that this notice is preserved.
 */
import type { Lanes, Value } from "./lanes";
import type { LaneResult } from "./result";

const invLn2 = Math.LOG2E;
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const overflows = 709.782712893384;
const underflows = -745.1332191019411;

/** Up to here fdlibm does not reduce: the least double with the next high word after ln2/2. */
const reducedFrom = 0x3fd62e4300000000n;

const exponents = Object.freeze([
  0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6,
  4.1381367970572385e-8,
]);

/** The multiple of ln2 nearest to x, as doubles: 0 where x is small. */
function multiple(m: Lanes, x: Value): Value {
  const half = m.or(m.signOf(x), m.number(0.5));
  const k = m.trunc(m.add(m.mul(m.number(invLn2), x), half));
  return m.and(k, m.ge(m.abs(x), m.bits(reducedFrom)));
}

/** 2^k for k in -1022 to 1023. */
export function powerOfTwo(m: Lanes, k: Value): Value {
  return m.shiftLeft(m.toBits(k, 1023), 52);
}

export function exp(m: Lanes, argument: Value): LaneResult {
  const k = multiple(m, argument);
  const high = m.sub(argument, m.mul(k, m.number(ln2High)));
  const low = m.mul(k, m.number(ln2Low));
  const x = m.sub(high, low);
  const t = m.mul(x, x);
  const series = m.sub(x, m.mul(t, m.horner(t, exponents)));
  // Below 2^-28 the result is 1 + x.
  const c = m.and(series, m.ge(m.abs(argument), m.number(2 ** -28)));
  const quotient = m.div(m.mul(x, c), m.sub(m.number(2), c));
  const y = m.sub(m.number(1), m.sub(m.sub(low, quotient), high));
  const value = m.mul(y, powerOfTwo(m, k));
  const plain = m.and(m.lt(m.abs(argument), m.number(708)), m.ne(argument, m.number(1)));
  const [all] = m.branchUnlessAll(plain, [value], () => [special(m, argument, k, y, value)]);
  return { value: all };
}

/** Next to overflow and underflow and beyond, NaN, and exp(1). */
export function special(m: Lanes, x: Value, k: Value, y: Value, value: Value): Value {
  const tiny = m.mul(m.mul(y, powerOfTwo(m, m.add(k, m.number(1000)))), m.number(2 ** -1000));
  const huge = m.mul(m.mul(y, m.number(2)), m.number(2 ** 1023));
  const scaled = m.select(m.lt(k, m.number(-1021)), tiny, m.select(m.eq(k, m.number(1024)), huge, value));
  const above = m.select(m.gt(x, m.number(overflows)), m.number(Number.POSITIVE_INFINITY), scaled);
  const below = m.without(above, m.lt(x, m.number(underflows)));
  const one = m.select(m.eq(x, m.number(1)), m.number(Math.E), below);
  return m.select(m.ne(x, x), x, one);
}

const q = Object.freeze([
  1, -0.03333333333333313, 0.0015873015872548146, -7.93650757867488e-5, 4.008217827329362e-6,
  -2.0109921818362437e-7,
]);

export function expm1(m: Lanes, argument: Value): LaneResult {
  const k = multiple(m, argument);
  const high = m.sub(argument, m.mul(k, m.number(ln2High)));
  const low = m.mul(k, m.number(ln2Low));
  const x = m.sub(high, low);
  const c = m.sub(m.sub(high, x), low);
  const hfx = m.mul(m.number(0.5), x);
  const hxs = m.mul(x, hfx);
  const r1 = m.horner(hxs, q);
  const t = m.sub(m.number(3), m.mul(r1, hfx));
  const quotient = m.mul(hxs, m.div(m.sub(r1, t), m.sub(m.number(6), m.mul(x, t))));
  const e = m.sub(m.sub(m.mul(x, m.sub(quotient, c)), c), hxs);
  const value = scale(m, k, x, e);
  // |x| < 38.8: k is less than 57 and the power of two a double.
  const plain = m.lt(m.abs(argument), m.bits(0x4043687a00000000n));
  const [all] = m.branchUnlessAll(plain, [value], () => [farFromZero(m, argument, k, x, e, value)]);
  return { value: m.or(all, m.signOf(argument)) };
}

/** 2^k (x - e + 1) - 1, in the order that fdlibm chose for each k from -56 to 56. */
function scale(m: Lanes, k: Value, x: Value, e: Value): Value {
  const one = m.number(1);
  const power = powerOfTwo(m, k);
  const inverse = powerOfTwo(m, m.sub(m.zero(), k));
  const positive = m.gt(k, m.zero());
  // Before scaling 1 - 2^-k is added (1 for negative k, nothing for -1, 0 and 1), after it what is left of the 1.
  const first = m.and(m.sub(one, m.and(inverse, positive)), m.gt(m.abs(k), one));
  const negative = m.and(m.greater(m.mul(k, m.number(0.5)), m.number(-1)), m.lt(k, m.zero()));
  const last = m.or(negative, m.and(one, m.eq(k, one)));
  const general = m.sub(first, m.sub(e, x));
  const doubled = m.and(m.eq(k, one), m.lt(x, m.number(-0.25)));
  const large = m.add(m.sub(x, m.add(e, inverse)), one);
  const half = m.select(m.ge(k, m.number(20)), large, general);
  const ready = m.add(m.mul(power, half), last);
  return m.select(doubled, m.mul(m.number(-2), m.sub(e, m.add(x, m.number(0.5)))), ready);
}

function farFromZero(m: Lanes, argument: Value, k: Value, x: Value, e: Value, value: Value): Value {
  const y = m.sub(m.number(1), m.sub(e, x));
  // V8's constant is not quite 2^1023.
  const last = m.mul(m.mul(y, m.number(2)), m.number(8.98846567431158e307));
  const scaled = m.select(m.eq(k, m.number(1024)), last, m.mul(y, powerOfTwo(m, k)));
  const beyond = m.select(m.gt(k, m.number(56)), m.sub(scaled, m.number(1)), value);
  const above = m.select(m.gt(argument, m.number(overflows)), m.number(Number.POSITIVE_INFINITY), beyond);
  const below = m.select(m.le(argument, m.number(-38.8)), m.number(-1), above);
  return m.select(m.ne(argument, argument), argument, below);
}

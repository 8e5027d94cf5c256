/**
 * asin, acos, atan and atan2 of two doubles, the same bits as V8's.
 *
 * The algorithms and constants are those of fdlibm (e_asin.c, e_acos.c, s_atan.c, e_atan2.c):
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this
 *   software is freely granted, provided that this notice is preserved.
 */
import type { Lanes, Value } from "./lanes";
import type { LaneResult } from "./result";

const pio2High = 1.5707963267948966;
const pio2Low = 6.123233995736766e-17;
const pio4High = 0.7853981633974483;

const numerators = Object.freeze([
  0.16666666666666666, -0.3255658186224009, 0.20121253213486293, -0.04005553450067941, 0.0007915349942898145,
  3.479331075960212e-5,
]);
const denominators = Object.freeze([
  1, -2.403394911734414, 2.0209457602335057, -0.6882839716054533, 0.07703815055590194,
]);

const highBits = 0xffffffff00000000n;

/** What asin and acos share: t is x² below ½, else half of 1 - |x|, with its root in a high part and the rest. */
function halves(m: Lanes, size: Value, small: Value) {
  const t = m.select(small, m.mul(size, size), m.mul(m.sub(m.number(1), size), m.number(0.5)));
  const r = m.div(m.mul(t, m.horner(t, numerators)), m.horner(t, denominators));
  const s = m.sqrt(t);
  const high = m.and(s, m.bits(highBits));
  const rest = m.div(m.sub(t, m.mul(high, high)), m.add(s, high));
  return { r, s, high, rest };
}

export function asin(m: Lanes, x: Value): LaneResult {
  const size = m.abs(x);
  const two = m.number(2);
  const small = m.lt(size, m.number(0.5));
  const { r, s, high, rest } = halves(m, size, small);
  const below = m.add(size, m.mul(size, r));
  const near = m.sub(m.number(pio2High), m.sub(m.mul(two, m.add(s, m.mul(s, r))), m.number(pio2Low)));
  const p = m.sub(m.mul(m.mul(two, s), r), m.sub(m.number(pio2Low), m.mul(two, rest)));
  const quarter = m.number(pio4High);
  const far = m.sub(quarter, m.sub(p, m.sub(quarter, m.mul(two, high))));
  // From 0.975 on (by high words).
  const above = m.select(m.ge(size, m.bits(0x3fef333300000000n)), near, far);
  return { value: m.or(m.select(small, below, above), m.signOf(x)) };
}

export function acos(m: Lanes, x: Value): LaneResult {
  const size = m.abs(x);
  const small = m.lt(size, m.number(0.5));
  const { r, s, high, rest } = halves(m, size, small);
  const inner = m.sub(x, m.sub(m.number(pio2Low), m.mul(x, r)));
  const below = m.sub(m.number(pio2High), inner);
  const w = m.sub(m.mul(r, s), m.number(pio2Low));
  const negative = m.sub(m.number(Math.PI), m.mul(m.number(2), m.add(s, w)));
  // Of 1 the rest of the root is 0/0.
  const c = m.without(rest, m.eq(s, m.zero()));
  const positive = m.mul(m.number(2), m.add(high, m.add(m.mul(r, s), c)));
  const above = m.select(m.lt(x, m.zero()), negative, positive);
  return { value: m.select(small, below, above) };
}

const evenAtans = Object.freeze([
  0.3333333333333293, 0.14285714272503466, 0.09090887133436507, 0.06661073137387531, 0.049768779946159324,
  0.016285820115365782,
]);
const oddAtans = Object.freeze([
  -0.19999999999876483, -0.11111110405462356, -0.0769187620504483, -0.058335701337905735,
  -0.036531572744216916,
]);

/** Where atan takes another reference angle, and atan of 0, ½, 1, 1½ and Infinity in two parts. */
const atanSteps = Object.freeze([0.4375, 0.6875, 1.1875, 2.4375]);
const atanHigh = Object.freeze([0, 0.4636476090008061, pio4High, 0.982793723247329, pio2High]);
const atanLow = Object.freeze([
  0,
  2.2698777452961687e-17,
  3.061616997868383e-17,
  1.3903311031230998e-17,
  pio2Low,
]);

/** `choices[i]` where x has passed i of the steps; `passed`: a mask for each. */
function choose(m: Lanes, passed: readonly Value[], choices: readonly number[]): Value {
  const bits = choices.map((choice) => new BigUint64Array(new Float64Array([choice]).buffer)[0] as bigint);
  return passed.reduce(
    (chosen, mask, index) => {
      const change = (bits[index] as bigint) ^ (bits[index + 1] as bigint);
      if (change === 0n) return chosen;
      const step = m.and(mask, m.bits(change));
      return index === 0 && bits[0] === 0n ? step : m.xor(chosen, step);
    },
    m.bits(bits[0] as bigint),
  );
}

/** Of |x|. */
function atanOfSize(m: Lanes, size: Value): Value {
  const passed = atanSteps.map((step) => m.ge(size, m.number(step)));
  // (x - a) / (1 + a x), doubled for a = ½; -1 / x for Infinity.
  const p = choose(m, passed, [1, 2, 1, 1, 0]);
  const q = choose(m, passed, [0, 1, 1, 1.5, 1]);
  const x = m.div(m.sub(m.mul(p, size), q), m.add(m.mul(q, size), p));
  const z = m.mul(x, x);
  const w = m.mul(z, z);
  const sum = m.add(m.mul(z, m.horner(w, evenAtans)), m.mul(w, m.horner(w, oddAtans)));
  const rest = m.sub(m.sub(m.mul(x, sum), choose(m, passed, atanLow)), x);
  return m.sub(choose(m, passed, atanHigh), rest);
}

export function atan(m: Lanes, x: Value): LaneResult {
  // From 2^66 on it is pi/2; Infinity would make NaN.
  const size = m.lesser(m.abs(x), m.number(2 ** 66));
  return { value: m.or(atanOfSize(m, size), m.signOf(x)) };
}

const piLow = 1.2246467991473532e-16;

export function atan2(m: Lanes, y: Value, x: Value): LaneResult {
  const [height, width] = [m.abs(y), m.abs(x)];
  const quotient = m.lesser(m.div(height, width), m.number(2 ** 66));
  const exponent = (size: Value) => m.shiftRight(size, 32);
  const difference = m.subBits(exponent(height), exponent(width));
  // By exponents, as fdlibm: over 60 apart (an arithmetic shift right by 20 rounds down).
  const steep = m.greaterBits(difference, m.bits(BigInt(61 << 20) - 1n));
  const flat = m.greaterBits(m.bits(BigInt(-60 * 2 ** 20)), difference);
  const left = m.lt(x, m.zero());
  const angle = m.without(m.select(steep, m.number(pio2High), atanOfSize(m, quotient)), m.and(flat, left));
  const turned = m.sub(m.number(Math.PI), m.sub(angle, m.number(piLow)));
  const value = m.select(m.without(left, steep), turned, angle);
  const finite = (size: Value) => m.lt(size, m.number(Number.POSITIVE_INFINITY));
  const plain = m.and(
    m.and(finite(height), finite(width)),
    m.and(m.gt(height, m.zero()), m.gt(width, m.zero())),
  );
  const [all] = m.branchUnlessAll(plain, [value], () => [atan2Special(m, y, x, value)]);
  return { value: m.or(all, m.signOf(y)) };
}

/** Zeros, infinities and NaN; the sign is y's and is set by the caller. */
function atan2Special(m: Lanes, y: Value, x: Value, value: Value): Value {
  const infinity = m.number(Number.POSITIVE_INFINITY);
  const isInfinite = (a: Value) => m.eq(m.abs(a), infinity);
  const negative = m.greaterBits(m.zero(), x);
  const flat = m.and(m.number(Math.PI), negative);
  const diagonal = m.select(negative, m.number(3 * pio4High), m.number(pio4High));
  const yZero = m.select(m.eq(y, m.zero()), flat, value);
  const xZero = m.select(m.without(m.eq(x, m.zero()), m.eq(y, m.zero())), m.number(pio2High), yZero);
  const yInfinite = m.select(isInfinite(y), m.number(pio2High), xZero);
  const xInfinite = m.select(isInfinite(x), m.select(isInfinite(y), diagonal, flat), yInfinite);
  return m.or(xInfinite, m.or(m.ne(x, x), m.ne(y, y)));
}

/**
 * log, log2, log10 and log1p of two doubles, the same bits as V8's.
 *
 * The algorithms and constants are those of fdlibm (e_log.c, e_log2.c with k_log.h, e_log10.c, s_log1p.c):
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this
 *   software is freely granted, provided that this notice is preserved.
 *
 * x = 2^k (1 + f) with 1 + f between √½ and √2; denormal arguments are left to the caller.
 */
import type { Lanes, Value } from "./lanes";
import type { LaneResult } from "./result";

export const ln2High = 0.6931471803691238;
export const ln2Low = 1.9082149292705877e-10;
const evenLogs = Object.freeze([0.3999999999940942, 0.22222198432149784, 0.15313837699209373]);
const oddLogs = Object.freeze([
  0.6666666666666735, 0.2857142874366239, 0.1818357216161805, 0.14798198605116586,
]);

/** What brings the mantissa of √2 (its high word) to the next exponent. */
const rootCarry = 0x00095f6400000000n;
const exponentBits = 0xfff0000000000000n;

export interface Split {
  /** As a double. */
  readonly k: Value;
  /** 1 + f. */
  readonly mantissa: Value;
}

/** Of a positive normal double. */
export function split(m: Lanes, x: Value): Split {
  const carried = m.addBits(x, m.bits(rootCarry));
  // The biased exponent under the exponent of 2^52 is a double.
  const biased = m.or(m.shiftRight(carried, 52), m.bits(0x4330000000000000n));
  const mantissa = m.addBits(m.subBits(x, m.and(carried, m.bits(exponentBits))), m.number(1));
  return { k: m.sub(biased, m.number(2 ** 52 + 1023)), mantissa };
}

export function isNormal(m: Lanes, x: Value): Value {
  return m.and(m.ge(x, m.leastNormal()), m.lt(x, m.number(Number.POSITIVE_INFINITY)));
}

/** -Infinity for 0, NaN below, Infinity and NaN for themselves; the lanes to leave to the caller: denormal. */
export function outside(m: Lanes, x: Value, value: Value): [Value, Value] {
  const zero = m.select(m.eq(x, m.zero()), m.number(Number.NEGATIVE_INFINITY), value);
  const negative = m.or(zero, m.lt(x, m.zero()));
  const itself = m.select(m.lt(x, m.number(Number.POSITIVE_INFINITY)), negative, x);
  const denormal = m.and(m.gt(x, m.zero()), m.lt(x, m.leastNormal()));
  return [itself, denormal];
}

/** log(1 + f) as s (…): the even and the odd half of the series. */
export function series(m: Lanes, f: Value): { s: Value; r: Value } {
  const s = m.div(f, m.add(m.number(2), f));
  const z = m.mul(s, s);
  const w = m.mul(z, z);
  return { s, r: m.add(m.mul(z, m.horner(w, oddLogs)), m.mul(w, m.horner(w, evenLogs))) };
}

/** Half of f². */
export function halfSquare(m: Lanes, f: Value): Value {
  return m.mul(m.mul(m.number(0.5), f), f);
}

/** k ln2 - ((inner - k ln2Low) - f), where `inner` stands for f - log(1 + f). */
export function join(m: Lanes, k: Value, f: Value, reduced: Value): Value {
  return m.sub(m.mul(k, m.number(ln2High)), m.sub(reduced, f));
}

/** `known`: x is a positive normal number already. */
function logOf(m: Lanes, x: Value, known: boolean): LaneResult {
  const { k, mantissa } = split(m, x);
  const f = m.sub(mantissa, m.number(1));
  const { s, r } = series(m, f);
  const low = m.mul(k, m.number(ln2Low));
  const square = halfSquare(m, f);
  const far = m.sub(square, m.add(m.mul(s, m.add(square, r)), low));
  const close = m.sub(m.mul(s, m.sub(f, r)), low);
  // Mantissas from 1.38 to 1.42 (high words 0x6147a to 0x6b851).
  const band = m.or(m.ge(f, m.number(0x6147a / 2 ** 20)), m.lt(f, m.number((1 + 0x6b852 / 2 ** 20) / 2 - 1)));
  const value = join(m, k, f, m.select(band, far, close));
  const bulk = m.gt(m.abs(f), m.number(2 ** -20));
  // Infinity has f = 0 and is not in bulk, NaN is not above anything.
  const plain = known ? bulk : m.and(m.ge(x, m.leastNormal()), bulk);
  const [all, rare] = m.branchUnlessAll(plain, [value, m.zero()], () => {
    const third = m.sub(m.number(0.5), m.mul(m.number(0.3333333333333333), f));
    const nearOne = join(m, k, f, m.sub(m.mul(m.mul(f, f), third), low));
    const near = m.and(m.ge(f, m.number(-(2 ** -20))), m.lt(f, m.number(2 ** -20)));
    const inside = m.select(near, nearOne, value);
    return known ? [inside, m.zero()] : outside(m, x, inside);
  });
  return known ? { value: all } : { value: all, rare };
}

export function log(m: Lanes, x: Value): LaneResult {
  return logOf(m, x, false);
}

export function log2(m: Lanes, x: Value): LaneResult {
  const high = 1.4426950407214463;
  const low = 1.6751713164886512e-10;
  const { k, mantissa } = split(m, x);
  const f = m.sub(mantissa, m.number(1));
  const square = halfSquare(m, f);
  const { s, r } = series(m, f);
  const tail = m.mul(s, m.add(square, r));
  const hi = m.and(m.sub(f, square), m.bits(0xffffffff00000000n));
  const lo = m.add(m.sub(m.sub(f, hi), square), tail);
  const valueHigh = m.mul(hi, m.number(high));
  const valueLow = m.add(m.mul(m.add(lo, hi), m.number(low)), m.mul(lo, m.number(high)));
  const w = m.add(k, valueHigh);
  const value = m.add(m.add(valueLow, m.add(m.sub(k, w), valueHigh)), w);
  const [all, rare] = m.branchUnlessAll(isNormal(m, x), [value, m.zero()], () => outside(m, x, value));
  return { value: all, rare };
}

export function log10(m: Lanes, x: Value): LaneResult {
  const biased = m.shiftRight(x, 52);
  const k = m.sub(m.or(biased, m.bits(0x4330000000000000n)), m.number(2 ** 52 + 1023));
  const below = m.and(m.lt(k, m.zero()), m.number(1));
  const y = m.add(k, below);
  // 1 to 2 for k from 0 on, ½ to 1 below.
  const mantissa = m.or(
    m.without(x, m.bits(exponentBits)),
    m.subBits(m.number(1), m.shiftLeft(m.shiftRight(below, 61), 52)),
  );
  const log = logOf(m, mantissa, true).value;
  const z = m.add(m.mul(y, m.number(3.694239077158931e-13)), m.mul(m.number(Math.LOG10E), log));
  const value = m.add(z, m.mul(y, m.number(0.30102999566361177)));
  const [all, rare] = m.branchUnlessAll(isNormal(m, x), [value, m.zero()], () => outside(m, x, value));
  return { value: all, rare };
}

const plainLogs = Object.freeze([
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
]);

export function log1p(m: Lanes, x: Value): LaneResult {
  const one = m.number(1);
  // Where 1 + x needs no reduction: x from -0.29 to 0.41 (by high words).
  const unreduced = m.and(m.lt(x, m.bits(0x3fda827a00000000n)), m.gt(x, m.bits(0xbfd2bec400000000n)));
  const large = m.ge(x, m.number(2 ** 53));
  const u = m.add(m.without(one, large), x);
  const hu = highBits(m, u);
  const { k: exponent, mantissa, above } = splitAtRoot(m, u);
  const k = m.without(exponent, unreduced);
  const f = m.select(unreduced, x, m.sub(mantissa, one));
  // fdlibm takes 1 - (u - x) when u's own exponent is positive.
  const grown = m.ge(u, m.number(2));
  const lost = m.select(grown, m.sub(one, m.sub(u, x)), m.sub(x, m.sub(u, one)));
  const c = m.without(m.div(lost, u), m.or(unreduced, large));
  const square = halfSquare(m, f);
  const s = m.div(f, m.add(m.number(2), f));
  const z = m.mul(s, s);
  const r = m.mul(z, m.horner(z, plainLogs));
  const tiny = m.lt(m.abs(x), m.number(2 ** -29));
  const tail = m.without(m.mul(s, m.add(square, r)), tiny);
  const low = m.add(m.mul(k, m.number(ln2Low)), c);
  const value = join(m, k, f, m.sub(square, m.add(tail, low)));
  const near = m.without(nearPower(m, hu, above), unreduced);
  const usual = m.and(m.gt(x, m.number(-1)), m.lt(x, m.number(Number.POSITIVE_INFINITY)));
  const [all] = m.branchUnlessAll(m.without(usual, near), [value], () => {
    const third = m.sub(one, m.mul(m.number(0.6666666666666666), f));
    const close = join(m, k, f, m.sub(m.mul(square, third), low));
    return [outside(m, u, m.select(near, close, value))[0]];
  });
  // Of -0 it is -0.
  return { value: m.select(m.eq(x, m.zero()), x, all) };
}

/** The high word, in a lane of its own. */
function highBits(m: Lanes, x: Value): Value {
  return m.shiftRight(x, 32);
}

/** Like `split`, at the high word 0x6a09e as log1p does. `above`: mantissas over it. */
function splitAtRoot(m: Lanes, u: Value): Split & { above: Value } {
  const carried = m.addBits(u, m.bits(0x00095f6200000000n));
  const biased = m.or(m.shiftRight(carried, 52), m.bits(0x4330000000000000n));
  const mantissa = m.addBits(m.subBits(u, m.and(carried, m.bits(exponentBits))), m.number(1));
  return {
    k: m.sub(biased, m.number(2 ** 52 + 1023)),
    mantissa,
    above: m.lt(mantissa, m.number(1)),
  };
}

/** Where the mantissa's high word says that u is next to a power of two. */
function nearPower(m: Lanes, hu: Value, above: Value): Value {
  const mantissa = m.and(hu, m.bits(0xfffffn));
  const under = m.greaterBits(mantissa, m.bits(0xffffcn));
  return m.or(m.equalBits(mantissa, m.zero()), m.and(under, above));
}

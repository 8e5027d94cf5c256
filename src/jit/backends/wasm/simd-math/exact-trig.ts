/**
 * sin, cos and tan of two doubles, the same bits as V8's.
 *
 * The algorithms and constants are those of fdlibm (s_sin.c, s_cos.c, s_tan.c, e_rem_pio2.c, k_sin.c, k_cos.c,
 * k_tan.c):
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this
 *   software is freely granted, provided that this notice is preserved.
 *
 * fdlibm takes |x| to the nearest multiple of pi/2, in one step of 85 bits, or in two or three where that cancels. Here
 * one step is done for all; a branch redoes the lanes that need more. Arguments over 2^19 pi/2 are left to the caller.
 */
import type { Lanes, Value } from "./lanes";
import type { LaneResult } from "./result";

/** x = n pi/2 + high + low. `count`: |n| in the low bits of a lane; `small`: no reduction was needed. */
interface Reduced {
  readonly high: Value;
  readonly low: Value;
  readonly count: Value;
  readonly small: Value;
  readonly rare: Value;
}

export const invPio2 = 0.6366197723675814;
export const pio2First = 1.5707963267341256;
export const pio2FirstTail = 6.077100506506192e-11;
export const pio2Second = 6.077100506303966e-11;
export const pio2SecondTail = 2.0222662487959506e-21;
const pio2Third = 2.0222662487111665e-21;
const pio2ThirdTail = 8.4784276603689e-32;

/** The least double with the high word after that of pi/4: up to it fdlibm does not reduce. */
const smallBelow = 0x3fe921fc00000000n;
/** Likewise for 2^19 pi/2: up to it fdlibm reduces by subtraction. */
export const mediumBelow = 0x413921fc00000000n;

/** Of |x|. */
function reduce(m: Lanes, t: Value): Reduced {
  const small = m.lt(t, m.bits(smallBelow));
  const nearest = m.trunc(m.add(m.mul(t, m.number(invPio2)), m.number(0.5)));
  const n = m.without(nearest, small);
  const r = m.sub(t, m.mul(n, m.number(pio2First)));
  const w = m.mul(n, m.number(pio2FirstTail));
  const y0 = m.sub(r, w);
  // Without much cancellation the first step is the last one; NaN and large arguments fail this too.
  const plain = m.ge(m.abs(y0), m.mul(t, m.number(2 ** -15)));
  const [r2, w2, y2, rare] = m.branchUnlessAll(plain, [r, w, y0, m.zero()], () => refine(m, t, n, r, w, y0));
  return { high: y2, low: m.sub(m.sub(r2, y2), w2), count: m.toBits(n), small, rare };
}

/** The second and the third step, for the lanes in which fdlibm takes them. */
function refine(m: Lanes, t: Value, n: Value, r: Value, w: Value, y0: Value): [Value, Value, Value, Value] {
  // fdlibm goes on where the exponent fell by more than 16; but up to 32 pi/2, where the high word is that of n pi/2.
  const sameWord = m.equalBits(highWord(m, t), highWord(m, m.mul(n, m.number(Math.PI / 2))));
  const few = m.lt(n, m.number(32));
  const second = m.select(few, sameWord, fellMoreThan(m, t, y0, 16));
  const step2 = step(m, r, n, pio2Second, pio2SecondTail);
  const r2 = m.select(second, step2.r, r);
  const w2 = m.select(second, step2.w, w);
  const y2 = m.sub(r2, w2);
  const third = m.and(m.without(second, few), fellMoreThan(m, t, y2, 49));
  const step3 = step(m, r2, n, pio2Third, pio2ThirdTail);
  const r3 = m.select(third, step3.r, r2);
  const w3 = m.select(third, step3.w, w2);
  const y3 = m.sub(r3, w3);
  const large = m.and(m.ge(t, m.bits(mediumBelow)), m.lt(t, m.number(Number.POSITIVE_INFINITY)));
  // Next to a multiple of pi/2 the kernels take yet other ways.
  const next = m.and(m.lt(m.abs(y3), m.number(2 ** -27)), m.gt(n, m.zero()));
  return [r3, w3, y3, m.or(large, next)];
}

/** One more part of pi/2: what it leaves, and its tail. */
export function step(m: Lanes, t: Value, n: Value, part: number, tail: number): { r: Value; w: Value } {
  const w = m.mul(n, m.number(part));
  const r = m.sub(t, w);
  return { r, w: m.sub(m.mul(n, m.number(tail)), m.sub(m.sub(t, r), w)) };
}

function highWord(m: Lanes, x: Value): Value {
  return m.shiftRight(x, 32);
}

/** Whether y's exponent is smaller than t's by more than that. */
function fellMoreThan(m: Lanes, t: Value, y: Value, bits: number): Value {
  const exponent = (x: Value) => m.shiftRight(m.abs(x), 52);
  return m.greaterBits(m.subBits(exponent(t), exponent(y)), m.bits(BigInt(bits)));
}

export const s1 = -0.16666666666666632;
export const sines = Object.freeze([
  0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6, -2.5050760253406863e-8,
  1.58969099521155e-10,
]);

/** Of high + low; `small`: where low is taken to be 0, in the order of operations for that. */
function kernelSin(m: Lanes, { high: x, low: y, small }: Reduced): Value {
  const z = m.mul(x, x);
  const v = m.mul(z, x);
  const r = m.horner(z, sines);
  const plain = m.add(x, m.mul(v, m.add(m.number(s1), m.mul(z, r))));
  const inner = m.sub(m.mul(z, m.sub(m.mul(m.number(0.5), y), m.mul(v, r))), y);
  return m.select(small, plain, m.sub(x, m.sub(inner, m.mul(v, m.number(s1)))));
}

export const cosines = Object.freeze([
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7,
  2.087572321298175e-9, -1.1359647557788195e-11,
]);

function kernelCos(m: Lanes, { high: x, low: y }: Reduced): Value {
  const z = m.mul(x, x);
  const r = m.mul(z, m.horner(z, cosines));
  const size = m.abs(x);
  // About |x|/4: from 0.3 on it is taken off first, exactly.
  const quarter = m.subBits(m.and(size, m.bits(0xffffffff00000000n)), m.bits(0x0020000000000000n));
  const most = m.select(m.ge(size, m.bits(0x3fe9000100000000n)), m.number(0.28125), quarter);
  const qx = m.and(most, m.ge(size, m.bits(0x3fd3333300000000n)));
  const half = m.sub(m.mul(m.number(0.5), z), qx);
  const rest = m.sub(half, m.sub(m.mul(z, r), m.mul(x, y)));
  return m.sub(m.sub(m.number(1), qx), rest);
}

/** Lanes where an integer is odd. */
export function odd(m: Lanes, count: Value): Value {
  return m.equalBits(m.and(count, m.bits(1n)), m.bits(1n));
}

/** The second bit of an integer, as a sign. */
function signFromSecondBit(m: Lanes, count: Value): Value {
  return m.shiftLeft(count, 62);
}

export function sin(m: Lanes, x: Value): LaneResult {
  const reduced = reduce(m, m.abs(x));
  const { count, rare } = reduced;
  const size = m.select(odd(m, count), kernelCos(m, reduced), kernelSin(m, reduced));
  return { value: m.xor(size, m.signOf(m.xor(signFromSecondBit(m, count), x))), rare };
}

export function cos(m: Lanes, x: Value): LaneResult {
  const reduced = reduce(m, m.abs(x));
  const { count, rare } = reduced;
  const size = m.select(odd(m, count), kernelSin(m, reduced), kernelCos(m, reduced));
  // n = 1 and n = 2 are negative.
  const sign = m.signOf(signFromSecondBit(m, m.addBits(count, m.bits(1n))));
  return { value: m.xor(size, sign), rare };
}

const t0 = 0.3333333333333341;
const oddTangents = Object.freeze([
  0.13333333333320124, 0.021869488294859542, 0.0035920791075913124, 0.0005880412408202641,
  7.817944429395571e-5, -1.8558637485527546e-5,
]);
const evenTangents = Object.freeze([
  0.05396825397622605, 0.0088632398235993, 0.0014562094543252903, 0.0002464631348184699, 7.140724913826082e-5,
  2.590730518636337e-5,
]);

export function tan(m: Lanes, argument: Value): LaneResult {
  const { high, low, count, rare } = reduce(m, m.abs(argument));
  const inverted = odd(m, count);
  const sign = m.signOf(high);
  // From 0.6744 on: the tangent of pi/4 less it.
  const wide = m.ge(m.abs(high), m.bits(0x3fe5942800000000n));
  const rest = m.add(
    m.sub(m.number(0.7853981633974483), m.abs(high)),
    m.sub(m.number(3.061616997868383e-17), m.xor(low, sign)),
  );
  const x = m.select(wide, rest, high);
  const y = m.without(low, wide);
  const z = m.mul(x, x);
  const z2 = m.mul(z, z);
  const v = m.mul(z, m.horner(z2, evenTangents));
  const s = m.mul(z, x);
  const series = m.add(y, m.mul(z, m.add(m.mul(s, m.add(m.horner(z2, oddTangents), v)), y)));
  const r = m.add(series, m.mul(m.number(t0), s));
  const w = m.add(x, r);
  // One division for both: of w² by w ± 1, or of -1 by w.
  const unit = m.or(m.number(1), m.shiftLeft(count, 63));
  const minusOne = m.number(-1);
  const quotient = m.div(m.select(wide, m.mul(w, w), minusOne), m.select(wide, m.add(w, unit), w));
  const folded = m.sub(unit, m.mul(m.number(2), m.sub(x, m.sub(quotient, r))));
  const cut = (value: Value) => m.and(value, m.bits(0xffffffff00000000n));
  const [zc, tc] = [cut(w), cut(quotient)];
  const error = m.add(m.number(1), m.mul(tc, zc));
  const inverse = m.add(tc, m.mul(quotient, m.add(error, m.mul(tc, m.sub(r, m.sub(zc, x))))));
  const narrow = m.select(inverted, inverse, w);
  const value = m.select(wide, m.xor(folded, sign), narrow);
  return { value: m.xor(value, m.signOf(argument)), rare };
}

/**
 * sin, cos, exp and log of four floats, within 2 ulp (of a float) of the true value.
 *
 * The polynomials of sin, cos and exp are minimax ones of our own. log follows FreeBSD's e_logf.c, which is fdlibm's
 * e_log.c for floats:
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this
 *   software is freely granted, provided that this notice is preserved.
 */
import { halfSquare, isNormal, outside } from "./exact-log";
import type { Lanes, Value } from "./lanes";
import type { LaneResult } from "./result";

/** Adding it rounds to a whole number, which then stands in the low bits. */
const toWhole = 1.5 * 2 ** 23;

/** pi/2 in parts: 10 bits, 11 bits, and a float. */
const pio2 = Object.freeze([1.5703125, 0.0004837512969970703, 7.549790126404332e-8]);

interface Reduced {
  readonly y: Value;
  readonly count: Value;
  readonly rare: Value;
}

/** Of |x|, up to 8192. */
function reduce(m: Lanes, t: Value): Reduced {
  const count = m.mulAdd(t, m.number(2 / Math.PI), m.number(toWhole));
  const n = m.sub(count, m.number(toWhole));
  const y = pio2.reduce((rest, part) => m.mulSub(n, m.number(part), rest), t);
  // Next to a multiple of pi/2 these parts are too few.
  const enough = m.and(m.ge(m.abs(y), m.mul(t, m.number(2 ** -20))), m.lt(t, m.number(8192)));
  return { y, count, rare: m.without(m.lt(t, m.number(Number.POSITIVE_INFINITY)), enough) };
}

const sines = Object.freeze([-0.16666655242443085, 0.008332155644893646, -0.00019514630548655987]);
const cosines = Object.freeze([0.04166664555668831, -0.0013887309469282627, 2.443241282890085e-5]);

function kernelSin(m: Lanes, y: Value, z: Value): Value {
  return m.mulAdd(m.mul(y, z), m.polynomial(z, sines), y);
}

function kernelCos(m: Lanes, z: Value): Value {
  const rest = m.mul(m.mul(z, z), m.polynomial(z, cosines));
  return m.sub(m.number(1), m.sub(m.mul(m.number(0.5), z), rest));
}

function odd(m: Lanes, count: Value): Value {
  return m.equalBits(m.and(count, m.bits(1n)), m.bits(1n));
}

export function sin(m: Lanes, x: Value): LaneResult {
  const { y, count, rare } = reduce(m, m.abs(x));
  const z = m.mul(y, y);
  const size = m.select(odd(m, count), kernelCos(m, z), kernelSin(m, y, z));
  return { value: m.xor(size, m.signOf(m.xor(m.shiftLeft(count, 30), x))), rare };
}

export function cos(m: Lanes, x: Value): LaneResult {
  const { y, count, rare } = reduce(m, m.abs(x));
  const z = m.mul(y, y);
  const size = m.select(odd(m, count), kernelSin(m, y, z), kernelCos(m, z));
  return { value: m.xor(size, m.signOf(m.shiftLeft(m.addBits(count, m.bits(1n)), 30))), rare };
}

/** (e^r - 1 - r) / r² for |r| up to ln2 / 2. */
const exponentials = Object.freeze([
  0.4999999403953552, 0.1666651964187622, 0.04166839271783829, 0.008368780836462975, 0.0013814478879794478,
]);

/** 2^k for k in -126 to 127. */
function powerOfTwo(m: Lanes, k: Value): Value {
  return m.shiftLeft(m.addBits(m.add(k, m.number(toWhole)), m.bits(127n)), 23);
}

export function exp(m: Lanes, x: Value): LaneResult {
  const k = m.sub(m.mulAdd(x, m.number(Math.LOG2E), m.number(toWhole)), m.number(toWhole));
  const r = m.mulSub(k, m.number(1.428606765330187e-6), m.mulSub(k, m.number(0.693145751953125), x));
  const y = m.add(m.number(1), m.mulAdd(m.mul(r, r), m.polynomial(r, exponentials), r));
  const value = m.mul(y, powerOfTwo(m, k));
  const [all] = m.branchUnlessAll(m.lt(m.abs(x), m.number(87)), [value], () => {
    const half = m.trunc(m.mul(k, m.number(0.5)));
    const twice = m.mul(m.mul(y, powerOfTwo(m, half)), powerOfTwo(m, m.sub(k, half)));
    const above = m.select(m.gt(x, m.number(88.72283172607422)), m.number(Number.POSITIVE_INFINITY), twice);
    return [m.without(above, m.lt(x, m.number(-103.97207641601562)))];
  });
  return { value: all };
}

export function log(m: Lanes, x: Value): LaneResult {
  const carried = m.addBits(x, m.bits(0x3f800000n - 0x3f3504f3n));
  const exponent = m.bits(0xff800000n);
  const k = m.sub(m.or(m.shiftRight(carried, 23), m.bits(0x4b000000n)), m.number(2 ** 23 + 127));
  const f = m.sub(m.addBits(m.subBits(x, m.and(carried, exponent)), m.number(1)), m.number(1));
  const s = m.div(f, m.add(m.number(2), f));
  const z = m.mul(s, s);
  const w = m.mul(z, z);
  const even = m.mul(w, m.polynomial(w, [0.40000972152, 0.24279078841]));
  const r = m.mulAdd(z, m.polynomial(w, [0.66666662693, 0.28498786688]), even);
  const square = halfSquare(m, f);
  const low = m.mulAdd(s, m.add(square, r), m.mul(k, m.number(9.0580006145e-6)));
  const value = m.mulAdd(k, m.number(0.69313812256), m.add(m.sub(low, square), f));
  const [all, rare] = m.branchUnlessAll(isNormal(m, x), [value, m.zero()], () => outside(m, x, value));
  return { value: all, rare };
}

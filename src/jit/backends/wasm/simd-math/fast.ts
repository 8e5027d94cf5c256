/**
 * sin, cos, exp and log of two doubles within 2 ulp of the true value, in fewer instructions than V8's order of
 * operations takes. All other functions keep their exact forms, which are as accurate.
 *
 * The series of sin, cos and log are fdlibm's (see exact-trig.ts and exact-log.ts for its notice); that of exp is a
 * minimax polynomial of our own.
 */
import { powerOfTwo, special } from "./exact-exp";
import { halfSquare, isNormal, join, ln2High, ln2Low, outside, series, split } from "./exact-log";
import * as trig from "./exact-trig";
import type { Lanes, Value } from "./lanes";
import type { LaneResult } from "./result";

/** Adding it rounds to a whole number, which then stands in the low bits. */
const toWhole = 1.5 * 2 ** 52;

interface Reduced {
  /** x less the nearest multiple of pi/2, to half a unit in its last place. */
  readonly y: Value;
  /** Which multiple, in the low bits. */
  readonly count: Value;
  readonly rare: Value;
}

/** Of |x|. */
function reduce(m: Lanes, t: Value): Reduced {
  const count = m.mulAdd(t, m.number(trig.invPio2), m.number(toWhole));
  const n = m.sub(count, m.number(toWhole));
  const r = m.mulSub(n, m.number(trig.pio2First), t);
  const near = m.mulSub(n, m.number(trig.pio2FirstTail), r);
  const plain = m.ge(m.abs(near), m.mul(t, m.number(2 ** -15)));
  const [y, rare] = m.branchUnlessAll(plain, [near, m.zero()], () => {
    const second = trig.step(m, r, n, trig.pio2Second, trig.pio2SecondTail);
    const closer = m.sub(second.r, second.w);
    const large = m.and(m.ge(t, m.bits(trig.mediumBelow)), m.lt(t, m.number(Number.POSITIVE_INFINITY)));
    const next = m.and(m.lt(m.abs(closer), m.number(2 ** -27)), m.gt(n, m.zero()));
    return [closer, m.or(large, next)];
  });
  return { y, count, rare };
}

function kernelSin(m: Lanes, y: Value, z: Value): Value {
  return m.mulAdd(m.mul(y, z), m.polynomial(z, [trig.s1, ...trig.sines]), y);
}

function kernelCos(m: Lanes, z: Value): Value {
  const rest = m.mul(m.mul(z, z), m.polynomial(z, trig.cosines));
  return m.sub(m.number(1), m.sub(m.mul(m.number(0.5), z), rest));
}

export function sin(m: Lanes, x: Value): LaneResult {
  const { y, count, rare } = reduce(m, m.abs(x));
  const z = m.mul(y, y);
  const size = m.select(trig.odd(m, count), kernelCos(m, z), kernelSin(m, y, z));
  return { value: m.xor(size, m.signOf(m.xor(m.shiftLeft(count, 62), x))), rare };
}

export function cos(m: Lanes, x: Value): LaneResult {
  const { y, count, rare } = reduce(m, m.abs(x));
  const z = m.mul(y, y);
  const size = m.select(trig.odd(m, count), kernelSin(m, y, z), kernelCos(m, z));
  return { value: m.xor(size, m.signOf(m.shiftLeft(m.addBits(count, m.bits(1n)), 62))), rare };
}

/** (e^r - 1 - r) / r² for |r| up to ln2 / 2: the relative error of e^r is 2^-57.9. */
const exponentials = Object.freeze([
  0.5000000000000011, 0.1666666666666641, 0.041666666666529725, 0.00833333333349498, 0.0013888888943760036,
  0.00019841269505766723, 2.4801492949546002e-5, 2.755758681054473e-6, 2.763030628448665e-7,
  2.5000016632105547e-8,
]);

export function exp(m: Lanes, x: Value): LaneResult {
  const count = m.mulAdd(x, m.number(Math.LOG2E), m.number(toWhole));
  const k = m.sub(count, m.number(toWhole));
  const r = m.mulSub(k, m.number(ln2Low), m.mulSub(k, m.number(ln2High), x));
  const tail = m.mulAdd(m.mul(r, r), m.polynomial(r, exponentials), r);
  const y = m.add(m.number(1), tail);
  const value = m.mul(y, powerOfTwo(m, k));
  const plain = m.lt(m.abs(x), m.number(708));
  const [all] = m.branchUnlessAll(plain, [value], () => [special(m, x, k, y, value)]);
  return { value: all };
}

export function log(m: Lanes, x: Value): LaneResult {
  const { k, mantissa } = split(m, x);
  const f = m.sub(mantissa, m.number(1));
  const { s, r } = series(m, f);
  const square = halfSquare(m, f);
  const tail = m.mulAdd(s, m.add(square, r), m.mul(k, m.number(ln2Low)));
  const value = join(m, k, f, m.sub(square, tail));
  const [all, rare] = m.branchUnlessAll(isNormal(m, x), [value, m.zero()], () => outside(m, x, value));
  return { value: all, rare };
}

/**
 * sinh, cosh, tanh, asinh, acosh and atanh of two doubles, the same bits as V8's: formulas over exp, expm1, log, log1p.
 *
 * The algorithms are those of fdlibm (e_sinh.c, e_cosh.c, s_tanh.c, s_asinh.c, e_acosh.c, e_atanh.c):
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this
 *   software is freely granted, provided that this notice is preserved.
 */
import { exp, expm1 } from "./exact-exp";
import { log, log1p } from "./exact-log";
import type { Lanes, Value } from "./lanes";
import type { LaneResult } from "./result";

const overflows = 710.4758600739439;
/** log of the largest double, by its high word. */
const logMost = 709.7822265625;

/** ½ e^a in two steps, for `a` up to the overflow; Infinity beyond. */
function halfExp(m: Lanes, a: Value): Value {
  const near = m.lt(a, m.number(logMost));
  const half = m.number(0.5);
  const w = exp(m, m.select(near, a, m.mul(half, a))).value;
  const halfW = m.mul(half, w);
  const split = m.select(near, halfW, m.mul(halfW, w));
  const infinite = m.select(m.gt(a, m.number(overflows)), m.number(Number.POSITIVE_INFINITY), split);
  return m.select(m.ne(a, a), a, infinite);
}

export function sinh(m: Lanes, x: Value): LaneResult {
  const a = m.abs(x);
  const [one, half] = [m.number(1), m.number(0.5)];
  const t = expm1(m, a).value;
  const quotient = m.div(t, m.add(t, one));
  const below = m.sub(m.mul(m.number(2), t), m.div(m.mul(t, t), m.add(t, one)));
  const close = m.mul(half, m.select(m.lt(a, one), below, m.add(t, quotient)));
  const near = m.lt(a, m.number(22));
  const [far] = m.branchUnlessAll(near, [close], () => [m.select(near, close, halfExp(m, a))]);
  const value = m.select(m.lt(a, m.number(2 ** -28)), a, far);
  return { value: m.or(value, m.signOf(x)) };
}

export function cosh(m: Lanes, x: Value): LaneResult {
  const a = m.abs(x);
  const [one, half] = [m.number(1), m.number(0.5)];
  const t = exp(m, a).value;
  const middle = m.add(m.mul(half, t), m.div(half, t));
  const isMiddle = m.and(m.ge(a, m.bits(0x3fd62e4300000000n)), m.lt(a, m.number(22)));
  const [value] = m.branchUnlessAll(isMiddle, [middle], () => {
    const e = expm1(m, a).value;
    const w = m.add(one, e);
    const small = m.add(one, m.div(m.mul(e, e), m.add(w, w)));
    // Below 2^-55 it is 1 + e.
    const tiny = m.select(m.lt(a, m.number(2 ** -55)), w, small);
    const near = m.select(m.lt(a, m.bits(0x3fd62e4300000000n)), tiny, middle);
    return [m.select(m.lt(a, m.number(22)), near, halfExp(m, a))];
  });
  return { value };
}

export function tanh(m: Lanes, x: Value): LaneResult {
  const a = m.abs(x);
  const [one, two] = [m.number(1), m.number(2)];
  const small = m.lt(a, one);
  // expm1 of -2a below 1, of 2a from there on.
  const t = expm1(m, m.xor(m.mul(two, a), m.and(small, m.signBit()))).value;
  const quotient = m.div(m.select(small, t, two), m.add(t, two));
  const near = m.select(small, m.neg(quotient), m.sub(one, quotient));
  const value = m.select(m.ge(a, m.number(22)), one, near);
  const tiny = m.select(m.lt(a, m.number(2 ** -28)), a, value);
  return { value: m.or(tiny, m.signOf(x)) };
}

/** Each of two ways is gone if any lane needs it. */
function either(m: Lanes, near: Value, nearWay: () => Value, farWay: () => Value): Value {
  const [close] = m.branchIfAny(near, [m.zero()], () => [nearWay()]);
  const [value] = m.branchUnlessAll(near, [close], () => [m.select(near, close, farWay())]);
  return value;
}

export function asinh(m: Lanes, x: Value): LaneResult {
  const a = m.abs(x);
  const one = m.number(1);
  const square = m.mul(x, x);
  const root = m.sqrt(m.add(square, one));
  const value = either(
    m,
    // By high words: up to 2; then over 2^28.
    m.lt(a, m.bits(0x4000000100000000n)),
    () => log1p(m, m.add(a, m.div(square, m.add(one, root)))).value,
    () => {
      const huge = m.ge(a, m.bits(0x41b0000100000000n));
      const middle = m.add(m.mul(m.number(2), a), m.div(one, m.add(root, a)));
      return m.add(log(m, m.select(huge, a, middle)).value, m.and(huge, m.number(Math.LN2)));
    },
  );
  const tiny = m.lt(a, m.number(2 ** -28));
  return { value: m.or(m.select(tiny, a, value), m.signOf(x)) };
}

export function acosh(m: Lanes, x: Value): LaneResult {
  const one = m.number(1);
  const value = either(
    m,
    m.lt(x, m.bits(0x4000000100000000n)),
    () => {
      const t = m.sub(x, one);
      return log1p(m, m.add(t, m.sqrt(m.add(m.mul(m.number(2), t), m.mul(t, t))))).value;
    },
    () => {
      const huge = m.ge(x, m.number(2 ** 28));
      const root = m.sqrt(m.sub(m.mul(x, x), one));
      const middle = m.sub(m.mul(m.number(2), x), m.div(one, m.add(x, root)));
      return m.add(log(m, m.select(huge, x, middle)).value, m.and(huge, m.number(Math.LN2)));
    },
  );
  return { value: m.or(value, m.lt(x, one)) };
}

export function atanh(m: Lanes, x: Value): LaneResult {
  const a = m.abs(x);
  const one = m.number(1);
  const twice = m.add(a, a);
  const rest = m.sub(one, a);
  const small = m.lt(a, m.number(0.5));
  const quotient = m.div(m.select(small, m.mul(twice, a), twice), rest);
  const inner = m.select(small, m.add(twice, quotient), quotient);
  const value = m.mul(m.number(0.5), log1p(m, inner).value);
  const tiny = m.select(m.lt(a, m.number(2 ** -28)), a, value);
  return { value: m.or(m.or(tiny, m.gt(a, one)), m.signOf(x)) };
}

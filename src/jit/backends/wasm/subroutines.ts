/** Functions that kernels have with them where they need them: ToInt32 of any double, and the remainder of two. */
import type { FunctionBuilder, ModuleBuilder } from "./encode";

/**
 * ToInt32: of doubles within i64 their low bits; beyond, the significand moved up by the exponent, modulo 2^32, which
 * is 0 from 2^84 on, and for infinities and NaN.
 */
export function addToInt32(module: ModuleBuilder): number {
  return module.addFunction("toInt32", ["f64"], ["i32"], (f) => {
    const x = f.param(0);
    const bits = f.local("i64");
    const shift = f.local("i64");
    f.get(x)
      .op("f64.abs")
      .f64(2 ** 63)
      .op("f64.lt")
      .if("i32");
    f.get(x).op("i64.trunc_sat_f64_s").op("i32.wrap_i64").else();
    f.get(x).op("i64.reinterpret_f64").tee(bits);
    f.i64(52n).op("i64.shr_u").i64(0x7ffn).op("i64.and").i64(1075n).op("i64.sub").tee(shift);
    f.i64(31n).op("i64.gt_u").if("i32").i32(0).else();
    f.get(bits).get(shift).op("i64.shl").op("i32.wrap_i64");
    negatedIf(f, bits);
    f.end().end();
  });
}

/** Of the i32 on the stack its negative, where the sign bit of `bits` is set: (x ^ s) - s with s = -1 or 0. */
function negatedIf(f: FunctionBuilder, bits: number): void {
  const sign = f.local("i32");
  f.get(bits).i64(63n).op("i64.shr_s").op("i32.wrap_i64").tee(sign);
  f.op("i32.xor").get(sign).op("i32.sub");
}

/**
 * The remainder as JavaScript has it, with the sign of the dividend. Where the quotient is small and its product with
 * the divisor is exact, it is one division; all else is the import's.
 *
 * Exact: |b| has at most 22 significant bits (its low 31 bits are zero) and the quotient is below 2^31, so their
 * product has at most 53 bits, and so has what is left of the dividend. A quotient rounded up by one gives a negative
 * rest: b is added.
 */
export function addRemainder(module: ModuleBuilder, general: number): number {
  return module.addFunction("rem", ["f64", "f64"], ["f64"], (f) => {
    const [a, b] = [f.param(0), f.param(1)];
    const [x, y, quotient, rest] = [f.local("f64"), f.local("f64"), f.local("f64"), f.local("f64")];
    f.get(a).op("f64.abs").tee(x);
    f.get(b).op("f64.abs").tee(y).op("f64.div").op("f64.trunc").tee(quotient);
    f.f64(2 ** 31).op("f64.lt");
    f.get(b).op("i64.reinterpret_f64").i64(0x7fffffffn).op("i64.and").op("i64.eqz").op("i32.and");
    f.get(y)
      .f64(2 ** -500)
      .op("f64.gt")
      .op("i32.and");
    f.get(y)
      .f64(2 ** 500)
      .op("f64.lt")
      .op("i32.and");
    f.if("f64");
    f.get(x).get(quotient).get(y).op("f64.mul").op("f64.sub").tee(rest);
    f.get(rest).get(y).op("f64.add").get(rest).f64(0).op("f64.ge").op("select");
    f.get(a).op("f64.copysign");
    f.else().get(a).get(b).call(general).end();
  });
}

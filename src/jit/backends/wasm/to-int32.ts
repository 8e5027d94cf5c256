/** JavaScript's ToInt32. */
import type { Frame } from "./frame";

/** Of the double on the stack: what fits an i64 is cut to its low bits; all else is a subroutine's. */
export function toInt32(frame: Frame): void {
  const { f } = frame;
  const x = frame.keep("f64");
  f.get(x)
    .op("f64.abs")
    .f64(2 ** 63)
    .op("f64.lt")
    .if("i32");
  f.get(x).op("i64.trunc_sat_f64_s").op("i32.wrap_i64");
  f.else().get(x).call(frame.callees.toInt32).end();
}

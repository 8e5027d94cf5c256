/** The expression layer: what is emitted for a formula, in how many locals, and that branches merge right. */
import { FunctionBuilder } from "../../../src/jit/backends/wasm/encode";
import { Formula } from "../../../src/jit/backends/wasm/simd-math/formula";
import { Lanes, type Value } from "../../../src/jit/backends/wasm/simd-math/lanes";

/** Notes the operations that are emitted, in their order. */
class Recorder extends FunctionBuilder {
  readonly ops: string[] = [];

  override op(name: Parameters<FunctionBuilder["op"]>[0]): this {
    this.ops.push(name);
    return super.op(name);
  }
}

function emitted(shape: "f64x2" | "f32x4", build: (m: Lanes, x: Value) => readonly Value[]) {
  const m = new Lanes(shape);
  const formula = new Formula(m, build(m, m.argument(0)));
  const f = new Recorder(["v128"]);
  const results = formula.emit(f, [f.param(0)]);
  return { ops: f.ops, results, f, formula };
}

test("simd-math: an expression that is used twice is computed once", () => {
  const { ops } = emitted("f64x2", (m, x) => {
    const square = m.mul(x, x);
    return [m.add(square, m.sqrt(m.mul(x, x)))];
  });
  expect(ops).toEqual(["f64x2.mul", "f64x2.sqrt", "f64x2.add"]);
});

test("simd-math: what no result needs is not emitted, branches included", () => {
  const { ops } = emitted("f64x2", (m, x) => {
    m.branchIfAny(m.lt(x, m.zero()), [x], () => [m.neg(x)]);
    m.div(x, m.number(3));
    return [m.add(x, x)];
  });
  expect(ops).toEqual(["f64x2.add"]);
});

test("simd-math: of a branch only what is read after it is kept, and its body stays inside", () => {
  const { ops } = emitted("f64x2", (m, x) => {
    const negative = m.lt(x, m.zero());
    const [kept] = m.branchIfAny(negative, [x, x], () => [m.sqrt(x), m.ceil(x)]);
    return [m.add(kept, m.sqrt(x))];
  });
  expect(ops).toEqual(["f64x2.lt", "i64x2.bitmask", "f64x2.sqrt", "f64x2.sqrt", "f64x2.add"]);
});

test("simd-math: four floats compare, test and shift as floats", () => {
  const { ops } = emitted("f32x4", (m, x) => {
    const [value] = m.branchUnlessAll(m.ge(x, m.zero()), [x], () => [m.shiftLeft(x, 3)]);
    return [m.mulAdd(value, value, x)];
  });
  expect(ops).toEqual(["f32x4.ge", "i32x4.bitmask", "i32.ne", "i32x4.shl", "f32x4.mul", "f32x4.add"]);
});

test("simd-math: locals are used again after the last read, and results are the caller's", () => {
  const { f, results, formula } = emitted("f64x2", (m, x) => {
    let value = x;
    for (let step = 0; step < 100; step++) {
      const half = m.mul(value, m.number(0.5));
      value = m.add(half, m.sqrt(half));
    }
    return [value];
  });
  expect(results).toHaveLength(1);
  // The parameter, the constant, one for what is read twice, one for the result.
  const before = f.local("v128");
  expect(before).toBeLessThan(6);
  f.release(before, ...results);
  formula.emit(f, [f.param(0)]);
  expect(f.local("v128")).toBeLessThan(6);
});

test("simd-math: -0 and 0 are different constants", () => {
  const m = new Lanes("f64x2");
  expect(m.number(-0)).not.toBe(m.number(0));
  expect(m.number(-0)).toBe(m.signBit());
  expect(m.number(0.5)).toBe(m.number(0.5));
});

/** The vectorised `Math` of one precision, each function tested against this engine's own at its first use. */
import { assert } from "../../../../assert";
import { wasm } from "../../../memory/webassembly";
import { type FunctionBuilder, ModuleBuilder } from "../encode";
import { canEmitMath, type EmittedMath, emitFormula, formulaOf, type MathMode } from "./emit-math";
import type { Formula } from "./formula";
import { passesSelfTest } from "./self-test";

/** Whether this engine has the fused multiply-add of relaxed SIMD: Node from 22 on. */
export function hasFused(): boolean {
  const builder = new ModuleBuilder();
  builder.addFunction("fused", [], ["v128"], (f) => {
    f.f64x2(1).f64x2(2).f64x2(3).op("f64x2.relaxed_madd");
  });
  return wasm.validate(builder.finish());
}

/** The precisions on doubles. */
export type DoubleMode = Exclude<MathMode, "f32">;

/** What emission asks for (VectorMath): one object serves all kernels of a precision, and remembers what it tested. */
export class SimdMath {
  readonly mode: DoubleMode;
  /** What passed its test; undefined: what did not. */
  private readonly formulas = new Map<string, Formula | undefined>();

  /** `fast` takes `fused` where the engine has it. */
  constructor(precision: DoubleMode) {
    this.mode = precision === "fast" && hasFused() ? "fused" : precision;
  }

  /** Whether there is a form on two doubles, and gives what `Math` gives here. */
  has(name: string): boolean {
    if (!canEmitMath(name, this.mode)) return false;
    if (!this.formulas.has(name)) {
      const formula = formulaOf(name, this.mode);
      this.formulas.set(name, passesSelfTest(name, formula, this.mode) ? formula : undefined);
    }
    return this.formulas.get(name) !== undefined;
  }

  /** Of a function that `has` said yes to. */
  emit(f: FunctionBuilder, name: string, args: readonly number[]): EmittedMath {
    const formula = this.formulas.get(name);
    assert(formula !== undefined, `no tested form of Math.${name}`);
    return emitFormula(f, formula, args);
  }
}

/**
 * The functions on four floats as emission asks for them (EmitOptions.singles): for `precision: "f32"`. They are
 * formulas of our own, within 2 units of a float's last place; no engine's `Math` has to agree with them.
 */
import type { FunctionBuilder } from "./encode";
import { canEmitMath, type EmittedMath, emitFormula, formulaOf } from "./simd-math/emit-math";
import type { Formula } from "./simd-math/formula";
import type { VectorMath } from "./vector-math";

export class SingleMath implements VectorMath {
  readonly mode = "f32";
  private readonly formulas = new Map<string, Formula>();

  has(name: string): boolean {
    return canEmitMath(name, "f32");
  }

  emit(f: FunctionBuilder, name: string, args: readonly number[]): EmittedMath {
    let formula = this.formulas.get(name);
    if (formula === undefined) {
      formula = formulaOf(name, "f32");
      this.formulas.set(name, formula);
    }
    return emitFormula(f, formula, args);
  }
}

/** The vectorised `Math` of one precision, each function tested against this engine's own when it is first asked for. */
import type { FunctionBuilder } from "../encode";
import { canEmitMath, type EmittedMath, emitMath, type MathMode } from "./emit-math";
import { passesSelfTest } from "./self-test";

/** What emission asks for (VectorMath): one object serves all kernels of a precision, and remembers what it tested. */
export class SimdMath {
  private readonly tested = new Map<string, boolean>();

  constructor(readonly mode: MathMode) {}

  /** Whether there is a form on two doubles, and gives what `Math` gives here. */
  has(name: string): boolean {
    if (!canEmitMath(name, this.mode)) return false;
    let passed = this.tested.get(name);
    if (passed === undefined) {
      passed = passesSelfTest(name, this.mode);
      this.tested.set(name, passed);
    }
    return passed;
  }

  emit(f: FunctionBuilder, name: string, args: readonly number[]): EmittedMath {
    return emitMath(f, name, args, this.mode);
  }
}

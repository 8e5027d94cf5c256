/**
 * `offload` and `kernel` for classes, as `iris-actors/jit` has them. The compiler is loaded when a function is first
 * offloaded, so that programs that offload nothing start no slower for it.
 */
import type { AnyFunction, Kernel } from "../jit/kernel-types";
import type { Offload } from "../jit/offload";
import type { OffloadOptions } from "../jit/offload-options";
import { Lazy } from "../lazy";

const jit = new Lazy(() => require("../jit/offload") as typeof import("../jit/offload"));

/** See `offload` of iris-actors/jit. As a decorator: `@offload({ returns: "f32" }) static discount(…) { … }`. */
export const offload: Offload = Object.assign(
  // All of them: without parentheses it is given what a decorator is given, and says so.
  (...given: Parameters<Offload>) => jit.module.offload(...given),
  {
    source: (text: string, options?: OffloadOptions) => jit.module.offload.source(text, options),
  },
) as Offload;

/** See `kernel` of iris-actors/jit: what an offloaded method can do beside being called. */
export function kernel<F extends AnyFunction>(method: F, self?: object): Kernel<F> {
  return jit.module.kernel(method, self);
}

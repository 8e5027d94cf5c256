import { checkSupervisedOptions } from "../option-checks";
import type { SupervisedOptions } from "../options";
import type { ClassMark } from "./marks";
import { bareCall, type Call, classTarget, misuse, refuseBadOptions } from "./target";

/**
 * Lets instances of a class come back after a crash, with the same ref, names and queue.
 *
 * ```ts
 * @Actor()
 * @Supervised({ restart: "transient", maxRestarts: 5, withinMs: 10_000 })
 * class Ledger {
 *   @Receive() post(amount: number): void { … }
 * }
 * ```
 *
 * @throws ERR_BAD_DECORATOR for a bad option, on anything but a class, or a second time on one class
 */
export function Supervised(options?: SupervisedOptions): ClassMark {
  if (typeof options === "function") throw bareCall("Supervised", [options]);
  return (...call: Call) => {
    const { draft, where } = classTarget("Supervised", call);
    const checked = refuseBadOptions("Supervised", where, () => checkSupervisedOptions(options));
    if (draft.supervised !== undefined)
      throw misuse("Supervised", where, "it stands there twice", "Remove one.");
    draft.supervised = checked;
  };
}

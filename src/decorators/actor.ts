import { checkActorOptions } from "../option-checks";
import type { ActorOptions } from "../options";
import type { ClassMark } from "./marks";
import { bareCall, type Call, classTarget, misuse, refuseBadOptions } from "./target";

/**
 * Marks a class as an actor and says how its instances run.
 *
 * ```ts
 * @Actor({ name: "pricing", mailbox: { capacity: 10_000, overflow: "block" } })
 * class Pricing {
 *   constructor(private readonly quotes: QuoteStore) {}
 *   @Receive() price(spot: number): number { return this.quotes.spread(spot); }
 * }
 * ```
 *
 * A class with `@Receive` methods is an actor without it too; TypeScript emits constructor types only for classes
 * that have a class decorator.
 *
 * @throws ERR_BAD_DECORATOR for a bad option, on anything but a class, or a second time on one class
 */
export function Actor(options?: ActorOptions): ClassMark {
  if (typeof options === "function") throw bareCall("Actor", [options]);
  return (...call: Call) => {
    const { draft, where } = classTarget("Actor", call);
    const checked = refuseBadOptions("Actor", where, () => checkActorOptions(options));
    if (draft.actor !== undefined) throw misuse("Actor", where, "it stands there twice", "Remove one.");
    draft.actor = checked;
  };
}

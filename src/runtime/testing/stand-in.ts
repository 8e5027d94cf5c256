/**
 * A class that looks like an actor class from outside and records instead of acting: what a probe of a class runs.
 * It has the same messages, options of its own, and needs nothing injected.
 */
import { type Draft, draftFor, draftsOf } from "../../draft";
import type { System } from "../actor/cell";
import type { ActorClass, BaseClass } from "../actor/protocol";

/** Calls of its methods go to `receive`, whose result is the reply. */
export function standInFor(
  system: System,
  type: BaseClass,
  receive: (method: string, args: readonly unknown[]) => unknown,
): ActorClass {
  const drafts = draftsOf(type);
  const StandIn = class {};
  Object.defineProperty(StandIn, "name", { value: type.name });
  const draft = draftFor(StandIn) as Draft;
  const name = drafts.findLast(({ actor }) => actor !== undefined)?.actor?.name;
  draft.actor = name === undefined ? {} : { name };
  for (const { key, match } of drafts.flatMap(({ handlers }) => handlers)) {
    draft.handlers.push({ key, match, options: {} });
    Object.defineProperty(StandIn.prototype, key, {
      value: (...args: readonly unknown[]) => receive(key, args),
      configurable: true,
    });
  }
  // By its type a blueprint is found by name, and refuses what is no message of the real class.
  Object.assign(system.blueprints.of(StandIn), { type });
  return StandIn;
}

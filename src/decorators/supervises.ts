import type { ChildRecord } from "../draft";
import { checkSupervisesOptions, reject } from "../option-checks";
import type { SupervisesOptions } from "../options";
import type { ActorClass, InitOf } from "../runtime/actor/protocol";
import { ChildSpec, childSpec } from "./child";
import type { ClassMark } from "./marks";
import { bareCall, type Call, classTarget, isBareCall, misuse, refuseBadOptions } from "./target";

/** What may stand in a list of children: a class that needs no `init`, a function of messages, or `child(…)`. */
export type Child<T> = T extends ChildSpec
  ? T
  : T extends ActorClass<infer A>
    ? Record<never, never> extends InitOf<A>
      ? T
      : { "its onStart needs an init": "write child(Class, { init })" }
    : T extends (message: never, ctx: never) => unknown
      ? T
      : ChildSpec | ActorClass;

/** A list of them. */
export type Children<C extends readonly unknown[]> = { readonly [K in keyof C]: Child<C[K]> };

/**
 * Makes a class the supervisor of the actors it lists, in start order, and of what it spawns with `ctx.spawn`: each
 * comes back after a crash, by its own `@Supervised` or by the defaults. They start after `@OnStart`, one after the
 * other, and before the first message; they end last first. The class may take messages, or have no members at all.
 *
 * ```ts
 * @Supervises([Ledger, Gateway, child(Feed, { init: { url } })], { strategy: "rest-for-one", maxRestarts: 5 })
 * class Payments {
 *   private readonly ctx = injected(ActorContext<Payments>);
 *   @Receive() pay(amount: number) { return this.ctx.child(Gateway)?.ask.charge(amount); }
 * }
 * ```
 *
 * What they cannot heal themselves crashes the supervisor: it restarts with all of its list, refs and queues kept, or
 * ends, as its own `@Supervised` says. Classes that are declared further down are listed by a function:
 * `@Supervises(() => [A, B])`. (After OTP's `supervisor`.)
 *
 * @throws ERR_BAD_DECORATOR for a bad option, what cannot be a child, two children of one id, on anything but a class,
 *   or a second time on one class; for a list by a function, at the first spawn
 */
export function Supervises<const C extends readonly unknown[]>(
  children: (C & Children<C>) | (() => C & Children<C>),
  options?: SupervisesOptions,
): ClassMark {
  refuseBareCall(children, options);
  const list = typeof children === "function" ? (children as () => unknown) : undefined;
  return (...call: Call) => {
    const { draft, where } = classTarget("Supervises", call);
    const specs = (given: () => unknown): readonly ChildRecord[] =>
      refuseBadOptions("Supervises", where, () => specsOf(given()));
    const checked = refuseBadOptions("Supervises", where, () => checkSupervisesOptions(options));
    if (draft.supervises !== undefined)
      throw misuse("Supervises", where, "it stands there twice", "Remove one.");
    const known = list === undefined ? specs(() => children) : undefined;
    draft.supervises = { children: () => known ?? specs(list as () => unknown), options: checked };
  };
}

/** At once: what a decorator without parentheses returns would take the place of the class or method it stands on. */
function refuseBareCall(children: unknown, options: unknown): void {
  if (isClass(children)) {
    const where = `class ${children.name || "(anonymous)"}`;
    throw misuse("Supervises", where, "it was given a class, not a list", "Write @Supervises([A, B]).");
  }
  const call = [children, options, undefined];
  if (!Array.isArray(children) && isBareCall(call)) throw bareCall("Supervises", call, "[A, B]");
}

/** An arrow function has no `prototype`, any other one that can be replaced. */
function isClass(value: unknown): value is { readonly name: string } {
  return (
    typeof value === "function" && Reflect.getOwnPropertyDescriptor(value, "prototype")?.writable === false
  );
}

function specsOf(given: unknown): readonly ChildRecord[] {
  if (!Array.isArray(given)) reject("the list of children", "an array of classes and child(…)", given);
  const specs = Array.from(given, specOf);
  specs.forEach(({ id }, at) => {
    const first = specs.findIndex((spec) => spec.id === id);
    if (first === at) return;
    reject(`the id of child ${at + 1}`, `another one than that of child ${first + 1}: child(…, { id })`, id);
  });
  return Object.freeze(specs);
}

function specOf(one: unknown, at: number): ChildRecord {
  if (one instanceof ChildSpec) return one;
  if (one !== undefined) return childSpec(one);
  const expected =
    "a class, a function or child(…); where an import cycle loads it later, list it by () => […]";
  return reject(`child ${at + 1}`, expected, one);
}

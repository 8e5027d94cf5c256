import type { ChildRecord } from "../draft";
import {
  checkActorOptions,
  checkName,
  checkOptionNames,
  checkSupervisedOptions,
  checkSupervisesOptions,
  reject,
  runningOptionNames,
} from "../option-checks";
import type { SupervisesOptions } from "../options";
import type { ActorContext } from "../runtime/actor/actor-context";
import type { ActorClass, FunctionActor, InitOf, SpawnOptions } from "../runtime/actor/protocol";
import type { ClassMark } from "./marks";
import { bareCall, type Call, classTarget, isBareCall, misuse, refuseBadOptions } from "./target";

/** What a child of a supervisor is given: as for `spawn`, and what it is called there. */
export type ChildOptions = Omit<SpawnOptions, "parent"> & {
  /** Unique among the supervisor's children. Default: the name of the class. */
  readonly id?: string | undefined;
};

/** The rest of `child`'s arguments: optional, unless `onStart` needs an `init`. */
export type ChildArguments<A> =
  Record<never, never> extends InitOf<A>
    ? [options?: ChildOptions & InitOf<A>]
    : [options: ChildOptions & InitOf<A>];

/** A child as `@Supervises` starts it: a class or function with its options. Made by `child()`. */
export class ChildSpec {
  /** @internal */
  constructor(
    readonly id: string,
    readonly type: object,
    readonly options: object | undefined,
  ) {
    Object.freeze(this);
  }
}

const optionNames = Object.freeze(["id", "init", "name", "path", ...runningOptionNames] as const);

/**
 * A child of a supervisor with options of its own, for `@Supervises`:
 *
 * ```ts
 * @Supervises([
 *   Ledger,
 *   child(Feed, { id: "euro", init: { url: "/euro" } }),
 *   child(Feed, { id: "dollar", init: { url: "/dollar" } }),
 * ])
 * class Exchange {}
 * ```
 *
 * @throws ERR_INVALID_ARG for what is no class or function, one without a name or `id`, or a wrong option; what only a
 *   spawn can know is refused where the supervisor starts it
 */
export function child<M>(
  behavior: (message: M, ctx: ActorContext<FunctionActor<M>>) => unknown,
  options?: ChildOptions & { readonly init?: unknown },
): ChildSpec;
export function child<A extends object>(type: ActorClass<A>, ...rest: ChildArguments<A>): ChildSpec;
export function child(type: unknown, options?: unknown): ChildSpec {
  return childSpec(type, options);
}

/** The same for whatever stands in a list of children. */
function childSpec(type: unknown, options?: unknown): ChildSpec {
  if (typeof type !== "function") reject("a child", "a class, a function or child(…)", type);
  if (options === undefined) return new ChildSpec(idOf(type, undefined), type, undefined);
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    reject("child options", "an object of options", options);
  }
  checkOptionNames(options, optionNames);
  const { id, ...given } = options as Record<string, unknown>;
  return new ChildSpec(idOf(type, id), type, checked(given));
}

function idOf(type: { readonly name: string }, id: unknown): string {
  if (id === undefined && type.name === "") {
    reject("a child", "named, or come as child(…, { id })", type);
  }
  return checkName(id === undefined ? type.name : id, "id");
}

/** A frozen copy, so that changes of the options have no effect later. */
function checked({ name, path, supervised, init, ...running }: Record<string, unknown>): object {
  if (name !== undefined && name !== null) checkName(name);
  return Object.freeze({
    ...checkActorOptions(running),
    ...(name !== undefined && { name }),
    ...(path !== undefined && { path }),
    ...(supervised !== undefined && { supervised: checkSupervisedOptions(supervised, "supervised") }),
    ...(init !== undefined && { init }),
  });
}

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

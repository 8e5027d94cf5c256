import type { ChildRecord } from "../draft";
import {
  checkActorOptions,
  checkName,
  checkOptionNames,
  checkSupervisedOptions,
  reject,
} from "../option-checks";
import type { ActorContext } from "../runtime/actor/actor-context";
import type { ActorClass, FunctionActor, InitOf, SpawnOptions } from "../runtime/actor/protocol";

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
export class ChildSpec implements ChildRecord {
  /** @internal */
  constructor(
    readonly id: string,
    readonly type: object,
    readonly options: object | undefined,
  ) {
    Object.freeze(this);
  }
}

const optionNames = [
  "id",
  "init",
  "name",
  "path",
  "budget",
  "mailbox",
  "reentrant",
  "trapExit",
  "supervised",
] as const;

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
export function childSpec(type: unknown, options?: unknown): ChildSpec {
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

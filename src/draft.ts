/**
 * What decorators record about a class. A draft only collects; a blueprint (`runtime/blueprint.ts`) checks and
 * freezes it at the first spawn. (After lit: decorators record, behaviour is derived later.)
 *
 *   legacy decorators    key = the class itself
 *   standard decorators  key = the class's own `Symbol.metadata` object
 *
 * Drafts live on `globalThis[Symbol.for("iris-actors/1")]`, so that two copies of the package share them (S9). So that
 * they agree on tokens, too, the classes that every runtime has a value for carry a brand.
 */
import type { ActorOptions, ReceiveOptions, SupervisedOptions, SupervisesOptions } from "./options";

/** Any class, abstract or not. */
export type AnyClass<T = unknown> = abstract new (...args: never[]) => T;

/** What a handler answers to. */
export type Match =
  | { readonly kind: "method" }
  | { readonly kind: "class"; readonly type: AnyClass<object> }
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "any" };

export interface HandlerRecord {
  readonly key: string;
  readonly match: Match;
  readonly options: ReceiveOptions;
}

export type Hook = "start" | "stop" | "restart" | "exit" | "snapshot" | "restore";

export interface HookRecord {
  readonly hook: Hook;
  readonly key: string;
}

/** A child that a supervisor starts: what `child()` makes of a class. */
export interface ChildRecord {
  readonly id: string;
  /** A class or a function. */
  readonly type: object;
  /** As for `spawn`. */
  readonly options: object | undefined;
}

export interface SupervisesRecord {
  /** In start order; asked for at the first spawn, so that classes may be declared later. */
  readonly children: () => readonly ChildRecord[];
  readonly options: SupervisesOptions;
}

export interface Draft {
  actor?: ActorOptions;
  supervised?: SupervisedOptions;
  supervises?: SupervisesRecord;
  readonly handlers: HandlerRecord[];
  readonly hooks: HookRecord[];
}

/** Resolves dependencies for the instance being built right now; `injected()` asks the innermost one. */
export interface InjectionFrame {
  resolve(token: unknown): unknown;
}

interface Shared {
  readonly drafts: WeakMap<object, Draft>;
  readonly injection: InjectionFrame[];
}

const sharedKey = Symbol.for("iris-actors/1");

function shared(): Shared {
  const root = globalThis as { [sharedKey]?: Shared };
  root[sharedKey] ??= { drafts: new WeakMap(), injection: [] };
  return root[sharedKey];
}

/** The stack of instances under construction, innermost last. */
export function injectionStack(): InjectionFrame[] {
  return shared().injection;
}

const brandKey = Symbol.for("iris-actors/token");

/** Classes that each runtime gives its own value for. */
export type Brand = "ActorContext" | "Clock" | "Random" | "Runtime";

/** Marks `type` as this copy's class of that name. Subclasses are not marked. */
export function brand(type: AnyClass, name: Brand): void {
  Object.defineProperty(type, brandKey, { value: name });
}

/** The brand of `ActorContext`, `Clock`, `Random` and `Runtime`, of any copy of the package; else undefined. */
export function brandOf(token: unknown): Brand | undefined {
  return typeof token === "function" && Object.hasOwn(token, brandKey)
    ? (token as { [brandKey]?: Brand })[brandKey]
    : undefined;
}

/** `instanceof` for branded classes: true for instances of another copy's class, too. */
export function isInstance(value: object, name: Brand): boolean {
  for (let at: unknown = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) {
    if (brandOf(Object.getOwnPropertyDescriptor(at, "constructor")?.value) === name) return true;
  }
  return false;
}

/** The draft under `key`, made on first use. */
export function draftFor(key: object): Draft {
  const { drafts } = shared();
  let draft = drafts.get(key);
  if (draft === undefined) {
    draft = { handlers: [], hooks: [] };
    drafts.set(key, draft);
  }
  return draft;
}

/** The drafts of a class and its bases, most basic first. */
export function draftsOf(type: AnyClass): Draft[] {
  const { drafts } = shared();
  const found: Draft[] = [];
  for (
    let at: unknown = type;
    typeof at === "function" && at !== Function.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    const metadata = Object.getOwnPropertyDescriptor(at, metadataSymbol())?.value;
    for (const key of [at, metadata]) {
      const draft =
        typeof key === "object" || typeof key === "function" ? drafts.get(key as object) : undefined;
      if (draft !== undefined) found.unshift(draft);
    }
  }
  return found;
}

/** `Symbol.metadata`, added where the engine lacks it (TC39 decorator metadata, stage 3). */
export function metadataSymbol(): symbol {
  const known = Symbol as { metadata?: symbol };
  if (known.metadata === undefined) {
    Object.defineProperty(Symbol, "metadata", { value: Symbol.for("Symbol.metadata") });
  }
  return known.metadata as symbol;
}

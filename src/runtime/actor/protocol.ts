/**
 * The types of an actor's messages, inferred from its class alone.
 *
 *   class Account { deposit(n: number): void }   →   ref.send.deposit(5): boolean
 *                                                    ref.ask.deposit(5): Promise<void>
 *
 * Limits of inference: of an overloaded method the last signature counts, generic methods are widened, readonly rest
 * parameters are not seen as rest parameters.
 */
import type { ActorOptions, MailboxOptions, VirtualOptions } from "../../options";

/** A class that can be spawned. */
export type ActorClass<A extends object = object> = new (...args: never[]) => A;

/** A class to name actors by, also an abstract one: the base of those that can be spawned. */
export type BaseClass<A extends object = object> = abstract new (...args: never[]) => A;

type AnyMethod = (...args: never[]) => unknown;
type ArgumentsOf<F> = F extends (...args: infer P) => unknown ? P : never;
/** What an ask of this method resolves to. */
export type ReplyOf<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;

/** `ref.send`: each public method of the class, returning whether the message was accepted. */
export type Sender<A> = {
  readonly [K in keyof A as K extends string ? (A[K] extends AnyMethod ? K : never) : never]: (
    ...args: ArgumentsOf<A[K]>
  ) => boolean;
};

/** `ref.ask`: each public method of the class, returning a promise of its reply. */
export type Asker<A> = {
  readonly [K in keyof A as K extends string ? (A[K] extends AnyMethod ? K : never) : never]: (
    ...args: ArgumentsOf<A[K]>
  ) => Promise<ReplyOf<A[K]>>;
};

/** `message(Class)`: each public method of the class, returning the same message as a value. */
export type Messages<A> = {
  readonly [K in keyof A as K extends string ? (A[K] extends AnyMethod ? K : never) : never]: (
    ...args: ArgumentsOf<A[K]>
  ) => MethodMessage<A, ReplyOf<A[K]>>;
};

declare const receiver: unique symbol;
declare const reply: unique symbol;

/** A call of a method of `A`, as a value: what `message(Account).deposit(5)` returns. */
export interface MethodMessage<in A, out R = unknown> {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly [receiver]?: (actor: A) => void;
  readonly [reply]?: R;
}

declare const functionMessage: unique symbol;

/** Stands for the class of an actor that is a plain function of messages `M`. */
export interface FunctionActor<in M> {
  readonly [functionMessage]?: (message: M) => void;
}

type ObjectIn<P> = P extends [infer M] ? (unknown extends M ? unknown : M extends object ? M : never) : never;

/**
 * What `ref.tell` takes: objects that some one-argument method takes, and method messages. Of an actor whose class is
 * not known (`rt.ref(pid)`, `rt.names.resolve("x")`) anything, as by pid.
 */
export type MessageOf<A> = unknown extends A
  ? unknown
  : typeof functionMessage extends keyof A
    ? A extends FunctionActor<infer M>
      ? M
      : never
    :
        | MethodMessage<A>
        | { [K in keyof A]: A[K] extends AnyMethod ? ObjectIn<ArgumentsOf<A[K]>> : never }[keyof A];

/** How to end an actor. */
export interface StopOptions {
  /** Handle what is queued first. Default false: queued messages become dead letters. */
  readonly drain?: boolean | undefined;
  /** After this long what still runs is abandoned. Default 5000. */
  readonly timeoutMs?: number | undefined;
  /** Stands in the exit record. Default "normal". */
  readonly reason?: string | undefined;
}

/** How to ask. */
export interface AskOptions {
  /** Default 5000; `Infinity` waits until the target replies or dies. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How long to wait for an exit, or for room in a mailbox. */
export interface JoinOptions {
  /** Default: no limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An actor that takes messages `M`. One object per actor, so `===` works; it survives restarts. */
export interface Ref<M> extends AsyncDisposable {
  /** The actor's number; never reused in its runtime. */
  readonly pid: number;
  /** The path it was last registered under, if any. */
  readonly path: string | undefined;
  /** How often it was restarted. */
  readonly incarnation: number;
  /** Sends without waiting. False: refused (full, dead, stopping). */
  tell(message: M): boolean;
  /** Ends the actor; false when it is already gone. */
  stop(options?: StopOptions): Promise<boolean>;
}

/** An actor of class `A`. */
export interface ActorRef<A> extends Ref<MessageOf<A>> {
  /** `ref.send.method(...args)`: fire and forget. */
  readonly send: Sender<A>;
  /** `await ref.ask.method(...args)`: request and reply, within 5 seconds. */
  readonly ask: Asker<A>;
  /** `ref.ask` with a deadline or an abort signal of your own. */
  asking(options: AskOptions): Asker<A>;
}

/** A ref or a pid: what every function that takes a target takes. */
export type Target = number | { readonly pid: number };

export interface SpawnOptions {
  /** Overrides `@Actor({ name })`; null spawns without a name. */
  readonly name?: string | null | undefined;
  /** Registers the actor under this path. */
  readonly path?: string | undefined;
  readonly budget?: number | undefined;
  readonly mailbox?: MailboxOptions | undefined;
  readonly reentrant?: ActorOptions["reentrant"] | undefined;
  /** The new actor ends when its parent does. */
  readonly parent?: Target | undefined;
}

/** What the class's `onStart(init)` takes, if it has one. */
export type InitOf<A> = A extends { onStart: (...args: infer P) => unknown }
  ? [] extends P
    ? { readonly init?: P[0] | undefined }
    : { readonly init: P[0] }
  : { readonly init?: unknown };

/** The rest of `spawn`'s arguments: optional, unless `onStart` needs an `init`. */
export type SpawnArguments<A> =
  Record<never, never> extends InitOf<A>
    ? [options?: SpawnOptions & InitOf<A>]
    : [options: SpawnOptions & InitOf<A>];

/** Options of one virtual actor; they win over its class's. */
export type VirtualSpawnOptions = Pick<SpawnOptions, "budget" | "mailbox" | "reentrant"> & VirtualOptions;

/** The rest of `virtual`'s arguments: optional, unless `onStart` needs an `init`. */
export type VirtualArguments<A> =
  Record<never, never> extends InitOf<A>
    ? [options?: VirtualSpawnOptions & InitOf<A>]
    : [options: VirtualSpawnOptions & InitOf<A>];

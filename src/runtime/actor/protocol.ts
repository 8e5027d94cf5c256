/**
 * The types of an actor's messages, inferred from its class alone.
 *
 *   class Account { deposit(n: number): void }   →   ref.send.deposit(5): boolean
 *                                                    ref.ask.deposit(5): Promise<void>
 *
 * Limits of inference: of an overloaded method the last signature counts, generic methods are widened, readonly rest
 * parameters are not seen as rest parameters.
 */
import type { ExitMetadata } from "../../exit";
import type {
  ActorOptions,
  MailboxOptions,
  PressureLevel,
  SupervisedOptions,
  VirtualOptions,
} from "../../options";
import type { Mailbox } from "./mailbox";

/** A class that can be spawned. */
export type ActorClass<A extends object = object> = new (...args: never[]) => A;

/** A class to name actors by, also an abstract one: the base of those that can be spawned. */
export type BaseClass<A extends object = object> = abstract new (...args: never[]) => A;

type AnyMethod = (...args: never[]) => unknown;
type ArgumentsOf<F> = F extends (...args: infer P) => unknown ? P : never;
/** What an ask of this method resolves to. */
export type ReplyOf<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;

/** `{ message: M }` where `A` is a pull actor: its `run` takes a `Mailbox<M>`. Else undefined. */
type Pulled<A> = A extends { run: (...args: infer P) => unknown }
  ? P extends [infer B, ...unknown[]]
    ? unknown extends B
      ? undefined
      : B extends Mailbox<infer M>
        ? { readonly message: M }
        : undefined
    : undefined
  : undefined;

/** `K` where it names a public method; a pull actor's `run` is no message. */
type MessageName<A, K extends keyof A> = K extends string
  ? A[K] extends AnyMethod
    ? Pulled<A> extends undefined
      ? K
      : never
    : never
  : never;

/** `ref.send`: each public method of the class, returning whether the message was accepted. */
export type Sender<A> = {
  readonly [K in keyof A as MessageName<A, K>]: (...args: ArgumentsOf<A[K]>) => boolean;
};

/** `ref.ask`: each public method of the class, returning a promise of its reply. */
export type Asker<A> = {
  readonly [K in keyof A as MessageName<A, K>]: (...args: ArgumentsOf<A[K]>) => Promise<ReplyOf<A[K]>>;
};

/** `message(Class)`: each public method of the class, returning the same message as a value. */
export type Messages<A> = {
  readonly [K in keyof A as MessageName<A, K>]: (
    ...args: ArgumentsOf<A[K]>
  ) => MethodMessage<A, ReplyOf<A[K]>>;
};

declare const receiver: unique symbol;
declare const reply: unique symbol;

/** A call of a method of `A`, as a value: what `message(Account).deposit(5)` returns. */
export interface MethodMessage<in A, out R = unknown> {
  readonly method: string;
  readonly args: readonly unknown[];
  /** @hidden For inference: no value ever has it. */
  readonly [receiver]?: (actor: A) => void;
  /** @hidden For inference: no value ever has it. */
  readonly [reply]?: R;
}

declare const functionMessage: unique symbol;

/** Stands for the class of an actor that is a plain function of messages `M`. */
export interface FunctionActor<in M> {
  /** @hidden For inference: no value ever has it. */
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
    : Pulled<A> extends { readonly message: infer M }
      ? M
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
  /** Facts of your own, for the exit record and for those who are told of the exit. Copied, not deeply. */
  readonly metadata?: ExitMetadata | undefined;
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

/** How to wait until there is room to send. */
export interface ReadyOptions extends JoinOptions {
  /** Wait until the pressure is at this level or below. Default "NORMAL"; "CRITICAL" waits for room alone. */
  readonly level?: PressureLevel | undefined;
}

/** How to send what a source yields. */
export interface PipeOptions {
  /** Send while the pressure is at this level or below. Default "CRITICAL": whenever there is room. */
  readonly level?: PressureLevel | undefined;
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
  /**
   * Resolves when there is room in the mailbox and its pressure is low enough: the next message you send, at once, has
   * a place. First come, first served, and never more at a time than there is room; who does not send loses the place
   * when the event loop has turned. Without a capacity and a soft limit there is always room.
   *
   * @throws (rejects) ERR_ACTOR_DEAD once the actor takes no more messages, ERR_READY_TIMEOUT, the signal's reason,
   *   ERR_SELF_BLOCK for an actor that would wait for itself
   */
  ready(options?: ReadyOptions): Promise<void>;
  /**
   * Sends each item of the source as soon as there is room, in order: nothing is refused, parked or evicted. Resolves
   * to how many were sent. However it ends before the source does, the source is closed (`return()`).
   *
   * @throws (rejects) ERR_ACTOR_DEAD once the actor takes no more messages, the signal's reason, ERR_SELF_BLOCK,
   *   ERR_MAILBOX_FULL at `mailboxDepthMax`, ERR_UNROUTED where a pool has no member for an item, what the source
   *   throws; but for the signal's, `accepted` says how many were sent
   */
  pipe(source: AsyncIterable<M> | Iterable<M>, options?: PipeOptions): Promise<number>;
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

/** What one actor is given at spawn; it wins over what its class says. */
export interface SpawnOptions {
  /** Overrides `@Actor({ name })`; null spawns without a name. */
  readonly name?: string | null | undefined;
  /** Registers the actor under this path. */
  readonly path?: string | undefined;
  readonly budget?: number | undefined;
  readonly mailbox?: MailboxOptions | undefined;
  readonly reentrant?: ActorOptions["reentrant"] | undefined;
  /** As in `@Actor`; also for functions, which get the signals as messages. */
  readonly trapExit?: boolean | undefined;
  /** How it comes back after a crash: one by one these win over what the class says. Also for functions. */
  readonly supervised?: SupervisedOptions | undefined;
  /** The new actor ends when its parent does. */
  readonly parent?: Target | undefined;
}

/** What the class's `onStart(init)` takes, if it has one. */
export type InitOf<A> = A extends {
  /** Called once, with `init`. */
  onStart: (...args: infer P) => unknown;
}
  ? [] extends P
    ? { readonly init?: P[0] | undefined }
    : { readonly init: P[0] }
  : { readonly init?: unknown };

/** The rest of `spawn`'s arguments: optional, unless `onStart` needs an `init`. */
export type SpawnArguments<A> =
  Record<never, never> extends InitOf<A>
    ? [options?: SpawnOptions & InitOf<A>]
    : [options: SpawnOptions & InitOf<A>];

/** Which member of a pool gets a message; see `Runtime.spawnPool`. */
export type PoolRoute = "roundRobin" | "leastLoaded" | "hash" | "random" | "broadcast";

/** Of a pool whose members take `M`: how many, how they are chosen, and what each is given at spawn. */
export type PoolOptions<M> = SpawnOptions & {
  /** Members: 1 to `limits.poolSizeMax`. `name` and `path` are the pool's; a name in `@Actor` is not used. */
  readonly size: number;
} & (
    | {
        /** Default "roundRobin". */
        readonly route?: Exclude<PoolRoute, "hash"> | undefined;
        readonly key?: undefined;
      }
    | {
        readonly route: "hash";
        /**
         * Messages of the same key go to the same member. Gets each message as a value, `message(Class).method(...)`
         * for one sent by method. Where it throws or returns no string, the message is refused (a dead letter).
         */
        readonly key: (message: M) => string;
      }
  );

/** How to resize a pool. */
export interface ResizeOptions {
  /** After this long what a leaving member still runs is abandoned. Default 5000. */
  readonly timeoutMs?: number | undefined;
}

interface Resizable {
  /** How many members there are. */
  readonly size: number;
  /**
   * Grows at once, by all or none; or lets the last members go: they take no more messages, and it resolves when they
   * have handled theirs and ended. Calls take effect in order. Under "hash" only those keys move that have to.
   *
   * @throws (rejects) ERR_INVALID_ARG, ERR_ACTOR_NOT_FOUND when the pool has ended, and what `spawn` throws
   */
  resize(size: number, options?: ResizeOptions): Promise<void>;
}

/** A pool of actors of class `A`: a ref that routes, and a list of the members' refs by slot. */
export interface ActorPool<A> extends ActorRef<A>, Resizable, Iterable<ActorRef<A>> {}

/** A pool of function actors that take `M`. */
export interface FunctionPool<M> extends Ref<M>, Resizable, Iterable<Ref<M>> {}

/** Options of one virtual actor; they win over its class's. */
export type VirtualSpawnOptions = Pick<
  SpawnOptions,
  "budget" | "mailbox" | "reentrant" | "trapExit" | "supervised"
> &
  VirtualOptions;

/** The rest of `virtual`'s arguments: optional, unless `onStart` needs an `init`. */
export type VirtualArguments<A> =
  Record<never, never> extends InitOf<A>
    ? [options?: VirtualSpawnOptions & InitOf<A>]
    : [options: VirtualSpawnOptions & InitOf<A>];

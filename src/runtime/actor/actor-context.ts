/** What a handler may do besides handling: by constructor injection in classes, as second argument in functions. */
import type { Disposer } from "../../disposer";
import { brand } from "../../draft";
import type { Logger } from "../../logger";
import type { Mailbox } from "./mailbox";
import type {
  ActorClass,
  ActorPool,
  ActorRef,
  FunctionActor,
  FunctionPool,
  InitOf,
  MessageOf,
  PoolOptions,
  Ref,
  SpawnArguments,
  SpawnOptions,
  Target,
} from "./protocol";

/** A pending timer; cancel it with `cancel()` or a `using` declaration. */
export interface Timer extends Disposable {
  readonly id: number;
  /** Messages it sent so far. */
  readonly fired: number;
  /** Ticks that a stalled event loop merged into one. */
  readonly missed: number;
  /** True if it was pending: then its message will never be delivered. */
  cancel(): boolean;
}

/** What holds for every timer. */
export interface TimerOptions {
  /** Default true: the timer keeps the process alive. */
  readonly ref?: boolean | undefined;
}

/** When the ticks of an interval come. */
export interface IntervalOptions extends TimerOptions {
  /** Send the first message at once. Default false: after the first interval. */
  readonly immediate?: boolean | undefined;
  /** "fixedRate" keeps to the schedule, "fixedDelay" counts from the last tick. Default "fixedRate". */
  readonly mode?: "fixedRate" | "fixedDelay" | undefined;
}

/**
 * One context belongs to one incarnation. When its handler is abandoned (kill, stop timeout) or its instance replaced,
 * the context is revoked: calls throw `ERR_REVOKED` (law S1).
 *
 * An abstract class, not an interface, so that it can be a constructor parameter's type and an injection token.
 */
export abstract class ActorContext<A = unknown> {
  static {
    brand(ActorContext, "ActorContext");
  }

  /** This actor. */
  abstract readonly self: ActorRef<A>;
  /** The actor that spawned this one; undefined for roots. */
  abstract readonly parent: Ref<never> | undefined;
  /** Key of a virtual actor. */
  abstract readonly key: string | undefined;
  /** Aborts when this incarnation is abandoned: at a stop timeout, a deadline, a kill. */
  abstract readonly signal: AbortSignal;
  /** What `spawn(…, { init })` gave. */
  abstract readonly init: unknown;
  /** The runtime's logger, with this actor's name and pid added. */
  abstract readonly log: Logger;
  /** The same ref, bound to this actor: asks made through it know who waits, so cycles are named at once (S11). */
  abstract on<B>(ref: ActorRef<B>): ActorRef<B>;
  abstract on<M>(ref: Ref<M>): Ref<M>;
  /** Spawns a child: it ends when this actor does. */
  abstract spawn<M>(
    behavior: (message: M, ctx: ActorContext<FunctionActor<M>>) => unknown,
    options?: SpawnOptions & { readonly init?: unknown },
  ): Ref<M>;
  abstract spawn<B extends object>(type: ActorClass<B>, ...rest: SpawnArguments<B>): ActorRef<B>;
  /** Spawns children of one kind behind one ref, which routes; see `Runtime.spawnPool`. They end with this actor. */
  abstract spawnPool<M>(
    behavior: (message: M, ctx: ActorContext<FunctionActor<M>>) => unknown,
    options: PoolOptions<M> & { readonly init?: unknown },
  ): FunctionPool<M>;
  abstract spawnPool<B extends object>(
    type: ActorClass<B>,
    options: PoolOptions<MessageOf<B>> & InitOf<B>,
  ): ActorPool<B>;
  /** Spawns a child that takes its messages itself; see `Runtime.spawnPull`. */
  abstract spawnPull<M>(
    run: (mailbox: Mailbox<M>, ctx: ActorContext<FunctionActor<M>>) => unknown,
    options?: SpawnOptions & { readonly init?: unknown },
  ): Ref<M>;
  abstract spawnPull<B extends object>(type: ActorClass<B>, ...rest: SpawnArguments<B>): ActorRef<B>;
  /**
   * A child of this supervisor's list, by its class (the first of it) or its `id`; see `Supervises`. The ref is the
   * same for as long as the child lives, also across restarts of both. Undefined for one that has ended, or is none.
   */
  abstract child<B extends object>(type: ActorClass<B>): ActorRef<B> | undefined;
  abstract child(id: string): ActorRef<unknown> | undefined;
  /**
   * Puts the message that is being handled aside: it stays queued, and an ask of it goes on waiting. What the handler
   * returns is ignored; if it throws, the message has failed all the same. (After Akka.) A stash takes up no room in
   * the mailbox, but holds no more than that does; it is unstashed by a restart or a hot swap, and lost with the actor.
   *
   * @throws ERR_NOTHING_TO_STASH outside of a handler, in a pull actor, and after an `await` in a reentrant one;
   *   ERR_STASH_FULL
   */
  abstract stash(): void;
  /** Puts all that was stashed back in front of the mailbox, in the order it came in; how many messages that are. */
  abstract unstash(): number;
  /** Sends `message` to this actor once, after `delayMs`. The timer ends with the incarnation. */
  abstract after(delayMs: number, message: MessageOf<A>, options?: TimerOptions): Timer;
  /** Sends `message` to this actor every `intervalMs`. The timer ends with the incarnation. */
  abstract every(intervalMs: number, message: MessageOf<A>, options?: IntervalOptions): Timer;
  /**
   * Ties this actor's end to another's (as in Erlang): when one ends for good, and not normally, so does the other, or
   * sees an EXIT if it traps exits. A supervised one crashes for it. Once is enough; holds across restarts. A target
   * that is gone counts as one that ends now, with the reason "noproc".
   */
  abstract link(target: Target): void;
  /** Takes a link back, whichever of the two made it. Signals already on their way still come. */
  abstract unlink(target: Target): void;
  /**
   * Lets this incarnation see one DOWN, in `@OnExit`, when `target` ends for good; at once, with "noproc", when it is
   * gone already. The disposer cancels it, and withdraws a DOWN that was not seen yet.
   *
   * @throws ERR_NO_ON_EXIT for a class without `@OnExit`, ERR_LIMIT
   */
  abstract monitor(target: Target): Disposer;
  /** Ends this actor, normally, after the running handler. */
  abstract stopSelf(): void;
  /** Gives this actor a name until its final exit. */
  abstract register(name: string, options?: { readonly exclusive?: boolean | undefined }): void;
}

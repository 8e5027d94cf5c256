/** What a handler may do besides handling: by constructor injection in classes, as second argument in functions. */
import { brand } from "../../draft";
import type { Logger } from "../../logger";
import type {
  ActorClass,
  ActorRef,
  FunctionActor,
  MessageOf,
  Ref,
  SpawnArguments,
  SpawnOptions,
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

export interface TimerOptions {
  /** Default true: the timer keeps the process alive. */
  readonly ref?: boolean | undefined;
}

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
  /** Sends `message` to this actor once, after `delayMs`. The timer ends with the incarnation. */
  abstract after(delayMs: number, message: MessageOf<A>, options?: TimerOptions): Timer;
  /** Sends `message` to this actor every `intervalMs`. The timer ends with the incarnation. */
  abstract every(intervalMs: number, message: MessageOf<A>, options?: IntervalOptions): Timer;
  /** Ends this actor, normally, after the running handler. */
  abstract stopSelf(): void;
  /** Gives this actor a name until its final exit. */
  abstract register(name: string, options?: { readonly exclusive?: boolean | undefined }): void;
}

/** What users may say about an actor class, in decorators and at spawn. Durations are milliseconds. */

/** What a full bounded mailbox does with the next message. Targets are refs or pids. */
export type Overflow =
  | "dropNew"
  | "dropOld"
  | "block"
  | { readonly redirect: OverflowTarget }
  | { readonly spill: OverflowTarget };

/** A ref (anything with a pid) or a pid. */
export type OverflowTarget = number | { readonly pid: number };

/** How full a mailbox is. */
export type PressureLevel = "NORMAL" | "HIGH" | "CRITICAL";

/**
 * Where the levels begin and end, as shares of the capacity or the soft limit, each above 0 and up to 1. A level ends
 * lower than it began, so that it does not flap; a full mailbox is always CRITICAL.
 */
export interface PressureOptions {
  /** HIGH begins here. Default 0.7. */
  readonly high?: number | undefined;
  /** Below this NORMAL is back. Default: 0.1 less than `high`. */
  readonly highLeave?: number | undefined;
  /** CRITICAL begins here. Default 0.9. */
  readonly critical?: number | undefined;
  /** Below this CRITICAL is over. Default: 0.1 less than `critical`. */
  readonly criticalLeave?: number | undefined;
}

/** How many messages a mailbox takes, and what it does with more. */
export interface MailboxOptions {
  /** Queued user messages that fit, 1 or more. Without it the mailbox takes `limits.mailboxDepthMax`. */
  readonly capacity?: number | undefined;
  /** Default "dropNew": `send` returns false. */
  readonly overflow?: Overflow | undefined;
  /**
   * Queued user messages that pressure is measured against, instead of the capacity; nothing is refused because of
   * it. At most the capacity, if there is one.
   */
  readonly softLimit?: number | undefined;
  /** When pressure is HIGH and CRITICAL. Means nothing without a capacity or a soft limit. */
  readonly pressure?: PressureOptions | undefined;
}

/** When a virtual actor sleeps, and whether it wakes again. */
export interface VirtualOptions {
  /** Passivate after this long without a message. Without it an activated actor stays until stopped. */
  readonly idleTimeoutMs?: number | undefined;
  /** Default true. False: the first passivation is the end, as in Iris. */
  readonly reactivate?: boolean | undefined;
}

/** `@Actor(options)`. */
export interface ActorOptions {
  /**
   * "push" (default): the runtime calls a method for each message. "pull": it calls `run(mailbox, ctx)` once, which
   * takes messages when it wants them.
   */
  readonly mode?: "push" | "pull" | undefined;
  /** A name registered at spawn and held exclusively until the actor's final exit. */
  readonly name?: string | undefined;
  /** Messages handled in one turn before the next ready actor's. Default 100. */
  readonly budget?: number | undefined;
  readonly mailbox?: MailboxOptions | undefined;
  /** Let async handlers of one instance overlap (law S1). Default false. */
  readonly reentrant?: boolean | undefined;
  readonly virtual?: VirtualOptions | boolean | undefined;
  /**
   * Receive the exits of linked actors as signals, also abnormal ones, instead of ending with them. Default false.
   * (As in Erlang.)
   */
  readonly trapExit?: boolean | undefined;
}

/** `@Receive(what, options)`: of the handler, whichever message it was called for. An override inherits them. */
export interface ReceiveOptions {
  /**
   * How long the handler may run before it is abandoned and its actor crashes, with the reason "timeout". Only an
   * async handler can be caught: nothing else runs while a synchronous one does.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How often such a message is tried before it has failed; wins over that of `@Supervised`, but where a restart drops
   * messages (`onRestart: "drop"`) none is tried again.
   */
  readonly maxAttempts?: number | undefined;
}

/** After which exits an actor comes back: all, only crashes, none. A stop never counts. */
export type Restart = "permanent" | "transient" | "temporary";
/** Who is restarted when one of several siblings crashes: it alone, all, it and those started after it. */
export type Strategy = "one-for-one" | "one-for-all" | "rest-for-one";

/** How long to wait before a restart: from `initialMs`, times `factor` each time, up to `maxMs`. */
export interface BackoffOptions {
  /** Default 100. */
  readonly initialMs?: number | undefined;
  /** Default 30,000, or `initialMs` if that is more. */
  readonly maxMs?: number | undefined;
  /** Default 2. The delays begin anew once the actor has run for `withinMs` without a crash. */
  readonly factor?: number | undefined;
  /** Share of the delay that is drawn at random, 0 to 1. Default 0. */
  readonly jitter?: number | undefined;
}

/** `@Supervised(options)`: how instances of the class come back after a crash. */
export interface SupervisedOptions {
  /**
   * Who is restarted with it, among its parent's supervised children. Default "one-for-one". Below a class with
   * `@Supervises` that one's strategy counts.
   */
  readonly strategy?: Strategy | undefined;
  /** Default "transient": after a crash, not after a normal exit. */
  readonly restart?: Restart | undefined;
  /**
   * Restarts allowed within `withinMs`, up to `limits.restartsMax`, or Infinity; one more is the parent's to deal with.
   * Default 3.
   */
  readonly maxRestarts?: number | undefined;
  /** Default 5000. */
  readonly withinMs?: number | undefined;
  /** Default: it comes back at once. */
  readonly backoff?: BackoffOptions | undefined;
  /** How long it may take to go down, before a restart or with its parent; then it is abandoned. Default 5000. */
  readonly shutdownMs?: number | undefined;
  /**
   * What becomes of its messages: "keep" (default) lets all wait but the one that crashed it, which has failed; "drop"
   * makes them dead letters; "redeliverCurrent" tries also that one again, up to `maxAttempts` times in all.
   */
  readonly onRestart?: "keep" | "drop" | "redeliverCurrent" | undefined;
  /** How often a message is tried before it has failed. Default 1; 2 with "redeliverCurrent". */
  readonly maxAttempts?: number | undefined;
  /** What a restart does with its children. Default "restart". */
  readonly children?: "restart" | "keep" | undefined;
  /** Default "renew": a fresh instance. "keep" carries its state over the restart. */
  readonly state?: "renew" | "keep" | undefined;
}

/** What a supervisor may decide about an error. "restart", as nothing, leaves it to the child's own policy. */
export type Decision = "restart" | "resume" | "stop" | "escalate";

/** The child that crashed, for those who decide. */
export interface Failure {
  readonly pid: number;
  /** How it is called, for people: "Account#12". */
  readonly actor: string;
  /** What it was handling, by name; undefined where it was starting. */
  readonly message: string | undefined;
  /** "panic", "timeout", or that of the linked actor it went down with. */
  readonly reason: string;
  /** How often it was restarted before. */
  readonly restarts: number;
}

/** `@Supervises(children, options)`: what holds for all children of a supervisor that do not say otherwise. */
export interface SupervisesOptions {
  /** Who is restarted when one crashes. Wins over the children's own. Default: theirs. */
  readonly strategy?: Strategy | undefined;
  readonly maxRestarts?: number | undefined;
  readonly withinMs?: number | undefined;
  readonly backoff?: BackoffOptions | undefined;
  readonly shutdownMs?: number | undefined;
  /**
   * Asked at each crash of a child, by its error: go on with the same instance ("resume"), end it ("stop"), crash
   * yourself ("escalate"), or as the child's policy says (anything else). Where it throws, the policy counts.
   */
  readonly decide?: ((error: unknown, failure: Failure) => Decision | undefined) | undefined;
}

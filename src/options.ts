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

export interface MailboxOptions {
  /** Queued user messages that fit, 1 or more. Without it the mailbox takes `limits.mailboxDepthMax`. */
  readonly capacity?: number;
  /** Default "dropNew": `send` returns false. */
  readonly overflow?: Overflow;
}

export interface VirtualOptions {
  /** Passivate after this long without a message. Without it an activated actor stays until stopped. */
  readonly idleTimeoutMs?: number;
  /** Default true. False: the first passivation is the end, as in Iris. */
  readonly reactivate?: boolean;
}

/** `@Actor(options)`. */
export interface ActorOptions {
  /** A name registered at spawn and held exclusively until the actor's final exit. */
  readonly name?: string;
  /** Messages handled in one turn before the next ready actor's. Default 100. */
  readonly budget?: number;
  readonly mailbox?: MailboxOptions;
  /** Let async handlers of one instance overlap (law S1). Default false. */
  readonly reentrant?: boolean;
  readonly virtual?: VirtualOptions | boolean;
}

/** `@Receive(what, options)`. Recorded now; obeyed by supervision. */
export interface ReceiveOptions {
  readonly timeoutMs?: number;
  readonly maxAttempts?: number;
}

export type Restart = "permanent" | "transient" | "temporary";
export type Strategy = "one-for-one" | "one-for-all" | "rest-for-one";

export interface BackoffOptions {
  readonly initialMs?: number;
  readonly maxMs?: number;
  readonly factor?: number;
  /** Share of the delay that is drawn at random, 0 to 1. */
  readonly jitter?: number;
}

/** `@Supervised(options)`: how instances of the class come back after a crash. */
export interface SupervisedOptions {
  readonly strategy?: Strategy;
  /** Default "transient": after a crash, not after a normal exit. */
  readonly restart?: Restart;
  /** Restarts allowed within `withinMs`; one more ends the actor. Default 3. */
  readonly maxRestarts?: number;
  /** Default 5000. */
  readonly withinMs?: number;
  readonly backoff?: BackoffOptions;
  readonly shutdownMs?: number;
  readonly onRestart?: "keep" | "drop" | "redeliverCurrent";
  readonly maxAttempts?: number;
  readonly children?: "restart" | "keep";
  /** Default "renew": a fresh instance. "keep" carries its state over the restart. */
  readonly state?: "renew" | "keep";
}

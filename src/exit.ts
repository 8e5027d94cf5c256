/**
 * Why and how an actor ended: reasons, the record that `join` returns, the signal that `@OnExit` sees.
 *
 * Reasons follow Erlang/OTP's exit reasons, with names a TypeScript reader knows.
 */

/** `normal` and the rest are produced by the runtime; any other string is what the caller of `stop` gave. */
export type ExitReason =
  | "normal"
  | "panic"
  | "timeout"
  | "killed"
  | "oom"
  | "parent_exited"
  | "shutdown"
  | (string & Record<never, never>);

/** What `join` resolves to, and what the `exited` event carries. */
export interface ExitInfo {
  readonly pid: number;
  /** How the actor is called, for people: "Account#12". */
  readonly actor: string;
  readonly reason: ExitReason;
  /** What was thrown, where the reason is `panic`. */
  readonly error?: unknown;
  /** How often the actor had been restarted. */
  readonly restarts: number;
}

/** What an `@OnExit` method receives. `target` exited; `from` caused it (itself, its parent, who stopped it). */
export interface ExitSignal {
  readonly type: "EXIT" | "DOWN";
  readonly from: number;
  readonly target: number;
  readonly reason: ExitReason;
  readonly error?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

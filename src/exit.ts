/**
 * Why and how an actor ended: reasons, the record that `join` returns, the system message that `@OnExit` sees.
 *
 * Reasons follow Erlang/OTP's exit reasons, with names a TypeScript reader knows.
 */

/**
 * `normal` and the rest are produced by the runtime; any other string is what the caller of `stop` gave. `noproc`
 * stands in signals only, of links and monitors to an actor that was gone already.
 */
export type ExitReason =
  | "normal"
  | "panic"
  | "timeout"
  | "killed"
  | "oom"
  | "parent_exited"
  | "shutdown"
  | "noproc"
  | (string & Record<never, never>);

/** What `join` resolves to, and what the `exited` event carries. */
export interface ExitInfo {
  readonly pid: number;
  /** How the actor is called, for people: "Account#12". */
  readonly actor: string;
  readonly reason: ExitReason;
  /** What was thrown, where the reason is `panic`; ERR_LINKED_EXIT where it went down with a linked actor. */
  readonly error?: unknown;
  /** What the caller of `stop` gave. */
  readonly metadata?: ExitMetadata;
  /** How often the actor had been restarted. */
  readonly restarts: number;
}

/** Facts of your own that `stop({ metadata })` passes on to those who are told of the exit. */
export type ExitMetadata = Readonly<Record<string, unknown>>;

/**
 * What the runtime tells an actor: EXIT of a linked actor or a child, DOWN of a monitored one. Frozen.
 * `target` ended; `from` caused it: itself, its parent, the linked actor that it went down with, or who stopped it.
 */
export interface SystemMessage {
  readonly type: "EXIT" | "DOWN";
  readonly from: number;
  readonly target: number;
  readonly reason: ExitReason;
  readonly error?: unknown;
  readonly metadata?: ExitMetadata;
}

/** What an `@OnExit` method receives. */
export type ExitSignal = SystemMessage;

const brand = Symbol.for("iris-actors/SystemMessage");

/** System messages are made of this class, so that no message of a user can be taken for one. */
export class SystemSignal implements SystemMessage {
  declare readonly [brand]: true;
  readonly type: "EXIT" | "DOWN";
  readonly from: number;
  readonly target: number;
  readonly reason: ExitReason;
  declare readonly error?: unknown;
  declare readonly metadata?: ExitMetadata;

  constructor({ type, from, target, reason, error, metadata }: SystemMessage) {
    this.type = type;
    this.from = from;
    this.target = target;
    this.reason = reason;
    if (error !== undefined) this.error = error;
    if (metadata !== undefined) this.metadata = metadata;
  }
}
Object.defineProperty(SystemSignal.prototype, brand, { value: true });

/** Whether `value` is a message of the runtime, also one made by another copy of this package. */
export function isSystemMessage(value: unknown): value is SystemMessage {
  if (typeof value !== "object" || value === null) return false;
  try {
    return brand in value;
  } catch {
    return false; // a proxy with a mind of its own: a message of a user
  }
}

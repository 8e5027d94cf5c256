/**
 * The error table: every error this package throws or rejects with, by a stable code, with its facts as fields and
 * the way out in its text. (After fastify's `lib/errors.js`: one table, so that docs and tests can walk it.)
 */

/** What sort of trouble it is: a wrong call, a message that cannot arrive, a life cycle, injection, a limit. */
export type ErrorKind = "usage" | "delivery" | "lifecycle" | "injection" | "limit";

const brand = Symbol.for("iris-actors/IrisError");

/** Base of all errors of this package. Compare `code`, not texts; `cause` holds what lies beneath. */
export class IrisError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;

  constructor(code: string, kind: ErrorKind, text: string, facts: object = {}, cause?: unknown) {
    super(text, cause === undefined ? undefined : { cause });
    this.code = code;
    this.kind = kind;
    Object.assign(this, facts);
    Object.defineProperty(this, "name", { value: "IrisError", configurable: true });
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether `value` is an `IrisError`, also one made by another copy of this package or another realm. */
  static is(value: unknown, code?: string): value is IrisError {
    if (typeof value !== "object" || value === null) return false;
    try {
      return brand in value && (code === undefined || (value as { code?: unknown }).code === code);
    } catch {
      return false; // a proxy that throws
    }
  }
}

type Make<F extends object> = (facts: F, cause?: unknown) => IrisError;

/** No fact may be called `message`: it would take the place of the error's text. */
function define<F extends object & { readonly message?: never }>(
  code: string,
  kind: ErrorKind,
  text: (facts: F) => string,
): Make<F> & { code: string } {
  const make: Make<F> = (facts, cause) => new IrisError(code, kind, text(facts), facts, cause);
  return Object.assign(make, { code });
}

export const errors = {
  // — usage —
  invalidArg: define<{ argument: string; expected: string; received: string }>(
    "ERR_INVALID_ARG",
    "usage",
    (f) => `${f.argument} must be ${f.expected}; got ${f.received}.`,
  ),
  badDecorator: define<{ decorator: string; where: string; problem: string; fix: string }>(
    "ERR_BAD_DECORATOR",
    "usage",
    (f) => `@${f.decorator} on ${f.where}: ${f.problem}. ${f.fix}`,
  ),
  notAnActor: define<{ actor: string }>(
    "ERR_NOT_AN_ACTOR",
    "usage",
    (f) =>
      `${f.actor} has no @Receive methods and no @Actor decorator. Mark the class with @Actor() and its messages with @Receive().`,
  ),
  notAMessage: define<{ actor: string; method: string }>(
    "ERR_NOT_A_MESSAGE",
    "usage",
    (f) => `${f.actor}.${f.method} is not a message. Mark it with @Receive(), or make it private.`,
  ),
  detached: define<{ call: string }>(
    "ERR_DETACHED",
    "usage",
    (f) =>
      `${f.call} was taken off its ref, so it does not know whom to send to. Pass (...args) => ${f.call}(...args).`,
  ),
  foreignTarget: define<{ target: string; runtime: string }>(
    "ERR_FOREIGN_TARGET",
    "usage",
    (f) =>
      `${f.target} belongs to another runtime than "${f.runtime}". Use the runtime that spawned it, or call the ref itself (ref.send, ref.tell).`,
  ),
  nameTaken: define<{ actorName: string; holder: string }>(
    "ERR_NAME_TAKEN",
    "usage",
    (f) =>
      `The name "${f.actorName}" is held by ${f.holder}. Spawn with another { name }, with { name: null }, or stop the holder first.`,
  ),
  notBounded: define<{ target: string }>(
    "ERR_NOT_BOUNDED",
    "usage",
    (f) =>
      `${f.target} has no mailbox capacity, so an overflow policy means nothing. Declare @Actor({ mailbox: { capacity } }).`,
  ),
  selfBlock: define<{ target: string }>(
    "ERR_SELF_BLOCK",
    "usage",
    (f) =>
      `${f.target} awaits room in its own full mailbox and would wait forever. Use send(), which parks the message, or raise the capacity.`,
  ),
  revoked: define<{ actor: string; call: string }>(
    "ERR_REVOKED",
    "lifecycle",
    (f) =>
      `The context of ${f.actor} was revoked: this handler was abandoned or its instance replaced, so ${f.call} must not act any more. Check ctx.signal.aborted after each await.`,
  ),
  asyncSnapshot: define<{ actor: string }>(
    "ERR_ASYNC_SNAPSHOT",
    "usage",
    (f) =>
      `@Snapshot of ${f.actor} returned a promise. Return the state itself: it has to be taken at one moment.`,
  ),
  privateState: define<{ actor: string; field: string; occasion: string }>(
    "ERR_PRIVATE_STATE",
    "usage",
    (f) =>
      `${f.actor} keeps state in ${f.field}, which nothing outside the class can read, and ${f.occasion} has to move it. Add @Snapshot() and @Restore() methods, or use a TypeScript-private field.`,
  ),
  // — delivery —
  askTimeout: define<{ target: string; request: string; timeoutMs: number }>(
    "ERR_ASK_TIMEOUT",
    "delivery",
    (f) =>
      `${f.target}.${f.request} did not reply within ${f.timeoutMs} ms. Raise it with ref.asking({ timeoutMs }), or look why the handler waits.`,
  ),
  actorDead: define<{ target: string; request: string; reason: string }>(
    "ERR_ACTOR_DEAD",
    "delivery",
    (f) =>
      `${f.target} ended (${f.reason}) before it replied to ${f.request}. Supervise it, or spawn a new one.`,
  ),
  mailboxFull: define<{ target: string; request: string; capacity: number }>(
    "ERR_MAILBOX_FULL",
    "delivery",
    (f) =>
      `The mailbox of ${f.target} is full (${f.capacity}), so ${f.request} was dropped. Raise mailbox.capacity, choose overflow "block", or await sendAsync().`,
  ),
  unhandled: define<{ target: string; request: string }>(
    "ERR_UNHANDLED",
    "delivery",
    (f) => `${f.target} has no handler for ${f.request}. Add @Receive(...) for it, or @Receive.any().`,
  ),
  deadlock: define<{ cycle: string }>(
    "ERR_DEADLOCK",
    "delivery",
    (f) =>
      `These actors would wait for each other forever: ${f.cycle}. Send instead of ask on one leg, or mark an actor { reentrant: true }.`,
  ),
  handlerTimeout: define<{ target: string; request: string; timeoutMs: number }>(
    "ERR_HANDLER_TIMEOUT",
    "delivery",
    (f) => `${f.target}.${f.request} ran longer than its ${f.timeoutMs} ms and was abandoned.`,
  ),
  redirectCycle: define<{ target: string; depth: number }>(
    "ERR_REDIRECT_CYCLE",
    "delivery",
    (f) =>
      `A message to ${f.target} was redirected ${f.depth} times without finding room. Break the circle of overflow targets.`,
  ),
  probeTimeout: define<{ probe: string; wanted: string; timeoutMs: number; received: string }>(
    "ERR_PROBE_TIMEOUT",
    "delivery",
    (f) =>
      `${f.probe} got no ${f.wanted} within ${f.timeoutMs} ms of real time; it got ${f.received}. Look whether the sender has this ref, or advance the virtual clock first.`,
  ),
  probeNotSilent: define<{ probe: string; received: string }>(
    "ERR_PROBE_NOT_SILENT",
    "delivery",
    (f) =>
      `${f.probe} should have got nothing, but got ${f.received}. Take what is expected with probe.next(), or forget it with probe.clear().`,
  ),
  // — life cycle —
  actorNotFound: define<{ target: string }>(
    "ERR_ACTOR_NOT_FOUND",
    "lifecycle",
    (f) => `${f.target} is not alive. Check rt.isAlive(target), or await rt.join(target) for its exit.`,
  ),
  runtimeStopped: define<{ runtime: string }>(
    "ERR_RUNTIME_STOPPED",
    "lifecycle",
    (f) => `The runtime "${f.runtime}" was shut down and takes no new work. Create another one.`,
  ),
  stopTimeout: define<{ actor: string; timeoutMs: number; waitingFor: string }>(
    "ERR_STOP_TIMEOUT",
    "lifecycle",
    (f) =>
      `${f.actor} did not stop within ${f.timeoutMs} ms: ${f.waitingFor} never settled and was abandoned. Watch ctx.signal, or raise { timeoutMs }.`,
  ),
  joinTimeout: define<{ target: string; timeoutMs: number }>(
    "ERR_JOIN_TIMEOUT",
    "lifecycle",
    (f) => `${f.target} was still alive after ${f.timeoutMs} ms. Stop it first, or raise { timeoutMs }.`,
  ),
  notSettled: define<{ afterMs: number; actors: string }>(
    "ERR_NOT_SETTLED",
    "lifecycle",
    (f) =>
      `After ${f.afterMs} ms these actors still had work: ${f.actors}. Advance the virtual clock, or finish what their handlers await.`,
  ),
  // — injection —
  missingDependency: define<{ actor: string; parameter: string; problem: string; fix: string }>(
    "ERR_MISSING_DEPENDENCY",
    "injection",
    (f) => `Cannot build ${f.actor}: ${f.parameter} ${f.problem}. ${f.fix}`,
  ),
  circularDependency: define<{ path: string }>(
    "ERR_CIRCULAR_DEPENDENCY",
    "injection",
    (f) =>
      `These classes need each other to be built: ${f.path}. Break the circle with @inject(delay(() => X)) from tsyringe, or take a factory.`,
  ),
  noInjectionContext: define<{ token: string }>(
    "ERR_NO_INJECTION_CONTEXT",
    "injection",
    (f) =>
      `injected(${f.token}) works only while a runtime builds the instance: in a field initialiser or a constructor. Spawn the class, or take the value as a constructor parameter.`,
  ),
  fakeTooLate: define<{ token: string; runtime: string }>(
    "ERR_FAKE_TOO_LATE",
    "injection",
    (f) =>
      `${f.token} was already looked up in the runtime "${f.runtime}", and what was found is kept. Call fake() before the first spawn that needs it.`,
  ),
  // — limits —
  limitReached: define<{ limit: string; value: number; fix: string }>(
    "ERR_LIMIT",
    "limit",
    (f) => `The limit ${f.limit} (${f.value}) is reached. ${f.fix}`,
  ),
} as const;

/** Says briefly what a wrong argument was, for error texts. Never throws. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "function":
      return functionName(value as () => void);
    case "string":
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    case "object":
      return `an instance of ${className(value as object)}`;
    case "bigint":
      return `${value}n`;
    default:
      return String(value);
  }
}

function functionName(value: () => void): string {
  try {
    const name: unknown = value.name;
    return typeof name === "string" && name !== "" ? `function ${name}` : "a function";
  } catch {
    return "a function"; // a revoked proxy, or a getter that throws
  }
}

function className(value: object): string {
  try {
    return String(value.constructor?.name ?? "Object");
  } catch {
    return "Object"; // a proxy that throws
  }
}

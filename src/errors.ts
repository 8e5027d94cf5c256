/**
 * The error table: every error this package throws or rejects with, by a stable code, with its facts as fields and
 * the way out in its text. (After fastify's `lib/errors.js`: one table, so that docs and tests can walk it.)
 * The comment of an entry says when it happens; `npm run docs:errors` puts it into docs/errors.md. The entries for
 * wrong calls, of kind "usage", are in `usage-errors.ts`.
 */
import { define } from "./iris-error";
import { usageErrors } from "./usage-errors";

export { describe } from "./describe";
export { type ErrorKind, IrisError } from "./iris-error";

export const errors = {
  ...usageErrors,
  /** At `ctx.stash()`, when as many messages are put aside as the mailbox may hold. */
  stashFull: define<{ actor: string; stashed: number }>(
    "ERR_STASH_FULL",
    "limit",
    (f) =>
      `${f.actor} has stashed ${f.stashed} messages, as many as its mailbox may hold. Call ctx.unstash() sooner, or raise mailbox.capacity.`,
  ),
  /** `swap` and `rollback` reject, when the state could not move to the new code. The old code goes on. */
  migration: define<{ actor: string; from: number; to: string; problem: string }>(
    "ERR_MIGRATION",
    "lifecycle",
    (f) =>
      `${f.actor} stays at version ${f.from}: its state could not move to ${f.to}, because ${f.problem}. Give swap() a migrate function (and for the way back a migrateBack), or the class @Snapshot() and @Restore() methods.`,
  ),
  /** At each call of the context of a handler that goes on after it was abandoned, or of a replaced instance. */
  revoked: define<{ actor: string; call: string }>(
    "ERR_REVOKED",
    "lifecycle",
    (f) =>
      `The context of ${f.actor} was revoked: this handler was abandoned or its instance replaced, so ${f.call} must not act any more. Check ctx.signal.aborted after each await.`,
  ),
  // — delivery —
  /** The ask rejects, when its deadline passes before a reply came. The handler is not ended by it. */
  askTimeout: define<{ target: string; request: string; timeoutMs: number }>(
    "ERR_ASK_TIMEOUT",
    "delivery",
    (f) =>
      `${f.target}.${f.request} did not reply within ${f.timeoutMs} ms. Raise it with ref.asking({ timeoutMs }), or look why the handler waits.`,
  ),
  /**
   * The ask rejects, when its target was not alive, or ended before it replied. At once, not at the deadline. So do
   * `ready` and `pipe` of an actor that takes no more messages.
   */
  actorDead: define<{ target: string; request: string; reason: string }>("ERR_ACTOR_DEAD", "delivery", (f) =>
    f.reason === "unknown"
      ? `${f.target} is no actor of this runtime, so ${f.request} gets no answer. Use the ref that spawn returned.`
      : `${f.target} has ended (${f.reason}), so ${f.request} gets no answer. Supervise it, or spawn a new one.`,
  ),
  /** The ask rejects, when its message was refused by a full mailbox, or pushed out of it later. */
  mailboxFull: define<{ target: string; request: string; capacity: number }>(
    "ERR_MAILBOX_FULL",
    "delivery",
    (f) =>
      `The mailbox of ${f.target} is full (${f.capacity}), so ${f.request} was dropped. Raise mailbox.capacity, choose overflow "block", or await sendAsync().`,
  ),
  /** `ref.ready` rejects, when its deadline passes before there was room at the wanted level. */
  readyTimeout: define<{ target: string; level: string; timeoutMs: number }>(
    "ERR_READY_TIMEOUT",
    "delivery",
    (f) =>
      `The mailbox of ${f.target} had no room at level ${f.level} within ${f.timeoutMs} ms. Raise { timeoutMs } or the capacity, bear a higher { level }, or look why its handlers are slow.`,
  ),
  /** The ask rejects, when the class has no handler that takes the message. */
  unhandled: define<{ target: string; request: string }>(
    "ERR_UNHANDLED",
    "delivery",
    (f) => `${f.target} has no handler for ${f.request}. Add @Receive(...) for it, or @Receive.any().`,
  ),
  /** The ask rejects, at once, when it would close a circle of actors that wait. So does joining oneself. */
  deadlock: define<{ cycle: string }>(
    "ERR_DEADLOCK",
    "delivery",
    (f) =>
      `These actors would wait for each other forever: ${f.cycle}. Send instead of ask on one leg, or mark an actor { reentrant: true }; await your own end or swap outside of your handlers.`,
  ),
  /** When a handler runs longer than the `timeoutMs` of its `@Receive`. Recorded, and not carried out yet. */
  handlerTimeout: define<{ target: string; request: string; timeoutMs: number }>(
    "ERR_HANDLER_TIMEOUT",
    "delivery",
    (f) => `${f.target}.${f.request} ran longer than its ${f.timeoutMs} ms and was abandoned.`,
  ),
  /** The ask rejects, when its message was redirected from one full mailbox to the next too often. */
  redirectCycle: define<{ target: string; depth: number }>(
    "ERR_REDIRECT_CYCLE",
    "delivery",
    (f) =>
      `A message to ${f.target} was redirected ${f.depth} times without finding room. Break the circle of overflow targets.`,
  ),
  /** In tests: `probe.next()` rejects, when nothing came that fits. */
  probeTimeout: define<{ probe: string; wanted: string; timeoutMs: number; received: string }>(
    "ERR_PROBE_TIMEOUT",
    "delivery",
    (f) =>
      `${f.probe} got no ${f.wanted} within ${f.timeoutMs} ms of real time; it got ${f.received}. Look whether the sender has this ref, or advance the virtual clock first.`,
  ),
  /** In tests: `probe.expectNone()` rejects, when a message is left that `next` did not take. */
  probeNotSilent: define<{ probe: string; received: string }>(
    "ERR_PROBE_NOT_SILENT",
    "delivery",
    (f) =>
      `${f.probe} should have got nothing, but got ${f.received}. Take what is expected with probe.next(), or forget it with probe.clear().`,
  ),
  /** In the dead letter of a message to a "hash" pool whose `key` gave no key for it; an ask of it rejects. */
  unrouted: define<{ pool: string; request: string; problem: string }>(
    "ERR_UNROUTED",
    "delivery",
    (f) =>
      `${f.pool} could not choose a member for ${f.request}: ${f.problem}. Let key(message) return a string for every message that the pool is sent.`,
  ),
  // — life cycle —
  /** When a call that needs a living actor is given a ref or pid of one that ended or never was. */
  actorNotFound: define<{ target: string }>(
    "ERR_ACTOR_NOT_FOUND",
    "lifecycle",
    (f) => `${f.target} is not alive. Check rt.isAlive(target), or await rt.join(target) for its exit.`,
  ),
  /** At whatever would start work in a runtime that was shut down. */
  runtimeStopped: define<{ runtime: string }>(
    "ERR_RUNTIME_STOPPED",
    "lifecycle",
    (f) => `The runtime "${f.runtime}" was shut down and takes no new work. Create another one.`,
  ),
  /** In the log, when something did not finish within the time that a stop has. Nothing rejects with it. */
  stopTimeout: define<{ actor: string; timeoutMs: number; waitingFor: string }>(
    "ERR_STOP_TIMEOUT",
    "lifecycle",
    (f) =>
      `${f.actor} did not stop within ${f.timeoutMs} ms: ${f.waitingFor} never settled and was abandoned. Watch ctx.signal, or raise { timeoutMs }.`,
  ),
  /** `join` rejects, when its deadline passes before the actor has ended. */
  joinTimeout: define<{ target: string; timeoutMs: number }>(
    "ERR_JOIN_TIMEOUT",
    "lifecycle",
    (f) => `${f.target} was still alive after ${f.timeoutMs} ms. Stop it first, or raise { timeoutMs }.`,
  ),
  /** In the exit and the log of an actor that goes down with one that it is linked to; `cause` is why that one did. */
  linkedExit: define<{ actor: string; peer: string; reason: string }>(
    "ERR_LINKED_EXIT",
    "lifecycle",
    (f) =>
      `${f.actor} is linked to ${f.peer}, which ended (${f.reason}), so it goes down, too. See to ${f.peer}, unlink them, or let ${f.actor} trap exits: @Actor({ trapExit: true }) and an @OnExit method.`,
  ),
  /** In the exit and the log of a pool whose member ended again and again, or could not be replaced. */
  poolGaveUp: define<{ pool: string; slot: number; problem: string }>(
    "ERR_POOL_GAVE_UP",
    "lifecycle",
    (f) =>
      `${f.pool} gives up on its member in slot ${f.slot}: ${f.problem}. See why it ended, or raise maxRestarts in @Supervised of its class.`,
  ),
  /** In tests: `settle` rejects, when actors still have work after a second of real time. */
  notSettled: define<{ afterMs: number; actors: string }>(
    "ERR_NOT_SETTLED",
    "lifecycle",
    (f) =>
      `After ${f.afterMs} ms these actors still had work: ${f.actors}. Advance the virtual clock, or finish what their handlers await.`,
  ),
  // — injection —
  /** At `spawn` and `virtual`, when the container cannot give what the constructor asks for. */
  missingDependency: define<{ actor: string; parameter: string; problem: string; fix: string }>(
    "ERR_MISSING_DEPENDENCY",
    "injection",
    (f) => `Cannot build ${f.actor}: ${f.parameter} ${f.problem}. ${f.fix}`,
  ),
  /** At `spawn` and `virtual`, when dependencies ask for each other in a circle. */
  circularDependency: define<{ path: string }>(
    "ERR_CIRCULAR_DEPENDENCY",
    "injection",
    (f) =>
      `These classes need each other to be built: ${f.path}. Break the circle with @inject(delay(() => X)) from tsyringe, or take a factory.`,
  ),
  /** When `injected(token)` runs anywhere but in a field initialiser or constructor that a runtime runs. */
  noInjectionContext: define<{ token: string }>(
    "ERR_NO_INJECTION_CONTEXT",
    "injection",
    (f) =>
      `injected(${f.token}) works only while a runtime builds the instance: in a field initialiser or a constructor. Spawn the class, or take the value as a constructor parameter.`,
  ),
  /** In tests: at `fake`, when an actor has already been given the real thing. */
  fakeTooLate: define<{ token: string; runtime: string }>(
    "ERR_FAKE_TOO_LATE",
    "injection",
    (f) =>
      `${f.token} was already looked up in the runtime "${f.runtime}", and what was found is kept. Call fake() before the first spawn that needs it.`,
  ),
  // — limits —
  /** At `spawn` and `virtual`, while load shedding is on and the runtime is at its capacity. */
  overloaded: define<{ runtime: string; live: number; capacity: number }>(
    "ERR_OVERLOADED",
    "limit",
    (f) =>
      `The runtime "${f.runtime}" sheds load: it has ${f.live} live actors and a capacity of ${f.capacity}, so it makes no more. Stop actors, raise rt.inspect.setCapacity(), or spawn again when a "shedding" event says { active: false }.`,
  ),
  /** When one of the runtime's own maxima is reached; `limit` is its name in `limits`. */
  limitReached: define<{ limit: string; value: number; fix: string }>(
    "ERR_LIMIT",
    "limit",
    (f) => `The limit ${f.limit} (${f.value}) is reached. ${f.fix}`,
  ),
} as const;

/**
 * The error table: every error this package throws or rejects with, by a stable code, with its facts as fields and
 * the way out in its text. (After fastify's `lib/errors.js`: one table, so that docs and tests can walk it.)
 * The comment of an entry says when it happens; `npm run docs:errors` puts it into docs/errors.md. The entries for
 * wrong calls, of kind "usage", are in `usage-errors.ts`.
 */
import { define, type Entry } from "./iris-error";
import { usageErrors } from "./usage-errors";

export { describe } from "./describe";
export { type ErrorFacts, type ErrorKind, type ErrorOf, IrisError } from "./iris-error";

export const errors = {
  ...usageErrors,
  /** At `ctx.stash()`, when as many messages are put aside as the mailbox may hold. */
  stashFull: define(
    "ERR_STASH_FULL",
    "limit",
    (f: { actor: string; stashed: number }) =>
      `${f.actor} has stashed ${f.stashed} messages, as many as its mailbox may hold. Call ctx.unstash() sooner, or raise mailbox.capacity.`,
  ),
  /** `swap` and `rollback` reject, when the state could not move to the new code. The old code goes on. */
  migration: define(
    "ERR_MIGRATION",
    "lifecycle",
    (f: { actor: string; from: number; to: string; problem: string }) =>
      `${f.actor} stays at version ${f.from}: its state could not move to ${f.to}, because ${f.problem}. Give swap() a migrate function (and for the way back a migrateBack), or the class @Snapshot() and @Restore() methods.`,
  ),
  /** At each call of the context of a handler that goes on after it was abandoned, or of a replaced instance. */
  revoked: define(
    "ERR_REVOKED",
    "lifecycle",
    (f: { actor: string; call: string }) =>
      `The context of ${f.actor} was revoked: this handler was abandoned or its instance replaced, so ${f.call} must not act any more. Check ctx.signal.aborted after each await.`,
  ),
  // — delivery —
  /** The ask rejects, when its deadline passes before a reply came. The handler is not ended by it. */
  askTimeout: define(
    "ERR_ASK_TIMEOUT",
    "delivery",
    (f: { target: string; request: string; timeoutMs: number }) =>
      `${f.target}.${f.request} did not reply within ${f.timeoutMs} ms. Raise it with ref.asking({ timeoutMs }), or look why the handler waits.`,
  ),
  /**
   * The ask rejects, when its target was not alive, or ended before it replied. At once, not at the deadline. So do
   * `ready` and `pipe` of an actor that takes no more messages.
   */
  actorDead: define("ERR_ACTOR_DEAD", "delivery", (f: { target: string; request: string; reason: string }) =>
    f.reason === "unknown"
      ? `${f.target} is no actor of this runtime, so ${f.request} gets no answer. Use the ref that spawn returned.`
      : `${f.target} has ended (${f.reason}), so ${f.request} gets no answer. Supervise it, or spawn a new one.`,
  ),
  /** The ask rejects, when its message was refused by a full mailbox, or pushed out of it later. */
  mailboxFull: define(
    "ERR_MAILBOX_FULL",
    "delivery",
    (f: { target: string; request: string; capacity: number }) =>
      `The mailbox of ${f.target} is full (${f.capacity}), so ${f.request} was dropped. Raise mailbox.capacity, choose overflow "block", or await sendAsync().`,
  ),
  /** `ref.ready` rejects, when its deadline passes before there was room at the wanted level. */
  readyTimeout: define(
    "ERR_READY_TIMEOUT",
    "delivery",
    (f: { target: string; level: string; timeoutMs: number }) =>
      `The mailbox of ${f.target} had no room at level ${f.level} within ${f.timeoutMs} ms. Raise { timeoutMs } or the capacity, bear a higher { level }, or look why its handlers are slow.`,
  ),
  /** The ask rejects, when the class has no handler that takes the message. */
  unhandled: define(
    "ERR_UNHANDLED",
    "delivery",
    (f: { target: string; request: string }) =>
      `${f.target} has no handler for ${f.request}. Add @Receive(...) for it, or @Receive.any().`,
  ),
  /**
   * The ask rejects, at once, when it would close a circle of actors that wait. So do `join`, `swap` and `rollback` of
   * an actor in its own handler: what they wait for comes after it. The text says the way out of each.
   */
  deadlock: define("ERR_DEADLOCK", "delivery", (f: { cycle: string; awaited: "reply" | "end" | "change" }) =>
    f.awaited === "end"
      ? `${f.cycle}: an actor ends when its handler has, so it would wait for itself forever. Call ctx.stopSelf() and return, or join it from outside of its handlers.`
      : f.awaited === "change"
        ? `${f.cycle}: other code comes when the handler has ended, so it would wait for itself forever. Let another actor ask for it, or code outside of handlers.`
        : `These actors would wait for each other forever: ${f.cycle}. Send instead of ask on one leg, or mark an actor { reentrant: true }.`,
  ),
  /** When a handler runs longer than the `timeoutMs` of its `@Receive`: its actor crashes with it, its ask rejects. */
  handlerTimeout: define(
    "ERR_HANDLER_TIMEOUT",
    "delivery",
    (f: { target: string; request: string; timeoutMs: number }) =>
      `${f.target}.${f.request} ran longer than its ${f.timeoutMs} ms and was abandoned.`,
  ),
  /** The ask rejects, when its message was redirected from one full mailbox to the next too often. */
  redirectCycle: define(
    "ERR_REDIRECT_CYCLE",
    "delivery",
    (f: { target: string; depth: number }) =>
      `A message to ${f.target} was redirected ${f.depth} times without finding room. Break the circle of overflow targets.`,
  ),
  /** In tests: `probe.next()` rejects, when nothing came that fits. */
  probeTimeout: define(
    "ERR_PROBE_TIMEOUT",
    "delivery",
    (f: { probe: string; wanted: string; timeoutMs: number; received: string }) =>
      `${f.probe} got no ${f.wanted} within ${f.timeoutMs} ms of real time; it got ${f.received}. Look whether the sender has this ref, or advance the virtual clock first.`,
  ),
  /** In tests: `probe.expectNone()` rejects, when a message is left that `next` did not take. */
  probeNotSilent: define(
    "ERR_PROBE_NOT_SILENT",
    "delivery",
    (f: { probe: string; received: string }) =>
      `${f.probe} should have got nothing, but got ${f.received}. Take what is expected with probe.next(), or forget it with probe.clear().`,
  ),
  /** In the dead letter of a message to a "hash" pool whose `key` gave no key for it; an ask of it rejects. */
  unrouted: define(
    "ERR_UNROUTED",
    "delivery",
    (f: { pool: string; request: string; problem: string }) =>
      `${f.pool} could not choose a member for ${f.request}: ${f.problem}. Let key(message) return a string for every message that the pool is sent.`,
  ),
  // — life cycle —
  /** When a call that needs a living actor is given a ref or pid of one that ended or never was. */
  actorNotFound: define(
    "ERR_ACTOR_NOT_FOUND",
    "lifecycle",
    (f: { target: string }) =>
      `${f.target} is not alive. Check rt.isAlive(target), or await rt.join(target) for its exit.`,
  ),
  /** At whatever would start work in a runtime that was shut down. */
  runtimeStopped: define(
    "ERR_RUNTIME_STOPPED",
    "lifecycle",
    (f: { runtime: string }) =>
      `The runtime "${f.runtime}" was shut down and takes no new work. Create another one.`,
  ),
  /** In the log, when something did not finish within the time that a stop has. Nothing rejects with it. */
  stopTimeout: define(
    "ERR_STOP_TIMEOUT",
    "lifecycle",
    (f: { actor: string; timeoutMs: number; waitingFor: string }) =>
      `${f.actor} did not stop within ${f.timeoutMs} ms: ${f.waitingFor} never settled and was abandoned. Watch ctx.signal, or raise { timeoutMs }.`,
  ),
  /** `join` rejects, when its deadline passes before the actor has ended. */
  joinTimeout: define(
    "ERR_JOIN_TIMEOUT",
    "lifecycle",
    (f: { target: string; timeoutMs: number }) =>
      `${f.target} was still alive after ${f.timeoutMs} ms. Stop it first, or raise { timeoutMs }.`,
  ),
  /** In the exit and the log of an actor that goes down with one that it is linked to; `cause` is why that one did. */
  linkedExit: define(
    "ERR_LINKED_EXIT",
    "lifecycle",
    (f: { actor: string; peer: string; reason: string }) =>
      `${f.actor} is linked to ${f.peer}, which ended (${f.reason}), so it goes down, too. See to ${f.peer}, unlink them, or let ${f.actor} trap exits: @Actor({ trapExit: true }) and an @OnExit method.`,
  ),
  /**
   * A supervisor crashes with it when a child could not be healed: its restarts are used up, or `decide` said so. The
   * child's error is the `cause`.
   */
  escalated: define(
    "ERR_ESCALATED",
    "lifecycle",
    (f: { supervisor: string; actor: string; why: string }) =>
      `${f.supervisor} could not heal ${f.actor}: ${f.why}. See to the cause, raise maxRestarts or withinMs, or give it a backoff.`,
  ),
  /** In the exit and the log of a pool whose member ended again and again, or could not be replaced. */
  poolGaveUp: define(
    "ERR_POOL_GAVE_UP",
    "lifecycle",
    (f: { pool: string; slot: number; problem: string }) =>
      `${f.pool} gives up on its member in slot ${f.slot}: ${f.problem}. See why it ended, or raise maxRestarts in @Supervised of its class.`,
  ),
  /**
   * In the report of a path's supervisor that gives up on a child, because its factory failed each time it was tried;
   * `cause` is what it threw last.
   */
  factoryFailed: define(
    "ERR_FACTORY_FAILED",
    "lifecycle",
    (f: { supervisor: string; child: string; attempts: number; problem: string }) =>
      `The supervisor of ${f.supervisor} could not replace ${f.child}: its factory failed ${f.attempts} times, the last time so: ${f.problem}. Let it return the ref or pid of a new, living actor, or a promise of one.`,
  ),
  /** At the supervisor of a path, after `rt.paths.removeSupervisor(path)`. */
  supervisorRemoved: define(
    "ERR_SUPERVISOR_REMOVED",
    "lifecycle",
    (f: { path: string }) =>
      `The supervisor of ${f.path} was removed and looks after nobody any more. Get another one with rt.paths.supervisor("${f.path}").`,
  ),
  /** In tests: `settle` rejects, when actors still have work after a second of real time. */
  notSettled: define(
    "ERR_NOT_SETTLED",
    "lifecycle",
    (f: { afterMs: number; actors: string }) =>
      `After ${f.afterMs} ms these actors still had work: ${f.actors}. Advance the virtual clock, or finish what their handlers await.`,
  ),
  // — injection —
  /** At `spawn` and `virtual`, when the container cannot give what the constructor asks for. */
  missingDependency: define(
    "ERR_MISSING_DEPENDENCY",
    "injection",
    (f: { actor: string; parameter: string; problem: string; fix: string }) =>
      `Cannot build ${f.actor}: ${f.parameter} ${f.problem}. ${f.fix}`,
  ),
  /** At `spawn` and `virtual`, when dependencies ask for each other in a circle. */
  circularDependency: define(
    "ERR_CIRCULAR_DEPENDENCY",
    "injection",
    (f: { path: string }) =>
      `These classes need each other to be built: ${f.path}. Break the circle with @inject(delay(() => X)) from tsyringe, or take a factory.`,
  ),
  /** When `injected(token)` runs anywhere but in a field initialiser or constructor that a runtime runs. */
  noInjectionContext: define(
    "ERR_NO_INJECTION_CONTEXT",
    "injection",
    (f: { token: string }) =>
      `injected(${f.token}) works only while a runtime builds the instance: in a field initialiser or a constructor. Spawn the class, or take the value as a constructor parameter.`,
  ),
  /** In tests: at `fake`, when an actor has already been given the real thing. */
  fakeTooLate: define(
    "ERR_FAKE_TOO_LATE",
    "injection",
    (f: { token: string; runtime: string }) =>
      `${f.token} was already looked up in the runtime "${f.runtime}", and what was found is kept. Call fake() before the first spawn that needs it.`,
  ),
  // — limits —
  /** At `spawn` and `virtual`, while load shedding is on and the runtime is at its capacity. */
  overloaded: define(
    "ERR_OVERLOADED",
    "limit",
    (f: { runtime: string; live: number; capacity: number }) =>
      `The runtime "${f.runtime}" sheds load: it has ${f.live} live actors and a capacity of ${f.capacity}, so it makes no more. Stop actors, raise rt.inspect.setCapacity(), or spawn again when a "shedding" event says { active: false }.`,
  ),
  /** When one of the runtime's own maxima is reached; `limit` is its name in `limits`. */
  limitReached: define(
    "ERR_LIMIT",
    "limit",
    (f: { limit: string; value: number; fix: string }) =>
      `The limit ${f.limit} (${f.value}) is reached. ${f.fix}`,
  ),
} as const;

type Table = typeof errors;
type FactsByCode = {
  [K in keyof Table as Table[K]["code"]]: Table[K] extends Entry<string, infer F> ? F : never;
};

declare module "./iris-error" {
  interface ErrorFacts extends FactsByCode {}
}

/** The part of the error table that is about wrong calls, see `errors.ts`. */
import { define } from "./iris-error";

export const usageErrors = {
  /** An argument or an option has a wrong type, is out of its range, or is not known at all. Nothing was changed. */
  invalidArg: define(
    "ERR_INVALID_ARG",
    "usage",
    (f: { argument: string; expected: string; received: string }) =>
      `${f.argument} must be ${f.expected}; got ${f.received}.`,
  ),
  /** At the decorator, while the class is defined: it stands on the wrong thing, twice, or beside what excludes it. */
  badDecorator: define(
    "ERR_BAD_DECORATOR",
    "usage",
    (f: { decorator: string; where: string; problem: string; fix: string }) =>
      `@${f.decorator} on ${f.where}: ${f.problem}. ${f.fix}`,
  ),
  /** At `spawn` and `virtual`, for a class that nothing marks as an actor. */
  notAnActor: define(
    "ERR_NOT_AN_ACTOR",
    "usage",
    (f: { actor: string }) =>
      `${f.actor} has no @Receive methods and no @Actor decorator. Mark the class with @Actor() and its messages with @Receive().`,
  ),
  /** At `send`, `ask` and `message(Class)`, for a public method that is not marked. */
  notAMessage: define(
    "ERR_NOT_A_MESSAGE",
    "usage",
    (f: { actor: string; method: string }) =>
      `${f.actor}.${f.method} is not a message. Mark it with @Receive(), or make it private.`,
  ),
  /** When `ref.send.x` or `ref.ask.x` is called without its ref, for example as a callback. */
  detached: define(
    "ERR_DETACHED",
    "usage",
    (f: { call: string }) =>
      `${f.call} was taken off its ref, so it does not know whom to send to. Pass (...args) => ${f.call}(...args).`,
  ),
  /** When a call of one runtime is given a ref of another one. */
  foreignTarget: define(
    "ERR_FOREIGN_TARGET",
    "usage",
    (f: { target: string; runtime: string }) =>
      `${f.target} belongs to another runtime than "${f.runtime}". Use the runtime that spawned it, or call the ref itself (ref.send, ref.tell).`,
  ),
  /** At `spawn` and `names.register`, when the name is held exclusively, as that of `@Actor({ name })` is. */
  nameTaken: define(
    "ERR_NAME_TAKEN",
    "usage",
    (f: { actorName: string; holder: string }) =>
      `The name "${f.actorName}" is held by ${f.holder}. Spawn with another { name }, with { name: null }, or stop the holder first.`,
  ),
  /** At `mailboxes.setOverflow`, for an actor whose mailbox has no capacity. */
  notBounded: define(
    "ERR_NOT_BOUNDED",
    "usage",
    (f: { target: string }) =>
      `${f.target} has no mailbox capacity, so an overflow policy means nothing. Declare @Actor({ mailbox: { capacity } }).`,
  ),
  /** `sendAsync`, `ready` or `pipe` rejects, when a handler awaits room in the mailbox that only it can empty. */
  selfBlock: define(
    "ERR_SELF_BLOCK",
    "usage",
    (f: { target: string }) =>
      `${f.target} awaits room in its own full mailbox and would wait forever. Use send(), which parks the message, or raise the capacity.`,
  ),
  /** At a `receive` of a pull actor, while an earlier one still waits, and inside a matcher. */
  concurrentReceive: define(
    "ERR_CONCURRENT_RECEIVE",
    "usage",
    (f: { actor: string }) =>
      `${f.actor} already waits in a receive, or is choosing a message. Await one receive before the next, and call none in a matcher.`,
  ),
  /** At `receiveSync`, when nothing that fits is there: to wait would stop every actor of the thread. */
  wouldBlock: define(
    "ERR_WOULD_BLOCK",
    "usage",
    (f: { actor: string }) =>
      `receiveSync of ${f.actor} would have to block the thread that all actors run on. Await receive(), or look with { timeoutMs: 0 }.`,
  ),
  /**
   * In `iris-actors/compat`, at `selectiveRecv` from an actor that is neither an observer nor a pull actor of compat.
   */
  notObserved: define(
    "ERR_NOT_OBSERVED",
    "usage",
    (f: { actor: string }) =>
      `${f.actor} keeps no messages to choose from. Receive from an actor of spawnWithPathObserved(), spawnObservedHandler() or spawnWithMailbox().`,
  ),
  /**
   * In `iris-actors/compat`, at a name of the Iris guide that a later release brings; in `iris-actors/jit`, at
   * `offload({ strategy: "gpu" })`.
   */
  notYet: define(
    "ERR_NOT_YET",
    "usage",
    (f: { what: string; until: string; meanwhile: string }) =>
      `${f.what} is not there yet: it comes in a later release, with ${f.until}. ${f.meanwhile}`,
  ),
  /** At `ctx.stash()`, when there is no message to put aside: outside of a handler, or a second time in one. */
  nothingToStash: define(
    "ERR_NOTHING_TO_STASH",
    "usage",
    (f: { actor: string; problem: string }) =>
      `ctx.stash() of ${f.actor}: ${f.problem}. Call it in the handler of the message to put aside.`,
  ),
  /** `rollback` rejects, when it would go back beyond the versions that are kept. Nothing was changed. */
  behaviorHistory: define(
    "ERR_BEHAVIOR_HISTORY",
    "usage",
    (f: { actor: string; steps: number; kept: number }) =>
      `${f.actor} cannot go back ${f.steps} versions: ${f.kept} earlier ones are kept. Roll back fewer steps, or swap to the class you want.`,
  ),
  /** When the state of an actor is moved, and its `@Snapshot` method is `async`. */
  asyncSnapshot: define(
    "ERR_ASYNC_SNAPSHOT",
    "usage",
    (f: { actor: string }) =>
      `@Snapshot of ${f.actor} returned a promise. Return the state itself: it has to be taken at one moment.`,
  ),
  /** At `spawn` and `virtual`, for a class with `#fields` whose state would have to move and could not. */
  privateState: define(
    "ERR_PRIVATE_STATE",
    "usage",
    (f: { actor: string; field: string; occasion: string }) =>
      `${f.actor} keeps state in ${f.field}, which nothing outside the class can read, and ${f.occasion} has to move it. Add @Snapshot() and @Restore() methods, or use a TypeScript-private field.`,
  ),
  /** At `ctx.monitor`, `rt.links.monitor` and `spawn({ trapExit: true })`, for a class without `@OnExit`. */
  noOnExit: define(
    "ERR_NO_ON_EXIT",
    "usage",
    (f: { actor: string; call: string }) =>
      `${f.actor} has no @OnExit method, so nobody would see the signals of ${f.call}. Add one: @OnExit() gone(signal: ExitSignal) {}.`,
  ),
  /** The ask rejects, when it is put to a "broadcast" pool: there would be as many replies as members. */
  broadcastAsk: define(
    "ERR_BROADCAST_ASK",
    "usage",
    (f: { pool: string; request: string }) =>
      `${f.pool} broadcasts, so ${f.request} has no one reply. Ask each member: await Promise.all([...pool].map((member) => member.ask.${f.request}())).`,
  ),
  // — offloaded functions —
  /** At the `map` of an offloaded function, when its arrays, or its `out`, differ in length. */
  lengthMismatch: define(
    "ERR_LENGTH_MISMATCH",
    "usage",
    (f: { kernel: string; lengths: string }) =>
      `${f.kernel} was given arrays of different lengths: ${f.lengths}. Give it arrays of one length, and numbers for what is the same for all.`,
  ),
  /** At an offloaded function that does not compile, with `fallback: "throw"`. `where` is the line in its source. */
  offloadRefused: define(
    "ERR_OFFLOAD_REFUSED",
    "usage",
    (f: { kernel: string; refusal: string; reason: string; fix: string; where: string }) =>
      `${f.kernel} does not compile: ${f.reason}. ${f.fix}${f.where === "" ? "" : `\n${f.where}`}`,
  ),
  /**
   * A call rejects, when a function is to run in a worker thread (strategy "pool" or "actor") and needs something that
   * cannot go there.
   */
  notPortable: define(
    "ERR_NOT_PORTABLE",
    "usage",
    (f: { kernel: string; reason: string; fix: string }) =>
      `${f.kernel} cannot run in another thread: ${f.reason}. ${f.fix}`,
  ),
  /** When an offloaded function with `deadlineMs` runs longer, in other threads. */
  kernelDeadline: define(
    "ERR_KERNEL_DEADLINE",
    "limit",
    (f: { kernel: string; deadlineMs: number }) =>
      `${f.kernel} did not end within ${f.deadlineMs} ms and was stopped. Raise deadlineMs, or give it less to do at a time.`,
  ),
  /**
   * When a thread that works on a call of an offloaded function ends before its part is done: the compiler was disposed
   * of, the function called `process.exit` or left an error that nobody caught, or the thread was terminated or ran out
   * of memory. An error behind that is the `cause`.
   */
  kernelInterrupted: define(
    "ERR_KERNEL_INTERRUPTED",
    "limit",
    (f: { kernel: string; how: string }) =>
      `${f.kernel} was interrupted: ${f.how}. Arrays that it writes to may hold parts of a result: call it again with its arguments as they were, once that is seen to.`,
  ),
  /** At `jit.alloc`, when the shared memory that arrays of kernels lie in may not grow so far. */
  arenaFull: define(
    "ERR_ARENA_FULL",
    "limit",
    (f: { bytes: number; usedBytes: number; maximumBytes: number }) =>
      `${f.bytes} bytes do not fit into the arena, which uses ${f.usedBytes} of at most ${f.maximumBytes}. Dispose of arrays that are no longer needed (using, or array[Symbol.dispose]()), or use ordinary typed arrays.`,
  ),
  /** When an array of `jit.alloc` is used in a kernel, or disposed of, after it was disposed of. */
  arrayDisposed: define(
    "ERR_ARRAY_DISPOSED",
    "usage",
    (f: { array: string }) =>
      `This ${f.array} was disposed of, and its memory may belong to another one. Dispose of an array after its last use, once.`,
  ),
  /** At `jit.alloc.dispose`, for an array that `jit.alloc` did not make, or a part of one. */
  notInArena: define(
    "ERR_NOT_IN_ARENA",
    "usage",
    (f: { array: string }) =>
      `This ${f.array} is no whole array of jit.alloc. Dispose of the array that jit.alloc.float64(n), or one of its siblings, returned.`,
  ),
} as const;

/**
 * Every maximum of the runtime (law S13), each with its unit in the name, and how they relate.
 *
 * "Unbounded" never means infinite here: it means the limit below, reached loudly.
 */
import { assert } from "./assert";

/** Every maximum, by a name that holds its unit. They are fixed. */
export const limits = Object.freeze({
  /** Live actors in one runtime; the low bits of a pid. */
  actorsMax: 2 ** 24,
  /** Times one slot may be reused before it is retired; the high bits of a pid. */
  generationsMax: 2 ** 29,
  /** Messages in a mailbox without a capacity of its own; beyond it new ones are refused. */
  mailboxDepthMax: 2 ** 24,
  /** Messages waiting in front of one full mailbox (policies `block` and `spill`). */
  parkedMax: 65_536,
  /** Messages one turn may handle before the next ready actor's turn; the default. */
  budgetDefault: 100,
  budgetMax: 65_536,
  /** How long actors may run before timers and I/O get the event loop, in milliseconds. */
  sliceMs: 8,
  /** The same in messages, for clocks that stand still. */
  sliceMessagesMax: 2 ** 20,
  /** Items that a pipe sends without a wait, before timers and I/O get the event loop. */
  pipeItemsMax: 1_024,
  /** Redirects one message may follow. */
  redirectDepthMax: 8,
  /** Keys of virtual actors in one runtime, active or not. */
  virtualKeysMax: 2 ** 20,
  /** Restarts that a budget may allow, unless it allows any number: so many are remembered. */
  restartsMax: 10_000,
  /** Members of one pool. */
  poolSizeMax: 65_536,
  /** Supervisors of paths in one runtime, and children of one of them. */
  pathSupervisorsMax: 65_536,
  pathChildrenMax: 65_536,
  /** Prefixes that `rt.paths.watch` watches in one runtime, at a time. */
  pathWatchesMax: 65_536,
  /** How often the factory of a path's supervisor is tried for one restart. */
  factoryAttemptsMax: 3,
  /** How long after its first failure it is tried again, in milliseconds; doubles each time. */
  factoryPauseMs: 100,
  /** How long a promise that it returned is waited for, in milliseconds. */
  factoryTimeoutMs: 5_000,
  /** Pending timers in one runtime. */
  timersMax: 2 ** 22,
  /** Signals (EXIT, DOWN) that wait to be shown to one actor; the oldest go first. */
  signalsMax: 10_000,
  /** Monitors one actor may have at a time. */
  monitorsMax: 2 ** 20,
  /** Exits remembered after the actor is gone. */
  exitsKept: 1_000,
  /** Envelopes that an observer keeps unless it says otherwise; the oldest go first. */
  recordedDefault: 10_000,
  /** Earlier versions of an actor's code that a rollback can reach. */
  behaviorsKept: 16,
  /** Swaps and rollbacks of one actor that wait for its handler under way. */
  changesMax: 1_024,
  /** Events buffered for one slow `for await` reader of `rt.events`; the oldest go first. */
  eventsBufferedMax: 10_000,
  /** Dead-letter warnings logged in one second; the rest are counted and summed up. */
  deadLetterWarningsMax: 10,
  /** Characters of a name or of one path segment. */
  nameLengthMax: 1_024,
  /** Characters of what `rt.inspect.setHealth` says. */
  healthLengthMax: 1_024,
  /** Actors looked at in search of a cycle of asks; longer cycles end at their deadline. */
  askCycleMax: 256,
  /** Default deadline of an ask, and of `stop`, in milliseconds. */
  askTimeoutMs: 5_000,
  stopTimeoutMs: 5_000,
  /** What the shared memory of a `Jit` may grow to, in bytes; addresses stay positive int32s. */
  arenaBytesMax: 2 ** 31 - 65_536,
  /** How large it is at first; a whole number of 64 kB pages. */
  arenaInitialBytes: 2 ** 20,
  /** Arrays up to this size, in bytes, share slabs of that size with others. */
  arenaSmallBytes: 16_384,
  arenaSlabBytes: 65_536,
  /** For so many bytes of arrays the collector is told once. */
  arenaBallastBytes: 2 ** 20,
  /** How often it is told by what is kept for that, of arrays that were disposed of. */
  arenaBallastSpares: 32,
  /** Signatures of one offloaded function that are compiled; calls with others run it as it is. */
  kernelSignaturesMax: 64,
  /** Variants of one signature and size that are kept and measured. */
  kernelVariantsMax: 8,
  /** Size classes of one signature that are told apart. */
  kernelProfilesMax: 64,
  /** Milliseconds one function may be compiled in all; what comes after that runs as it is. */
  kernelCompileMsMax: 5_000,
  /** Characters and bytes of the code generated for one function. */
  kernelCodeMax: 2 ** 20,
  /** Characters of the source of an offloaded function. */
  kernelSourceMax: 65_536,
  /** How deep its tree may be: stages go through it by recursion. */
  kernelDepthMax: 1_000,
  /** How deep the calls that are inlined into it may nest, and how many they may be. */
  kernelInlineDepthMax: 32,
  kernelInlineCallsMax: 2_000,
  /** Statements that it may get, with all that it calls. */
  kernelStatementsMax: 20_000,
  /** Characters of a script that is read for what its variables are; a longer one would take seconds. */
  scriptCharactersMax: 4_000_000,
  /** Scripts whose trees one `Jit` remembers. */
  scriptsMax: 64,
  /** How far the re-exports of a variable are followed. */
  exportersMax: 16,
  /** Threads that one call of a kernel may use. */
  kernelThreadsMax: 256,
  /** Pieces that one call is cut into, for threads to take one by one. */
  kernelChunksMax: 254,
  /** Numbers that a kernel is given, addresses and lengths of arrays included. */
  kernelArgumentsMax: 256,
  /**
   * How often a thread with nothing to do looks for work before it sleeps: at first, and at most, which is about a
   * third of a millisecond. Twice as often each time that the next job came so soon, or while it slept less than the
   * nap.
   */
  threadSpinsMin: 2_000,
  threadSpinsMax: 32_000,
  threadNapMs: 0.3,
  /** How often a caller looks whether its job has ended before it sleeps. */
  callerSpinsMax: 15_000,
  /** How long a thread may take to start, in milliseconds, where a call needs one. */
  threadStartMs: 10_000,
  /** How often a caller that waits for other threads looks whether they are alive, in milliseconds. */
  threadLapMs: 250,
  /** Calls in the pool's threads that are under way or wait, at a time. */
  poolCallsMax: 65_536,
  /** How long a thread of the pool that has nothing to do is kept, in milliseconds. One is always kept. */
  poolIdleMs: 10_000,
  /** Threads that end before they have started, in a row, until no more are tried. */
  threadStartsMax: 3,
  /** How long a variant that lost or failed is left alone, in milliseconds; doubles each time. */
  kernelCooldownMs: 1_000,
  kernelCooldownMsMax: 600_000,
} as const);

assert(limits.actorsMax * limits.generationsMax <= 2 ** 53, "a pid must stay a safe integer");
assert(limits.parkedMax < limits.mailboxDepthMax, "a parking lane must be smaller than a mailbox");
assert(limits.budgetMax < limits.mailboxDepthMax, "a turn must not be able to hide a full mailbox");
assert(limits.budgetDefault <= limits.budgetMax, "the default budget must be a legal budget");
assert(limits.virtualKeysMax <= limits.actorsMax, "every virtual key needs a pid");
assert(limits.pathChildrenMax < limits.actorsMax, "every child of a path's supervisor needs a pid");
assert(
  limits.factoryPauseMs * 2 ** limits.factoryAttemptsMax < limits.factoryTimeoutMs,
  "a factory that fails must be given up sooner than one that hangs",
);
assert(limits.poolSizeMax < limits.actorsMax, "a pool and its members need pids");
assert(
  limits.kernelCooldownMs < limits.kernelCooldownMsMax,
  "a variant's first rest must be shorter than its longest",
);
assert(limits.arenaInitialBytes <= limits.arenaBytesMax, "the arena must be able to begin");
assert(4 * limits.arenaSmallBytes <= limits.arenaSlabBytes, "a slab must hold several blocks");
assert(limits.arenaSlabBytes < limits.arenaInitialBytes, "the first memory must hold slabs");
assert(limits.threadSpinsMin <= limits.threadSpinsMax, "patience must have room to grow");
assert(
  limits.callerSpinsMax < limits.threadSpinsMax,
  "threads must outwait the callers that wake up for them",
);
assert(limits.kernelThreadsMax <= limits.kernelChunksMax + 2, "chunks must be enough for all threads");

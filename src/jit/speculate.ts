/**
 * Which variant of a kernel runs: the seed's "quantum speculation". Several variants of one signature and size are
 * alive at a time; live calls are shared out among them and timed, the fastest leads, the others rest, each time twice
 * as long. Who loses its first trial is looked at again soon: engines compile twice, and the better code comes later,
 * from another thread. Which one runs never shows in a result: all give the same one.
 *
 *   first alone ──▶ trying ──▶ every variant has had its runs ──▶ settled: the best leads, the losers rest
 *                     ▲                                             │
 *                     └────────── a rest is over ◀──────────────────┘        a variant that fails rests at once
 *
 * A trial is paid for before it begins: by as much time as the variant takes to make, and, where it should be slower
 * than the first one and its calls are long, by some of its calls. So what is called a few times compiles little, and
 * a short program of long calls runs them where they should be fastest.
 *
 * Time comes in from the Clock port only, and only while trying: a settled contest looks at it once in a while.
 */
import type { Clock } from "../clock";
import { limits } from "../limits";

/**
 * Milliseconds until the second look at one that lost its first trial. By then the engine has its optimised code; it
 * costs little, once.
 */
const secondLookMs = 100;

/** How a variant stands in the contest. */
export type Standing = "leading" | "trying" | "resting";

/** One variant in the contest. */
export class Contender<V> {
  standing: Standing = "trying";
  calls = 0;
  /** Milliseconds for one element, the least that was measured; infinite before. */
  bestMs = Number.POSITIVE_INFINITY;
  /** Times it failed: a guard that did not hold, a trap. */
  failures = 0;
  restUntilMs = 0;
  /** What calls must have taken altogether before its rest is over. */
  restUntilServedMs = 0;
  restMs: number = secondLookMs;
  runs = 0;
  /** The run that was clearly faster than all before. */
  bestRun = 0;
  spentMs = 0;
  /** Milliseconds for one element in its latest measured runs. */
  private readonly latestMs: number[] = [];

  constructor(
    readonly variant: V,
    /** What the cost model expects a call to take, in nanoseconds: their order before they are measured. */
    readonly expectedNs: number,
    /** Milliseconds that making it still takes, about. */
    public priceMs = 0,
    /** Whether the engine replaces its code while it runs, so that a first run, if it is long, is like the others. */
    readonly warmsWithin = true,
  ) {}

  /** Starts a new trial. */
  enter(standing: Standing): void {
    this.standing = standing;
    this.runs = 0;
    this.bestRun = 0;
    this.spentMs = 0;
    this.bestMs = Number.POSITIVE_INFINITY;
    this.latestMs.length = 0;
  }

  /** What a measured run took, for one element. */
  measure(ms: number): void {
    if (ms < this.bestMs * clearly) this.bestRun = this.runs;
    this.bestMs = Math.min(this.bestMs, ms);
    if (this.latestMs.push(ms) > typicalRunsMax) this.latestMs.shift();
  }

  /**
   * The time for one element that calls take from now on: the median of the later half of the runs. The best of them
   * alone would say that of several threads, which are all awake now and then.
   */
  get typicalMs(): number {
    const { latestMs } = this;
    const late = latestMs.slice(latestMs.length >> 1).sort((a, b) => a - b);
    return late[(late.length - 1) >> 1] ?? Number.POSITIVE_INFINITY;
  }
}

/** Runs that tell what is typical, at most. */
const typicalRunsMax = 32;
/** Runs of a trial: at least so many, and until so much time is spent or so many are done. */
const runsMin = 9;
const runsMax = 400;
const trialMs = 2;
/** It goes on while a contender still gets faster: for so many more runs, and so much time. */
const steadyRuns = 3;
const unsteadyMs = 20;
/** Fewer runs will do where they took that long. */
const slowRunsMin = 5;
/** A call of so many milliseconds is long. */
const longMs = 10;
/** Two runs will do where they took so long. */
const longTrialMs = 40;
/** A contender that is so much slower than the best, in one measured run or in two, is not tried to the end. */
const hopeless = 4;
const hopelessTwice = 2;
/**
 * Who lost rests until calls have taken at least so many times as long as its trial, and who should be slower is not
 * tried before calls took so many times as long as one of its own, if that is long: what trials of long calls cost
 * stays a small share, however seldom they come.
 */
const restPerTrial = 10;
/** Calls of a settled contest between looks at the clock, at most; fewer where calls are long. */
const glanceMax = 64;
const glanceMs = 2;
/** Who should be the fastest is, unless another one is faster by so much: noise must not decide. */
const clearly = 0.95;

export class Contest<V> {
  private leader: Contender<V>;
  private trying: boolean;
  private turn = 0;
  private calls = 0;
  private glance = glanceMax;
  /** Milliseconds of all calls that were timed. */
  private spentMs = 0;
  /** Milliseconds that a call of the leader takes, and all calls since it is settled, about. */
  private callMs = 0;
  private servedMs = 0;

  /** @param contenders at least one; the first one begins */
  constructor(
    readonly contenders: readonly Contender<V>[],
    private readonly clock: Clock,
  ) {
    this.leader = contenders[0] as Contender<V>;
    this.leader.standing = "leading";
    this.trying = contenders.length > 1;
  }

  /** Whether the call that is about to run should be timed. */
  get measures(): boolean {
    return this.trying;
  }

  /** Who runs the next call. */
  next(): Contender<V> {
    if (!this.trying) {
      if (++this.calls % this.glance === 0) this.wake();
      return this.leader;
    }
    const tried = this.tried();
    const best = leastOf(tried);
    for (const _ of this.contenders) {
      const contender = this.contenders[this.turn++ % this.contenders.length] as Contender<V>;
      if (contender.standing === "resting" || isDone(contender, best)) continue;
      if (!this.waits(contender)) return contender;
    }
    // All but those that wait are done.
    return Number.isFinite(best) ? fastest(tried) : this.leader;
  }

  /** What a timed call took. */
  record(contender: Contender<V>, elapsedMs: number, elements: number): void {
    if (!this.trying || contender.standing === "resting") return;
    contender.runs++;
    contender.spentMs += elapsedMs;
    this.spentMs += elapsedMs;
    // The first run pays for what the engine has yet to compile.
    if (contender.runs > 1 || (contender.warmsWithin && elapsedMs >= longMs)) {
      contender.measure(elapsedMs / Math.max(1, elements));
    }
    this.settleWhenDone();
  }

  /** Whether a trial is not paid for yet. */
  private waits(contender: Contender<V>): boolean {
    const { leader, spentMs } = this;
    if (contender === leader || contender.runs > 0 || leader.standing === "resting") return false;
    if (spentMs < contender.priceMs) return true;
    if (contender.expectedNs <= leader.expectedNs || leader.runs === 0) return false;
    const callMs = ((leader.spentMs / leader.runs) * contender.expectedNs) / leader.expectedNs;
    return callMs >= longMs && spentMs < restPerTrial * callMs;
  }

  /** Those that take part. */
  private tried(): Contender<V>[] {
    return this.contenders.filter(({ standing }) => standing !== "resting");
  }

  /** A variant that could not serve a call: it rests at once. */
  fail(contender: Contender<V>): void {
    contender.failures++;
    this.rest(contender);
    if (this.trying) this.settleWhenDone();
    else if (this.leader === contender) this.replace(contender);
  }

  /** A variant that cannot be had: it never comes back. */
  drop(contender: Contender<V>): void {
    contender.restMs = Number.POSITIVE_INFINITY;
    this.fail(contender);
  }

  private settleWhenDone(): void {
    const tried = this.tried();
    const best = leastOf(tried);
    if (tried.length > 1 && !tried.every((one) => isDone(one, best))) return;
    this.trying = false;
    const winner = tried.length === 0 ? (this.contenders[0] as Contender<V>) : fastest(tried);
    for (const one of tried) if (one !== winner) this.rest(one);
    this.lead(winner);
  }

  /** A leader that failed leaves the lead to the best of the others, rested or not. */
  private replace(failed: Contender<V>): void {
    const others = this.contenders.filter((one) => one !== failed && Number.isFinite(one.restUntilMs));
    if (others.length > 0) this.lead(fastest(others));
  }

  private lead(winner: Contender<V>): void {
    this.leader = winner;
    this.callMs = winner.spentMs / Math.max(1, winner.runs);
    this.glance = Math.max(1, Math.min(glanceMax, Math.ceil(glanceMs / this.callMs)));
    winner.standing = "leading";
    winner.restMs = limits.kernelCooldownMs;
  }

  private rest(contender: Contender<V>): void {
    contender.standing = "resting";
    const { kernelCooldownMs, kernelCooldownMsMax } = limits;
    const isFirst = contender.restMs < kernelCooldownMs;
    contender.restUntilMs = this.clock.now() + contender.restMs;
    contender.restUntilServedMs = this.servedMs + restPerTrial * contender.spentMs;
    if (Number.isFinite(contender.restMs)) {
      contender.restMs = isFirst ? kernelCooldownMs : Math.min(2 * contender.restMs, kernelCooldownMsMax);
    }
  }

  /** Tries those again whose rest is over, and the leader beside them. */
  private wake(): void {
    const now = this.clock.now();
    this.servedMs += this.glance * this.callMs;
    const due = this.contenders.filter(
      ({ standing, restUntilMs, restUntilServedMs }) =>
        standing === "resting" && restUntilMs <= now && restUntilServedMs <= this.servedMs,
    );
    if (due.length === 0) return;
    for (const one of due) one.enter("trying");
    this.leader.enter("leading");
    this.trying = true;
  }
}

function isDone<V>({ runs, spentMs, bestMs, bestRun }: Contender<V>, best: number): boolean {
  if (runs >= runsMax) return true;
  if (spentMs < trialMs || !Number.isFinite(bestMs)) return false;
  if (bestMs > hopeless * best) return true;
  if (runs > 2 && runs > bestRun && bestMs > hopelessTwice * best) return true;
  const enough = spentMs >= longTrialMs ? 2 : spentMs >= unsteadyMs ? slowRunsMin : runsMin;
  return runs >= enough && (runs >= bestRun + steadyRuns || spentMs >= unsteadyMs);
}

/** The least time for an element. */
function leastOf<V>(contenders: readonly Contender<V>[]): number {
  return Math.min(...contenders.map(({ bestMs }) => bestMs));
}

function fastest<V>(contenders: readonly Contender<V>[]): Contender<V> {
  const typical = contenders.map(({ typicalMs }) => typicalMs);
  const best = Math.min(...typical);
  return cheapest(contenders.filter((_, i) => (typical[i] as number) * clearly <= best));
}

/** The one that the cost model expects to be the fastest. */
export function cheapest<V>(contenders: readonly Contender<V>[]): Contender<V> {
  return contenders.reduce((a, b) => (b.expectedNs < a.expectedNs ? b : a));
}

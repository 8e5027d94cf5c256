/**
 * An independent reading of the rules for restarts, checked against every report: how many are allowed, how long each
 * waits, and that nobody starts before that. What an actor's supervisor restarts begins with a fresh budget.
 */
import type { SupervisedOptions, SupervisesOptions } from "../../../src/options";
import type { SupervisionReport } from "../../../src/supervision/report";

/** Who fell, as the harness knows it. */
export interface Fallen {
  readonly own: SupervisedOptions | undefined;
  /** Of its `@Supervises` parent. */
  readonly above: SupervisesOptions | undefined;
  readonly isListed: boolean;
  /** A pool's, whose members are restarted in any case. */
  readonly isMember: boolean;
  readonly siblings: readonly string[];
}

interface Account {
  restarts: number[];
  streak: number;
  lastMs: number;
  /** It may not start before. */
  notBeforeMs: number;
}

export class Budgets {
  private readonly accounts = new Map<number, Account>();
  verdicts = { restart: 0, resume: 0, stop: 0, escalate: 0 };

  /** @param tighter by how many restarts our own reading is too strict: the canary */
  constructor(
    private readonly now: () => number,
    private readonly violated: (problem: string) => void,
    private readonly tighter = 0,
  ) {}

  private account(pid: number): Account {
    let found = this.accounts.get(pid);
    if (found === undefined) {
      found = fresh();
      this.accounts.set(pid, found);
    }
    return found;
  }

  reported(report: SupervisionReport, fallen: Fallen): void {
    this.verdicts[report.verdict]++;
    const { own, above, isListed, isMember } = fallen;
    const maxRestarts = own?.maxRestarts ?? above?.maxRestarts ?? 3;
    const withinMs = own?.withinMs ?? above?.withinMs ?? 5_000;
    const account = this.account(report.pid);
    const recent = account.restarts.filter((at) => this.now() - at <= withinMs).length;
    const who = `${report.actor} (${report.verdict}, ${report.why ?? report.reason})`;
    const isSupervised = own !== undefined || above !== undefined || isMember;
    if (report.verdict === "restart") {
      if (!isSupervised) this.violated(`${who} is restarted, and nobody supervises it`);
      if (recent >= maxRestarts - this.tighter)
        this.violated(`${who} is restarted for the ${recent + 1}th time of ${maxRestarts} in ${withinMs} ms`);
      this.checkKind(report, own, who);
      this.checkDelay(report, fallen, account, withinMs, who);
      account.restarts.push(this.now());
      if (maxRestarts !== Number.POSITIVE_INFINITY && report.restarts !== recent + 1)
        this.violated(`${who} says that it is restart ${report.restarts}, it is ${recent + 1}`);
    } else if (report.why?.startsWith("it was restarted") && recent !== maxRestarts)
      this.violated(`${who} has spent ${recent} of ${maxRestarts} restarts`);
    if (report.verdict === "escalate" && isListed) this.renew(report.pid);
  }

  private checkKind(report: SupervisionReport, own: SupervisedOptions | undefined, who: string): void {
    const restart = own?.restart ?? "transient";
    if (restart === "temporary" || (report.reason === "normal" && restart !== "permanent"))
      this.violated(`${who} is restarted although it is ${restart}`);
  }

  private checkDelay(
    report: SupervisionReport,
    { own, above, siblings }: Fallen,
    account: Account,
    withinMs: number,
    who: string,
  ): void {
    const options = own?.backoff ?? above?.backoff;
    const streak = this.now() - account.lastMs < withinMs ? account.streak : 0;
    const { initialMs = 100, factor = 2, jitter = 0, maxMs = Math.max(30_000, initialMs) } = options ?? {};
    const most = options === undefined ? 0 : Math.min(maxMs, initialMs * factor ** streak);
    const { delayMs } = report;
    if (delayMs > most || delayMs < most * (1 - jitter) - 1e-9)
      this.violated(`${who} waits ${delayMs} ms after ${streak} in a row, not ${most} (jitter ${jitter})`);
    account.streak = streak + 1;
    account.lastMs = this.now() + delayMs;
    account.notBeforeMs = account.lastMs;
    const strategy = above?.strategy ?? own?.strategy ?? "one-for-one";
    if (report.strategy !== strategy) this.violated(`${who} falls ${report.strategy}, not ${strategy}`);
    const strange = report.siblings.filter((label) => !siblings.includes(label));
    if (strange.length > 0 || (strategy === "one-for-one" && report.siblings.length > 0))
      this.violated(`${who} is restarted with ${report.siblings.join(", ")}`);
  }

  /** Its supervisor starts it again. */
  renew(pid: number): void {
    this.accounts.set(pid, fresh());
  }

  /** It need not wait any more. */
  hurry(pid: number): void {
    this.account(pid).notBeforeMs = Number.NEGATIVE_INFINITY;
  }

  /** A new instance is made. */
  starts(pid: number, label: string): void {
    const { notBeforeMs } = this.account(pid);
    if (this.now() < notBeforeMs)
      this.violated(`${label} starts at ${this.now()}, its back-off ends at ${notBeforeMs}`);
  }
}

function fresh(): Account {
  return {
    restarts: [],
    streak: 0,
    lastMs: Number.NEGATIVE_INFINITY,
    notBeforeMs: Number.NEGATIVE_INFINITY,
  };
}

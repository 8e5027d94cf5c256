/**
 * Getting a child from a factory: three attempts with growing pauses between them, each with a deadline.
 *
 *   factory() ─▶ a living child ──────────────────────────────────────▶ made
 *            ├─▶ throws, rejects, gives nobody, or nothing in time ─▶ pause ─▶ again ─▶ … ─▶ failed
 *            └─▶ comes after its deadline ─▶ made, if nobody was first; else, and after the end: late
 */
import type { Alarm } from "../clock";
import { textOf } from "../describe";
import { limits } from "../limits";
import { isThenable } from "../thenable";
import type { Accepted, MakingPort } from "./replacing-port";

/** Whom a making tells; `C` is a child. */
export interface Customer<C> {
  /** Whether it takes what the factory delivered. */
  accept(made: unknown): Accepted<C>;
  made(child: C): void;
  /** After the last attempt: why that one failed, and what was thrown, if anything. */
  failed(problem: string, cause: unknown): void;
  /** Delivered when nobody wanted it any more. */
  late(made: unknown): void;
}

export class Making<C> {
  private attempts = 0;
  private open = true;
  /** The attempt that is waited for; undefined during a pause. */
  private current: object | undefined = undefined;
  private alarm: Alarm | undefined = undefined;

  constructor(
    private readonly factory: () => unknown,
    private readonly port: MakingPort,
    private readonly customer: Customer<C>,
  ) {}

  /** Calls the factory; `made` or `failed` may be told before this returns. */
  begin(): void {
    if (this.port.closing) return;
    this.attempts++;
    const attempt = {};
    this.current = attempt;
    let made: unknown;
    try {
      made = this.factory();
    } catch (error) {
      this.missed(attempt, textOf(error), error);
      return;
    }
    if (isThenable(made)) this.await(attempt, made);
    else this.delivered(attempt, made);
  }

  /** Nobody wants the child any more. */
  abandon(): void {
    this.open = false;
    this.current = undefined;
    this.alarm?.cancel();
  }

  private await(attempt: object, promise: PromiseLike<unknown>): void {
    const { factoryTimeoutMs } = limits;
    // The factory itself may have ended the supervision.
    if (this.open) {
      const late = (): void =>
        this.missed(attempt, `it gave nobody within ${factoryTimeoutMs} ms`, undefined);
      this.alarm = this.port.clock.schedule(factoryTimeoutMs, late);
      this.alarm.hold(false); // what the factory waits for keeps the process alive, or nothing does
    }
    Promise.resolve(promise).then(
      (made) => this.delivered(attempt, made),
      (error) => this.missed(attempt, textOf(error), error),
    );
  }

  /** The first to come is taken, also after its deadline. */
  private delivered(attempt: object, made: unknown): void {
    if (!this.open) {
      this.customer.late(made);
      return;
    }
    const accepted = this.customer.accept(made);
    if ("problem" in accepted) {
      this.missed(attempt, accepted.problem, undefined);
      return;
    }
    this.abandon();
    this.customer.made(accepted.child);
  }

  private missed(attempt: object, problem: string, cause: unknown): void {
    if (this.current !== attempt) return;
    this.current = undefined;
    this.alarm?.cancel();
    if (this.attempts >= limits.factoryAttemptsMax) {
      this.open = false;
      this.customer.failed(problem, cause);
      return;
    }
    const pauseMs = limits.factoryPauseMs * 2 ** (this.attempts - 1);
    this.alarm = this.port.clock.schedule(pauseMs, () => this.begin());
  }
}

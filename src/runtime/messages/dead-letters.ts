/**
 * Dead letters: the report about every message that nobody handled (law S4).
 *
 * Each report goes out as an event. The log gets the first few of every second in full and one line for the rest,
 * so that a flood of lost messages neither hides nor floods. The payload is not logged: it may be private.
 */
import type { Clock } from "../../clock";
import { IrisError } from "../../iris-error";
import { limits } from "../../limits";
import type { Logger } from "../../logger";

const fates = ["dead", "unknown", "unrouted", "failed", "unhandled", "evicted", "discarded"] as const;

/**
 * What became of the message:
 * - dead, unknown: refused, because the target had ended or never was
 * - unrouted: refused, because the key function of its pool gave no key for it
 * - failed: its handler threw
 * - unhandled: the target has no handler for it
 * - evicted: pushed out of a full mailbox by a newer message
 * - discarded: queued, or its handler abandoned, when the target ended
 */
export type DeadLetterFate = (typeof fates)[number];

/** The report about one message that nobody handled (law S4). */
export interface DeadLetter {
  readonly fate: DeadLetterFate;
  /** Pid of the actor it was meant for. */
  readonly target: number;
  /** How that actor is called, for people: "Account#12" or "Account"; empty where it is not known. */
  readonly actor: string;
  /** Name of the message: a method, a class, a tag. */
  readonly message: string;
  readonly payload: unknown;
  /**
   * What was thrown, where the fate is `failed`; ERR_UNROUTED where it is `unrouted`; ERR_HANDLER_TIMEOUT where it is
   * `discarded` because its handler ran too long.
   */
  readonly error?: unknown;
}

const windowMs = 1_000;

export class DeadLetters {
  private readonly byFate = noCounts();
  private held = noCounts();
  private heldTotal = 0;
  private windowStart = Number.NEGATIVE_INFINITY;
  private warned = 0;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly emit: (letter: DeadLetter) => void,
  ) {}

  /** Letters so far, by fate. A live view: copy it to keep it. */
  get counts(): Readonly<Record<DeadLetterFate, number>> {
    return this.byFate;
  }

  /** Counts one that nobody wants to know of. */
  count(fate: DeadLetterFate): void {
    this.byFate[fate]++;
  }

  /** Tells everyone who wants to know. Never throws. */
  report(letter: DeadLetter): void {
    this.byFate[letter.fate]++;
    this.guard(() => this.emit(letter));
    // What its actor crashed on is in the crash report already, with the error.
    const isCrash = letter.fate === "failed" || (letter.fate === "discarded" && letter.error !== undefined);
    if (!isCrash) this.warn(letter);
  }

  /** Logs the line that sums up what the limit held back, if anything. For shutdown. Never throws. */
  flush(): void {
    if (this.heldTotal === 0) return;
    const { held, heldTotal } = this;
    this.held = noCounts();
    this.heldTotal = 0;
    this.guard(() => this.logger.warn({ deadLetters: held }, summary(held, heldTotal)));
  }

  private warn(letter: DeadLetter): void {
    const now = this.clock.now();
    if (now - this.windowStart >= windowMs) {
      this.flush();
      this.windowStart = now;
      this.warned = 0;
    }
    if (this.warned >= limits.deadLetterWarningsMax) {
      this.held[letter.fate]++;
      this.heldTotal++;
      return;
    }
    this.warned++;
    const { fate, target, actor, message } = letter;
    this.guard(() => this.logger.warn({ fate, target, actor, message }, describeLetter(letter)));
  }

  /** Reporting a loss must not cause another one. */
  private guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      try {
        this.logger.error({ error }, "Reporting a dead letter failed: a listener or the logger threw.");
      } catch {
        // The logger itself is broken: there is nobody left to tell.
      }
    }
  }
}

function noCounts(): Record<DeadLetterFate, number> {
  return { dead: 0, unknown: 0, unrouted: 0, failed: 0, unhandled: 0, evicted: 0, discarded: 0 };
}

function summary(held: Readonly<Record<DeadLetterFate, number>>, total: number): string {
  const parts = fates.filter((fate) => held[fate] > 0).map((fate) => `${grouped(held[fate])} ${fate}`);
  return `… and ${grouped(total)} more dead letter${total === 1 ? "" : "s"} in that second: ${parts.join(", ")}.`;
}

/** 4990 → "4,990". */
function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

function describeLetter(letter: DeadLetter): string {
  const who = nameOf(letter);
  const what = letter.message;
  switch (letter.fate) {
    case "dead":
      return `${who} has ended or is stopping: ${what} was not delivered. Check rt.isAlive(target) or the result of send, or supervise the actor so that it comes back.`;
    case "unknown":
      return `${who} was never spawned in this runtime: ${what} was not delivered. Send through the ref that spawn returned.`;
    case "unrouted":
      return IrisError.is(letter.error) ? letter.error.message : `${who} has no member for ${what}.`;
    case "unhandled":
      return `${who} has no handler for ${what}, which was dropped. Add @Receive(...) for it, or @Receive.any().`;
    case "evicted":
      return `The mailbox of ${who} is full: ${what} was dropped for a newer message. Raise mailbox.capacity, choose another overflow policy, or slow the sender down.`;
    case "discarded":
      return `${who} ended before it had handled ${what}, which was lost. Its exit (rt.join, or an "exited" event) says why it ended.`;
    case "failed":
      return `${who} failed while it handled ${what}. Its crash report says why.`;
  }
}

/** "Account#12", also where the label has no pid, or there is no label. */
function nameOf({ actor, target }: DeadLetter): string {
  return actor.endsWith(`#${target}`) ? actor : `${actor === "" ? "Actor" : actor}#${target}`;
}

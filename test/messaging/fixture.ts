/** What the tests of messaging share: a quiet runtime under virtual time, gates instead of sleeps, records of fates. */
import { type DeadLetter, Receive, Runtime, type RuntimeOptions, silentLogger } from "../../src";
import { eventLoopTurns } from "../../src/runtime/testing/event-loop";
import type { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";

/** Lets everything run that needs no time. */
export const settle = (): Promise<void> => eventLoopTurns(6);

/** A promise that the test settles. */
export interface Gate<T = void> extends Promise<T> {
  open(value: T): void;
  fail(error: unknown): void;
}

export function gate<T = void>(): Gate<T> {
  let open: (value: T) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return Object.assign(promise, { open, fail }) as Gate<T>;
}

export interface World {
  readonly clock: VirtualClock;
  readonly rt: Runtime;
  readonly letters: DeadLetter[];
}

export function setUp(options: RuntimeOptions = {}): World {
  const clock = new VirtualClock();
  const rt = new Runtime({ clock, logger: silentLogger, ...options });
  const letters: DeadLetter[] = [];
  rt.events.on("dead-letter", (letter) => letters.push(letter));
  return { clock, rt, letters };
}

/** The code a promise rejects with; "resolved" when it does not. */
export function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "resolved",
    (error: { code?: string; message?: string }) => error.code ?? error.message ?? String(error),
  );
}

/** The code a call throws. */
export function thrownCode(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return "nothing thrown";
}

/** Every mailbox is empty, nothing runs, and the books are balanced (S4). */
export function expectQuiet(rt: Runtime): void {
  expect(rt.audit()).toMatchObject({ balanced: true, queued: 0, parked: 0, running: 0 });
}

/** A random life under simulated turns. */
export interface RandomRun {
  readonly rt: Runtime;
  readonly clock: VirtualClock;
  readonly turns: SimulatedTurns;
  /** What its handlers wait for. */
  readonly gates: readonly Gate[];
}

/** Opens what is shut and ends what lives. */
export async function endRun({ rt, clock, turns, gates }: RandomRun): Promise<void> {
  for (const until of gates) until.open();
  await turns.settle();
  const down = rt.shutdown({ drain: true, timeoutMs: 10 });
  await clock.advance(100);
  await down;
  await clock.advance(10_000);
}

/** Keeps what it was sent; `hold` keeps it busy until the gate opens. */
export class Recorder {
  readonly got: unknown[] = [];

  @Receive() take(...args: unknown[]): number {
    return this.got.push(...args);
  }

  @Receive() async hold(until: Promise<unknown>): Promise<unknown> {
    return await until;
  }

  @Receive() all(): unknown[] {
    return [...this.got];
  }
}

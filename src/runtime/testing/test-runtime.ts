/** A runtime for tests: time that stands still, chance from a seed, and a log that is kept instead of printed. */
import { describe, errors } from "../../errors";
import { SeededRandom } from "../../random";
import { checkOptions } from "../actor/checks";
import type { DeadLetter } from "../messages/dead-letters";
import { Runtime } from "../runtime";
import { checkRuntimeOptions, type RuntimeOptions, type ShutdownOptions } from "../runtime-options";
import { systemOf } from "./inside";
import { RecordingLogger } from "./recording-logger";
import { SimulatedTurns } from "./simulated-turns";
import { VirtualClock } from "./virtual-clock";
import { waitUntil } from "./waiting";

/** The options of a runtime, and the seed of its chance. */
export interface TestRuntimeOptions extends Omit<RuntimeOptions, "clock"> {
  /** Default: a clock of its own, at 0. */
  readonly clock?: VirtualClock | undefined;
  /** Of its chance, unless `random` is given. Default 1. */
  readonly seed?: number | undefined;
}

/** Real time in which a shutdown may end by itself before virtual time moves on to its deadlines. */
const graceMs = 200;

/** What `testRuntime()` returns: a `Runtime`, and what a test wants to see of it. */
export class TestRuntime extends Runtime {
  readonly clock: VirtualClock;
  /** What it logged. `logger`, if given, heard it too. */
  readonly log: RecordingLogger;
  readonly #letters: DeadLetter[] = [];
  #ended: Promise<void> | undefined = undefined;

  constructor(options: TestRuntimeOptions = {}) {
    checkTestOptions(options);
    const { seed = 1, turns, logger, ...rest } = options;
    const settle = turns instanceof SimulatedTurns ? () => turns.settle() : undefined;
    const clock = options.clock ?? new VirtualClock({ settle });
    const log = new RecordingLogger(logger);
    super({ name: "test", random: new SeededRandom(seed), ...rest, turns, clock, logger: log });
    this.clock = clock;
    this.log = log;
    this.events.on("dead-letter", (letter) => this.#letters.push(letter));
  }

  /** The dead letters so far, oldest first. */
  get deadLetters(): readonly DeadLetter[] {
    return this.#letters;
  }

  /** As in any runtime. Virtual time moves on where only a deadline can end an actor, so a test never hangs here. */
  override shutdown(options: ShutdownOptions = {}): Promise<void> {
    const ended = super.shutdown(options);
    this.#ended ??= this.#reach(ended);
    return this.#ended;
  }

  async #reach(ended: Promise<void>): Promise<void> {
    let over = false;
    const done = ended.finally(() => {
      over = true;
    });
    const system = systemOf(this);
    let patienceMs = graceMs;
    while (!(await waitUntil(system, patienceMs, () => over))) {
      const next = this.clock.nextMs;
      if (next === undefined) break;
      await this.clock.advanceTo(Math.max(next, this.clock.now()));
      patienceMs = 0;
    }
    await done;
  }
}

function checkTestOptions(options: TestRuntimeOptions): void {
  checkOptions("test runtime options", options);
  const { seed: _, clock, ...rest } = options;
  if (clock !== undefined && !(clock instanceof VirtualClock)) {
    throw errors.invalidArg({ argument: "clock", expected: "a VirtualClock", received: describe(clock) });
  }
  checkRuntimeOptions(rest);
}

/**
 * Makes a runtime for one test. Shut it down at the end: `await using rt = testRuntime();`
 *
 * @throws ERR_INVALID_ARG for an option of the wrong kind
 */
export function testRuntime(options?: TestRuntimeOptions): TestRuntime {
  return new TestRuntime(options);
}

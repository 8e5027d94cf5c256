/** A runtime under virtual time with a recording logger. After each test it must be calm: nothing lost or left. */
import { IrisError } from "../../src/errors";
import type { ExitInfo } from "../../src/exit";
import type { Logger } from "../../src/logger";
import type { DeadLetter } from "../../src/runtime/messages/dead-letters";
import { Runtime } from "../../src/runtime/runtime";
import type { RuntimeOptions } from "../../src/runtime/runtime-options";
import { eventLoopTurns } from "../../src/runtime/testing/event-loop";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";

export interface World {
  readonly rt: Runtime;
  readonly clock: VirtualClock;
  /** `level text` of every line logged. */
  readonly lines: string[];
  readonly exits: ExitInfo[];
  /** `fate message` of every dead letter. */
  readonly letters: string[];
  readonly deadLetters: DeadLetter[];
}

const worlds: World[] = [];
const escaped: unknown[] = [];
const note = (error: unknown): void => void escaped.push(error);

beforeAll(() => {
  process.on("unhandledRejection", note);
});

afterAll(() => {
  process.off("unhandledRejection", note);
});

export function makeWorld(options: RuntimeOptions = {}): World {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const write =
    (level: string) =>
    (_facts: object, text: string): void =>
      void lines.push(`${level} ${text}`);
  const logger: Logger = {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
  const rt = new Runtime({ clock, logger, ...options });
  const exits: ExitInfo[] = [];
  const letters: string[] = [];
  const deadLetters: DeadLetter[] = [];
  rt.events.on("exited", (info) => exits.push(info));
  rt.events.on("dead-letter", (letter) => {
    letters.push(`${letter.fate} ${letter.message}`);
    deadLetters.push(letter);
  });
  const world = { rt, clock, lines, exits, letters, deadLetters };
  worlds.push(world);
  return world;
}

/** Lets everything that can run without time moving on run. */
export function settle(): Promise<void> {
  return eventLoopTurns(6);
}

/** A promise that the test opens, in place of a timer. */
export interface Gate<T = void> {
  readonly opened: Promise<T>;
  open(value: T): void;
  fail(error: unknown): void;
}

export function gate<T = void>(): Gate<T> {
  let open: (value: T) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const opened = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { opened, open, fail };
}

export const never = new Promise<never>(() => {});

/** What was thrown or rejected with: its code, or its text. */
export async function failureOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return IrisError.is(error) ? error.code : String(error);
  }
  return "nothing failed";
}

afterEach(async () => {
  const found: string[] = [];
  for (const { rt, clock, exits } of worlds.splice(0)) {
    const ended = rt.shutdown();
    await clock.advance(20_000);
    await ended;
    await settle();
    const { slots, names, paths, timers } = Runtime.inside(rt);
    if (!rt.audit().balanced) found.push(`${rt.name}: unbalanced ${JSON.stringify(rt.audit())}`);
    if (slots.live > 0) found.push(`${rt.name}: ${slots.live} zombies`);
    if (clock.pending > 0) found.push(`${rt.name}: ${clock.pending} alarms left`);
    if (names.size + paths.size + timers.size > 0) found.push(`${rt.name}: names, paths or timers left`);
    const pids = exits.map(({ pid }) => pid);
    if (new Set(pids).size < pids.length) found.push(`${rt.name}: an exit was published twice`);
  }
  expect([...found, ...escaped.splice(0)]).toEqual([]);
});

/** The console logger shows errors, and a broken logger harms nobody. */
import { setImmediate as turn } from "node:timers/promises";
import { format } from "node:util";
import {
  Actor,
  consoleLogger,
  type Logger,
  Receive,
  Runtime,
  Supervised,
  silentLogger,
} from "../../src/index";
import { harmless } from "../../src/logger";
import { testRuntime } from "../../src/runtime/testing/index";

@Actor()
@Supervised()
class Fragile {
  @Receive() work(): void {
    throw new Error("broken part");
  }
}

afterEach(() => jest.restoreAllMocks());

test("logger: the console shows a restart's error with its stack", async () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
  const rt = new Runtime();
  const ref = rt.spawn(Fragile);
  await ref.ask.work().catch(() => {});
  await ref.stop();
  await rt.shutdown();
  const shown = warn.mock.calls.map(([line]) => String(line)).filter((line) => /broken part/.test(line));
  expect(shown).toHaveLength(1);
  expect(shown[0]).toMatch(/^\[iris\] .*Fragile.*: Error: broken part\n {4}at .*work/);
  expect(shown[0]?.match(/broken part/g)).toHaveLength(1);
});

describe("logger: the console shows of an error what the line does not say", () => {
  const show = (error: unknown, text: string): string => {
    const written = jest.spyOn(console, "error").mockImplementation(() => {});
    consoleLogger.error({ error }, text);
    const shown = written.mock.calls.map((line) => format(...line)).join("\n");
    written.mockRestore();
    return shown;
  };

  test("its stack alone where the line has its text, also one of many lines", () => {
    for (const message of ["gone", "one\ntwo"]) {
      const shown = show(new RangeError(message), `It broke: RangeError: ${message}`);
      expect(shown).toMatch(new RegExp(`^\\[iris\\] It broke: RangeError: ${message}\n    at [^]*$`));
      expect(shown.split(message)).toHaveLength(2);
    }
  });

  test("its code and its cause all the same", () => {
    const error = Object.assign(new Error("gone", { cause: new Error("unplugged") }), { code: "ENOENT" });
    const shown = show(error, "It broke: Error: gone");
    expect(shown.match(/gone/g)).toHaveLength(1);
    expect(shown).toMatch(/unplugged/);
    expect(shown).toMatch(/code: 'ENOENT'/);
  });

  test("all of it where the line says something else, or only a part", () => {
    expect(show(new Error("gone"), "It broke")).toMatch(/^\[iris\] It broke\n ?Error: gone\n {4}at /);
    expect(show(new Error("gone"), "What is gone?")).toMatch(/\? ?\n ?Error: gone\n {4}at /);
  });

  test("what has no stack as it is", () => {
    const bare = new Error("gone");
    bare.stack = undefined as never;
    expect(show(bare, "It broke: Error: gone")).toMatch(/^\[iris\] It broke: Error: gone\n ?\[Error: gone\]/);
    expect(show("gone", "It broke: gone")).toBe("[iris] It broke: gone\n gone");
  });
});

describe("logger: one shaped like pino, which writes only an `err` with its stack", () => {
  const facts: object[] = [];
  const pino: Logger = {
    ...silentLogger,
    warn: (fact) => facts.push(fact),
    error: (fact) => facts.push(fact),
  };
  beforeEach(() => void facts.splice(0));

  test("gets a crash as `err`, and as `error`", async () => {
    const rt = new Runtime({ logger: pino });
    const ref = rt.spawn(Fragile);
    await ref.ask.work().catch(() => {});
    await rt.shutdown();
    const error = new Error("broken part");
    expect(facts).toContainEqual(expect.objectContaining({ err: error, error }));
  });

  test("keeps an `err` of your own, and gets none for a code or for what is thrown and no error", () => {
    const [error, err] = [new Error("inner"), new Error("mine")];
    const logger = harmless(pino);
    logger.error({ error, err }, "both");
    logger.warn({ error: "ENOENT" }, "a code");
    logger.error({ pid: 5 }, "none");
    expect(facts).toEqual([{ error, err }, { error: "ENOENT" }, { pid: 5 }]);
  });
});

test("logger: a code among the facts is not shown, the text says it", () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
  consoleLogger.warn({ error: "ENOENT" }, "it failed");
  consoleLogger.warn({}, "no error");
  expect(warn.mock.calls).toEqual([["[iris] it failed"], ["[iris] no error"]]);
});

test("logger: an async logger that rejects ends no process", async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on("unhandledRejection", note);
  const failing = async (): Promise<void> => {
    throw new Error("disk full");
  };
  const logger: Logger = { ...silentLogger, warn: failing, error: failing };
  for (const rt of [new Runtime({ logger }), testRuntime({ logger })]) {
    rt.send(999, "to nobody");
    await rt.shutdown();
  }
  for (let n = 0; n < 5; n++) await turn();
  process.off("unhandledRejection", note);
  expect(rejections).toEqual([]);
});

/** The console logger shows errors, and a broken logger harms nobody. */
import { setImmediate as turn } from "node:timers/promises";
import {
  Actor,
  consoleLogger,
  type Logger,
  Receive,
  Runtime,
  Supervised,
  silentLogger,
} from "../../src/index";
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
  const shown = warn.mock.calls.find(([, error]) => (error as Error | undefined)?.message === "broken part");
  expect(shown?.[0]).toMatch(/^\[iris\] .*Fragile/);
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

/** Wrong arguments are mistakes in the program: each throws an IrisError that names it, never an engine's TypeError. */
import { inspect } from "node:util";
import { container, IrisError, message, Receive, Runtime, SeededRandom, silentLogger } from "../../src/index";
import {
  fake,
  probe,
  SequenceRandom,
  SimulatedTurns,
  testRuntime,
  VirtualClock,
} from "../../src/runtime/testing/index";

/** A wrong value, as JavaScript would pass it. */
const wrong = (value: unknown): never => value as never;

class Account {
  @Receive() balance(): number {
    return 1;
  }
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

function refused(act: () => unknown): string {
  const error = thrownBy(act);
  return IrisError.is(error, "ERR_INVALID_ARG") ? error.message : `not refused: ${inspect(error)}`;
}

describe("wrong arguments of a runtime", () => {
  const rt = new Runtime({ logger: silentLogger });
  const ref = rt.spawn(Account);
  const m = message(Account).balance();
  afterAll(() => rt.shutdown());

  test.each<[string, () => unknown, RegExp]>([
    ["container: 5", () => new Runtime({ container: wrong(5) }), /^container must be .*got 5/],
    ["container: null", () => new Runtime({ container: wrong(null) }), /^container must be .*got null/],
    ["an unknown runtime option", () => new Runtime(wrong({ slicems: 5 })), /did you mean "sliceMs"/],
    ["register(…, null)", () => rt.names.register("n", ref, wrong(null)), /^register options .*got null/],
    ["exclusive: no", () => rt.names.register("n", ref, wrong({ exclusive: "no" })), /^exclusive .*"no"/],
    ["unregister(5)", () => rt.names.unregister(wrong(5)), /^name must be a string; got 5/],
    ["resolve(undefined)", () => rt.names.resolve(wrong(undefined)), /circle of imports.*got undefined/],
    ["resolve(name, null)", () => rt.names.resolve("n", wrong(null)), /^the class must be/],
    ["after(…, null)", () => rt.timers.after(ref, 1, m, wrong(null)), /^timer options .*got null/],
    ["after ref: no", () => rt.timers.after(ref, 1, m, wrong({ ref: "no" })), /^ref must be a boolean/],
    ["after immediate", () => rt.timers.after(ref, 1, m, wrong({ immediate: true })), /^immediate must be/],
    ["every(…, null)", () => rt.timers.every(ref, 1, m, wrong(null)), /^interval options .*got null/],
    ["immediate: 1", () => rt.timers.every(ref, 1, m, wrong({ immediate: 1 })), /^immediate .*boolean/],
    ["mode: 5", () => rt.timers.every(ref, 1, m, wrong({ mode: 5 })), /^mode must be/],
    ["every modus", () => rt.timers.every(ref, 1, m, wrong({ modee: "x" })), /did you mean "mode"/],
    ["message(undefined)", () => message(wrong(undefined)), /circle of imports.*got undefined/],
    ["message(null)", () => message(wrong(null)), /an actor class; got null/],
    ["an event that is never told", () => rt.events.on(wrong("presure"), () => {}), /^kind must be one of/],
    ["a kind of event with a typo", () => rt.events.on(wrong("exitd"), () => {}), /did you mean "exited"/],
    ["a stream of a kind with a typo", () => rt.events.stream(wrong("exitd")), /did you mean "exited"/],
    ["a stream of 5", () => rt.events.stream(wrong(5)), /^kind must be one of .*; got 5/],
    ["an unknown shutdown option", () => rt.shutdown(wrong({ drian: true })), /did you mean "drain"/],
    ["asking(…)", () => ref.asking(wrong({ timeoutms: 5 })), /did you mean "timeoutMs"/],
    ["seed NaN", () => new SeededRandom(Number.NaN), /^seed must be a finite number; got NaN/],
    ["seed string", () => new SeededRandom(wrong("x")), /^seed .*"x"/],
    ["seed symbol", () => new SeededRandom(wrong(Symbol("s"))), /^seed .*Symbol\(s\)/],
    ["seed bigint", () => new SeededRandom(wrong(1n)), /^seed .*1n/],
  ])("%s is refused by name", (_, act, text) => {
    expect(refused(act)).toMatch(text);
  });

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ["stop", () => rt.stop(ref, wrong({ timeout: 5 })), /did you mean "timeoutMs"/],
    ["join", () => rt.join(ref, wrong({ timeout: 5 })), /did you mean "timeoutMs"/],
    ["join of a pid that nobody has", () => rt.join(9_999, wrong({ sgnal: 5 })), /did you mean "signal"/],
    ["ask", () => rt.ask(ref, m, wrong({ timeout: 5 })), /did you mean "timeoutMs"/],
  ])("an unknown option of %s rejects with what was meant", async (_, act, text) => {
    await expect(act()).rejects.toThrow(text);
  });

  test("undefined options count as left out", async () => {
    const { exclusive, timeoutMs } = {} as { exclusive?: boolean; timeoutMs?: number };
    rt.names.register("left-out", ref, { exclusive });
    expect(await rt.ask(ref, m, { timeoutMs })).toBe(1);
    await new Runtime({ container, logger: silentLogger }).shutdown();
  });

  test("a runtime in a log or in JSON is its name, not a circle", () => {
    const named = new Runtime({ name: "shop", logger: silentLogger });
    expect(JSON.stringify({ rt: named })).toBe('{"rt":{"name":"shop"}}');
    expect(inspect(named)).toBe('Runtime("shop")');
    return named.shutdown();
  });
});

describe("wrong arguments of the testing tools", () => {
  test.each<[string, () => unknown, RegExp]>([
    ["SequenceRandom(undefined)", () => new SequenceRandom(wrong(undefined)), /^values must be/],
    ["SequenceRandom of symbols", () => new SequenceRandom([wrong(Symbol("s"))]), /^values .*Symbol\(s\)/],
    ["SimulatedTurns(null)", () => new SimulatedTurns(wrong(null)), /got null/],
    ["SimulatedTurns random", () => new SimulatedTurns({ random: wrong(5) }), /^random must be/],
    ["VirtualClock(null)", () => new VirtualClock(wrong(null)), /got null/],
    ["VirtualClock settle", () => new VirtualClock({ settle: wrong(5) }), /^settle must be a function/],
    ["testRuntime(null)", () => testRuntime(wrong(null)), /got null/],
    ["testRuntime(5)", () => testRuntime(wrong(5)), /got 5/],
    ["testRuntime(x)", () => testRuntime(wrong("x")), /got "x"/],
    ["testRuntime seed", () => testRuntime({ seed: Number.NaN }), /^seed must be/],
    ["testRuntime clock", () => testRuntime({ clock: wrong({}) }), /^clock must be a VirtualClock/],
    ["testRuntime logger", () => testRuntime({ logger: wrong(5) }), /^logger must be/],
    ["testRuntime typo", () => testRuntime(wrong({ sede: 5 })), /did you mean "seed"/],
  ])("%s is refused by name", (_, act, text) => {
    expect(refused(act)).toMatch(text);
  });

  test("what a probe waits for is a function, and a fake has a token", async () => {
    const rt = testRuntime();
    await expect(probe(rt).next({ where: wrong(5) })).rejects.toThrow("where must be a function; got 5");
    expect(refused(() => fake(rt, wrong(undefined), {}))).toMatch(/circle of imports.*got undefined/);
    await rt.shutdown();
  });
});

describe("error texts about hostile values", () => {
  const throwing = new Proxy(
    {},
    {
      has: () => {
        throw new Error("has");
      },
      get: () => {
        throw new Error("get");
      },
    },
  );

  test("IrisError.is of a proxy that throws is false", () => {
    expect(IrisError.is(throwing)).toBe(false);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(IrisError.is(proxy, "ERR_INVALID_ARG")).toBe(false);
  });

  test("any function can be described, also a revoked one and one whose name throws", () => {
    const { proxy, revoke } = Proxy.revocable(() => {}, {});
    revoke();
    class Shy {}
    const get = (): never => {
      throw new Error("name");
    };
    Object.defineProperty(Shy, "name", { get });
    class Odd {}
    Object.defineProperty(Odd, "name", { value: Symbol("odd") });
    for (const value of [proxy, Shy, Odd]) {
      expect(refused(() => new Runtime(wrong(value)))).toMatch(/got a function/);
    }
    expect(refused(() => new SeededRandom(wrong(throwing)))).toMatch(/got an instance of Object/);
  });
});

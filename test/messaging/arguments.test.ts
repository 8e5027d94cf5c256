/** What goes in is what arrives: arguments of method messages, whole messages, and everything that is no target. */
import { type ActorRef, IrisError, message, Receive, Runtime, silentLogger } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp, thrownCode } from "./fixture";

class Counting {
  readonly calls: [count: number, args: unknown[]][] = [];

  @Receive() rest(...args: unknown[]): void {
    this.calls.push([args.length, args]);
  }

  @Receive() withDefault(a = "default", b = "other"): [unknown, unknown] {
    return [a, b];
  }

  @Receive() read(): [number, unknown[]][] {
    return this.calls;
  }
}

const falsy: readonly unknown[] = ["", 0, -0, null, undefined, false, Number.NaN, 0n];

describe("S5: exactly the arguments that were sent arrive", () => {
  test("none is not undefined, one is not many, an array is one argument", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Counting);
    ref.send.rest();
    ref.send.rest(undefined);
    ref.send.rest([1, 2]);
    ref.send.rest(1, undefined, 3);
    ref.send.rest([], []);
    ref.tell(message(Counting).rest());
    ref.tell(message(Counting).rest(undefined));
    ref.tell(message(Counting).rest([1], 2));
    expect(await ref.ask.read()).toEqual([
      [0, []],
      [1, [undefined]],
      [1, [[1, 2]]],
      [3, [1, undefined, 3]],
      [2, [[], []]],
      [0, []],
      [1, [undefined]],
      [2, [[1], 2]],
    ]);
    expectQuiet(rt);
  });

  test("defaults apply to what is missing or undefined, as in a call", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Counting);
    expect(await ref.ask.withDefault()).toEqual(["default", "other"]);
    expect(await ref.ask.withDefault(undefined)).toEqual(["default", "other"]);
    expect(await ref.ask.withDefault("a")).toEqual(["a", "other"]);
    expect(await ref.ask.withDefault(undefined, "b")).toEqual(["default", "b"]);
  });

  test("falsy messages are messages, in every way of sending", async () => {
    const { rt } = setUp();
    const got: unknown[] = [];
    const ref = rt.spawn((m: unknown) => {
      got.push(m);
      return m;
    });
    for (const value of falsy) {
      expect(ref.tell(value)).toBe(true);
      expect(rt.send(ref, value)).toBe(true);
      expect(rt.sendDetailed(ref, value)).toEqual({ accepted: true, fate: "queued", level: "NORMAL" });
      expect(await rt.sendAsync(ref, value)).toBe(true);
      expect(await rt.ask(ref, value)).toBe(value);
    }
    expect(rt.sendMany(ref, falsy)).toBe(falsy.length);
    await settle();
    expect(got).toEqual([...falsy.flatMap((value) => [value, value, value, value, value]), ...falsy]);
    expectQuiet(rt);
  });

  test("falsy arguments and replies of methods travel", async () => {
    const { rt } = setUp();
    class Echo {
      @Receive() echo(value: unknown): unknown {
        return value;
      }
    }
    const ref = rt.spawn(Echo);
    for (const value of falsy) expect(await ref.ask.echo(value)).toBe(value);
  });

  test("frozen, prototype-less, symbol and function messages arrive as they are", async () => {
    const { rt } = setUp();
    const got: unknown[] = [];
    const ref = rt.spawn((m: unknown) => void got.push(m));
    const values = [Object.freeze({ a: 1 }), Object.create(null), Symbol("x"), () => 1, /x/, new Map()];
    for (const value of values) expect(rt.send(ref, value)).toBe(true);
    await settle();
    expect(got.every((value, at) => value === values[at])).toBe(true);
  });
});

function hostile(): object {
  return new Proxy(
    {},
    {
      get() {
        throw new Error("hands off");
      },
      has() {
        throw new Error("hands off");
      },
      getPrototypeOf() {
        throw new Error("hands off");
      },
    },
  );
}

describe("S5: a hostile message hurts neither the sender nor the runtime", () => {
  test("a function actor receives it untouched", async () => {
    const { rt } = setUp();
    const got: unknown[] = [];
    const ref = rt.spawn((m: unknown) => void got.push(m));
    const proxy = hostile();
    expect(rt.send(ref, proxy)).toBe(true);
    expect(rt.sendMany(ref, [proxy, proxy])).toBe(2);
    await settle();
    expect(got.map((m) => m === proxy)).toEqual([true, true, true]);
  });

  test("a class that routes by class fails that message alone; others go on", async () => {
    const { rt, letters } = setUp();
    const ref = rt.spawn(Recorder);
    const other = rt.spawn(Recorder);
    expect(rt.send(ref.pid, hostile())).toBe(true);
    expect(other.send.take(1)).toBe(true);
    expect(await other.ask.all()).toEqual([1]);
    expect(letters).toHaveLength(1);
    expectQuiet(rt);
  });

  test("it expires, is refused and is reported under a neutral name", async () => {
    const { rt, clock, letters } = setUp();
    const until = gate();
    const ref = rt.spawn((m: unknown) => (m === "hold" ? until : undefined));
    rt.send(ref, "hold");
    const reply = codeOf(rt.ask(ref, hostile(), { timeoutMs: 10 }));
    await clock.advance(10);
    expect(await reply).toBe("ERR_ASK_TIMEOUT");
    rt.kill(ref);
    expect(rt.send(ref, hostile())).toBe(false);
    expect(letters.map((letter) => letter.message)).toEqual(["string", "object", "object"]);
  });

  test("a constructor name that is no string does not spoil the report", async () => {
    const { rt, letters } = setUp();
    class Odd {}
    Object.defineProperty(Odd, "name", { value: Symbol("odd") });
    const ref = rt.spawn(Recorder);
    rt.send(ref.pid, new Odd());
    await settle();
    expect(letters).toMatchObject([{ fate: "unhandled", message: "object" }]);
  });
});

describe("S5: wrong targets throw a code, unknown and dead ones refuse", () => {
  const wrong: readonly unknown[] = [
    ...["", "1", null, undefined, true, {}, { pid: 1 }, [], () => 1, 1n, Symbol("t")],
    ...[-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, 1e300],
    ...[Object.create(null), Object.freeze({ pid: 3 })],
  ];
  const calls: [name: string, call: (rt: Runtime, target: never) => unknown][] = [
    ["send", (rt, target) => rt.send(target, 1)],
    ["sendDetailed", (rt, target) => rt.sendDetailed(target, 1)],
    ["sendMany", (rt, target) => rt.sendMany(target, [1])],
    ["mailboxes.size", (rt, target) => rt.mailboxes.size(target)],
    ["mailboxes.pressure", (rt, target) => rt.mailboxes.pressure(target)],
    ["isAlive", (rt, target) => rt.isAlive(target)],
    ["timers.after", (rt, target) => rt.timers.after(target, 1, 1)],
  ];

  test.each(calls)("%s", (_, call) => {
    const { rt } = setUp();
    const found = wrong.map((target) => thrownCode(() => call(rt, target as never)));
    expect(found).toEqual(wrong.map(() => "ERR_INVALID_ARG"));
    expect(rt.audit()).toMatchObject({ accepted: 0, refused: 0, balanced: true });
  });

  test("sendAsync and ask reject with the same code", async () => {
    const { rt } = setUp();
    for (const target of wrong) {
      expect(await codeOf(rt.sendAsync(target as never, 1))).toBe("ERR_INVALID_ARG");
      expect(await codeOf(rt.ask(target as never, 1))).toBe("ERR_INVALID_ARG");
    }
  });

  test("a ref of another runtime is foreign to every call", async () => {
    const { rt } = setUp();
    const foreign = new Runtime({ logger: silentLogger }).spawn(Recorder);
    for (const [, call] of calls)
      expect(thrownCode(() => call(rt, foreign as never))).toBe("ERR_FOREIGN_TARGET");
    expect(await codeOf(rt.sendAsync(foreign, message(Recorder).take(1)))).toBe("ERR_FOREIGN_TARGET");
    expect(await codeOf(rt.ask(foreign, message(Recorder).all()))).toBe("ERR_FOREIGN_TARGET");
  });

  test("pids nobody has: refused as unknown; 0 is nobody's pid", async () => {
    const { rt, letters } = setUp();
    for (const pid of [0, 77, Number.MAX_SAFE_INTEGER]) {
      expect(rt.send(pid, 1)).toBe(false);
      expect(rt.sendDetailed(pid, 1)).toEqual({ accepted: false, fate: "unknown", level: "NORMAL" });
      expect(rt.sendMany(pid, [1, 2])).toBe(0);
      expect(await rt.sendAsync(pid, 1)).toBe(false);
      expect(await codeOf(rt.ask(pid, 1))).toBe("ERR_ACTOR_DEAD");
      expect(rt.kill(pid)).toBe(false);
      expect(await rt.stop(pid)).toBe(false);
    }
    expect(letters.every((letter) => letter.fate === "unknown")).toBe(true);
    expect(rt.audit()).toMatchObject({ refused: 18, accepted: 0, balanced: true });
  });

  test("a dead actor refuses by ref and by pid, and says that it is dead", async () => {
    const { rt, letters } = setUp();
    const ref = rt.spawn(Recorder);
    await ref.stop();
    expect(ref.send.take(1)).toBe(false);
    for (const target of [ref as ActorRef<unknown>, ref.pid] as never[]) {
      expect(rt.sendDetailed(target, 1)).toEqual({ accepted: false, fate: "dead", level: "NORMAL" });
    }
    expect(letters.map((letter) => letter.fate)).toEqual(["dead", "dead", "dead"]);
  });
});

describe("wrong calls throw a code", () => {
  test("sendMany takes iterables only; what throws midway says how many were accepted", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Recorder);
    for (const wrong of [null, undefined, 5, {}, () => []]) {
      expect(thrownCode(() => rt.sendMany(ref, wrong as never))).toBe("ERR_INVALID_ARG");
    }
    const frozen = Object.freeze(new Error("frozen"));
    const fixed = Object.defineProperty(new Error("fixed"), "accepted", { value: -1, writable: false });
    for (const thrown of [new Error("midway"), frozen, fixed, "text", null]) {
      const messages = function* () {
        yield message(Recorder).take(1);
        throw thrown;
      };
      let caught: unknown;
      try {
        rt.sendMany(ref, messages());
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(thrown);
    }
    const error = new Error("lazy");
    const lazy = function* () {
      for (let n = 0; n < 3; n++) yield message(Recorder).take(n);
      throw error;
    };
    expect(() => rt.sendMany(ref, lazy())).toThrow(expect.objectContaining({ accepted: 3 }));
    expect(await ref.ask.all()).toEqual([1, 1, 1, 1, 1, 0, 1, 2]);
  });

  test("sendNamed: a name that is no string throws, an unknown one refuses", () => {
    const { rt, letters } = setUp();
    for (const wrong of [5, null, undefined, {}]) {
      expect(thrownCode(() => rt.sendNamed(wrong as never, 1))).toBe("ERR_INVALID_ARG");
    }
    expect(rt.sendNamed("", 1)).toBe(false);
    expect(rt.sendNamed("nobody", 1)).toBe(false);
    expect(letters).toHaveLength(2);
  });

  test("ask options: wrong ones throw at once from asking, and reject from ask", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Recorder);
    const wrong: readonly unknown[] = [
      ...[null, 5, "fast"],
      ...[0, -1, Number.NaN, "5", Number.NEGATIVE_INFINITY, null].map((timeoutMs) => ({ timeoutMs })),
      ...[{}, 5, null, "abort"].map((signal) => ({ signal })),
    ];
    for (const options of wrong) {
      expect(thrownCode(() => ref.asking(options as never))).toBe("ERR_INVALID_ARG");
      expect(await codeOf(rt.ask(ref, message(Recorder).all(), options as never))).toBe("ERR_INVALID_ARG");
    }
    const sendOptions = [null, 5, { timeoutMs: -1 }, { timeoutMs: Number.NaN }, { signal: {} }];
    for (const options of sendOptions)
      expect(await codeOf(rt.sendAsync(ref, message(Recorder).all(), options as never))).toBe(
        "ERR_INVALID_ARG",
      );
    expect(rt.audit()).toMatchObject({ accepted: 0, balanced: true });
    expect(await ref.asking({ timeoutMs: Number.MAX_VALUE }).all()).toEqual([]);
    expect(await ref.asking({ timeoutMs: Number.MIN_VALUE }).all()).toEqual([]);
    expect(IrisError.is(new Error("x"))).toBe(false);
  });
});

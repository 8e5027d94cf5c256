import { Actor, type ActorRef, message, Receive } from "../../src/index";
import { probe, SimulatedTurns, settle, testRuntime } from "../../src/runtime/testing/index";

class Closed {
  constructor(readonly reason: string) {}
}

@Actor({ name: "ledger" })
class Ledger {
  constructor(readonly neverInjected: string) {}

  @Receive() post(_amount: number, _memo: string): void {
    throw new Error("the real ledger must not run");
  }
  @Receive() async total(): Promise<number> {
    throw new Error("the real ledger must not run");
  }
  @Receive(Closed) closed(_: Closed): void {}
  unmarked(): void {}
}

@Actor()
class Till {
  @Receive() async sell(ledger: ActorRef<Ledger>, price: number): Promise<number> {
    ledger.send.post(price, "sale");
    return ledger.ask.total();
  }
}

let rt = testRuntime();
beforeEach(() => {
  rt = testRuntime();
});
afterEach(() => rt.shutdown());

describe("a probe", () => {
  test("records what it receives, and hands it out one by one, in order", async () => {
    const seen = probe<string | number>(rt);
    for (const word of ["a", 1, "b"]) seen.ref.tell(word);
    expect([await seen.next(), await seen.next()]).toEqual(["a", 1]);
    await settle(rt);
    expect(seen.messages).toEqual(["a", 1, "b"]);
    expect(await seen.next()).toBe("b");
  });

  test("waits for what is not there yet; two that wait get one each", async () => {
    const seen = probe<string>(rt);
    const both = Promise.all([seen.next(), seen.next()]);
    seen.ref.tell("first");
    setImmediate(() => seen.ref.tell("second"));
    expect(await both).toEqual(["first", "second"]);
  });

  test("can wait for one kind and leave the others", async () => {
    const seen = probe<string | number>(rt);
    seen.ref.tell(1);
    seen.ref.tell("a");
    const word: string = await seen.next({ where: (sent) => typeof sent === "string" });
    expect([word, await seen.next()]).toEqual(["a", 1]);
  });

  test("that waits in vain says what it got instead", async () => {
    const seen = probe<object>(rt, { name: "seen" });
    const failure = (received: string, wanted = "message") => ({
      code: "ERR_PROBE_TIMEOUT",
      probe: `The probe probe#${seen.ref.pid}`,
      wanted,
      received,
    });
    await expect(seen.next({ timeoutMs: 0 })).rejects.toMatchObject(failure("nothing"));
    seen.ref.tell({ price: 5 });
    seen.ref.tell({ price: 7 });
    await seen.next();
    await expect(seen.next({ timeoutMs: 0, where: () => false })).rejects.toMatchObject(
      failure("{ price: 7 } (and 1 before, which was taken)", "message as wanted"),
    );
    for (let price = 0; price < 9; price++) seen.ref.tell({ price });
    await settle(rt);
    await expect(seen.next({ timeoutMs: 0, where: () => false })).rejects.toThrow(/, 5 more \(and 1 before/);
    expect(rt.names.resolve("seen")).toBe(seen.ref);
  });

  test("that has ended says so", async () => {
    const seen = probe(rt);
    rt.kill(seen.ref);
    await expect(seen.next({ timeoutMs: 0 })).rejects.toThrow(/which has ended/);
  });

  test("expects silence, once everything has settled", async () => {
    const seen = probe<string>(rt);
    await seen.expectNone();
    const relay = rt.spawn(async (word: string) => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.ref.tell(word);
    });
    relay.tell("late");
    await expect(seen.expectNone()).rejects.toMatchObject({
      code: "ERR_PROBE_NOT_SILENT",
      received: "'late'",
    });
    expect(await seen.next()).toBe("late");
    await seen.expectNone();
    seen.ref.tell("again");
    await settle(rt);
    seen.clear();
    await seen.expectNone();
    expect(seen.messages).toEqual([]);
  });

  test("answers asks: nothing, what it is told, or an error that it survives", async () => {
    const seen = probe<number>(rt);
    expect(await rt.ask(seen.ref, 1)).toBeUndefined();
    seen.reply((n) => n * 2);
    expect(await rt.ask(seen.ref, 2)).toBe(4);
    seen.reply(() => Promise.reject(new Error("no")));
    await expect(rt.ask(seen.ref, 3)).rejects.toThrow("no");
    seen.reply(async (n) => n + 1);
    expect(await rt.ask(seen.ref, 4)).toBe(5);
    expect(seen.messages).toEqual([1, 2, 3, 4]);
    const ready = probe<number>(rt, { reply: () => "at once" });
    expect(await rt.ask(ready.ref, 1)).toBe("at once");
  });

  test("takes its simulated turns", async () => {
    await using simulated = testRuntime({ turns: new SimulatedTurns() });
    const seen = probe<string>(simulated);
    seen.ref.tell("a");
    expect(await seen.next()).toBe("a");
  });

  test("wrong options are refused", async () => {
    const refused = expect.objectContaining({ code: "ERR_INVALID_ARG" });
    expect(() => probe({} as never)).toThrow(refused);
    expect(() => probe(rt, 5 as never)).toThrow(refused);
    expect(() => probe(rt, { reply: 5 as never })).toThrow(refused);
    expect(() => probe(rt, Ledger, { reply: 5 as never })).toThrow(refused);
    await expect(probe(rt).next({ timeoutMs: -1 })).rejects.toEqual(refused);
  });
});

describe("a probe of a class", () => {
  test("stands in for the actor: its calls are recorded, nothing is injected and nothing of it runs", async () => {
    const ledger = probe(rt, Ledger, { reply: { total: () => 42 } });
    expect(await rt.spawn(Till).ask.sell(ledger.ref, 5)).toBe(42);
    expect(ledger.messages).toEqual([
      { method: "post", args: [5, "sale"] },
      { method: "total", args: [] },
    ]);
    const call = await ledger.next();
    if (call.method === "post") expect(call.args[0].toFixed(2)).toBe("5.00");
    expect((await ledger.next()).method).toBe("total");
  });

  test("answers with jest's mocks, also with errors", async () => {
    const total = jest
      .fn<Promise<number>, []>()
      .mockResolvedValueOnce(1)
      .mockRejectedValueOnce(new Error("shut"));
    const ledger = probe(rt, Ledger, { reply: { total } });
    expect(await ledger.ref.ask.total()).toBe(1);
    await expect(ledger.ref.ask.total()).rejects.toThrow("shut");
    ledger.reply({ total: () => 3 });
    expect(await ledger.ref.ask.total()).toBe(3);
    expect(total).toHaveBeenCalledTimes(2);
    expect(rt.isAlive(ledger.ref)).toBe(true);
  });

  test("takes the class's messages however they are sent, and refuses what is no message of it", async () => {
    const ledger = probe(rt, Ledger);
    const closed = new Closed("holiday");
    ledger.ref.tell(closed);
    rt.send(ledger.ref, message(Ledger).post(1, "x"));
    ledger.ref.tell({ type: "unknown" } as never);
    await settle(rt);
    expect(ledger.messages).toEqual([
      { method: "closed", args: [closed] },
      { method: "post", args: [1, "x"] },
    ]);
    expect(rt.audit().unhandled).toBe(1);
    expect(() => ledger.ref.send.unmarked()).toThrow(expect.objectContaining({ code: "ERR_NOT_A_MESSAGE" }));
  });

  test("is found under the class's name, by the class, and called like it", async () => {
    const ledger = probe(rt, Ledger);
    expect(rt.names.resolve(Ledger)).toBe(ledger.ref);
    expect(rt.names.resolve("ledger")).toBe(ledger.ref);
    expect(String(ledger.ref)).toBe(`Ledger#${ledger.ref.pid}`);
    const another = probe(rt, Ledger, { name: null });
    expect(another.ref).not.toBe(ledger.ref);
  });

  test("of an inherited actor has the inherited messages, and the real class stays as it is", async () => {
    @Actor()
    class Special extends Ledger {
      constructor() {
        super("");
      }
      @Receive() audit(): string {
        return "real";
      }
    }
    const special = probe(rt, Special);
    special.ref.send.post(1, "x");
    special.ref.send.audit();
    await settle(rt);
    expect(special.messages.map(({ method }) => method)).toEqual(["post", "audit"]);
    expect(await rt.spawn(Special).ask.audit()).toBe("real");
    expect(special.messages).toHaveLength(2);
  });

  test("two runtimes may each have one", async () => {
    await using other = testRuntime();
    const [here, there] = [probe(rt, Ledger), probe(other, Ledger)];
    here.ref.send.post(1, "here");
    await there.expectNone();
    expect((await here.next()).args).toEqual([1, "here"]);
  });
});

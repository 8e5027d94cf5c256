/** Which handler takes which message: methods, classes, tags, any; odd names; functions; and what nobody takes. */
import { limits, message, Receive, Runtime } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp, thrownCode } from "./fixture";

class Shape {
  constructor(readonly size = 1) {}
}
class Circle extends Shape {}
class Disc extends Circle {}
class Other {
  readonly type = "tick";
}

class Router {
  @Receive(Shape) onShape(m: Shape): string {
    return `shape ${m.size}`;
  }
  @Receive(Circle) onCircle(_: Circle): string {
    return "circle";
  }
  @Receive("tick") onTick(_: { type: "tick" }): string {
    return "tick";
  }
}

class Catcher extends Router {
  @Receive.any() rest(m: unknown): string {
    return `any ${typeof m}`;
  }
}

describe("whole messages", () => {
  test("the most derived class wins, then the tag, then any", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Catcher);
    const ask = (m: unknown): Promise<unknown> => rt.ask(ref.pid, m);
    expect(await ask(new Shape(3))).toBe("shape 3");
    expect(await ask(new Circle())).toBe("circle");
    expect(await ask(new Disc())).toBe("circle");
    expect(await ask({ type: "tick" })).toBe("tick");
    expect(await ask(new Other())).toBe("tick");
    for (const m of [{ type: "tock" }, { type: 5 }, Object.create(null), null, 0, "tick", () => 1, []])
      expect(await ask(m)).toBe(`any ${typeof m}`);
    expect(await ref.ask.onShape(new Shape(4))).toBe("shape 4");
  });

  test("without any: unhandled, a dead letter, and ERR_UNHANDLED for asks; the actor lives", async () => {
    const { rt, letters } = setUp();
    const ref = rt.spawn(Router);
    const odd = [{ type: "tock" }, null, undefined, "tick", 5, Symbol("s")];
    for (const m of odd) expect(rt.send(ref.pid, m)).toBe(true);
    await settle();
    expect(letters.map(({ fate }) => fate)).toEqual(odd.map(() => "unhandled"));
    expect(letters.map(({ payload }) => payload)).toEqual(odd);
    expect(await codeOf(rt.ask(ref.pid, message(Recorder).take(1)))).toBe("ERR_UNHANDLED");
    expect(rt.audit()).toMatchObject({ unhandled: odd.length + 1, balanced: true });
    expect(rt.isAlive(ref)).toBe(true);
  });

  test("a function takes everything, also method messages, as they are", async () => {
    const { rt } = setUp();
    const got: unknown[] = [];
    const ref = rt.spawn((m: unknown) => void got.push(m));
    const call = message(Recorder).take(1, 2);
    rt.send(ref, call);
    await settle();
    expect(got).toEqual([call]);
    expect(got[0]).toBe(call);
  });
});

describe("methods", () => {
  class Unmarked {
    @Receive() marked(): string {
      return "marked";
    }
    plain(): string {
      return "plain";
    }
  }

  test("ERR_NOT_A_MESSAGE where the mark is missing, in every way of sending", () => {
    const { rt } = setUp();
    const ref = rt.spawn(Unmarked);
    expect(thrownCode(() => ref.send.plain())).toBe("ERR_NOT_A_MESSAGE");
    expect(thrownCode(() => ref.ask.plain())).toBe("ERR_NOT_A_MESSAGE");
    expect(thrownCode(() => ref.asking({ timeoutMs: 1 }).plain())).toBe("ERR_NOT_A_MESSAGE");
    expect(thrownCode(() => message(Unmarked).plain())).toBe("ERR_NOT_A_MESSAGE");
    expect(rt.audit().accepted).toBe(0);
  });

  test("an override without a mark is what runs; an override by a field is refused", async () => {
    const { rt } = setUp();
    class Derived extends Unmarked {
      override marked(): string {
        return "derived";
      }
    }
    expect(await rt.spawn(Derived).ask.marked()).toBe("derived");
    expect(await rt.spawn(Unmarked).ask.marked()).toBe("marked");
  });

  test("any name may be a message's", async () => {
    const { rt } = setUp();
    class Odd {
      @Receive() cell(): string {
        return "cell";
      }
      @Receive() send(): string {
        return "send";
      }
      @Receive() ask(): string {
        return "ask";
      }
      @Receive() toString(): string {
        return "toString";
      }
      @Receive() pid(n: number): string {
        return `pid ${n}`;
      }
      @Receive() hasOwnProperty(): boolean {
        return true;
      }
      @Receive() "with space"(): string {
        return "with space";
      }
      @Receive() __proto__(): string {
        return "proto";
      }
    }
    const ref = rt.spawn(Odd);
    const names = ["cell", "send", "ask", "toString", "with space"] as const;
    for (const name of names) expect(await ref.ask[name]()).toBe(name);
    expect(await ref.ask.pid(3)).toBe("pid 3");
    const asker = ref.ask as unknown as Record<string, () => Promise<unknown>>;
    for (const [name, reply] of [
      ["hasOwnProperty", true],
      ["__proto__", "proto"],
    ] as const)
      expect(await asker[name]?.()).toBe(reply);
    expect(ref.send.cell()).toBe(true);
    expect(`${ref}`).toBe(`Odd#${ref.pid}`);
  });

  test("a message named then works, and its senders are thenables as the language has it", async () => {
    const { rt } = setUp();
    class Thenable {
      // biome-ignore lint/suspicious/noThenProperty: what is tested
      @Receive() then(n: number): number {
        return n + 1;
      }
    }
    const asker = rt.spawn(Thenable).ask;
    expect(await asker.then(1)).toBe(2);
  });
});

describe("S4: the books while many handlers are abandoned at once", () => {
  test("a listener that audits each dead letter of a killed reentrant actor", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Recorder, { reentrant: true });
    const replies = Array.from({ length: 5 }, () => codeOf(ref.ask.hold(gate())));
    await settle();
    ref.send.take(1);
    const seen: boolean[] = [];
    rt.events.on("dead-letter", () => seen.push(rt.audit().balanced));
    rt.kill(ref);
    expect(seen).toEqual(Array(6).fill(true));
    expect(await Promise.all(replies)).toEqual(Array(5).fill("ERR_ACTOR_DEAD"));
    expectQuiet(rt);
  });
});

describe("memory", () => {
  test("a million messages leave no more chunks behind than the pool may keep, and no message", async () => {
    const { rt } = setUp();
    const ref = rt.spawn((_: object) => {});
    const first: object = { big: true };
    const weak = new WeakRef(first);
    expect(weak.deref()).toBe(first);
    for (let n = 0; n < 1_000_000; n++) ref.tell(first);
    await settle();
    await settle();
    expectQuiet(rt);
    const { chunks, slots } = Runtime.inside(rt);
    const cell = slots.at(ref.pid);
    const everything = JSON.stringify([cell?.headArgument, cell?.queue?.argument, cell?.queue]);
    expect(everything).not.toContain("big");
    expect(JSON.stringify(chunks)).not.toContain("big");
    expect(limits.mailboxDepthMax).toBeGreaterThan(1_000_000);
  });
});

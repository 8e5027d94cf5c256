import { Actor } from "../../src/decorators/actor";
import { OnStart } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { limits } from "../../src/limits";
import { Runtime } from "../../src/runtime/runtime";
import { failureOf, gate, makeWorld, settle } from "./fixture";

@Actor()
class Counter {
  count = 0;
  @Receive() add(n: number): number {
    this.count += n;
    return this.count;
  }
}

@Actor({ name: "the-one" })
class Named {
  @Receive() ping(): string {
    return "pong";
  }
}

class Plain {
  ping(): void {}
}

abstract class Base {
  @Receive() ping(): string {
    return this.pong();
  }
  protected abstract pong(): string;
}

describe("spawn", () => {
  test("returns at once, before the constructor ran, and takes messages at once (A1)", async () => {
    const built: string[] = [];
    @Actor()
    class Eager {
      constructor() {
        built.push("built");
      }
      @Receive() ping(): string {
        return built.join();
      }
    }
    const { rt } = makeWorld();
    const ref = rt.spawn(Eager);
    expect([built.length, rt.isAlive(ref), rt.isActive(ref), ref.send.ping()]).toEqual([0, true, true, true]);
    expect(await ref.ask.ping()).toBe("built");
    expect([ref.pid, ref.incarnation, rt.ref(ref.pid) === ref]).toEqual([1, 0, true]);
  });

  test("messages wait for an async @OnStart, and keep their order", async () => {
    const { opened, open } = gate();
    const seen: unknown[] = [];
    @Actor()
    class Slow {
      @OnStart() async onStart(init: { from: number }): Promise<void> {
        await opened;
        seen.push(init.from);
      }
      @Receive() see(n: number): void {
        seen.push(n);
      }
    }
    const { rt } = makeWorld();
    const ref = rt.spawn(Slow, { init: { from: 0 } });
    for (const n of [1, 2, 3]) ref.send.see(n);
    await settle();
    expect([seen, rt.mailboxes.size(ref)]).toEqual([[], 3]);
    open();
    await settle();
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  test("budget: how many messages one turn handles before the next actor's", async () => {
    const log: string[] = [];
    const { rt } = makeWorld();
    const note = (message: string) => void log.push(message);
    const a = rt.spawn(note, { budget: 2 });
    const b = rt.spawn(note, { budget: 1 });
    for (let n = 1; n <= 4; n++) {
      a.tell(`a${n}`);
      b.tell(`b${n}`);
    }
    await settle();
    expect(log.join(" ")).toBe("a1 a2 b1 a3 a4 b2 b3 b4");
  });

  test("mailbox, path, name, parent, reentrant: each option does what it says", async () => {
    const { opened, open } = gate();
    const { rt } = makeWorld();
    let open2 = 0;
    const parent = rt.spawn(Counter);
    const ref = rt.spawn(
      async () => {
        open2++;
        await opened;
      },
      { mailbox: { capacity: 1 }, path: "/svc//a/", name: "a", parent, reentrant: true },
    );
    await settle();
    expect([ref.tell(1), ref.tell(2)]).toEqual([true, false]);
    await settle();
    expect([ref.tell(3), ref.path, rt.names.resolve("a"), rt.paths.resolve("/svc/a")]).toEqual([
      true,
      "/svc/a",
      ref,
      ref,
    ]);
    await settle();
    expect(open2).toBe(2);
    open();
    await rt.stop(parent);
    expect([rt.isAlive(ref), rt.names.resolve("a"), rt.paths.list("")]).toEqual([false, undefined, []]);
    expect((await rt.join(ref.pid))?.reason).toBe("parent_exited");
  });

  test("@Actor({ name }) is exclusive, another name or null goes around it, and a taken one leaves nothing", async () => {
    const { rt } = makeWorld();
    const first = rt.spawn(Named);
    const { slots, guardian } = Runtime.inside(rt);
    expect(await failureOf(() => rt.spawn(Named, { path: "/left/behind" }))).toBe("ERR_NAME_TAKEN");
    expect([slots.live, rt.paths.list("/"), guardian.lastChild?.pid]).toEqual([1, [], first.pid]);
    const nameless = rt.spawn(Named, { name: null });
    const other = rt.spawn(Named, { name: "another" });
    expect([rt.names.resolve(Named), rt.names.resolve("another")]).toEqual([first, other]);
    expect(await nameless.ask.ping()).toBe("pong");
    await rt.stop(first);
    expect(rt.names.resolve(rt.spawn(Named) && "the-one")?.pid).not.toBe(first.pid);
  });

  test("a name is found with its class or a base class of it, not with another class", () => {
    class Derived extends Named {}
    const { rt } = makeWorld();
    const ref = rt.spawn(Derived, { name: "x" });
    expect(rt.names.resolve("x", Named)).toBe(ref);
    expect(rt.names.resolve("x", Derived)).toBe(ref);
    expect(rt.names.resolve("x", Counter)).toBeUndefined();
  });

  const elsewhere = new Runtime().spawn(Counter, { name: null });
  const wrongOptions: [string, object][] = [
    ["budget: 0", { budget: 0 }],
    ["budget: -1", { budget: -1 }],
    ["budget: 1.5", { budget: 1.5 }],
    ["budget: NaN", { budget: Number.NaN }],
    ["budget: Infinity", { budget: Number.POSITIVE_INFINITY }],
    ["budget: huge", { budget: limits.budgetMax + 1 }],
    ["budget: string", { budget: "10" }],
    ["budget: null", { budget: null }],
    ["mailbox: number", { mailbox: 5 }],
    ["mailbox: null", { mailbox: null }],
    ["mailbox.capacity: 0", { mailbox: { capacity: 0 } }],
    ["mailbox.capacity: NaN", { mailbox: { capacity: Number.NaN } }],
    ["mailbox.capacity: huge", { mailbox: { capacity: limits.mailboxDepthMax + 1 } }],
    ["mailbox: unknown option", { mailbox: { size: 1 } }],
    ["overflow: unknown", { mailbox: { capacity: 1, overflow: "drop" } }],
    ["overflow: to a pid nobody has", { mailbox: { capacity: 1, overflow: { redirect: 999 } } }],
    ["name: empty", { name: "" }],
    ["name: number", { name: 5 }],
    ["name: too long", { name: "n".repeat(limits.nameLengthMax + 1) }],
    ["path: relative", { path: "svc" }],
    ["path: with ..", { path: "/a/../b" }],
    ["path: null", { path: null }],
    ["path after a good name", { name: "left-behind", path: "x" }],
    ["parent: null", { parent: null, name: "left-behind" }],
    ["parent: string", { parent: "1", path: "/left/behind" }],
    ["parent: NaN", { parent: Number.NaN }],
    ["parent: a plain object", { parent: { pid: 1 } }],
    ["reentrant: string", { reentrant: "yes" }],
    ["options: null", null as never],
    ["options: number", 5 as never],
  ];

  test.each(wrongOptions)("%s throws ERR_INVALID_ARG and leaves nothing behind", async (_, options) => {
    const { rt } = makeWorld();
    expect(await failureOf(() => rt.spawn(Counter, options))).toBe("ERR_INVALID_ARG");
    const { slots, names, paths, guardian } = Runtime.inside(rt);
    expect([slots.live, names.size, paths.size, guardian.lastChild]).toEqual([0, 0, 0, undefined]);
  });

  test("a parent of another runtime throws ERR_FOREIGN_TARGET and leaves nothing behind (S9)", async () => {
    const { rt } = makeWorld();
    const code = await failureOf(() => rt.spawn(Counter, { parent: elsewhere, name: "x" }));
    expect([code, Runtime.inside(rt).slots.live, rt.names.resolve("x")]).toEqual([
      "ERR_FOREIGN_TARGET",
      0,
      undefined,
    ]);
  });

  test.each([undefined, null, 5, "Counter", {}, Symbol("x")])(
    "spawning %p throws ERR_INVALID_ARG",
    async (what) => {
      const { rt } = makeWorld();
      expect(await failureOf(() => rt.spawn(what as never))).toBe("ERR_INVALID_ARG");
    },
  );

  test("a class without decorators throws ERR_NOT_AN_ACTOR, its decorated subclass is fine", async () => {
    class Marked extends Plain {
      @Receive() override ping(): void {}
    }
    const { rt } = makeWorld();
    expect(await failureOf(() => rt.spawn(Plain))).toBe("ERR_NOT_AN_ACTOR");
    expect(rt.isAlive(rt.spawn(Marked))).toBe(true);
  });

  test("an abstract base lends its messages to the classes that complete it", async () => {
    class Complete extends Base {
      protected pong(): string {
        return "complete";
      }
    }
    const { rt } = makeWorld();
    expect(await rt.spawn(Complete).ask.ping()).toBe("complete");
  });

  test("after shutdown spawn throws ERR_RUNTIME_STOPPED, also for what is wrong in other ways", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Counter);
    await rt.shutdown();
    expect(await failureOf(() => rt.spawn(Counter))).toBe("ERR_RUNTIME_STOPPED");
    expect(await failureOf(() => rt.virtual(Counter, "k"))).toBe("ERR_RUNTIME_STOPPED");
    expect([ref.send.add(1), rt.send(ref.pid, {}), rt.isAlive(ref)]).toEqual([false, false, false]);
  });

  test("`spawned` is told once for each actor, and a listener that kills it does no harm", async () => {
    const { rt, exits } = makeWorld();
    const told: number[] = [];
    rt.events.on("spawned", ({ pid }) => {
      told.push(pid);
      rt.kill(pid);
    });
    const ref = rt.spawn(Counter);
    await settle();
    expect([told, rt.isAlive(ref), exits.map(({ reason }) => reason)]).toEqual([
      [ref.pid],
      false,
      ["killed"],
    ]);
    expect(ref.send.add(1)).toBe(false);
  });

  test("runtime options of the wrong kind throw ERR_INVALID_ARG", async () => {
    const wrong = [
      { name: "" },
      { name: 5 },
      { sliceMs: 0 },
      { sliceMs: Number.NaN },
      { clock: {} },
      { random: Math },
      { logger: {} },
      { logger: null },
      { turns: {} },
    ];
    for (const options of wrong) {
      expect([options, await failureOf(() => new Runtime(options as never))]).toEqual([
        options,
        "ERR_INVALID_ARG",
      ]);
    }
  });
});

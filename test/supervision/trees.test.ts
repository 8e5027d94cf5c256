import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStart } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { child, Supervises } from "../../src/decorators/supervises";
import type { ExitInfo } from "../../src/exit";
import type { IrisError } from "../../src/iris-error";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import type { Runtime } from "../../src/runtime/runtime";
import { failureOf, gate, makeWorld, settle } from "../lifecycle/fixture";
import { Boom, log, logged, Worker } from "./fixture";

class A extends Worker {}
class B extends Worker {}
class C extends Worker {}

/** The child of a supervisor, by class or id. */
async function childOf<W extends object>(
  sup: ActorRef<{ get(id: string): unknown }>,
  id: string,
): Promise<ActorRef<W>> {
  return (await sup.ask.get(id)) as ActorRef<W>;
}

class Top {
  protected readonly ctx = injected(ActorContext<Top>);
  @OnStart() start(): void {
    log.push(`+${this.constructor.name.toLowerCase()}${this.ctx.self.incarnation || ""}`);
  }
  @Receive() get(id: string): unknown {
    return this.ctx.child(id);
  }
  @Receive() crash(): void {
    throw new Boom("top");
  }
}

async function threeOf(rt: Runtime, Sup: new () => Top) {
  const sup = rt.spawn(Sup);
  const [a, b, c] = await Promise.all([childOf<A>(sup, "A"), childOf<B>(sup, "B"), childOf<C>(sup, "C")]);
  return { sup, a, b, c };
}

describe("listed children", () => {
  @Supervises([A, B, C])
  class Sup extends Top {}

  test("start after the supervisor, in order, before its first message; end last first", async () => {
    const { rt } = makeWorld();
    const { sup } = await threeOf(rt, Sup);
    expect(logged()).toEqual(["+sup", "+a", "+b", "+c"]);
    await rt.stop(sup);
    expect(logged()).toEqual(["-c", "-b", "-a"]);
  });

  test("one after the other: an async @OnStart is awaited before the next child is made", async () => {
    const opened = gate();
    class Slow extends Worker {
      @OnStart() override async start(): Promise<void> {
        await opened.opened;
        log.push("+slow");
      }
    }
    @Supervises([A, Slow, C])
    class Waiting extends Top {}
    const { rt } = makeWorld();
    const sup = rt.spawn(Waiting);
    const answer = sup.ask.get("C");
    await settle();
    expect(logged()).toEqual(["+waiting", "+a"]);
    opened.open();
    expect(await answer).toBeDefined();
    expect(logged()).toEqual(["+slow", "+c"]);
  });

  test("one that crashes restarts alone by default, with ref and queue kept (S7)", async () => {
    const { rt } = makeWorld();
    const { b, sup } = await threeOf(rt, Sup);
    logged();
    b.send.crash();
    const next = b.ask.add();
    expect(await next).toBe(1);
    expect(logged()).toEqual(["-b", "+b1", "~b1 boom crash"]);
    expect(await childOf(sup, "B")).toBe(b);
  });

  test("are found by class and by id; one that has ended is not found", async () => {
    @Supervises([child(A, { id: "first", init: undefined }), child(A, { id: "second" })])
    class Twins extends Top {
      @Receive() byClass(): unknown {
        return this.ctx.child(A);
      }
    }
    const { rt } = makeWorld();
    const sup = rt.spawn(Twins);
    const [first, second, byClass] = [
      await sup.ask.get("first"),
      await sup.ask.get("second"),
      await sup.ask.byClass(),
    ];
    expect([byClass === first, first === second, await sup.ask.get("third")]).toEqual([
      true,
      false,
      undefined,
    ]);
    await rt.stop(first as ActorRef<A>);
    expect(await sup.ask.get("first")).toBeUndefined();
  });
});

describe("strategies", () => {
  test("one-for-all: the others go down last first after the one that fell, and all start in order", async () => {
    @Supervises([A, B, C], { strategy: "one-for-all" })
    class All extends Top {}
    const { rt } = makeWorld();
    const { a, b, c } = await threeOf(rt, All);
    logged();
    a.send.add();
    b.send.crash();
    await settle();
    const counts = [a, b, c].map((ref) => ref.ask.add());
    expect(await Promise.all(counts)).toEqual([1, 1, 1]);
    expect(logged()).toEqual([
      "-b",
      "-c",
      "-a",
      "+a1",
      "~a1 boom",
      "+b1",
      "~b1 boom crash",
      "+c1",
      "~c1 boom",
    ]);
    expect([a, b, c].map(({ incarnation }) => incarnation)).toEqual([1, 1, 1]);
  });

  test("rest-for-one: those that were started later", async () => {
    @Supervises([A, B, C], { strategy: "rest-for-one" })
    class Rest extends Top {}
    const { rt } = makeWorld();
    const { b } = await threeOf(rt, Rest);
    logged();
    b.send.crash();
    await settle();
    expect(logged()).toEqual(["-b", "-c", "+b1", "~b1 boom crash", "+c1", "~c1 boom"]);
  });

  test("a sibling's handler under way finishes first; its queue waits", async () => {
    @Supervises([A, B], { strategy: "one-for-all" })
    class All extends Top {}
    const { rt } = makeWorld();
    const sup = rt.spawn(All);
    const [a, b] = [await childOf<A>(sup, "A"), await childOf<B>(sup, "B")];
    logged();
    const work = gate<string>();
    const answer = a.ask.wait(work.opened);
    const later = a.ask.add();
    await settle();
    b.send.crash();
    await settle();
    expect(logged()).toEqual(["-b"]);
    work.open("done");
    expect([await answer, await later]).toEqual(["done", 1]);
    expect(logged()).toEqual(["-a", "+a1", "~a1 boom", "+b1", "~b1 boom crash"]);
  });

  test("without a supervisor: siblings that are supervised too, by the strategy of the one that fell", async () => {
    @Supervised({ strategy: "one-for-all" })
    class S1 extends Worker {}
    @Supervised()
    class S2 extends Worker {}
    class Plain extends Worker {}
    @Actor()
    class Parent extends Top {
      @Receive() family(): [ActorRef<S1>, ActorRef<S2>, ActorRef<Plain>] {
        return [this.ctx.spawn(S1), this.ctx.spawn(S2), this.ctx.spawn(Plain)];
      }
    }
    const { rt } = makeWorld();
    const [s1, s2] = await rt.spawn(Parent).ask.family();
    await settle();
    logged();
    s1.send.crash();
    await settle();
    expect(logged()).toEqual(["-s1", "-s2", "+s11", "~s11 boom crash", "+s21", "~s21 boom"]);
    s2.send.crash();
    await settle();
    expect(logged()).toEqual(["-s21", "+s22", "~s22 boom crash"]);
  });

  test("a temporary sibling ends with the others and does not come back", async () => {
    @Supervised({ restart: "temporary" })
    class Temp extends Worker {}
    @Supervises([A, Temp, C], { strategy: "one-for-all" })
    class All extends Top {}
    const { rt, exits } = makeWorld();
    const sup = rt.spawn(All);
    const a = await childOf<A>(sup, "A");
    logged();
    a.send.crash();
    await settle();
    expect(logged()).toEqual(["-a", "-c", "-temp", "+a1", "~a1 boom crash", "+c1", "~c1 boom"]);
    expect(exits.map(({ actor, reason }) => [actor.replace(/#.*/, ""), reason])).toEqual([
      ["Temp", "shutdown"],
    ]);
  });
});

describe("back-off", () => {
  const backoff = { initialMs: 100, factor: 2, maxMs: 300 };

  test("delays grow up to the maximum, and begin anew after withinMs of calm; the queue waits (S7)", async () => {
    @Supervised({ backoff, maxRestarts: 10, withinMs: 1_000 })
    class Flaky extends Worker {}
    const { rt, clock } = makeWorld();
    const ref = rt.spawn(Flaky);
    const delays: number[] = [];
    rt.events.on("supervision", ({ delayMs }) => delays.push(delayMs));
    for (let n = 0; n < 4; n++) {
      ref.send.crash();
      await clock.advance(400);
    }
    await clock.advance(1_000);
    ref.send.crash();
    const answer = ref.ask.add();
    await clock.advance(99);
    expect(rt.audit().queued).toBe(1);
    await clock.advance(1);
    expect([await answer, delays]).toEqual([1, [100, 200, 300, 300, 100]]);
  });

  test.each(["stop", "kill", "shutdown"] as const)("%s in the middle of it ends at once", async (how) => {
    @Supervised({ backoff: { initialMs: 10_000 } })
    class Flaky extends Worker {}
    const { rt, clock, exits, letters } = makeWorld();
    const ref = rt.spawn(Flaky);
    ref.send.crash();
    ref.send.add();
    await settle();
    if (how === "kill") rt.kill(ref);
    else if (how === "stop") await rt.stop(ref);
    else await rt.shutdown();
    expect(exits.map(({ reason }) => reason)).toEqual([
      { stop: "normal", kill: "killed", shutdown: "shutdown" }[how],
    ]);
    expect([letters, clock.pending, rt.isAlive(ref)]).toEqual([["failed crash", "discarded add"], 0, false]);
  });

  test("a stop that drains brings it up at once", async () => {
    @Supervised({ backoff: { initialMs: 10_000 } })
    class Flaky extends Worker {}
    const { rt, clock, letters } = makeWorld();
    const ref = rt.spawn(Flaky);
    ref.send.crash();
    const answer = ref.ask.add();
    await settle();
    await rt.stop(ref, { drain: true });
    await settle();
    expect([await answer, letters, clock.pending]).toEqual([1, ["failed crash"], 0]);
  });

  test("of a group: all wait for it, and one that falls meanwhile joins in", async () => {
    @Supervises([A, B, C], { strategy: "rest-for-one", backoff })
    class Rest extends Top {}
    const { rt, clock } = makeWorld();
    const { a, b } = await threeOf(rt, Rest);
    logged();
    b.send.crash();
    await settle();
    expect(logged()).toEqual(["-b", "-c"]);
    a.send.crash("worse");
    await clock.advance(99);
    expect(logged()).toEqual(["-a"]);
    await clock.advance(1);
    expect(logged()).toEqual(["+a1", "~a1 worse crash", "+b1", "~b1 boom crash", "+c1", "~c1 boom"]);
  });
});

describe("escalation", () => {
  @Supervised({ maxRestarts: 1 })
  @Supervises([A, B], { maxRestarts: 1 })
  class Sup extends Top {}

  test("a spent budget crashes the supervisor, which restarts with all of its list; refs and queues stay", async () => {
    const { rt, exits } = makeWorld();
    const sup = rt.spawn(Sup);
    const [a, b] = [await childOf<A>(sup, "A"), await childOf<B>(sup, "B")];
    logged();
    a.send.crash("one");
    a.send.crash("two");
    const [left, right] = [a.ask.add(), b.ask.add()];
    expect([await left, await right]).toEqual([1, 1]);
    expect(logged()).toEqual(
      ["-a", "+a1", "~a1 one crash", "-a1", "-b", "+sup1", "+a2", "~a2 two crash", "+b1"].concat(
        expect.stringMatching(/^~b1 Sup#\d+ could not heal A#\d+/),
      ),
    );
    expect([exits, sup.incarnation, await childOf(sup, "A")]).toEqual([[], 1, a]);
  });

  test("over its own budget it ends, with the cause in its exit; a root's end is the runtime's business", async () => {
    const { rt, exits } = makeWorld();
    const sup = rt.spawn(Sup);
    const a = await childOf<A>(sup, "A");
    for (const text of ["1", "2", "3", "4"]) a.send.crash(text);
    await settle();
    const [own] = exits.filter(({ pid }) => pid === sup.pid);
    const error = own?.error as IrisError;
    expect([own?.reason, error.code, (error.cause as Error).message]).toEqual([
      "panic",
      "ERR_ESCALATED",
      "4",
    ]);
    expect(rt.isAlive(a)).toBe(false);
  });

  test("up a tree of three levels, each with a budget of its own", async () => {
    @Supervised({ maxRestarts: 1 })
    @Supervises([Sup])
    class Upper extends Top {}
    const { rt } = makeWorld();
    const upper = rt.spawn(Upper);
    const sup = await childOf<Sup>(upper, "Sup");
    const a = await childOf<A>(sup, "A");
    for (let n = 1; n <= 4; n++) a.send.crash(`${n}`);
    const [one, two, three] = await Promise.all([a.ask.add(), childOf(upper, "Sup"), childOf(sup, "A")]);
    expect([one, two, three, upper.incarnation]).toEqual([1, sup, a, 1]);
  });

  test("a child of a plain parent ends and harms nobody", async () => {
    @Supervised({ maxRestarts: 0 })
    class Weak extends Worker {}
    @Actor()
    class Parent extends Top {
      @Receive() make(): ActorRef<Weak> {
        return this.ctx.spawn(Weak);
      }
    }
    const { rt, exits } = makeWorld();
    const parent = rt.spawn(Parent);
    const weak = await parent.ask.make();
    weak.send.crash();
    await settle();
    expect([exits.map(({ pid, reason }) => [pid, reason]), parent.incarnation]).toEqual([
      [[weak.pid, "panic"]],
      0,
    ]);
  });

  test("onEscalation: shutdown ends the runtime", async () => {
    @Supervised({ maxRestarts: 0 })
    class Weak extends Worker {}
    const { rt, exits } = makeWorld({ supervision: { onEscalation: "shutdown" } });
    const other = rt.spawn(A);
    rt.spawn(Weak).send.crash();
    await settle();
    expect(exits.map(({ reason }) => reason)).toEqual(["panic", "shutdown"]);
    expect(await failureOf(() => rt.spawn(A))).toBe("ERR_RUNTIME_STOPPED");
    expect(other.send.add()).toBe(false);
  });
});

describe("decide", () => {
  class Fine extends Error {}
  class Bad extends Error {}
  class Awful extends Error {}
  @Supervised()
  @Supervises([A, B], {
    decide: (error) =>
      error instanceof Fine
        ? "resume"
        : error instanceof Bad
          ? "stop"
          : error instanceof Awful
            ? "escalate"
            : undefined,
  })
  class Sup extends Top {}

  test("resume: the instance goes on, the message has failed", async () => {
    const { rt, letters } = makeWorld();
    const a = await childOf<A>(rt.spawn(Sup), "A");
    a.send.add();
    expect(await failureOf(() => a.ask.crashAs(new Fine("f")))).toBe("Error: f");
    expect([await a.ask.add(), a.incarnation, letters]).toEqual([2, 0, ["failed crashAs"]]);
  });

  test("stop: it ends; escalate: its supervisor restarts; nothing: its policy counts", async () => {
    const { rt, exits } = makeWorld();
    const sup = rt.spawn(Sup);
    const [a, b] = [await childOf<A>(sup, "A"), await childOf<B>(sup, "B")];
    a.send.crashAs(new Bad("b"));
    await settle();
    expect(exits.map(({ pid, reason }) => [pid, reason])).toEqual([[a.pid, "panic"]]);
    b.send.crash();
    await settle();
    expect([b.incarnation, sup.incarnation]).toEqual([1, 0]);
    b.send.crashAs(new Awful("a"));
    expect(await b.ask.add()).toBe(1);
    const again = await childOf<A>(sup, "A");
    expect([b.incarnation, sup.incarnation, again === a, rt.isAlive(again)]).toEqual([2, 1, false, true]);
  });
});

describe("by hand", () => {
  test("rt.supervision.restart: after the handler under way, with the queue kept and no budget charged", async () => {
    @Supervised({ maxRestarts: 0 })
    class Solid extends Worker {}
    const { rt } = makeWorld();
    const ref = rt.spawn(Solid);
    const work = gate();
    ref.send.wait(work.opened);
    const later = ref.ask.add();
    await settle();
    const restarted = rt.supervision.restart(ref);
    await settle();
    expect(logged()).toEqual(["+solid"]);
    work.open();
    expect([await restarted, await later, ref.incarnation]).toEqual([true, 1, 1]);
    expect(logged()).toEqual(["-solid", "+solid1", "~solid1 undefined"]);
  });

  test("of a sibling that waits for its turn in a group, and of an actor that is gone", async () => {
    @Supervises([A, B, C], { strategy: "one-for-all" })
    class All extends Top {}
    const { rt } = makeWorld();
    const { a, b, c } = await threeOf(rt, All);
    logged();
    const work = gate();
    c.send.wait(work.opened);
    await settle();
    b.send.crash();
    await settle(); // c is being waited for, a is still up
    const restarted = rt.supervision.restart(a);
    await settle();
    work.open();
    expect(await restarted).toBe(true);
    await settle();
    expect(logged()).toEqual([
      "-b",
      "-a",
      "-c",
      "+a1",
      "~a1 boom",
      "+b1",
      "~b1 boom crash",
      "+c1",
      "~c1 boom",
    ]);
    await rt.stop(a);
    expect(await rt.supervision.restart(a)).toBe(false);
  });
});

describe("a list that leads back to its own class", () => {
  test.each([
    ["directly", "Self → Self"],
    ["by way of another one", "Ping → Pong → Ping"],
  ])("%s is refused when it is started, and nobody is left", async (_, path) => {
    @Supervises(() => [Self])
    class Self extends Top {}
    @Supervises(() => [Pong])
    class Ping extends Top {}
    @Supervises(() => [Ping])
    class Pong extends Top {}
    const { rt, exits } = makeWorld();
    rt.spawn(path.startsWith("Self") ? Self : Ping);
    await settle();
    const { reason, error } = exits.at(-1) as ExitInfo;
    const { cause = error } = error as Error;
    expect([reason, String(cause)]).toEqual(["panic", expect.stringContaining(`a class above it: ${path}.`)]);
  });
});

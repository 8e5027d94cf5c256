import { Actor } from "../../src/decorators/actor";
import { OnStart } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { child, Supervises } from "../../src/decorators/supervises";
import type { ExitInfo } from "../../src/exit";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { gate, makeWorld, settle } from "../lifecycle/fixture";
import { A, B, C, childOf, log, logged, Top, threeOf, Worker } from "./fixture";

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

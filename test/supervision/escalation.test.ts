import { Actor } from "../../src/decorators/actor";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import type { IrisError } from "../../src/iris-error";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { failureOf, makeWorld, settle } from "../lifecycle/fixture";
import { A, B, childOf, logged, Top, Worker } from "./fixture";

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

import { injected } from "../../src/decorators/injected";
import { OnStart } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { Runtime } from "../../src/runtime/runtime";
import { gate, makeWorld, settle } from "../lifecycle/fixture";
import { A, B, log, logged, Quiet, Worker } from "./fixture";

test("a member of a group that restarts itself by hand while it comes up: all come up after it (S7)", async () => {
  let isFirst = true;
  class Restless extends Worker {
    private readonly rt = injected(Runtime);
    constructor() {
      super();
      if (this.ctx.self.incarnation === 0 || !isFirst) return;
      isFirst = false;
      void this.rt.supervision.restart(this.ctx.self);
    }
  }
  @Supervises([A, Restless, B], { strategy: "one-for-all" })
  class All extends Quiet {}
  const { rt } = makeWorld();
  const sup = rt.spawn(All);
  const [a, b] = [(await sup.ask.get("A")) as ActorRef<A>, (await sup.ask.get("B")) as ActorRef<B>];
  a.send.crash();
  expect(await Promise.all([a.ask.add(), b.ask.add()])).toEqual([1, 1]);
  expect(logged().slice(-4)).toEqual(["+restless2", "~restless2 boom", "+b1", "~b1 boom"]);
});

test("a supervisor that is still starting when its group goes down: it does, with what it could not heal (S7)", async () => {
  const [work, start] = [gate(), gate()];
  @Supervised({ maxRestarts: 0 })
  class Leaf extends Worker {}
  class Late extends Worker {
    @OnStart() override async start(): Promise<void> {
      if (this.ctx.self.incarnation === 1) await start.opened;
    }
  }
  @Supervised()
  @Supervises([Leaf, Late])
  class Slow extends Quiet {}
  @Supervises([A, Slow, B], { strategy: "one-for-all" })
  class All extends Quiet {}
  const { rt } = makeWorld();
  const sup = rt.spawn(All);
  const [a, b] = [(await sup.ask.get("A")) as ActorRef<A>, (await sup.ask.get("B")) as ActorRef<B>];
  const slow = (await sup.ask.get("Slow")) as ActorRef<Slow>;
  const leaf = (await slow.ask.get("Leaf")) as ActorRef<Leaf>;
  void rt.supervision.restart(slow);
  b.send.wait(work.opened);
  await settle();
  a.send.crash(); // B is waited for, then it is Slow's turn
  leaf.send.crash();
  await settle();
  start.open();
  await settle();
  work.open();
  expect(await Promise.all([a.ask.add(), b.ask.add(), leaf.ask.add()])).toEqual([1, 1, 1]);
  expect([slow.incarnation, await slow.ask.get("Leaf")]).toEqual([2, leaf]);
});

test("a member of a group that was still starting is told of its restart, and of no other (S7)", async () => {
  const [work, start] = [gate(), gate()];
  @Supervised({ strategy: "one-for-all" })
  class S1 extends Worker {}
  @Supervised()
  class S2 extends Worker {
    @OnStart() override async start(): Promise<void> {
      log.push(`+${this.id}`);
      if (this.ctx.self.incarnation === 0) await start.opened;
    }
  }
  @Supervised()
  class S3 extends Worker {}
  class Parent extends Quiet {
    @Receive() family(): [ActorRef<S1>, ActorRef<S2>, ActorRef<S3>] {
      return [this.ctx.spawn(S1), this.ctx.spawn(S2), this.ctx.spawn(S3)];
    }
  }
  const { rt } = makeWorld();
  const restarted: string[] = [];
  rt.events.on("restarted", ({ actor }) => restarted.push(actor.replace(/#.*/, "")));
  const [s1, s2, s3] = await rt.spawn(Parent).ask.family();
  s3.send.wait(work.opened);
  await settle();
  s1.send.crash(); // S3 is waited for, then it is S2's turn
  await settle();
  start.open();
  await settle();
  work.open();
  expect([await s2.ask.add(), await s3.ask.add()]).toEqual([1, 1]);
  expect(logged().slice(3)).toEqual([
    "-s1",
    "-s3",
    "-s2",
    "+s11",
    "~s11 boom crash",
    "+s21",
    "~s21 boom",
    "+s31",
    "~s31 boom",
  ]);
  expect(restarted).toEqual(["S1", "S2", "S3"]);
});

/** What an adversary found in trees: listeners, hooks and decisions that end or restart others at a bad moment. */
import { Actor } from "../../src/decorators/actor";
import { OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Snapshot } from "../../src/decorators/state";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import type { Mailbox } from "../../src/runtime/actor/mailbox";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import type { Runtime } from "../../src/runtime/runtime";
import { failureOf, gate, makeWorld, never, settle } from "../lifecycle/fixture";
import { A, B, C, childOf, Head, log, logged, Top, threeOf, Worker } from "./fixture";

class Linked extends Worker {
  @Receive() tie(other: ActorRef<Worker>): void {
    this.ctx.link(other);
  }
}

describe("a group goes on (S7)", () => {
  test("without a sibling that a listener of the report has killed", async () => {
    @Supervises([A, B, C], { strategy: "one-for-all" })
    class Sup extends Top {}
    const { rt } = makeWorld();
    const { a, b, c } = await threeOf(rt, Sup);
    rt.events.on("supervision", () => rt.kill(c));
    b.send.crash();
    expect([await a.ask.add(), await b.ask.add()]).toEqual([1, 1]);
    expect([a.incarnation, b.incarnation, rt.isAlive(c)]).toEqual([1, 1, false]);
  });

  class Killer extends Worker {
    static runtime: Runtime;
    @Snapshot() snap(): object {
      Killer.runtime.kill(this.ctx.self);
      return {};
    }
  }
  @Supervised({ state: "keep" })
  class Doomed extends Killer {}
  @Supervises([A, Doomed, C], { strategy: "one-for-all" })
  class Sup extends Top {}

  test("without the one that fell, if its own @Snapshot kills it; and so does the next one", async () => {
    const { rt } = makeWorld();
    Killer.runtime = rt;
    const sup = rt.spawn(Sup);
    const [a, doomed] = [await childOf<A>(sup, "A"), await childOf<Doomed>(sup, "Doomed")];
    doomed.send.crash();
    await settle();
    expect([a.incarnation, rt.isAlive(doomed)]).toEqual([1, false]);
    a.send.crash();
    expect([await a.ask.add(), a.incarnation]).toEqual([1, 2]);
  });

  test("without a sibling whose @Snapshot kills it on its way down, and no hook runs without an instance", async () => {
    const { rt, lines } = makeWorld();
    Killer.runtime = rt;
    const sup = rt.spawn(Sup);
    const [a, doomed] = [await childOf<A>(sup, "A"), await childOf<Doomed>(sup, "Doomed")];
    a.send.crash();
    expect([await a.ask.add(), rt.isAlive(doomed)]).toEqual([1, false]);
    expect(lines.filter((line) => line.startsWith("error"))).toEqual([]);
  });

  test("a member that is yet to go down does not crash for a temporary sibling that has ended with the group", async () => {
    @Supervised({ restart: "temporary" })
    class Temp extends Worker {}
    @Supervised({ maxRestarts: 0 })
    class Peer extends Linked {}
    @Supervises([Peer, A, B, Temp], { strategy: "one-for-all" })
    class Tied extends Top {}
    const { rt, exits } = makeWorld();
    const sup = rt.spawn(Tied);
    const [peer, temp] = [await childOf<Peer>(sup, "Peer"), await childOf<Temp>(sup, "Temp")];
    const [a, b] = [await childOf<A>(sup, "A"), await childOf<B>(sup, "B")];
    await peer.ask.tie(temp);
    const work = gate();
    b.send.wait(work.opened);
    await settle();
    a.send.crash();
    await settle();
    work.open();
    expect([await peer.ask.add(), peer.incarnation, sup.incarnation]).toEqual([1, 1, 0]);
    expect(exits.map(({ pid, reason }) => [pid, reason])).toEqual([[temp.pid, "shutdown"]]);
  });

  test("nor for a child of its own that could not be healed: that starts with it", async () => {
    @Supervised({ maxRestarts: 0 })
    @Supervises([A], { maxRestarts: 0 })
    class Middle extends Top {}
    @Supervises([Middle, B, C], { strategy: "one-for-all" })
    class Upper extends Top {}
    const { rt } = makeWorld();
    const upper = rt.spawn(Upper);
    const middle = await childOf<Middle>(upper, "Middle");
    const [a, b, c] = [
      await childOf<A>(middle, "A"),
      await childOf<B>(upper, "B"),
      await childOf<C>(upper, "C"),
    ];
    const work = gate();
    b.send.wait(work.opened);
    await settle();
    c.send.crash();
    await settle();
    a.send.crash();
    await settle();
    work.open();
    expect([await a.ask.add(), middle.incarnation, upper.incarnation]).toEqual([1, 1, 0]);
  });

  test("a pull actor that only polls goes down with it, and takes no message more (S4)", async () => {
    const taken: unknown[] = [];
    let turn = gate();
    @Actor({ mode: "pull" })
    class Poller {
      async run(mailbox: Mailbox<number>): Promise<void> {
        while (!mailbox.closed) {
          taken.push(mailbox.tryReceive());
          await turn.opened;
        }
      }
    }
    @Supervises([Poller, A], { strategy: "one-for-all" })
    class Polled extends Top {}
    const { rt } = makeWorld();
    const sup = rt.spawn(Polled);
    const [poller, a] = [await childOf<Poller>(sup, "Poller"), await childOf<A>(sup, "A")];
    for (const message of [1, 2, 3]) rt.send(poller, message as never);
    await settle();
    taken.length = 0;
    a.send.crash();
    await settle();
    turn.open();
    turn = gate();
    await settle();
    expect([poller.incarnation, taken]).toEqual([1, [1]]);
    turn.open();
  });
});

describe("decide", () => {
  test("that kills the child has decided: its message fails, also with attempts left, and its ask settles (S11)", async () => {
    let kill = (): void => {};
    @Supervised({ maxAttempts: 2 })
    class Tried extends Worker {}
    @Supervises([Tried], { decide: () => void kill() })
    class Sup extends Top {}
    const { rt, letters } = makeWorld();
    const sup = rt.spawn(Sup);
    const tried = await childOf<Tried>(sup, "Tried");
    kill = () => rt.kill(tried);
    expect(await failureOf(() => tried.ask.crash())).toBe("Boom: boom");
    expect([letters, rt.audit().balanced]).toEqual([["failed crash"], true]);
  });

  test("that returns a promise has decided nothing, and the log says so", async () => {
    const decide = () => Promise.reject(new Error("too late")) as never;
    @Supervises([A], { decide })
    class Sup extends Top {}
    const { rt, lines } = makeWorld();
    const a = await childOf<A>(rt.spawn(Sup), "A");
    a.send.crash();
    expect([await a.ask.add(), a.incarnation]).toEqual([1, 1]);
    expect(lines.filter((line) => line.startsWith("error"))).toEqual([
      expect.stringMatching(/^error Sup#\d+: decide threw; the policy of A#\d+ counts\.$/),
    ]);
  });

  test("is asked for each of two things that an actor falls for at once", async () => {
    const asked: (string | undefined)[] = [];
    @Supervises([A], { maxRestarts: 0 })
    class Middle extends Top {
      @Receive() tie(other: ActorRef<Worker>): void {
        this.ctx.link(other);
      }
    }
    const decide = (_: unknown, { message }: { message: string | undefined }) => {
      asked.push(message);
      return "resume" as const;
    };
    @Supervises([Middle], { decide })
    class Upper extends Top {}
    const { rt } = makeWorld();
    const middle = await childOf<Middle>(rt.spawn(Upper), "Middle");
    const [a, other] = [await childOf<A>(middle, "A"), rt.spawn(C)];
    await middle.ask.tie(other);
    other.send.crash();
    a.send.crash();
    await settle();
    expect(asked).toEqual(["the exit of a linked actor", `the failure of A#${a.pid}`]);
    expect([rt.isAlive(middle), rt.isAlive(a)]).toEqual([true, false]);
  });

  test("resume: a child that could not be healed ends, also where a sibling restarts all meanwhile", async () => {
    @Supervised({ maxRestarts: 0 })
    class Weak extends Worker {}
    @Supervises([Weak, B], { strategy: "one-for-all" })
    class Middle extends Top {}
    @Supervises([Middle], { decide: () => "resume" })
    class Upper extends Top {}
    const { rt, exits } = makeWorld();
    const middle = await childOf<Middle>(rt.spawn(Upper), "Middle");
    const [weak, b] = [await childOf<Weak>(middle, "Weak"), await childOf<B>(middle, "B")];
    weak.send.crash();
    b.send.crash();
    expect([await b.ask.add(), b.incarnation]).toEqual([1, 1]);
    expect(exits.map(({ pid, reason }) => [pid, reason])).toEqual([[weak.pid, "panic"]]);
  });
});

describe("a supervisor falls for a child", () => {
  test("although a hot swap waits for its handler, which never ends; and the swap comes about", async () => {
    @Supervised()
    @Supervises([A], { maxRestarts: 0 })
    class Sup extends Top {
      @Receive() hang(): Promise<never> {
        return never;
      }
    }
    const { rt } = makeWorld();
    const sup = rt.spawn(Sup);
    const a = await childOf<A>(sup, "A");
    sup.send.hang();
    await settle();
    const swapped = rt.behaviors.swap(sup, Sup);
    a.send.crash();
    expect([await swapped, await a.ask.add(), sup.incarnation]).toEqual([2, 1, 1]);
  });

  test("that gave up in the supervisor's own handler, which then waits for ever", async () => {
    const { rt } = makeWorld();
    @Supervised()
    @Supervises([])
    class Sup extends Top {
      private members: readonly ActorRef<A>[] = [];
      @OnStart() open(): void {
        this.members = [...this.ctx.spawnPool(A, { size: 1, supervised: { maxRestarts: 0 } })];
      }
      @Receive() hang(): Promise<never> {
        for (const member of this.members) rt.kill(member);
        return never;
      }
    }
    const sup = rt.spawn(Sup);
    sup.send.hang();
    await settle();
    expect(sup.incarnation).toBe(1);
  });
});

describe("a permanent actor", () => {
  @Supervised({ restart: "permanent", shutdownMs: 100 })
  class Stayer extends Head {
    @OnStop() override stop(): void {
      log.push("-top");
      this.ctx.stopSelf();
    }
    @Receive() async leaveLater(when: Promise<void>): Promise<void> {
      await when;
      this.ctx.stopSelf();
    }
    @Receive() leaveAndHang(): Promise<never> {
      this.ctx.stopSelf();
      return never;
    }
  }

  test("that leaves while it goes down for a restart comes back once", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Stayer);
    ref.send.crash();
    await settle();
    const work = gate();
    ref.send.leaveLater(work.opened);
    await settle();
    const restarted = rt.supervision.restart(ref);
    work.open();
    expect([await restarted, logged()]).toEqual([true, ["+top", "-top", "+top1", "-top", "+top2"]]);
  });

  test("that leaves in a handler which never ends is given shutdownMs", async () => {
    const { rt, clock } = makeWorld();
    const ref = rt.spawn(Stayer);
    ref.send.leaveAndHang();
    await settle();
    await clock.advance(100);
    await settle();
    expect([ref.incarnation, rt.isAlive(ref)]).toEqual([1, true]);
  });
});

import type { ExitInfo, ExitSignal } from "../../src/exit";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { makeWorld, settle } from "../lifecycle/fixture";
import { brief, Healed, Plain, reasons, Trapping } from "./fixture";

describe("cascades", () => {
  test.each(["kill", "crash"] as const)(
    "a row of 10,000 linked actors goes down from a %s at its end",
    async (how) => {
      const { rt, exits, lines } = makeWorld();
      const refs = Array.from({ length: 10_000 }, () => rt.spawn(Plain));
      refs.reduce((before, ref) => {
        rt.links.link(before, ref);
        return ref;
      });
      const [first, last] = [refs[0], refs.at(-1)] as [ActorRef<Plain>, ActorRef<Plain>];
      if (how === "kill") rt.kill(first);
      else {
        first.send.run(() => {
          throw new Error("boom");
        });
      }
      await rt.join(last);
      await settle();
      const reason = how === "kill" ? "killed" : "panic";
      expect([exits.length, new Set(exits.map((exit) => exit.reason))]).toEqual([10_000, new Set([reason])]);
      expect(lines.length).toBeLessThan(5);
      // Each names the one before it; the cause is that of the first.
      const { peer, cause } = (exits.at(-1) as ExitInfo).error as { peer: string; cause?: unknown };
      expect([peer, cause]).toEqual([`${refs.at(-2)}`, exits[0]?.error]);
    },
  );

  test("a ring goes down, each of it once", async () => {
    const { rt, exits } = makeWorld();
    const refs = Array.from({ length: 100 }, () => rt.spawn(Plain));
    for (const [at, ref] of refs.entries()) {
      rt.links.link(ref, refs[(at + 1) % refs.length] as ActorRef<Plain>);
    }
    rt.kill(refs[50] as ActorRef<Plain>);
    await settle();
    expect(exits).toHaveLength(100);
  });

  test("10,000 actors linked to one hub that dies, and to one that traps", async () => {
    const { rt, exits } = makeWorld();
    const signals: ExitSignal[] = [];
    const [hub, trapping] = [rt.spawn(Plain), rt.spawn(Trapping, { init: { signals } })];
    for (let at = 0; at < 9_000; at++) {
      const ref = rt.spawn(Plain);
      rt.links.link(hub, ref);
      rt.links.link(ref, trapping);
    }
    rt.kill(hub);
    await rt.join(hub);
    while (exits.length < 9_001) await settle();
    await settle();
    expect([signals.length, rt.isAlive(trapping)]).toEqual([9_000, true]);
  });

  test("the linked ones are already on their way when the exit is published, and a listener may do anything", async () => {
    const { rt, exits } = makeWorld();
    const signals: ExitSignal[] = [];
    const [a, b, c] = [rt.spawn(Plain), rt.spawn(Plain), rt.spawn(Trapping, { init: { signals } })];
    const late = rt.spawn(Plain);
    for (const ref of [b, c]) rt.links.link(a, ref);
    rt.events.on("exited", ({ pid }) => {
      if (pid !== a.pid) return;
      rt.links.unlink(a, b);
      rt.links.link(late, a);
      rt.kill(b);
      rt.links.monitor(c, a);
      rt.links.link(c, late);
    });
    rt.kill(a);
    await settle();
    expect(reasons(exits)).toEqual([
      [a.pid, "killed"],
      [b.pid, "killed"],
      [late.pid, "noproc"],
    ]);
    expect(brief(signals)).toEqual([
      `EXIT ${a.pid}<${a.pid} killed`,
      `DOWN ${a.pid}<${a.pid} noproc`,
      `EXIT ${late.pid}<${a.pid} noproc`,
    ]);
  });

  test("two supervised actors that are linked restart for a third one, once each", async () => {
    const { rt, exits } = makeWorld();
    const [a, b, c] = [rt.spawn(Healed), rt.spawn(Healed), rt.spawn(Plain)];
    rt.links.link(a, b);
    rt.links.link(b, c);
    rt.links.link(c, a);
    rt.kill(c);
    await settle();
    expect([a.incarnation, b.incarnation, exits.length]).toEqual([1, 1, 1]);
  });
});

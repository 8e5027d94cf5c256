/** Links of virtual actors: they hold while an actor sleeps, and wake it up. */
import { OnStop } from "../../src/decorators/lifecycle";
import type { ExitSignal } from "../../src/exit";
import { gate, makeWorld, settle } from "../lifecycle/fixture";
import { brief, Healed, Plain, reasons, Trapping } from "./fixture";

describe("links of virtual actors", () => {
  test("a passivation is no exit, and a link holds while the actor sleeps: its end takes the sleeper along", async () => {
    const { rt, exits, clock } = makeWorld();
    const a = rt.virtual(Plain, "a", { idleTimeoutMs: 10 });
    const b = rt.spawn(Plain);
    await a.ask.link(b);
    await clock.advance(50);
    expect([rt.isActive(a), exits]).toEqual([false, []]);
    rt.kill(b);
    await settle();
    expect(reasons(exits)).toEqual([
      [b.pid, "killed"],
      [a.pid, "killed"],
    ]);
    expect(rt.virtual(Plain, "a")).not.toBe(a);
  });

  test("a sleeper that traps exits wakes up to see one", async () => {
    const { rt } = makeWorld();
    const signals: ExitSignal[] = [];
    const a = rt.virtual(Trapping, "a", { init: { signals } });
    const b = rt.spawn(Plain);
    rt.links.link(a, b);
    expect(rt.isActive(a)).toBe(false);
    rt.kill(b);
    await settle();
    expect([rt.isActive(a), brief(signals)]).toEqual([true, [`EXIT ${b.pid}<${b.pid} killed`]]);
  });

  test("a supervised sleeper wakes up to restart", async () => {
    const { rt } = makeWorld();
    const a = rt.virtual(Healed, "a");
    const b = rt.spawn(Plain);
    rt.links.link(a, b);
    rt.kill(b);
    await settle();
    expect([rt.isActive(a), a.incarnation, await a.ask.ping()]).toEqual([true, 1, "pong"]);
  });

  test("what comes while it falls asleep wakes it up again", async () => {
    for (const type of [Trapping, Healed]) {
      const { rt, clock } = makeWorld();
      const falling = gate();
      class Drowsy extends (type as typeof Plain) {
        @OnStop() stop(): Promise<void> {
          return falling.opened;
        }
      }
      const signals: ExitSignal[] = [];
      const a = rt.virtual(Drowsy, "a", { idleTimeoutMs: 10, init: { signals } });
      const b = rt.spawn(Plain);
      rt.links.link(a, b);
      await a.ask.ping();
      await clock.advance(15);
      rt.kill(b);
      falling.open();
      await settle();
      expect([rt.isActive(a), signals.length, a.incarnation]).toEqual(
        type === Trapping ? [true, 1, 0] : [true, 0, 1],
      );
    }
  });

  test("the end of a sleeper is an exit like any other", async () => {
    const { rt, exits } = makeWorld();
    const [a, b] = [rt.virtual(Plain, "a"), rt.spawn(Plain)];
    rt.links.link(a, b);
    await a.stop({ reason: "gone" });
    await settle();
    expect(reasons(exits)).toEqual([
      [a.pid, "gone"],
      [b.pid, "gone"],
    ]);
  });
});

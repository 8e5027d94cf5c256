import { Actor } from "../../src/decorators/actor";
import { OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Runtime } from "../../src/runtime/runtime";
import { gate, makeWorld, settle } from "./fixture";

@Actor({ virtual: { idleTimeoutMs: 100 } })
class Airport {
  static closing: Promise<void> | undefined = undefined;
  planes = 0;
  @Receive() land(): number {
    return ++this.planes;
  }
  @OnStop() async close(): Promise<void> {
    await Airport.closing;
  }
}

beforeEach(() => {
  Airport.closing = undefined;
});

describe("the ends of virtual actors", () => {
  test("stop of a passive one: no instance is made, the exit is normal, the key is free again", async () => {
    const { rt, exits } = makeWorld();
    const ref = rt.virtual(Airport, "JFK");
    expect([rt.isAlive(ref), rt.isActive(ref)]).toEqual([true, false]);
    expect(await ref.stop({ drain: true })).toBe(true);
    expect([exits.map(({ reason }) => reason), rt.virtual(Airport, "JFK") === ref]).toEqual([
      ["normal"],
      false,
    ]);
  });

  test.each([true, false])("stop while it is falling asleep, drain: %p", async (drain) => {
    const { opened, open } = gate();
    const { rt, clock, exits, letters } = makeWorld();
    const ref = rt.virtual(Airport, "JFK");
    await ref.ask.land();
    Airport.closing = opened;
    await clock.advance(100);
    const landed = ref.ask.land().catch(() => 0);
    const stopped = ref.stop({ drain });
    open();
    expect([await stopped, await landed]).toEqual([true, drain ? 2 : 0]);
    expect([exits.map(({ reason }) => reason), letters]).toEqual([
      ["normal"],
      drain ? [] : ["discarded land"],
    ]);
  });

  test("a drain while it is falling asleep, with nothing queued, ends it", async () => {
    const { opened, open } = gate();
    const { rt, clock, exits } = makeWorld();
    const ref = rt.virtual(Airport, "JFK");
    await ref.ask.land();
    Airport.closing = opened;
    await clock.advance(100);
    const stopped = ref.stop({ drain: true });
    open();
    expect([await stopped, exits.map(({ reason }) => reason)]).toEqual([true, ["normal"]]);
  });

  test("listeners of `activated` and `passivated` may kill it, and others do not notice", async () => {
    for (const kind of ["activated", "passivated"] as const) {
      const { rt, clock, exits } = makeWorld();
      rt.events.on(kind, ({ pid }) => rt.kill(pid));
      const bystander = rt.spawn((n: number) => n + 1);
      const ref = rt.virtual(Airport, "JFK");
      ref.send.land();
      await clock.advance(200);
      expect([kind, exits.map(({ reason }) => reason), rt.isAlive(ref)]).toEqual([kind, ["killed"], false]);
      expect([await rt.ask(bystander, 1), Runtime.inside(rt).scheduler.idle]).toEqual([2, true]);
    }
    await settle();
  });
});

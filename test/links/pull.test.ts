import { Actor } from "../../src/decorators/actor";
import { Supervised } from "../../src/decorators/supervised";
import type { ExitSignal } from "../../src/exit";
import type { Mailbox } from "../../src/runtime/actor/mailbox";
import { makeWorld, settle } from "../lifecycle/fixture";
import { brief, Plain, reasons } from "./fixture";

describe("links of pull actors", () => {
  test("one that traps exits takes EXIT and DOWN from its mailbox, of children, too", async () => {
    const { rt } = makeWorld();
    const got: ExitSignal[] = [];
    const a = rt.spawnPull(
      async (mailbox: Mailbox<string>) => {
        for (;;) {
          const envelope = await mailbox.receive({ system: true });
          if (envelope === undefined) return;
          if (envelope.system !== undefined) got.push(envelope.system);
        }
      },
      { trapExit: true },
    );
    const [b, child] = [rt.spawn(Plain), rt.spawn(Plain, { parent: a })];
    rt.links.link(a, b);
    rt.links.monitor(a, b);
    await settle();
    rt.kill(b);
    await child.stop();
    await settle();
    expect([brief(got), rt.isAlive(a)]).toEqual([
      [
        `EXIT ${b.pid}<${b.pid} killed`,
        `DOWN ${b.pid}<${b.pid} killed`,
        `EXIT ${child.pid}<${child.pid} normal`,
      ],
      true,
    ]);
  });

  test.each(["receive", "something else"] as const)(
    "one that does not trap goes down while it awaits %s, or restarts if it is supervised",
    async (what) => {
      const { rt, exits, clock } = makeWorld();
      const awaited = (mailbox: Mailbox<string>): Promise<unknown> =>
        what === "receive" ? mailbox.receive() : new Promise(() => {});
      let runs = 0;
      @Actor({ mode: "pull" })
      @Supervised()
      class Healed {
        async run(mailbox: Mailbox<string>): Promise<void> {
          runs++;
          await awaited(mailbox);
        }
      }
      const a = rt.spawnPull(async (mailbox: Mailbox<string>) => void (await awaited(mailbox)));
      const healed = rt.spawn(Healed);
      const b = rt.spawn(Plain);
      for (const ref of [a, healed]) rt.links.link(ref, b);
      await settle();
      rt.kill(b);
      await clock.advance(5_000);
      const reason = what === "receive" ? "killed" : "timeout";
      expect(reasons(exits)).toEqual([
        [b.pid, "killed"],
        [a.pid, reason],
      ]);
      expect([healed.incarnation, runs]).toEqual([1, 2]);
    },
  );
});

/** Swaps of pull actors: the mailbox is closed for the old run, and the new one goes on with the same queue. */
import { Actor, type ActorContext, type Mailbox, Supervised } from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { codeOf, gate } from "./fixture";

const got: string[] = [];
beforeEach(() => {
  got.length = 0;
});

/** Takes everything, and says so. */
function taking(name: string): (mailbox: Mailbox<number>) => Promise<void> {
  return async (mailbox) => {
    for await (const n of mailbox) got.push(`${name}${n}`);
    got.push(`${name} ends`);
  };
}

@Actor({ mode: "pull" })
@Supervised({ state: "keep" })
class Counting {
  count = 0;
  async run(mailbox: Mailbox<number>, _: ActorContext<Counting>): Promise<void> {
    for (let n = await mailbox.receive(); n !== undefined; n = await mailbox.receive()) {
      if (n < 0) throw new Error("negative");
      mailbox.reply(`old ${++this.count}`);
    }
  }
}
@Actor({ mode: "pull" })
@Supervised({ state: "keep" })
class Counting2 {
  count = 0;
  async run(mailbox: Mailbox<number>): Promise<void> {
    for await (const n of mailbox) {
      if (n < 0) throw new Error("negative");
      mailbox.reply(`new ${++this.count}`);
    }
  }
}

describe("a swap of a pull actor", () => {
  test("that waits in a receive comes about at once", async () => {
    await using rt = testRuntime();
    const ref = rt.spawnPull(taking("a"));
    ref.tell(1);
    await settle(rt);
    ref.tell(2);
    const swapped = rt.behaviors.swap(ref, taking("b"));
    ref.tell(3);
    expect(await swapped).toBe(2);
    await settle(rt);
    expect(got).toEqual(["a1", "a ends", "b2", "b3"]);
    expect(await rt.behaviors.rollback(ref)).toBe(1);
    ref.tell(4);
    await settle(rt);
    expect(got.slice(4)).toEqual(["b ends", "a4"]);
    await ref.stop();
    expect(rt.audit()).toMatchObject({ balanced: true, handled: 4 });
  });

  test("that is at work comes about at its next receive, and it finds its mailbox closed", async () => {
    const until = gate();
    await using rt = testRuntime();
    const ref = rt.spawnPull(async (mailbox: Mailbox<number>) => {
      got.push(`a${await mailbox.receive()}`);
      await until;
      got.push(
        `closed ${mailbox.closed}`,
        `tried ${mailbox.tryReceive()}`,
        `received ${await mailbox.receive()}`,
      );
    });
    for (const n of [1, 2, 3]) ref.tell(n);
    await settle(rt, { inFlight: "ignore" });
    const swapped = rt.behaviors.swap(ref, taking("b"));
    await settle(rt, { inFlight: "ignore" });
    until.open();
    expect(await swapped).toBe(2);
    await settle(rt);
    expect(got).toEqual(["a1", "closed true", "tried undefined", "received undefined", "b2", "b3"]);
    expect(rt.audit()).toMatchObject({ balanced: true });
  });

  test("asked for in the middle of a synchronous loop, nothing more is taken by the old code", async () => {
    await using rt = testRuntime();
    let swapped: Promise<number> | undefined;
    const ref = rt.spawnPull(async (mailbox: Mailbox<number>) => {
      await Promise.resolve();
      for (let n = mailbox.tryReceive(); n !== undefined; n = mailbox.tryReceive()) {
        got.push(`a${n}`);
        swapped ??= rt.behaviors.swap(ref, taking("b"));
      }
    });
    for (const n of [1, 2, 3]) ref.tell(n);
    await settle(rt);
    expect(await swapped).toBe(2);
    expect(got).toEqual(["a1", "b2", "b3"]);
  });

  test("asked for by a matcher: the message it looked at is left for the new code", async () => {
    await using rt = testRuntime();
    const ref = rt.spawnPull(async (mailbox: Mailbox<number>) => {
      const n = await mailbox.receive((one) => {
        void rt.behaviors.swap(ref, taking("b"));
        return one === 2;
      });
      got.push(`a ${n}`);
    });
    for (const n of [1, 2, 3]) ref.tell(n);
    await settle(rt);
    expect(got).toEqual(["a undefined", "b1", "b2", "b3"]);
    expect(rt.audit()).toMatchObject({ balanced: true, queued: 0 });
  });

  test("keeps what a selective receive passed over, in order", async () => {
    await using rt = testRuntime();
    const ref = rt.spawnPull(async (mailbox: Mailbox<number>) => {
      await mailbox.receive((n) => n === 9);
    });
    for (const n of [1, 2, 3]) ref.tell(n);
    await settle(rt, { inFlight: "ignore" });
    await rt.behaviors.swap(ref, taking("b"));
    await settle(rt);
    expect(got).toEqual(["b1", "b2", "b3"]);
  });

  test("of classes moves the fields, and a crash restarts the new code", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Counting);
    expect(await rt.ask(ref, 1)).toBe("old 1");
    expect(await rt.behaviors.swap(ref, Counting2)).toBe(2);
    expect(await rt.ask(ref, 1)).toBe("new 2");
    expect(await codeOf(rt.ask(ref, -1))).toBe("negative");
    expect(await rt.ask(ref, 1)).toBe("new 3");
    expect(ref.incarnation).toBe(1);
    expect(await rt.behaviors.rollback(ref)).toBe(1);
    expect(await rt.ask(ref, 1)).toBe("old 4");
  });

  test("that fails starts the old code's run again", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Counting);
    expect(await rt.ask(ref, 1)).toBe("old 1");
    const migrate = (): object => {
      throw new Error("no");
    };
    expect(await codeOf(rt.behaviors.swap(ref, Counting2, { migrate }))).toBe("ERR_MIGRATION");
    expect(await rt.ask(ref, 1)).toBe("old 2");
    expect(rt.isAlive(ref)).toBe(true);
  });

  test("before its start runs the new code only", async () => {
    await using rt = testRuntime();
    const ref = rt.spawnPull(taking("a"));
    ref.tell(1);
    expect(await rt.behaviors.swap(ref, taking("b"))).toBe(2);
    await settle(rt);
    expect(got).toEqual(["b1"]);
  });

  test("that drains: the rest of the queue is the new code's", async () => {
    await using rt = testRuntime();
    const until = gate();
    const ref = rt.spawnPull(async (mailbox: Mailbox<number>) => {
      got.push(`a${await mailbox.receive()}`);
      await until;
      await mailbox.receive();
    });
    for (const n of [1, 2, 3]) ref.tell(n);
    await settle(rt, { inFlight: "ignore" });
    const stopped = ref.stop({ drain: true });
    const swapped = rt.behaviors.swap(ref, taking("b"));
    until.open();
    expect(await Promise.all([swapped, stopped])).toEqual([2, true]);
    expect(got).toEqual(["a1", "b2", "b3", "b ends"]);
    expect(rt.audit()).toMatchObject({ balanced: true, handled: 3 });
  });

  test("that never lets go rejects when the actor is killed", async () => {
    await using rt = testRuntime();
    const ref = rt.spawnPull(() => new Promise(() => {}));
    await settle(rt, { inFlight: "ignore" });
    const swapped = rt.behaviors.swap(ref, taking("b"));
    rt.kill(ref);
    await expect(swapped).rejects.toMatchObject({ code: "ERR_ACTOR_DEAD" });
  });

  test("whose run returned by itself ends normally; whose run was told to return does not", async () => {
    await using rt = testRuntime();
    const ref = rt.spawnPull(async (mailbox: Mailbox<number>) => {
      got.push(`a${await mailbox.receive()}`);
    });
    await settle(rt);
    await rt.behaviors.swap(ref, async (mailbox: Mailbox<number>) => {
      got.push(`b${await mailbox.receive()}`);
    });
    expect(got).toEqual(["aundefined"]);
    ref.tell(1);
    expect(await rt.join(ref)).toMatchObject({ reason: "normal" });
    expect(got).toEqual(["aundefined", "b1"]);
  });
});

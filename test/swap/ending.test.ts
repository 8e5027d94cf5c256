/** Swaps of actors that end or restart, before or in the middle of one. */
import { Actor, ActorContext, injected, OnStop, Receive, Restore, Snapshot, Supervised } from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { as, codeOf, disposed, gate, New, NewResource, Old, OldResource } from "./fixture";

beforeEach(() => {
  disposed.length = 0;
});

describe("an actor that ends", () => {
  test("before its handler is through: all that is pending rejects", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    ref.send.slow(new Promise(() => {}));
    await settle(rt, { inFlight: "ignore" });
    const [one, two] = [rt.behaviors.swap(ref, New), rt.behaviors.rollback(ref)];
    rt.kill(ref);
    const reason = expect.objectContaining({ code: "ERR_ACTOR_DEAD", reason: "killed" });
    await expect(one).rejects.toEqual(reason);
    await expect(two).rejects.toEqual(reason);
    await expect(rt.behaviors.swap(ref, New)).rejects.toMatchObject({ code: "ERR_ACTOR_NOT_FOUND" });
  });

  test("asked to stop: a change that could not come about any more is refused at once", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    const until = gate();
    ref.send.slow(until);
    await settle(rt, { inFlight: "ignore" });
    const stopped = ref.stop();
    await expect(rt.behaviors.swap(ref, New)).rejects.toMatchObject({
      code: "ERR_ACTOR_DEAD",
      reason: "normal",
    });
    until.open();
    expect(await stopped).toBe(true);
  });

  test("draining: what is left of its queue runs on the new code", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    const until = gate();
    const slow = ref.ask.slow(until);
    await settle(rt, { inFlight: "ignore" });
    const queued = ref.ask.add();
    const stopped = ref.stop({ drain: true });
    const swapped = rt.behaviors.swap(ref, New);
    until.open();
    expect(await Promise.all([slow, swapped, queued, stopped])).toEqual(["old 1", 2, "new 2", true]);
  });

  test("in @OnStop: a swap of itself is refused", async () => {
    const codes: string[] = [];
    @Actor()
    class Last {
      readonly ctx = injected(ActorContext) as ActorContext<Last>;
      @OnStop() async stop(): Promise<void> {
        codes.push(await codeOf(rt.behaviors.swap(this.ctx.self, Old)));
      }
      @Receive() ping(): void {}
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Last);
    await settle(rt);
    await ref.stop();
    expect(codes).toEqual(["ERR_ACTOR_DEAD"]);
  });

  test.each(["migrate", "constructor", "constructor, then throws", "@Restore", "@Snapshot"])(
    "killed by %s: nothing of either instance is left",
    async (where) => {
      const die = (at: string): void => {
        if (where.startsWith(at)) rt.kill(rt.names.resolve("victim") as never);
      };
      @Actor({ name: "victim" })
      class Victim {
        readonly resource = injected(OldResource);
        @Snapshot() save(): object {
          die("@Snapshot");
          return {};
        }
        @Restore() load(): void {}
        @Receive() ping(): void {}
      }
      @Actor()
      class Killer {
        readonly before = die("constructor");
        readonly resource = injected(NewResource);
        readonly after = where.endsWith("throws") && fail();
        @Restore() load(): void {
          die("@Restore");
        }
        @Receive() ping(): void {}
      }
      const fail = (): void => {
        throw new Error("and throws");
      };
      await using rt = testRuntime();
      const events: string[] = [];
      for (const kind of ["swapped", "swap-failed", "exited"] as const)
        rt.events.on(kind, () => events.push(kind));
      const ref = rt.spawn(Victim);
      await settle(rt);
      const migrate = (state: object): object => {
        die("migrate");
        return state;
      };
      const code = codeOf(rt.behaviors.swap(ref, Killer, where === "migrate" ? { migrate } : {}));
      expect(await code).toBe("ERR_ACTOR_DEAD");
      await settle(rt);
      expect(events).toEqual(["exited"]);
      const isBuilt = where !== "migrate" && where !== "@Snapshot";
      expect(disposed.toSorted()).toEqual(isBuilt ? ["new", "old"] : ["old"]);
      expect(rt.audit().balanced).toBe(true);
    },
  );
});

describe("a supervised actor", () => {
  @Supervised({ state: "keep" })
  class Keeps extends Old {}
  @Actor()
  @Supervised({ state: "keep" })
  class KeepsNew extends New {
    @Receive() fail(): void {
      throw new Error("new failed");
    }
  }

  test("crashes after a swap and restarts on the new code, with its state", async () => {
    await using rt = testRuntime();
    const ref = as(rt.spawn(Keeps), KeepsNew);
    ref.send.add();
    await settle(rt);
    await rt.behaviors.swap(ref, KeepsNew);
    ref.send.fail();
    expect(await ref.ask.add()).toBe("new 2");
    expect([ref.incarnation, rt.behaviors.version(ref)]).toEqual([1, 2]);
    await rt.behaviors.rollback(ref);
    ref.send.fail();
    expect(await ref.ask.add()).toBe("old 3");
    expect(ref.incarnation).toBe(2);
  });

  test.each(["keep", "renew"] as const)("is swapped while it restarts (state %s)", async (state) => {
    const until = gate();
    @Supervised({ state })
    class Slow extends Old {
      @OnStop() async stop(): Promise<void> {
        await until;
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Slow);
    ref.send.add();
    ref.send.fail();
    const queued = ref.ask.add();
    await settle(rt, { inFlight: "ignore" });
    const swapped = rt.behaviors.swap(ref, New, {
      migrate: ({ count }: { count: number }) => ({ count: count * 10 }),
    });
    await settle(rt, { inFlight: "ignore" });
    until.open();
    expect(await swapped).toBe(2);
    expect(await queued).toBe(state === "keep" ? "new 11" : "new 1");
    expect(rt.audit().balanced).toBe(true);
  });

  test("a crash of the handler under way comes before the change that waits for it", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Keeps);
    ref.send.add();
    const until = gate();
    const slow = codeOf(ref.ask.slow(until));
    await settle(rt, { inFlight: "ignore" });
    const swapped = rt.behaviors.swap(ref, KeepsNew);
    until.fail(new Error("late"));
    expect(await slow).toBe("late");
    expect(await swapped).toBe(2);
    expect(await ref.ask.add()).toBe("new 2");
    expect(ref.incarnation).toBe(1);
  });
});

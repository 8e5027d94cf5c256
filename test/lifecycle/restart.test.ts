import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnRestart, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { message } from "../../src/runtime/messages/method-message";
import { failureOf, makeWorld, settle } from "./fixture";

class Boom extends Error {}
class Bomb {
  constructor(readonly text: string) {}
}

/** Counts, and crashes when told; `trace` tells what ran in which incarnation. */
const trace: string[] = [];
@Actor({ name: "fuse" })
@Supervised({ maxRestarts: 3, withinMs: 1_000 })
class Fuse {
  static made = 0;
  readonly number = ++Fuse.made;
  count = 0;
  private readonly ctx = injected(ActorContext<Fuse>);
  @OnStart() start(init: unknown): void {
    trace.push(`start ${init}`);
  }
  @OnRestart() again(error: unknown, cause: unknown): void {
    trace.push(`again ${error} ${cause instanceof Bomb ? cause.text : "?"}`);
  }
  @OnStop() stop(): void {
    trace.push("stop");
  }
  @Receive() add(): number {
    return ++this.count;
  }
  @Receive() which(): number {
    return this.number;
  }
  @Receive() tick(): void {
    trace.push(`tick of ${this.number}`);
  }
  @Receive() tickLater(): void {
    this.ctx.after(10, message(Fuse).tick());
    this.ctx.every(10, message(Fuse).tick());
  }
  @Receive(Bomb) explode(bomb: Bomb): void {
    throw new Boom(bomb.text);
  }
}

beforeEach(() => {
  trace.length = 0;
  Fuse.made = 0;
});

describe("restart (S7)", () => {
  test("keeps ref, pid, names, paths and the queue; renews the instance and counts the incarnation", async () => {
    const { rt, exits, letters } = makeWorld();
    const ref = rt.spawn(Fuse, { path: "/fuse", init: "i" });
    rt.names.register("second name", ref);
    const { pid } = ref;
    ref.send.add();
    const poisoned = failureOf(() => rt.ask(ref, new Bomb("b1")));
    const queued = [ref.ask.add(), ref.ask.add()];
    expect(await poisoned).toBe("Error: b1");
    expect(await Promise.all(queued)).toEqual([1, 2]);
    expect([ref.pid, ref.incarnation, rt.isAlive(pid), rt.ref(pid)]).toEqual([pid, 1, true, ref]);
    expect([rt.names.resolve("fuse"), rt.names.resolve("second name"), rt.paths.resolve("/fuse")]).toEqual([
      ref,
      ref,
      ref,
    ]);
    expect([letters, exits, trace]).toEqual([
      ["failed Bomb"],
      [],
      ["start i", "stop", "start i", "again Error: b1 b1"],
    ]);
  });

  test("the `restarted` event carries incarnation and error, once for each restart, after the new start", async () => {
    const { rt, lines } = makeWorld();
    const told: unknown[] = [];
    rt.events.on("restarted", ({ pid, incarnation, error }) => told.push([pid, incarnation, String(error)]));
    const ref = rt.spawn(Fuse);
    rt.send(ref, new Bomb("x"));
    rt.send(ref, new Bomb("y"));
    await settle();
    expect(told).toEqual([
      [ref.pid, 1, "Error: x"],
      [ref.pid, 2, "Error: y"],
    ]);
    expect(lines).toEqual([
      `warn Fuse#${ref.pid} crashed on Bomb and restarts (1 of 3): Error: x`,
      `warn Fuse#${ref.pid} crashed on Bomb and restarts (2 of 3): Error: y`,
    ]);
  });

  test("the runtime's timers to it go on, the context's end with the incarnation (S8)", async () => {
    const { rt, clock } = makeWorld();
    const ref = rt.spawn(Fuse);
    rt.timers.after(ref, 20, message(Fuse).tick());
    ref.send.tickLater();
    await settle();
    rt.send(ref, new Bomb("b"));
    await clock.advance(100);
    expect(trace.filter((line) => line.startsWith("tick"))).toEqual(["tick of 2"]);
  });

  test("more than maxRestarts within withinMs end it; slower crashes never do", async () => {
    const { rt, clock, exits } = makeWorld();
    const ref = rt.spawn(Fuse);
    for (let n = 1; n <= 10; n++) {
      rt.send(ref, new Bomb(`${n}`));
      await clock.advance(334);
    }
    expect([ref.incarnation, exits]).toEqual([10, []]);
    for (let n = 0; n < 2; n++) rt.send(ref, new Bomb("fast"));
    await settle();
    // Restarts at 2 672, 3 006, 3 340 (now): the window of 1 000 ms holds three.
    expect(exits.map(({ reason, restarts }) => [reason, restarts])).toEqual([["panic", 11]]);
    expect(rt.names.resolve("fuse")).toBeUndefined();
  });

  test("the last message that the budget could not heal fails, the rest of the queue is discarded", async () => {
    const { rt, letters, lines } = makeWorld();
    const ref = rt.spawn(Fuse);
    for (let n = 1; n <= 4; n++) rt.send(ref, new Bomb(`${n}`));
    const left = failureOf(() => ref.ask.add());
    await settle();
    expect([await left, letters]).toEqual([
      "ERR_ACTOR_DEAD",
      [...Array(4).fill("failed Bomb"), "discarded add"],
    ]);
    expect(lines.at(-2)).toBe(
      `error Fuse#${ref.pid} crashed on Bomb and ended (panic): it was restarted 3 times within 1000 ms.`,
    );
  });

  test("temporary never comes back; transient and permanent do after a crash, and none after a normal stop", async () => {
    for (const [restart, back] of [
      ["temporary", false],
      ["transient", true],
      ["permanent", true],
    ] as const) {
      @Actor()
      @Supervised({ restart })
      class Child {
        @Receive(Bomb) explode(_: Bomb): void {
          throw new Boom(restart);
        }
      }
      const { rt, exits } = makeWorld();
      const crashing = rt.spawn(Child);
      crashing.tell(new Bomb(""));
      const stopping = rt.spawn(Child);
      await settle();
      await stopping.stop();
      expect([restart, rt.isAlive(crashing), rt.isAlive(stopping)]).toEqual([restart, back, false]);
      expect(exits.map(({ reason }) => reason)).toEqual(back ? ["normal"] : ["panic", "normal"]);
    }
  });

  test("budgets are per child: one bad child does not use up its sibling's", async () => {
    const { rt } = makeWorld();
    const parent = rt.spawn(() => {});
    const bad = rt.spawn(Fuse, { parent, name: null });
    const good = rt.spawn(Fuse, { parent, name: null });
    for (let n = 0; n < 4; n++) rt.send(bad, new Bomb("bad"));
    await settle();
    rt.send(good, new Bomb("once"));
    await settle();
    expect([rt.isAlive(bad), rt.isAlive(good), good.incarnation]).toEqual([false, true, 1]);
  });

  test('state: "keep" carries plain fields over, but not what was injected', async () => {
    @Actor()
    @Supervised({ state: "keep" })
    class Keeper {
      count = 0;
      readonly ctx = injected(ActorContext<Keeper>);
      private readonly secret = { n: 0 };
      @Receive() add(): number {
        this.secret.n++;
        return ++this.count + this.secret.n;
      }
      @Receive() crash(): void {
        throw new Boom("crash");
      }
      @Receive() stopsItself(): void {
        this.ctx.stopSelf();
      }
    }
    const { rt, exits } = makeWorld();
    const ref = rt.spawn(Keeper);
    ref.send.add();
    ref.send.crash();
    expect([await ref.ask.add(), ref.incarnation]).toEqual([4, 1]);
    ref.send.stopsItself();
    await settle();
    expect(exits.map(({ reason }) => reason)).toEqual(["normal"]);
  });

  test("#fields without a state pair are refused where state must be kept", async () => {
    @Actor()
    @Supervised({ state: "keep" })
    class Hidden {
      #count = 0;
      @Receive() add(): number {
        return ++this.#count;
      }
    }
    const { rt } = makeWorld();
    expect(await failureOf(() => rt.spawn(Hidden))).toBe("ERR_PRIVATE_STATE");
  });

  test("a listener of `restarted` may kill or stop the actor", async () => {
    for (const end of ["kill", "stop"] as const) {
      const { rt, exits } = makeWorld();
      rt.events.on("restarted", ({ pid }) => void rt[end](pid));
      const ref = rt.spawn(Fuse);
      rt.send(ref, new Bomb("b"));
      ref.send.add();
      await settle();
      expect(exits.map(({ reason }) => reason)).toEqual([end === "kill" ? "killed" : "normal"]);
    }
  });
});

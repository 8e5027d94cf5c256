/** Hot swap of actors at work: which message runs on which code, and what an actor keeps. */
import {
  Actor,
  ActorContext,
  type ActorRef,
  injected,
  OnExit,
  OnStart,
  OnStop,
  Receive,
  Supervised,
} from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { as, gate, New, Old } from "./fixture";

describe("swap", () => {
  test("what is queued runs on the new code, with the state, ref and pid", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    const { pid } = ref;
    expect(await ref.ask.add()).toBe("old 1");
    const queued = ref.ask.add();
    const swapped = rt.behaviors.swap(ref, New);
    const later = ref.ask.add();
    expect(await Promise.all([queued, swapped, later])).toEqual(["new 2", 2, "new 3"]);
    expect(ref.pid).toBe(pid);
    expect(rt.behaviors.version(ref)).toBe(2);
    expect(rt.audit()).toMatchObject({ balanced: true, queued: 0 });
  });

  test("S1: the handler under way ends on the old code, with its awaits", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    const until = gate();
    const slow = ref.ask.slow(until);
    await settle(rt, { inFlight: "ignore" });
    let version = 0;
    void rt.behaviors.swap(ref, New).then((now) => {
      version = now;
    });
    const after = ref.ask.add();
    await settle(rt, { inFlight: "ignore" });
    expect(version).toBe(0);
    expect(rt.behaviors.version(ref)).toBe(2);
    until.open();
    expect(await slow).toBe("old 1");
    expect(await after).toBe("new 2");
    expect(version).toBe(2);
  });

  test("a reentrant actor takes no more messages until all handlers under way have ended", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old, { reentrant: true });
    const [one, two] = [gate(), gate()];
    const first = ref.ask.slow(one);
    const second = ref.ask.slow(two);
    await settle(rt, { inFlight: "ignore" });
    const swapped = rt.behaviors.swap(ref, New);
    const queued = ref.ask.add();
    await settle(rt, { inFlight: "ignore" });
    one.open();
    expect(await first).toBe("old 1");
    await settle(rt, { inFlight: "ignore" });
    expect(rt.mailboxes.size(ref)).toBe(1);
    two.open();
    expect(await second).toBe("old 2");
    expect(await swapped).toBe(2);
    expect(await queued).toBe("new 3");
  });

  test("a reentrant actor without queued messages is swapped when the last handler ends", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old, { reentrant: true });
    const [one, two] = [gate(), gate()];
    ref.send.slow(one);
    ref.send.slow(two);
    await settle(rt, { inFlight: "ignore" });
    const swapped = rt.behaviors.swap(ref, New);
    await settle(rt, { inFlight: "ignore" });
    one.open();
    await settle(rt, { inFlight: "ignore" });
    two.open();
    expect(await swapped).toBe(2);
  });

  test("a linked exit crashes an actor that has a change pending at once, not when its handler ends", async () => {
    @Supervised()
    class Supervisee extends Old {}
    await using rt = testRuntime();
    const ref = rt.spawn(Supervisee);
    const peer = rt.spawn(Old);
    rt.links.link(ref, peer);
    ref.send.slow(new Promise(() => {}));
    await settle(rt, { inFlight: "ignore" });
    const swapped = rt.behaviors.swap(ref, New);
    rt.kill(peer);
    expect(await swapped).toBe(2);
    expect(ref.incarnation).toBe(1);
    expect(await ref.ask.add()).toBe("new 1");
  });

  test("no life-cycle hook runs at the swap; the new code's @OnStop is owed at the end", async () => {
    const told: string[] = [];
    @Actor()
    class First {
      @OnStart() start(): void {
        told.push("first starts");
      }
      @OnStop() stop(): void {
        told.push("first stops");
      }
      @Receive() ping(): void {}
    }
    @Actor()
    class Second {
      @OnStart() start(): void {
        told.push("second starts");
      }
      @OnStop() stop(): void {
        told.push("second stops");
      }
      @Receive() ping(): void {}
    }
    await using rt = testRuntime();
    const ref = rt.spawn(First);
    await settle(rt);
    await rt.behaviors.swap(ref, Second);
    expect(told).toEqual(["first starts"]);
    await ref.stop();
    expect(told).toEqual(["first starts", "second stops"]);
  });

  test("a class whose predecessor had no hooks gets its @OnStop, also after a function", async () => {
    const told: string[] = [];
    @Actor()
    class Hooked {
      @OnStop() stop(): void {
        told.push("stopped");
      }
      @Receive() add(): void {}
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await settle(rt);
    await rt.behaviors.swap(ref, () => {});
    await rt.behaviors.swap(ref, Hooked);
    await ref.stop();
    expect(told).toEqual(["stopped"]);
  });

  test("names, path, links, children, context and timers stay", async () => {
    const seen: string[] = [];
    @Actor({ trapExit: true })
    class First {
      readonly ctx = injected(ActorContext) as ActorContext<First>;
      @OnStart() start(): void {
        this.ctx.every(10, { type: "tick" } as never);
        this.ctx.spawn(Old, { name: "child" });
        contexts.push(this.ctx);
      }
      @Receive("tick") tick(_: { type: "tick" }): void {
        seen.push("first");
      }
      @OnExit() exit(): void {}
    }
    @Actor({ trapExit: true })
    class Second {
      readonly ctx = injected(ActorContext) as ActorContext<Second>;
      @Receive("tick") tick(_: { type: "tick" }): void {
        seen.push("second");
        contexts.push(this.ctx);
      }
      @OnExit() exit(): void {
        seen.push("exit");
      }
    }
    const contexts: unknown[] = [];
    await using rt = testRuntime();
    const ref = rt.spawn(First, { name: "one", path: "/a/b" });
    const peer = rt.spawn(Old);
    rt.links.link(ref, peer);
    await settle(rt);
    await rt.clock.advance(10);
    await rt.behaviors.swap(ref, Second);
    await rt.clock.advance(10);
    rt.kill(peer);
    await settle(rt);
    expect(seen).toEqual(["first", "second", "exit"]);
    expect(contexts[1]).toBe(contexts[0]);
    expect((contexts[0] as ActorContext<First>).signal.aborted).toBe(false);
    expect(rt.names.resolve("one")).toBe(ref);
    expect(rt.paths.resolve("/a/b")).toBe(ref);
    const child = rt.names.resolve("child") as ActorRef<object>;
    await ref.stop();
    expect(rt.isAlive(child)).toBe(false);
    expect(rt.inspect.metrics().timers ?? 0).toBe(0);
  });

  test("ctx.every of the old code can be cancelled by the new: the timer moves with the fields", async () => {
    let ticks = 0;
    @Actor()
    class First {
      readonly ctx = injected(ActorContext) as ActorContext<First>;
      timer: { cancel(): boolean } | undefined = undefined;
      readonly signal = this.ctx.signal;
      @OnStart() start(): void {
        this.timer = this.ctx.every(10, { type: "tick" } as never);
      }
      @Receive("tick") tick(_: { type: "tick" }): void {
        ticks++;
      }
    }
    @Actor()
    class Second {
      timer: { cancel(): boolean } | undefined = undefined;
      signal: AbortSignal | undefined = undefined;
      @Receive("tick") tick(_: { type: "tick" }): void {
        ticks++;
      }
      @Receive() end(): [boolean | undefined, boolean | undefined] {
        return [this.timer?.cancel(), this.signal?.aborted];
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(First);
    await settle(rt);
    await rt.behaviors.swap(ref, Second);
    await rt.clock.advance(20);
    expect(ticks).toBe(2);
    expect(await as(ref, Second).ask.end()).toEqual([true, false]);
    await rt.clock.advance(100);
    expect(ticks).toBe(2);
  });

  test("stashed messages come back for the new code", async () => {
    @Actor()
    class Closed {
      readonly ctx = injected(ActorContext) as ActorContext<Closed>;
      @Receive() put(_: number): string {
        this.ctx.stash();
        return "stashed";
      }
    }
    @Actor()
    class Open {
      @Receive() put(n: number): string {
        return `took ${n}`;
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Closed);
    const asked = [ref.ask.put(1), ref.ask.put(2)];
    await settle(rt);
    void rt.behaviors.swap(ref, Open);
    asked.push(ref.ask.put(3));
    expect(await Promise.all(asked)).toEqual(["took 1", "took 2", "took 3"]);
  });

  test("changes asked for one after the other come about in order, before what is queued", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    const changes = [
      rt.behaviors.swap(ref, New),
      rt.behaviors.swap(ref, Old),
      rt.behaviors.rollback(ref, 2),
      rt.behaviors.swap(ref, New),
    ];
    expect(rt.behaviors.version(ref)).toBe(2);
    expect(await ref.ask.add()).toBe("new 1");
    expect(await Promise.all(changes)).toEqual([2, 3, 1, 2]);
  });
});

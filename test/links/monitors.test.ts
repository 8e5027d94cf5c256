import { Actor } from "../../src/decorators/actor";
import { OnStart } from "../../src/decorators/lifecycle";
import { Supervised } from "../../src/decorators/supervised";
import type { Disposer } from "../../src/disposer";
import type { ExitSignal } from "../../src/exit";
import { isSystemMessage } from "../../src/exit";
import type { ActorContext } from "../../src/runtime/actor/actor-context";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { Runtime } from "../../src/runtime/runtime";
import { failureOf, gate, makeWorld, settle } from "../lifecycle/fixture";
import { brief, Healed, Plain, reasons, Watching } from "./fixture";

function makeWatcher(rt: Runtime) {
  const signals: ExitSignal[] = [];
  return { signals, ref: rt.spawn(Watching, { init: { signals } }) };
}

describe("monitors (as in OTP)", () => {
  test("one DOWN for each call, with who, why and by whom, normal or not; the watcher goes on", async () => {
    const { rt, exits } = makeWorld();
    const { ref, signals } = makeWatcher(rt);
    const [a, b] = [rt.spawn(Plain), rt.spawn(Plain)];
    await ref.ask.run((ctx) => {
      ctx.monitor(a);
      ctx.monitor(a.pid);
      ctx.monitor(b);
    });
    await a.stop();
    b.send.run(() => {
      throw new Error("boom");
    });
    await settle();
    expect(brief(signals)).toEqual([
      `DOWN ${a.pid}<${a.pid} normal`,
      `DOWN ${a.pid}<${a.pid} normal`,
      `DOWN ${b.pid}<${b.pid} panic`,
    ]);
    expect([signals[2]?.error, reasons(exits).length]).toEqual([new Error("boom"), 2]);
  });

  test("a monitor goes one way: the end of the watcher means nothing to the watched", async () => {
    const { rt } = makeWorld();
    const { ref } = makeWatcher(rt);
    const a = rt.spawn(Plain);
    rt.links.monitor(ref, a);
    rt.kill(ref);
    await settle();
    expect(await a.ask.ping()).toBe("pong");
  });

  test("a dead or unknown actor is DOWN with noproc, but not within the call", async () => {
    const { rt } = makeWorld();
    const { ref, signals } = makeWatcher(rt);
    const dead = rt.spawn(Plain);
    rt.kill(dead);
    const within = await ref.ask.run((ctx) => {
      for (const target of [dead, dead.pid, 99_999]) ctx.monitor(target);
      return signals.length;
    });
    await settle();
    const pids = [dead.pid, dead.pid, 99_999];
    expect([within, brief(signals)]).toEqual([0, pids.map((pid) => `DOWN ${pid}<${pid} noproc`)]);
  });

  test("the disposer cancels one monitor and no other, also by `using`, and may be called again", async () => {
    const { rt } = makeWorld();
    const { ref, signals } = makeWatcher(rt);
    const a = rt.spawn(Plain);
    await ref.ask.run((ctx) => {
      const first = ctx.monitor(a);
      ctx.monitor(a);
      {
        using _ = ctx.monitor(a);
      }
      first();
      first();
    });
    rt.kill(a);
    await settle();
    expect(signals).toHaveLength(1);
  });

  test("a DOWN that was not seen yet is withdrawn, also one with noproc; others stay", async () => {
    const { rt } = makeWorld();
    const { ref, signals } = makeWatcher(rt);
    const [a, b] = [rt.spawn(Plain), rt.spawn(Plain)];
    const work = gate();
    const disposers: Disposer[] = [];
    const running = ref.ask.run((ctx: ActorContext<Plain>) => {
      disposers.push(ctx.monitor(a), ctx.monitor(99_999));
      ctx.monitor(b);
      return work.opened;
    });
    await settle();
    rt.kill(a);
    rt.kill(b);
    for (const dispose of disposers) dispose();
    work.open();
    await running;
    await settle();
    expect(brief(signals)).toEqual([`DOWN ${b.pid}<${b.pid} killed`]);
  });

  test("a restart of the watched is no DOWN; its final exit is", async () => {
    const { rt } = makeWorld();
    const { ref, signals } = makeWatcher(rt);
    const a = rt.spawn(Healed);
    await ref.ask.run((ctx) => void ctx.monitor(a));
    a.send.run(() => {
      throw new Error("boom");
    });
    await settle();
    expect([a.incarnation, signals.length]).toEqual([1, 0]);
    rt.kill(a);
    await settle();
    expect(signals).toHaveLength(1);
  });

  test("S8: monitors of a context end with its incarnation, so that @OnStart may make them again; rt.links' hold", async () => {
    const { rt } = makeWorld();
    const signals: ExitSignal[] = [];
    const a = rt.spawn(Plain);
    @Actor()
    @Supervised()
    class Again extends Watching {
      @OnStart() watch(): void {
        this.ctx.monitor(a);
      }
    }
    const ref = rt.spawn(Again, { init: { signals } });
    await settle();
    rt.links.monitor(ref, a);
    // The DOWN of the old incarnation's monitor is on its way when that ends.
    const hanging = failureOf(() =>
      ref.ask.run(async () => {
        await Promise.resolve();
        rt.kill(a);
        throw new Error("boom");
      }),
    );
    await hanging;
    await settle();
    expect([ref.incarnation, brief(signals)]).toEqual([
      1,
      [`DOWN ${a.pid}<${a.pid} killed`, `DOWN ${a.pid}<${a.pid} noproc`],
    ]);
  });

  test("a class without @OnExit is told so; a dead watcher is not an error; wrong targets are", async () => {
    const { rt } = makeWorld();
    const { ref } = makeWatcher(rt);
    const [a, dead] = [rt.spawn(Plain), rt.spawn(Plain)];
    rt.kill(dead);
    expect(await failureOf(() => rt.links.monitor(a, ref))).toBe("ERR_NO_ON_EXIT");
    expect(() => rt.links.monitor(a, ref)).toThrow(
      "Plain has no @OnExit method, so nobody would see the signals of rt.links.monitor(). Add one: @OnExit() gone(signal: ExitSignal) {}.",
    );
    rt.links.monitor(dead, ref)();
    const other = makeWorld().rt.spawn(Plain);
    const wrong = [-1, 1.5, Number.NaN, "x", null, undefined, {}] as never[];
    for (const target of wrong) {
      expect(await failureOf(() => rt.links.monitor(ref, target))).toBe("ERR_INVALID_ARG");
      expect(await failureOf(() => rt.links.link(ref, target))).toBe("ERR_INVALID_ARG");
      expect(await failureOf(() => rt.links.unlink(target, ref))).toBe("ERR_INVALID_ARG");
    }
    expect(await failureOf(() => rt.links.link(ref, other))).toBe("ERR_FOREIGN_TARGET");
    expect(await failureOf(() => rt.links.monitor(other, ref))).toBe("ERR_FOREIGN_TARGET");
    expect(await failureOf(() => ref.ask.run((ctx) => ctx.monitor(other)))).toBe("ERR_FOREIGN_TARGET");
  });

  test("a function that monitors gets DOWN as a message", async () => {
    const { rt } = makeWorld();
    const got: unknown[] = [];
    const a = rt.spawn(Plain);
    const watcher = rt.spawn((message: ActorRef<Plain>, ctx) => {
      if (isSystemMessage(message)) got.push(message);
      else ctx.monitor(message);
    });
    watcher.tell(a);
    await settle();
    rt.kill(a);
    await settle();
    expect(brief(got as ExitSignal[])).toEqual([`DOWN ${a.pid}<${a.pid} killed`]);
  });

  test("S8: nothing is left of monitors and links when either side has ended", async () => {
    const { rt } = makeWorld();
    const { ref, signals } = makeWatcher(rt);
    const hub = rt.spawn(Plain);
    for (let i = 0; i < 1_000; i++) {
      const [peer, watcher] = [rt.spawn(Plain), rt.spawn(Watching)];
      rt.links.link(hub, peer);
      rt.links.monitor(ref, peer);
      rt.links.monitor(watcher, hub);
      rt.links.monitor(ref, peer)();
      await Promise.all([peer.stop(), watcher.stop()]);
    }
    await settle();
    const bonds = [hub, ref].map(({ pid }) => Runtime.inside(rt).slots.at(pid)?.extras?.bonds);
    const left = bonds.flatMap((of) => [of?.peers?.size, of?.watching?.size, of?.watchers?.size]);
    expect([left.map((size) => size ?? 0), signals.length]).toEqual([[0, 0, 0, 0, 0, 0], 1_000]);
  });
});

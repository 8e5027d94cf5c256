import { OnStart, OnStop } from "../../src/decorators/lifecycle";
import type { IrisError } from "../../src/errors";
import type { ExitSignal } from "../../src/exit";
import type { ActorContext } from "../../src/runtime/actor/actor-context";
import { failureOf, gate, makeWorld, settle } from "../lifecycle/fixture";
import { brief, Healed, Plain, reasons, Trapping, Watching } from "./fixture";

class Boom extends Error {}
const boom = (): never => {
  throw new Boom("boom");
};

describe("links (as in OTP)", () => {
  test("an abnormal exit takes the linked actor along, with the same reason and the error as cause, both ways", async () => {
    for (const turned of [false, true]) {
      const { rt, exits } = makeWorld();
      const [a, b] = [rt.spawn(Plain), rt.spawn(Plain)];
      await a.ask.link(b);
      const [crashing, other] = turned ? [a, b] : [b, a];
      await failureOf(() => crashing.ask.run(boom));
      await settle();
      expect(reasons(exits)).toEqual([
        [crashing.pid, "panic"],
        [other.pid, "panic"],
      ]);
      const [first, second] = exits;
      expect(first?.error).toBeInstanceOf(Boom);
      expect(second?.error).toMatchObject({ code: "ERR_LINKED_EXIT", reason: "panic", cause: first?.error });
      expect(String(second?.error)).toContain(`${other} is linked to ${crashing}, which ended (panic)`);
      expect(rt.isAlive(a) || rt.isAlive(b)).toBe(false);
    }
  });

  test("a normal exit takes nobody along, and removes the link", async () => {
    const { rt, exits } = makeWorld();
    const [a, b] = [rt.spawn(Plain), rt.spawn(Plain)];
    rt.links.link(a, b);
    await b.stop();
    await settle();
    expect([reasons(exits), await a.ask.ping()]).toEqual([[[b.pid, "normal"]], "pong"]);
  });

  test("the actor that goes down finishes its running handler and runs @OnStop; what is queued becomes dead letters", async () => {
    const { rt, exits, letters } = makeWorld();
    const [a, b] = [rt.spawn(Plain), rt.spawn(Plain)];
    const work = gate();
    rt.links.link(a, b);
    const running = a.ask.run(() => work.opened);
    a.send.ping();
    await settle();
    rt.kill(b);
    expect([a.send.ping(), exits.length]).toEqual([false, 1]);
    await settle();
    work.open();
    await running;
    await settle();
    expect(reasons(exits)).toEqual([
      [b.pid, "killed"],
      [a.pid, "killed"],
    ]);
    expect(letters).toEqual(["dead ping", "discarded ping"]);
  });

  test("a handler that hangs is abandoned after the stop timeout", async () => {
    const { rt, exits, clock } = makeWorld();
    const [a, b] = [rt.spawn(Plain), rt.spawn(Plain)];
    rt.links.link(a, b);
    a.send.run(() => new Promise(() => {}));
    await settle();
    rt.kill(b);
    await clock.advance(4_999);
    expect(exits).toHaveLength(1);
    await clock.advance(1);
    expect(reasons(exits).at(-1)).toEqual([a.pid, "timeout"]);
  });

  test("link and unlink are symmetric and idempotent, and a link to oneself is none", async () => {
    const { rt, exits } = makeWorld();
    const [a, b, c] = [rt.spawn(Plain), rt.spawn(Plain), rt.spawn(Trapping, { init: { signals: [] } })];
    await a.ask.run((ctx) => {
      ctx.link(b);
      ctx.link(b.pid);
      ctx.link(ctx.self);
      ctx.unlink(ctx.self);
    });
    await b.ask.run((ctx) => ctx.link(a));
    await b.ask.run((ctx) => ctx.unlink(a.pid));
    rt.links.unlink(a, b);
    rt.links.unlink(a, c);
    rt.links.link(c, c);
    rt.kill(b);
    await settle();
    expect([reasons(exits), rt.isAlive(a)]).toEqual([[[b.pid, "killed"]], true]);
    rt.kill(c);
  });

  test("linked twice, a trapping actor sees one EXIT", async () => {
    const { rt } = makeWorld();
    const signals: ExitSignal[] = [];
    const [a, b] = [rt.spawn(Trapping, { init: { signals } }), rt.spawn(Plain)];
    rt.links.link(a, b);
    rt.links.link(b, a);
    rt.kill(b);
    await settle();
    expect(brief(signals)).toEqual([`EXIT ${b.pid}<${b.pid} killed`]);
  });

  test("a trapping actor sees EXIT for every exit, also a normal one, and goes on", async () => {
    const { rt, exits } = makeWorld();
    const signals: ExitSignal[] = [];
    const a = rt.spawn(Trapping, { init: { signals } });
    const [b, c, d] = [rt.spawn(Plain), rt.spawn(Plain), rt.spawn(Plain)];
    for (const other of [b, c, d]) a.send.link(other);
    await settle();
    await b.stop();
    rt.kill(c);
    d.send.run(boom);
    await settle();
    expect(brief(signals)).toEqual([
      `EXIT ${b.pid}<${b.pid} normal`,
      `EXIT ${c.pid}<${c.pid} killed`,
      `EXIT ${d.pid}<${d.pid} panic`,
    ]);
    expect([signals[2]?.error, await a.ask.ping(), exits.length]).toEqual([new Boom("boom"), "pong", 3]);
  });

  test.each([
    [true, true],
    [false, false],
  ])("spawn({ trapExit: %s }) wins over the class", async (trapExit, lives) => {
    const { rt } = makeWorld();
    const signals: ExitSignal[] = [];
    const a = rt.spawn(trapExit ? Watching : Trapping, { trapExit, init: { signals } });
    const b = rt.spawn(Plain);
    rt.links.link(a, b);
    rt.kill(b);
    await settle();
    expect([rt.isAlive(a), signals.length]).toEqual([lives, lives ? 1 : 0]);
  });

  test("linking to a dead or unknown actor: a trapping one sees EXIT noproc, but not within the call", async () => {
    const { rt } = makeWorld();
    const signals: ExitSignal[] = [];
    const dead = rt.spawn(Plain);
    rt.kill(dead);
    const a = rt.spawn(Trapping, { init: { signals } });
    const within = await a.ask.run((ctx) => {
      for (const target of [dead, dead.pid, 99_999]) ctx.link(target);
      return signals.length;
    });
    await settle();
    expect([within, brief(signals)]).toEqual([
      0,
      [dead.pid, dead.pid, 99_999].map((pid) => `EXIT ${pid}<${pid} noproc`),
    ]);
  });

  test("linking to a dead or unknown actor takes one that does not trap down with noproc, and says so", async () => {
    for (const known of [true, false]) {
      const { rt, exits, lines } = makeWorld();
      const dead = rt.spawn(Plain);
      rt.kill(dead);
      const a = rt.spawn(Plain);
      const target = known ? dead.pid : 99_999;
      expect(await a.ask.run((ctx) => ctx.link(target) ?? "done")).toBe("done");
      await settle();
      expect(reasons(exits.slice(1))).toEqual([[a.pid, "noproc"]]);
      const name = known ? `${dead}` : "Pid 99999";
      expect(lines).toEqual([
        expect.stringContaining(`warn ${a} is linked to ${name}, which ended (noproc)`),
      ]);
      rt.links.link(dead, target); // nobody is left to be told
    }
  });

  test("rt.links.link with one that is gone tells the other one, whichever it is", async () => {
    const { rt } = makeWorld();
    const signals: ExitSignal[] = [];
    const [a, dead] = [rt.spawn(Trapping, { init: { signals } }), rt.spawn(Plain)];
    rt.kill(dead);
    rt.links.link(dead, a);
    rt.links.link(a, dead);
    await settle();
    expect(signals.map(({ reason }) => reason)).toEqual(["noproc", "noproc"]);
  });

  test("a link that the constructor makes counts", async () => {
    const { rt, exits } = makeWorld();
    const b = rt.spawn(Plain);
    class Eager extends Plain {
      constructor() {
        super();
        this.ctx.link(b);
      }
    }
    const a = rt.spawn(Eager);
    await settle();
    rt.kill(b);
    await settle();
    expect(reasons(exits).at(-1)).toEqual([a.pid, "killed"]);
  });

  test("an actor taken down before its first turn never starts", async () => {
    const { rt, exits } = makeWorld();
    const b = rt.spawn(Plain);
    const a = rt.spawn(Plain);
    rt.links.link(a, b);
    rt.kill(b);
    expect(a.send.ping()).toBe(false);
    await settle();
    expect(reasons(exits)).toEqual([
      [b.pid, "killed"],
      [a.pid, "killed"],
    ]);
  });

  test("a parent that is linked to its child and traps exits sees one EXIT for it, not two", async () => {
    const { rt } = makeWorld();
    const signals: ExitSignal[] = [];
    const parent = rt.spawn(Trapping, { init: { signals } });
    const child = rt.spawn(Plain, { parent });
    rt.links.link(parent, child);
    rt.kill(child);
    await settle();
    expect(brief(signals)).toEqual([`EXIT ${child.pid}<${child.pid} killed`]);
  });

  test("a parent that does not trap sees the exits of its children, linked or not; a linked one takes it down", async () => {
    const { rt, exits } = makeWorld();
    const signals: ExitSignal[] = [];
    const parent = rt.spawn(Watching, { init: { signals } });
    const [free, tied, last] = [0, 1, 2].map(() => rt.spawn(Plain, { parent }));
    for (const child of [tied, last]) rt.links.link(parent, child as never);
    rt.kill(free as never);
    await tied?.stop();
    await settle();
    expect(brief(signals)).toEqual([
      `EXIT ${free?.pid}<${free?.pid} killed`,
      `EXIT ${tied?.pid}<${tied?.pid} normal`,
    ]);
    rt.kill(last as never);
    await settle();
    expect(reasons(exits).slice(-2)).toEqual([
      [last?.pid, "killed"],
      [parent.pid, "killed"],
    ]);
  });
});

describe("links of supervised actors", () => {
  test("S7: a linked exit is a crash: it restarts, keeps ref, queue and links, and @OnRestart hears why", async () => {
    const { rt, exits, lines } = makeWorld();
    const restarts: [IrisError, ExitSignal][] = [];
    const a = rt.spawn(Healed, { init: { restarts } });
    const [b, c] = [rt.spawn(Plain), rt.spawn(Plain)];
    rt.links.link(a, b);
    rt.links.link(a, c);
    await settle();
    b.send.run(boom);
    await settle();
    expect([rt.isAlive(a), a.incarnation, await a.ask.ping()]).toEqual([true, 1, "pong"]);
    const [[error, exit]] = restarts as [[IrisError, ExitSignal]];
    expect(error).toMatchObject({ code: "ERR_LINKED_EXIT", cause: new Boom("boom") });
    expect(brief([exit])).toEqual([`EXIT ${b.pid}<${b.pid} panic`]);
    expect(lines.at(-1)).toContain(
      `warn ${a} crashed on the exit of a linked actor and restarts (1 of 2): IrisError: ${a} is linked to ${b}`,
    );
    await c.stop(); // normal: nothing
    await settle();
    expect([a.incarnation, reasons(exits)]).toEqual([
      1,
      [
        [b.pid, "panic"],
        [c.pid, "normal"],
      ],
    ]);
  });

  test("S7: its own crash and restart is no exit: who is linked to it notices nothing, and the link holds", async () => {
    const { rt, exits } = makeWorld();
    const [a, b] = [rt.spawn(Healed), rt.spawn(Plain)];
    rt.links.link(a, b);
    a.send.run(boom);
    await settle();
    expect([a.incarnation, exits]).toEqual([1, []]);
    rt.kill(a);
    await settle();
    expect(reasons(exits)).toEqual([
      [a.pid, "killed"],
      [b.pid, "killed"],
    ]);
  });

  test("over its budget it ends, with the reason of the linked one, and takes its own links along", async () => {
    const { rt, exits, lines } = makeWorld();
    const [a, last] = [rt.spawn(Healed), rt.spawn(Plain)];
    rt.links.link(a, last);
    const others = [1, 2, 3].map(() => rt.spawn(Plain));
    for (const other of others) {
      rt.links.link(a, other);
      await other.stop({ reason: "worn out" });
      await settle();
    }
    expect(reasons(exits).slice(-2)).toEqual([
      [a.pid, "worn out"],
      [last.pid, "worn out"],
    ]);
    expect(lines.at(-1)).toBe(
      `error ${a} crashed on the exit of a linked actor and ended (worn out) after 2 restarts.`,
    );
  });

  test("an async handler under way is abandoned, its ask rejects, and what is queued is handled afterwards", async () => {
    const { rt, letters } = makeWorld();
    const [a, b] = [rt.spawn(Healed), rt.spawn(Plain)];
    rt.links.link(a, b);
    const hanging = failureOf(() => a.asking({ timeoutMs: Infinity }).run(() => new Promise(() => {})));
    const next = a.ask.ping();
    await settle();
    rt.kill(b);
    expect([await hanging, await next, a.incarnation]).toEqual(["ERR_ACTOR_DEAD", "pong", 1]);
    expect(letters).toEqual(["discarded run"]);
  });

  test("a handler that links to a dead actor ends its synchronous part first, sync or async", async () => {
    for (const later of [false, true]) {
      const { rt } = makeWorld();
      const a = rt.spawn(Healed);
      let ended = 0;
      a.send.run((ctx) => {
        ctx.link(99_999);
        ended++;
        return later ? new Promise(() => {}) : undefined;
      });
      await settle();
      expect([ended, a.incarnation, await a.ask.ping()]).toEqual([1, 1, "pong"]);
    }
  });

  test("one that has not started yet counts it, too, and starts afterwards, once", async () => {
    const { rt } = makeWorld();
    const restarts: unknown[] = [];
    let made = 0;
    class Counted extends Healed {
      constructor() {
        super();
        made++;
      }
    }
    const a = rt.spawn(Counted, { init: { restarts } });
    rt.links.link(a, 99_999);
    rt.links.link(a, 99_998); // one crash for both
    expect(await a.ask.ping()).toBe("pong");
    expect([a.incarnation, restarts.length, made]).toEqual([1, 1, 1]);
  });

  test("an @OnStart under way is abandoned, and begins again", async () => {
    const { rt } = makeWorld();
    let starts = 0;
    class Slow extends Healed {
      @OnStart() start(): unknown {
        return ++starts === 1 ? new Promise(() => {}) : undefined;
      }
    }
    const [a, b] = [rt.spawn(Slow), rt.spawn(Plain)];
    rt.links.link(a, b);
    await settle();
    rt.kill(b);
    expect([await a.ask.ping(), a.incarnation, starts]).toEqual(["pong", 1, 2]);
  });

  test("what comes while it restarts already is part of the same crash", async () => {
    const { rt } = makeWorld();
    const stopping = gate();
    class Leaving extends Healed {
      @OnStop() stop(): Promise<void> {
        return stopping.opened;
      }
    }
    const [a, b, c] = [rt.spawn(Leaving), rt.spawn(Plain), rt.spawn(Plain)];
    for (const other of [b, c]) rt.links.link(a, other);
    await settle();
    rt.kill(b);
    await settle();
    rt.kill(c);
    stopping.open();
    expect([await a.ask.ping(), a.incarnation]).toEqual(["pong", 1]);
  });
});

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

test("S1: the calls of a context are refused once its incarnation is over", async () => {
  const { rt } = makeWorld();
  const a = rt.spawn(Healed);
  const kept: ActorContext<Plain>[] = [];
  await a.ask.run((ctx) => kept.push(ctx));
  a.send.run(boom);
  await settle();
  for (const call of ["link", "unlink", "monitor"] as const) {
    expect(await failureOf(() => kept[0]?.[call](1))).toBe("ERR_REVOKED");
  }
});

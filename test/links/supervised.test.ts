/** Links of supervised actors: the exit of a linked one is a crash that their supervision may heal. */
import { OnStart, OnStop } from "../../src/decorators/lifecycle";
import type { IrisError } from "../../src/errors";
import type { ExitSignal } from "../../src/exit";
import type { ActorContext } from "../../src/runtime/actor/actor-context";
import { failureOf, gate, makeWorld, settle } from "../lifecycle/fixture";
import { Boom, boom, brief, Healed, Plain, reasons } from "./fixture";

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
      `error ${a} crashed on the exit of a linked actor and ended (worn out): it was restarted 2 times within 5000 ms.`,
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

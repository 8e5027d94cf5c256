/** Links between plain and trapping actors, as in OTP: who goes down with whom, and who is told. */
import type { ExitSignal } from "../../src/exit";
import { failureOf, gate, makeWorld, settle } from "../lifecycle/fixture";
import { Boom, boom, brief, Plain, reasons, Trapping, Watching } from "./fixture";

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

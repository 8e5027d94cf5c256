import { Actor } from "../../src/decorators/actor";
import { OnExit } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { type ExitSignal, isSystemMessage } from "../../src/exit";
import { limits } from "../../src/limits";
import { failureOf, gate, makeWorld, settle } from "../lifecycle/fixture";
import { brief, Plain, reasons, Trapping, Watching } from "./fixture";

describe("system messages", () => {
  test("are frozen, carry what the caller of stop gave, and are told from messages of users by a brand", async () => {
    const { rt, exits } = makeWorld();
    const signals: ExitSignal[] = [];
    const [a, b, linked] = [rt.spawn(Trapping, { init: { signals } }), rt.spawn(Plain), rt.spawn(Plain)];
    rt.links.link(a, b);
    rt.links.monitor(a, b);
    rt.links.link(b, linked);
    const metadata = { ticket: 7 };
    await b.stop({ reason: "moved", metadata });
    metadata.ticket = 8;
    await settle();
    const facts = { from: b.pid, target: b.pid, reason: "moved", metadata: { ticket: 7 } };
    expect(signals).toMatchObject([
      { type: "EXIT", ...facts },
      { type: "DOWN", ...facts },
    ]);
    for (const signal of signals) {
      expect([isSystemMessage(signal), Object.isFrozen(signal), Object.isFrozen(signal.metadata)]).toEqual([
        true,
        true,
        true,
      ]);
      expect(Object.keys(signal)).toEqual(["type", "from", "target", "reason", "metadata"]);
    }
    expect(exits).toMatchObject([
      { pid: b.pid, reason: "moved", metadata: { ticket: 7 } },
      { pid: linked.pid, reason: "moved", metadata: { ticket: 7 } },
    ]);
    expect((await rt.join(b.pid))?.metadata).toEqual({ ticket: 7 });
    const liar = new Proxy({}, { has: boom });
    const others = [{ type: "EXIT", from: 1, target: 1, reason: "normal" }, null, undefined, 1, "EXIT", liar];
    expect(others.map(isSystemMessage)).toEqual(others.map(() => false));
    const copy = Object.create({ [Symbol.for("iris-actors/SystemMessage")]: true });
    expect(isSystemMessage(copy)).toBe(true);
  });

  test.each([[null], ["x"], [[]], [7]])("stop({ metadata: %j }) is refused", async (metadata) => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Plain);
    expect(await failureOf(() => ref.stop({ metadata } as never))).toBe("ERR_INVALID_ARG");
    expect(rt.isAlive(ref)).toBe(true);
  });

  test("S4: signals are no messages: nothing is counted", async () => {
    const { rt, letters } = makeWorld();
    const [a, b] = [rt.spawn(Trapping, { init: { signals: [] } }), rt.spawn(Plain)];
    const f = rt.spawn(() => {}, { trapExit: true });
    rt.links.link(a, b);
    rt.links.link(f, b);
    rt.kill(b);
    await settle();
    expect([rt.audit().accepted, rt.audit().balanced, letters]).toEqual([0, true, []]);
  });

  test("S3: a signal overtakes queued messages, and waits for the handler under way", async () => {
    const { rt } = makeWorld();
    const log: string[] = [];
    @Actor({ trapExit: true })
    class Logging {
      @OnExit() async gone({ type }: ExitSignal): Promise<void> {
        log.push(`${type}…`);
        await Promise.resolve();
        log.push(type);
      }
      @Receive() async work(name: string, until?: Promise<void>): Promise<void> {
        log.push(`${name}…`);
        await until;
        log.push(name);
      }
    }
    const [a, b] = [rt.spawn(Logging), rt.spawn(Plain)];
    rt.links.link(a, b);
    rt.links.monitor(a, b);
    const first = gate();
    a.send.work("first", first.opened);
    a.send.work("second");
    await settle();
    rt.kill(b);
    await settle();
    expect(log).toEqual(["first…"]);
    first.open();
    await settle();
    expect(log).toEqual([
      ...["first…", "first"],
      ...["EXIT…", "EXIT", "DOWN…", "DOWN"],
      ...["second…", "second"],
    ]);
  });

  test("a signal that comes before the first turn is seen before the first message", async () => {
    const { rt } = makeWorld();
    const got: unknown[] = [];
    const f = rt.spawn((message: unknown) => void got.push(message), { trapExit: true });
    rt.links.link(f, 99_999);
    f.tell("hello");
    await settle();
    expect([got.map(isSystemMessage), got[1]]).toEqual([[true, false], "hello"]);
  });

  test("a function that traps exits gets EXIT as a message, of children, too; without it none", async () => {
    const { rt } = makeWorld();
    for (const trapExit of [true, false]) {
      const got: unknown[] = [];
      const f = rt.spawn((message: unknown) => void got.push(message), { trapExit });
      const [child, b] = [rt.spawn(Plain, { parent: f }), rt.spawn(Plain)];
      rt.links.link(f, b);
      rt.kill(child);
      await b.stop();
      await settle();
      const all = [`EXIT ${child.pid}<${child.pid} killed`, `EXIT ${b.pid}<${b.pid} normal`];
      expect(brief(got as ExitSignal[])).toEqual(trapExit ? all : []);
    }
  });

  test("what a function throws on a signal is a crash, sync or async", async () => {
    for (const later of [false, true]) {
      const { rt, exits, lines } = makeWorld();
      const f = rt.spawn(
        (message: unknown) => {
          if (!isSystemMessage(message)) return undefined;
          if (!later) boom();
          return Promise.reject(new Error("boom"));
        },
        { trapExit: true },
      );
      rt.links.link(f, 99_999);
      await settle();
      expect(reasons(exits)).toEqual([[f.pid, "panic"]]);
      expect(lines).toEqual([expect.stringContaining("crashed on EXIT and ended (panic)")]);
    }
  });

  test("an @OnExit that hangs is abandoned by a stop, as a handler is; signals behind it are not shown", async () => {
    const { rt, exits, clock } = makeWorld();
    let calls = 0;
    @Actor({ trapExit: true })
    class Hanging extends Plain {
      @OnExit() gone(): unknown {
        calls++;
        return new Promise(() => {});
      }
    }
    const a = rt.spawn(Hanging);
    rt.links.link(a, 99_999);
    rt.links.link(a, 99_998);
    await settle();
    void a.stop({ timeoutMs: 5 });
    await clock.advance(5);
    expect([calls, reasons(exits)]).toEqual([1, [[a.pid, "timeout"]]]);
  });

  test("an actor that stops itself on a signal sees no further one", async () => {
    const { rt } = makeWorld();
    let calls = 0;
    @Actor({ trapExit: true })
    class Leaving extends Plain {
      @OnExit() gone(): void {
        calls++;
        this.ctx.stopSelf();
      }
    }
    const a = rt.spawn(Leaving);
    rt.links.link(a, 99_999);
    rt.links.link(a, 99_998);
    await settle();
    expect([calls, rt.isAlive(a)]).toEqual([1, false]);
  });

  test("S13: at most signalsMax wait to be seen: the oldest go, with one warning", async () => {
    const { rt, lines } = makeWorld();
    const signals: ExitSignal[] = [];
    const a = rt.spawn(Watching, { init: { signals } });
    const work = gate();
    a.send.run(() => work.opened);
    await settle();
    for (let i = 1; i <= limits.signalsMax + 3; i++) rt.links.monitor(a, 1_000_000 + i);
    expect(lines).toEqual([expect.stringContaining(`warn ${a} does not look at its signals`)]);
    work.open();
    await settle();
    expect([signals.length, signals[0]?.target]).toEqual([limits.signalsMax, 1_000_004]);
  });

  test("trapExit without @OnExit is a mistake: of the class at its first spawn, of spawn's options at once", async () => {
    const { rt } = makeWorld();
    @Actor({ trapExit: true })
    class Blind extends Plain {}
    expect(await failureOf(() => rt.spawn(Blind))).toBe("ERR_BAD_DECORATOR");
    expect(() => rt.spawn(Blind)).toThrow(
      "@Actor on class Blind: trapExit needs a method that sees the exits. Add: @OnExit()",
    );
    expect(await failureOf(() => rt.spawn(Plain, { trapExit: true }))).toBe("ERR_NO_ON_EXIT");
    expect(await failureOf(() => rt.virtual(Plain, "a", { trapExit: true }))).toBe("ERR_NO_ON_EXIT");
    expect(await failureOf(() => rt.spawn(Watching, { trapExit: 1 as never }))).toBe("ERR_INVALID_ARG");
    rt.spawn(Plain, { trapExit: false });
  });
});

function boom(): never {
  throw new Error("boom");
}

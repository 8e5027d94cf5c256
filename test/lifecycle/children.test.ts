import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnExit, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import type { ExitSignal } from "../../src/exit";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { Ref } from "../../src/runtime/actor/protocol";
import { gate, makeWorld, never, settle } from "./fixture";

const brief = (exits: readonly { pid: number; reason: string }[]) =>
  exits.map(({ pid, reason }) => [pid, reason]);

describe("children (A1, S6, S8)", () => {
  test("stop before their parent, the last one first, each with its @OnStop", async () => {
    const log: string[] = [];
    @Actor()
    class Node {
      private readonly ctx = injected(ActorContext<Node>);
      @OnStop() async stop(): Promise<void> {
        await Promise.resolve();
        log.push(`${this.ctx.init}`);
      }
      @Receive() ping(): void {}
    }
    const { rt, exits } = makeWorld();
    const parent = rt.spawn(Node, { init: "parent" });
    const a = rt.spawn(Node, { init: "a", parent });
    rt.spawn(Node, { init: "a.a", parent: a });
    rt.spawn(Node, { init: "b", parent: parent.pid });
    await settle();
    await parent.stop({ reason: "done" });
    expect(log).toEqual(["b", "a.a", "a", "parent"]);
    expect(exits.map(({ reason }) => reason)).toEqual([...Array(3).fill("parent_exited"), "done"]);
  });

  test.each(["normal", "panic", "killed", "timeout"] as const)(
    "end when their parent ends with %s",
    async (reason) => {
      const { rt, exits, clock } = makeWorld();
      const parent = rt.spawn((what: string) => {
        if (what === "panic") throw new Error("panic");
        return what === "timeout" ? never : undefined;
      });
      const child = rt.spawn(() => {}, { parent });
      await settle();
      if (reason === "panic" || reason === "timeout") parent.tell(reason);
      await settle();
      if (reason === "killed") rt.kill(parent);
      else void rt.stop(parent);
      await clock.advance(5_000);
      expect(brief(exits)).toEqual([
        [child.pid, "parent_exited"],
        [parent.pid, reason],
      ]);
    },
  );

  test("of a dead, unknown or stopping parent end at once with parent_exited, without an instance", async () => {
    let made = 0;
    @Actor()
    class Child {
      constructor() {
        made++;
      }
      @Receive() ping(): void {}
    }
    const { rt, exits } = makeWorld();
    const dead = rt.spawn(() => {});
    rt.kill(dead);
    const stopping = rt.spawn(() => never);
    stopping.tell(1);
    await settle();
    const stopped = rt.stop(stopping, { timeoutMs: 1 });
    const children = [
      rt.spawn(Child, { parent: dead, name: "child", path: "/child" }),
      rt.spawn(Child, { parent: dead.pid }),
      rt.spawn(Child, { parent: 99_999 }),
      rt.spawn(Child, { parent: stopping }),
    ];
    expect(children.map((ref) => ref.send.ping())).toEqual([false, false, false, false]);
    await settle();
    expect([made, brief(exits.slice(1))]).toEqual([0, children.map(({ pid }) => [pid, "parent_exited"])]);
    expect([rt.names.resolve("child"), rt.paths.resolve("/child")]).toEqual([undefined, undefined]);
    rt.kill(stopping);
    await stopped;
  });

  test("that @OnStop spawns end before their parent, whether the hook is sync or async", async () => {
    for (const later of [false, true]) {
      @Actor()
      class Late {
        private readonly ctx = injected(ActorContext<Late>);
        @OnStop() stop(): unknown {
          if (!later) this.ctx.spawn(() => {});
          return later ? Promise.resolve().then(() => this.ctx.spawn(() => {})) : undefined;
        }
        @Receive() ping(): void {}
      }
      const { rt, exits } = makeWorld();
      const ref = rt.spawn(Late);
      await settle();
      await ref.stop();
      expect(exits.map(({ reason }) => reason)).toEqual(["parent_exited", "normal"]);
    }
  });

  test("a drain is passed on to them", async () => {
    const seen: number[] = [];
    const { rt } = makeWorld();
    const parent = rt.spawn(() => {});
    const child = rt.spawn((n: number) => void seen.push(n), { parent });
    await settle();
    const stopped = rt.stop(parent, { drain: true });
    for (const n of [1, 2, 3]) child.tell(n);
    await stopped;
    expect(seen).toEqual([1, 2, 3]);
  });

  test("a child that hangs does not hold its parent up for longer than the stop's deadline", async () => {
    const { rt, clock, exits } = makeWorld();
    const parent = rt.spawn(() => {});
    const child = rt.spawn(() => never, { parent });
    child.tell(1);
    await settle();
    const stopped = rt.stop(parent, { timeoutMs: 100 });
    await clock.advance(100);
    expect([await stopped, brief(exits)]).toEqual([
      true,
      [
        [child.pid, "timeout"],
        [parent.pid, "normal"],
      ],
    ]);
  });

  test('children: "restart" ends them with the incarnation, "keep" keeps them, both without touching the parent', async () => {
    for (const children of ["restart", "keep"] as const) {
      @Actor()
      @Supervised({ children })
      class Parent {
        private readonly ctx = injected(ActorContext<Parent>);
        @OnStart() start(): void {
          this.ctx.spawn(() => {}, { name: `child of ${made.length}` });
          made.push("start");
        }
        @Receive() crash(): void {
          throw new Error("crash");
        }
      }
      const made: string[] = [];
      const { rt, exits } = makeWorld();
      const parent = rt.spawn(Parent);
      await settle();
      const child = rt.names.resolve("child of 0") as Ref<unknown>;
      parent.send.crash();
      await settle();
      expect([children, rt.isAlive(child), parent.incarnation, made.length]).toEqual([
        children,
        children === "keep",
        1,
        2,
      ]);
      expect(brief(exits)).toEqual(children === "keep" ? [] : [[child.pid, "parent_exited"]]);
      await parent.stop();
      expect([rt.isAlive(child), rt.names.resolve("child of 1")]).toEqual([false, undefined]);
    }
  });

  test('children: "keep" keeps them also when the restart has to be forced', async () => {
    @Actor()
    @Supervised({ children: "keep", shutdownMs: 10 })
    class Parent {
      @OnStop() async stop(): Promise<void> {
        await never;
      }
      @Receive() crash(): void {
        throw new Error("crash");
      }
    }
    const { rt, clock } = makeWorld();
    const parent = rt.spawn(Parent);
    const child = rt.spawn(() => {}, { parent });
    parent.send.crash();
    await clock.advance(10);
    expect([parent.incarnation, rt.isAlive(child)]).toEqual([1, true]);
    rt.kill(parent);
  });

  test("a child that @OnStop spawned in a restart ends with the old incarnation", async () => {
    const spawned: Ref<unknown>[] = [];
    @Actor()
    @Supervised()
    class Parent {
      private readonly ctx = injected(ActorContext<Parent>);
      @OnStop() stop(): void {
        spawned.push(this.ctx.spawn(() => {}));
      }
      @Receive() crash(): void {
        throw new Error("crash");
      }
    }
    const { rt } = makeWorld();
    const parent = rt.spawn(Parent);
    parent.send.crash();
    await settle();
    expect([parent.incarnation, spawned.map((ref) => rt.isAlive(ref))]).toEqual([1, [false]]);
  });
});

describe("@OnExit (A5)", () => {
  function parentSeeing(signals: ExitSignal[], go: Promise<void> | undefined = undefined) {
    @Actor()
    class Parent {
      private readonly ctx = injected(ActorContext<Parent>);
      log: string[] = [];
      @OnExit() async gone(signal: ExitSignal): Promise<void> {
        this.log.push("begin");
        await go;
        this.log.push("end");
        signals.push(signal);
      }
      @Receive() child(): number {
        return this.ctx.spawn((what: string) => {
          if (what === "crash") throw new Error(what);
        }).pid;
      }
      @Receive() seen(): string[] {
        return this.log;
      }
    }
    return Parent;
  }

  test("sees each child's exit once, with reason and error", async () => {
    const signals: ExitSignal[] = [];
    const { rt } = makeWorld();
    const parent = rt.spawn(parentSeeing(signals));
    const [a, b, c] = [await parent.ask.child(), await parent.ask.child(), await parent.ask.child()];
    await rt.stop(a, { reason: "bored" });
    rt.send(b, "crash");
    await settle();
    rt.kill(c);
    await settle();
    expect(signals).toEqual([
      { type: "EXIT", from: a, target: a, reason: "bored", error: undefined },
      { type: "EXIT", from: b, target: b, reason: "panic", error: new Error("crash") },
      { type: "EXIT", from: c, target: c, reason: "killed", error: undefined },
    ]);
  });

  test("tells who caused it: the actor whose handler stopped or killed the child, else the child itself", async () => {
    const signals: ExitSignal[] = [];
    const { rt } = makeWorld();
    const parent = rt.spawn(parentSeeing(signals));
    const [a, b] = [await parent.ask.child(), await parent.ask.child()];
    const other = rt.spawn((end: "stop" | "kill") => void rt[end](end === "stop" ? a : b));
    other.tell("stop");
    other.tell("kill");
    await settle();
    expect(signals.map(({ from, target }) => [from, target])).toEqual([
      [other.pid, b],
      [other.pid, a],
    ]);
  });

  test("goes before user messages and one at a time (S1, S3); a parent that is stopping sees none", async () => {
    const { opened, open } = gate();
    const signals: ExitSignal[] = [];
    const { rt } = makeWorld();
    const parent = rt.spawn(parentSeeing(signals, opened));
    const pids = [await parent.ask.child(), await parent.ask.child(), await parent.ask.child()];
    rt.kill(pids[0] as number);
    const seen = parent.ask.seen();
    rt.kill(pids[1] as number);
    await settle();
    open();
    expect(await seen).toEqual(["begin", "end", "begin", "end"]);
    await parent.stop();
    expect(signals.map(({ target }) => target)).toEqual(pids.slice(0, 2));
  });
});

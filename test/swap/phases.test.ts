/** Swaps at every moment of an actor's life: before it starts, while it does, asleep, and from inside. */
import { Actor, ActorContext, injected, OnExit, OnStart, Receive, Supervised } from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { as, codeOf, gate, New, Old } from "./fixture";

describe("a swap before the start", () => {
  test("the actor starts on the new code, and the old constructor never runs", async () => {
    let built = 0;
    @Actor()
    class Never {
      readonly nth = ++built;
      @Receive() add(): void {}
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Never);
    const migrate = (): object => {
      throw new Error("there is no state yet");
    };
    const swapped = rt.behaviors.swap(ref, New, { migrate });
    expect(await as(ref, New).ask.add()).toBe("new 1");
    expect(await swapped).toBe(2);
    expect(built).toBe(0);
  });

  test("an async @OnStart ends on the old code", async () => {
    const until = gate();
    @Actor()
    class Slow extends Old {
      @OnStart() async start(): Promise<void> {
        await until;
        this.count = 10;
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Slow);
    await settle(rt, { inFlight: "ignore" });
    const swapped = rt.behaviors.swap(ref, New);
    const asked = ref.ask.add();
    await settle(rt, { inFlight: "ignore" });
    until.open();
    expect(await swapped).toBe(2);
    expect(await asked).toBe("new 11");
  });
});

describe("a swap by the actor itself", () => {
  @Actor()
  class Selfish extends Old {
    readonly ctx = injected(ActorContext) as ActorContext<Selfish>;
    @Receive() async become(): Promise<string> {
      return codeOf(runtime().behaviors.swap(this.ctx.self, New));
    }
    @Receive() async undo(): Promise<string> {
      return codeOf(runtime().behaviors.rollback(this.ctx.self));
    }
  }
  let runtime = (): ReturnType<typeof testRuntime> => {
    throw new Error("not set");
  };

  test("S11: awaited in its own handler it is a circle, and named at once", async () => {
    await using rt = testRuntime();
    runtime = () => rt;
    const ref = rt.spawn(Selfish);
    expect(await ref.ask.become()).toBe("ERR_DEADLOCK");
    expect(rt.behaviors.version(ref)).toBe(1);
    await rt.behaviors.swap(ref, Selfish);
    expect(await ref.ask.undo()).toBe("ERR_DEADLOCK");
    expect(rt.behaviors.version(ref)).toBe(2);
  });

  test("S11: so it is in @OnStart", async () => {
    const codes: string[] = [];
    @Actor()
    class Impatient {
      readonly ctx = injected(ActorContext) as ActorContext<Impatient>;
      @OnStart() async start(): Promise<void> {
        codes.push(await codeOf(rt.behaviors.swap(this.ctx.self, New)));
      }
      @Receive() add(): string {
        return "started";
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Impatient);
    expect(await ref.ask.add()).toBe("started");
    expect(codes).toEqual(["ERR_DEADLOCK"]);
  });

  test("the error names the step and the wait", async () => {
    await using rt = testRuntime();
    let error: unknown;
    const ref = rt.spawn((_: string, ctx) => {
      rt.behaviors.swap(ctx.self, New).catch((reason: unknown) => {
        error = reason;
      });
    });
    ref.tell("go");
    await settle(rt);
    expect(error).toMatchObject({ code: "ERR_DEADLOCK", cycle: expect.stringContaining("→ swap(") });
    expect(String(error)).toMatch(/Let another actor ask/);
    expect(String(error)).not.toMatch(/Send instead/);
  });

  test("another actor's handler may wait for it", async () => {
    @Actor()
    class Operator {
      @Receive() async upgrade(target: number): Promise<number> {
        return rt.behaviors.swap(target, New);
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    expect(await rt.spawn(Operator).ask.upgrade(ref.pid)).toBe(2);
    expect(await ref.ask.add()).toBe("new 1");
  });
});

describe("a swap by a listener", () => {
  test("of a swap: one leads to the next", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    let next: Promise<number> | undefined;
    rt.events.on("swapped", ({ version }) => {
      if (version === 2) next = rt.behaviors.swap(ref, Old);
    });
    const swapped = rt.behaviors.swap(ref, New);
    const asked = ref.ask.add();
    expect(await swapped).toBe(2);
    expect(await next).toBe(3);
    expect(await asked).toBe("old 1");
  });

  test("of a restart: the first message after it runs on the new code", async () => {
    @Supervised()
    class Crashes extends Old {}
    await using rt = testRuntime();
    const ref = rt.spawn(Crashes);
    rt.events.on("restarted", () => void rt.behaviors.swap(ref, New));
    ref.send.fail();
    expect(await ref.ask.add()).toBe("new 1");
  });

  test("of a dead letter: the next message runs on the new code", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    rt.events.on("dead-letter", () => void rt.behaviors.swap(ref, New));
    ref.tell("for nobody" as never);
    expect(await ref.ask.add()).toBe("new 1");
  });

  test("of an exit that it sees in @OnExit: before the next message", async () => {
    @Actor()
    class Parent extends Old {
      readonly ctx = injected(ActorContext) as ActorContext<Parent>;
      @OnExit() gone(): void {
        void rt.behaviors.swap(this.ctx.self, New);
      }
      @Receive() raise(): number {
        return this.ctx.spawn(Old).pid;
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Parent);
    rt.kill(await ref.ask.raise());
    expect(await ref.ask.add()).toBe("new 1");
  });

  test("that kills the actor it hears of: its message is discarded, and nothing hangs", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    rt.events.on("swapped", () => rt.kill(ref));
    const asked = codeOf(ref.ask.add());
    expect(await rt.behaviors.swap(ref, New)).toBe(2);
    expect(await asked).toBe("ERR_ACTOR_DEAD");
    expect(rt.audit()).toMatchObject({ balanced: true, discarded: 1 });
  });
});

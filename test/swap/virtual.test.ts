/** Swaps of virtual actors: asleep, falling asleep and awake. */
import { Actor, ActorContext, injected, OnStop, Receive, Restore, Snapshot } from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { as, gate, New, Old } from "./fixture";

describe("a swap of a virtual actor", () => {
  @Actor({ virtual: { idleTimeoutMs: 10 } })
  class Sleeper {
    #count = 0;
    from: unknown = undefined;
    @Snapshot() save(): number {
      return this.#count;
    }
    @Restore() load(count: number, from: number): void {
      this.#count = count;
      this.from = from;
    }
    @Receive() add(): string {
      return `sleeper ${++this.#count} from ${this.from}`;
    }
  }
  @Actor()
  class Sleeper2 extends Sleeper {
    @Receive() override add(): string {
      return `2: ${super.add()}`;
    }
  }

  test("asleep: the saved state moves without waking it, and its key still finds it", async () => {
    await using rt = testRuntime();
    const ref = rt.virtual(Sleeper, "k");
    await ref.ask.add();
    await rt.clock.advance(20);
    expect(await rt.behaviors.swap(ref, Sleeper2)).toBe(2);
    expect(rt.isActive(ref)).toBe(false);
    expect(rt.virtual(Sleeper, "k")).toBe(ref);
    expect(await ref.ask.add()).toBe("2: sleeper 2 from 1");
    await rt.clock.advance(20);
    expect(rt.isActive(ref)).toBe(false);
    expect(await ref.ask.add()).toBe("2: sleeper 3 from 2");
    await rt.clock.advance(20);
    expect(await rt.behaviors.rollback(ref)).toBe(1);
    expect(await ref.ask.add()).toBe("sleeper 4 from 2");
    await ref.stop();
    expect(rt.virtual(Sleeper, "k")).not.toBe(ref);
  });

  test("never woken: it starts on the new code", async () => {
    await using rt = testRuntime();
    const ref = rt.virtual(Sleeper, "k");
    expect(await rt.behaviors.swap(ref, Sleeper2)).toBe(2);
    expect(await ref.ask.add()).toBe("2: sleeper 1 from undefined");
  });

  test("falling asleep: it comes about when the instance is gone, or for the message that wakes it", async () => {
    for (const isWoken of [false, true]) {
      const until = gate();
      @Actor({ virtual: { idleTimeoutMs: 10 } })
      class SlowSleeper extends Sleeper {
        @OnStop() async stop(): Promise<void> {
          await until;
        }
      }
      await using rt = testRuntime();
      const ref = rt.virtual(SlowSleeper, "k");
      await ref.ask.add();
      await rt.clock.advance(20);
      const swapped = rt.behaviors.swap(ref, Sleeper2);
      const woken = isWoken ? ref.ask.add() : undefined;
      await settle(rt, { inFlight: "ignore" });
      until.open();
      expect(await swapped).toBe(2);
      expect(rt.isActive(ref)).toBe(isWoken);
      expect(await (woken ?? ref.ask.add())).toBe("2: sleeper 2 from 1");
    }
  });

  test("to a function and asleep, then awake: the class's state is carried all the way", async () => {
    @Actor({ virtual: { idleTimeoutMs: 10 } })
    class Plain extends Old {
      readonly ctx = injected(ActorContext) as ActorContext<Plain>;
      signal: AbortSignal | undefined = this.ctx.signal;
    }
    await using rt = testRuntime();
    const ref = rt.virtual(Plain, "k");
    await ref.ask.add();
    await rt.behaviors.swap(ref, () => "fn");
    await rt.clock.advance(20);
    expect(rt.isActive(ref)).toBe(false);
    expect(await rt.ask(ref, "wake" as never)).toBe("fn");
    await rt.clock.advance(20);
    await rt.behaviors.swap(ref, () => "fn 2");
    expect(await rt.ask(ref, "wake" as never)).toBe("fn 2");
    @Actor()
    class Last extends New {
      signal: AbortSignal | undefined = undefined;
      @Receive() ended(): boolean {
        return this.signal?.aborted ?? false;
      }
    }
    await rt.behaviors.swap(ref, Last);
    expect(await ref.ask.add()).toBe("new 2");
    expect(await as(ref, Last).ask.ended()).toBe(false);
  });

  test("a swap asked for by the migration of another, asleep, comes after it", async () => {
    await using rt = testRuntime();
    @Actor({ virtual: { idleTimeoutMs: 10 } })
    class Plain extends Old {}
    const ref = rt.virtual(Plain, "k");
    await ref.ask.add();
    await rt.clock.advance(20);
    let inner: Promise<number> | undefined;
    const migrate = (state: object): object => {
      inner = rt.behaviors.swap(ref, New);
      return state;
    };
    expect(await rt.behaviors.swap(ref, Old, { migrate })).toBe(2);
    expect(await inner).toBe(3);
    expect(await ref.ask.add()).toBe("new 2");
    expect(await rt.behaviors.rollback(ref)).toBe(2);
    expect(await ref.ask.add()).toBe("old 3");
  });
});

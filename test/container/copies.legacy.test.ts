/** Two copies of the package in one process: a class decorated by one is spawned by the other's runtime (S9). */
import "reflect-metadata";

import { container, delay, inject, singleton } from "tsyringe";
import * as ours from "../../src";
import { TestRuntime } from "../../src/runtime/testing/test-runtime";
import { world } from "./build";

type Package = typeof ours;

/** The package once more, over the same tsyringe, as when it is installed twice. */
function secondCopy(): Package {
  let copy: Package | undefined;
  const tsyringe = jest.requireActual<object>("tsyringe");
  jest.isolateModules(() => {
    jest.doMock("tsyringe", () => tsyringe);
    copy = jest.requireActual<Package>("../../src");
  });
  jest.dontMock("tsyringe");
  return copy as Package;
}

const theirs = secondCopy();
const { Actor, ActorContext, Clock, Random, Receive, Runtime, Supervised, injected } = theirs;

test("the copies are two", () => {
  expect(Clock).not.toBe(ours.Clock);
  expect(ActorContext).not.toBe(ours.ActorContext);
});

test("a context of another copy counts as injected: it does not move with the state", () => {
  @Actor()
  class Plain {}
  const { injector, build } = world();
  const foreign = Object.create(ActorContext.prototype) as object;
  expect(injector.plan(Plain).isInjected(build(Plain), foreign)).toBe(true);
});

describe("a class of another copy gets this runtime's own", () => {
  test("by injected()", async () => {
    const made: object[] = [];
    @Actor()
    class Fields {
      readonly ctx = injected<ours.ActorContext>(ActorContext);
      readonly clock = injected(Clock);
      readonly random = injected(Random);
      readonly rt = injected(Runtime);
      readonly later = injected(delay(() => Clock as never)) as ours.Clock;
      @Receive() hello(): unknown {
        made.push(this);
        return [this.ctx.self.pid, this.later.now()];
      }
    }
    await using rt = new TestRuntime();
    const ref = rt.spawn(Fields);
    expect(await ref.ask.hello()).toEqual([ref.pid, rt.clock.now()]);
    expect(made[0]).toMatchObject({ ctx: expect.any(ours.ActorContext) });
    expect((made[0] as Fields).clock).toBe(rt.clock);
    expect((made[0] as Fields).rt).toBe(rt);
    expect((made[0] as Fields).random).toBeInstanceOf(ours.Random);
  });

  test("by constructor types, and in dependencies", async () => {
    class Helper {
      constructor(
        @inject(ActorContext as never) readonly ctx: ours.ActorContext,
        @inject(Clock as never) readonly clock: ours.Clock,
      ) {}
    }
    @Actor()
    class Parameters {
      constructor(
        private readonly ctx: ours.ActorContext,
        private readonly clock: ours.Clock,
        private readonly helper: Helper,
      ) {}
      @Receive() same(): boolean {
        return this.ctx === (this.helper.ctx as object) && this.clock === (this.helper.clock as object);
      }
      @Receive() pid(): number {
        return this.ctx.self.pid;
      }
    }
    Reflect.defineMetadata("design:paramtypes", [ActorContext, Clock, Helper], Parameters);
    await using rt = new TestRuntime();
    const ref = rt.spawn(Parameters);
    expect([await ref.ask.pid(), await ref.ask.same()]).toEqual([ref.pid, true]);
  });

  test("also when it restarts and keeps its state: contexts do not move", async () => {
    @Actor()
    @Supervised({ maxRestarts: 1, withinMs: 1_000, state: "keep" })
    class Keeper {
      readonly ctx = injected<ours.ActorContext>(ActorContext);
      n = 0;
      @Receive() add(): unknown[] {
        return [++this.n, this.ctx.signal.aborted];
      }
      @Receive() crash(): void {
        throw new Error("crash");
      }
    }
    await using rt = new TestRuntime();
    const ref = rt.spawn(Keeper);
    await ref.ask.add();
    ref.send.crash();
    expect(await ref.ask.add()).toEqual([2, false]);
  });
});

test("what somebody registered for another copy's class wins", async () => {
  const fake = { now: () => 42, schedule: () => ({ cancel() {}, hold() {} }) };
  @Actor()
  class Fields {
    readonly clock = injected(Clock);
    @Receive() now(): number {
      return this.clock.now();
    }
  }
  await using rt = new TestRuntime();
  rt.container.register(Clock as never, { useValue: fake as never });
  expect(await rt.spawn(Fields).ask.now()).toBe(42);
});

test("subclasses of a built-in class are tokens of their own", async () => {
  class Dice extends Random {
    next(): number {
      return 0.5;
    }
  }
  @Actor()
  class Player {
    readonly dice = injected(Dice);
    @Receive() isOwn(): boolean {
      return this.dice instanceof Dice;
    }
  }
  await using rt = new TestRuntime();
  expect(await rt.spawn(Player).ask.isOwn()).toBe(true);
});

test("a singleton of a parent container cannot have a runtime's clock, of whichever copy", async () => {
  for (const token of [ours.Clock, Clock]) {
    const parent = container.createChildContainer();
    @singleton()
    class Shared {
      constructor(@inject(token as never) readonly clock: unknown) {}
    }
    parent.registerSingleton(Shared);
    @ours.Actor()
    class User {
      constructor(@inject(Shared) readonly shared: Shared) {}
      @ours.Receive() hello(): void {}
    }
    await using rt = new TestRuntime({ container: parent });
    expect(() => rt.spawn(User)).toThrow(/belongs to one runtime/);
  }
});

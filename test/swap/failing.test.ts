/** Swaps that fail: the old code goes on as if nothing had been. */
import { Actor, injected, Receive, Restore, Snapshot } from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { codeOf, disposed, New, NewResource, Old, OldResource } from "./fixture";

@Actor()
class Owner {
  readonly resource = injected(OldResource);
  count = 0;
  @Receive() add(): number {
    return ++this.count;
  }
}

beforeEach(() => {
  disposed.length = 0;
});

describe("a swap that fails", () => {
  const broken = new Error("broken");

  @Actor()
  class BadConstructor {
    readonly resource = injected(NewResource);
    constructor() {
      throw broken;
    }
    @Receive() add(): number {
      return -1;
    }
  }
  @Actor()
  class BadRestore {
    readonly resource = injected(NewResource);
    @Restore() load(): void {
      throw broken;
    }
    @Receive() add(): number {
      return -1;
    }
  }
  @Actor()
  class AsyncRestore {
    readonly resource = injected(NewResource);
    @Restore() async load(): Promise<void> {
      throw broken;
    }
    @Receive() add(): number {
      return -1;
    }
  }
  const throws = (): object => {
    throw broken;
  };

  const cases: [string, new () => object, object, unknown][] = [
    ["migrate throws", New, { migrate: throws }, broken],
    ["migrate returns a promise", New, { migrate: async () => throws() }, undefined],
    ["migrate returns no object", New, { migrate: () => 5 }, undefined],
    ["the constructor throws", BadConstructor, {}, broken],
    ["@Restore throws", BadRestore, {}, broken],
    ["@Restore is async", AsyncRestore, {}, undefined],
  ];
  test.each(cases)("%s: the old code, its state and what it owns stay", async (_, type, options, cause) => {
    await using rt = testRuntime();
    const events: unknown[] = [];
    rt.events.on("swap-failed", (event) => events.push(event));
    rt.events.on("swapped", () => events.push("swapped"));
    const ref = rt.spawn(Owner);
    expect(await ref.ask.add()).toBe(1);
    const swapped = rt.behaviors.swap(ref, type as never, options);
    const after = ref.ask.add();
    const error = await swapped.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "ERR_MIGRATION", from: 1, to: type.name });
    expect((error as Error).cause).toBe(cause);
    expect(await after).toBe(2);
    expect(rt.behaviors.version(ref)).toBe(1);
    expect(events).toEqual([{ pid: ref.pid, actor: `Owner#${ref.pid}`, version: 1, error }]);
    expect(disposed).toEqual((type as unknown) === New ? [] : ["new"]);
    disposed.length = 0;
    await ref.stop();
    expect(disposed).toEqual(["old"]);
    expect(rt.audit().balanced).toBe(true);
  });

  test("a failed @Snapshot is a failed migration", async () => {
    @Actor()
    class Unsaved {
      @Snapshot() save(): void {
        throw broken;
      }
      @Restore() load(): void {}
      @Receive() ping(): string {
        return "pong";
      }
    }
    @Actor()
    class SavesLater extends Unsaved {
      @Snapshot() override async save(): Promise<void> {}
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Unsaved);
    await settle(rt);
    await expect(rt.behaviors.swap(ref, Unsaved)).rejects.toMatchObject({
      code: "ERR_MIGRATION",
      cause: broken,
    });
    expect(await ref.ask.ping()).toBe("pong");
    const later = rt.spawn(SavesLater);
    await settle(rt);
    const error = await rt.behaviors.swap(later, Unsaved).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "ERR_MIGRATION", cause: { code: "ERR_ASYNC_SNAPSHOT" } });
  });

  test("a successful swap disposes what the old instance owned, once, and not what the new one owns", async () => {
    @Actor()
    class Next {
      readonly resource = injected(NewResource);
      @Receive() add(): void {}
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Owner);
    await settle(rt);
    await rt.behaviors.swap(ref, Next);
    expect(disposed).toEqual(["old"]);
    await rt.behaviors.swap(ref, () => {});
    expect(disposed).toEqual(["old", "new"]);
    await ref.stop();
    expect(disposed).toEqual(["old", "new"]);
  });

  test("what was asked for after a failed change still comes about", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await settle(rt);
    const outcomes = [
      codeOf(rt.behaviors.swap(ref, New, { migrate: throws })),
      rt.behaviors.swap(ref, New),
      codeOf(rt.behaviors.rollback(ref, 2)),
    ];
    expect(rt.behaviors.version(ref)).toBe(1);
    expect(await Promise.all(outcomes)).toEqual(["ERR_MIGRATION", 2, "ERR_BEHAVIOR_HISTORY"]);
    expect(rt.behaviors.version(ref)).toBe(2);
  });

  test("a migration that fails while the actor sleeps leaves the saved state as it was", async () => {
    @Actor({ virtual: { idleTimeoutMs: 10 } })
    class Sleeper extends Old {}
    await using rt = testRuntime();
    const ref = rt.virtual(Sleeper, "k");
    expect(await ref.ask.add()).toBe("old 1");
    await rt.clock.advance(20);
    expect(rt.isActive(ref)).toBe(false);
    const spoils = (state: { count?: number }): object => {
      state.count = 99;
      throw broken;
    };
    expect(await codeOf(rt.behaviors.swap(ref, New, { migrate: spoils }))).toBe("ERR_MIGRATION");
    expect(rt.isActive(ref)).toBe(false);
    expect(await ref.ask.add()).toBe("old 2");
  });
});

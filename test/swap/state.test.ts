/** How state moves with a swap, and that nothing of it is lost in silence. */
import { Actor, ActorContext, injected, Receive, Restore, Snapshot } from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { as, codeOf, New, Old } from "./fixture";

@Actor()
class Saved {
  #total = 0;
  from: number | undefined = undefined;
  @Snapshot() save(): { total: number } {
    return { total: this.#total };
  }
  @Restore() load(state: { total: number }, fromVersion: number): void {
    this.#total = state.total;
    this.from = fromVersion;
  }
  @Receive() add(): number {
    return ++this.#total;
  }
  @Receive() origin(): number | undefined {
    return this.from;
  }
}

@Actor()
class OnlySaves {
  count = 0;
  @Snapshot() save(): { count: number } {
    return { count: this.count };
  }
  @Receive() add(): string {
    return `saves ${++this.count}`;
  }
}

@Actor()
class Hidden {
  #n = 0;
  @Receive() add(): number {
    return ++this.#n;
  }
}

describe("the state of a swap", () => {
  test("migrate goes from the old fields to the new ones", async () => {
    @Actor()
    class Renamed {
      total = 100;
      other = "made by the constructor";
      @Receive() get(): [number, string] {
        return [this.total, this.other];
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    ref.send.add();
    await settle(rt);
    const seen: unknown[] = [];
    const migrate = (state: { count: number }): object => {
      seen.push(state);
      return { total: state.count * 10 };
    };
    await rt.behaviors.swap(ref, Renamed, {
      migrate,
      migrateBack: ({ total }) => ({ count: Number(total) / 10 }),
    });
    expect(seen).toEqual([{ count: 1 }]);
    expect(await as(ref, Renamed).ask.get()).toEqual([10, "made by the constructor"]);
    await rt.behaviors.rollback(ref);
    expect(await ref.ask.add()).toBe("old 2");
  });

  test("@Snapshot and @Restore move what is hidden, with the version of the code it was taken from", async () => {
    @Actor()
    class Twin extends Saved {}
    await using rt = testRuntime();
    const ref = rt.spawn(Saved);
    ref.send.add();
    await settle(rt);
    await rt.behaviors.swap(ref, Twin);
    expect(await ref.ask.add()).toBe(2);
    expect(await ref.ask.origin()).toBe(1);
    await rt.behaviors.swap(ref, Saved);
    expect([await ref.ask.add(), await ref.ask.origin()]).toEqual([3, 2]);
    await rt.behaviors.rollback(ref, 2);
    expect([await ref.ask.add(), await ref.ask.origin()]).toEqual([4, 3]);
  });

  test("a @Snapshot that no @Restore would take is refused, not lost", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Saved);
    ref.send.add();
    await settle(rt);
    await expect(rt.behaviors.swap(ref, New)).rejects.toMatchObject({
      code: "ERR_MIGRATION",
      from: 1,
      to: "New",
      message: expect.stringContaining("@Restore"),
    });
    expect(await ref.ask.add()).toBe(2);
    expect(rt.behaviors.version(ref)).toBe(1);
    const migrate = ({ total }: { total: number }): object => ({ count: total });
    expect(await rt.behaviors.swap(ref, New, { migrate })).toBe(2);
    expect(await as(ref, New).ask.add()).toBe("new 3");
  });

  test("plain fields also reach a class that only has a @Snapshot, and what migrate returns does", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    ref.send.add();
    await settle(rt);
    await rt.behaviors.swap(ref, OnlySaves);
    expect(await ref.ask.add()).toBe("saves 2");
    await rt.behaviors.rollback(ref).catch(() => {});
    await rt.behaviors.swap(ref, OnlySaves, {
      migrate: ({ count }: { count: number }) => ({ count: count + 10 }),
    });
    expect(await ref.ask.add()).toBe("saves 13");
  });

  test("#private fields without the pair are refused, in the old code and in the new, also around a function", async () => {
    await using rt = testRuntime();
    const hidden = rt.spawn(Hidden);
    const plain = rt.spawn(Old);
    const fn = rt.spawn(() => {});
    const facts = { code: "ERR_PRIVATE_STATE", field: expect.stringContaining("n"), actor: "Hidden" };
    await expect(rt.behaviors.swap(hidden, Old)).rejects.toMatchObject(facts);
    await expect(rt.behaviors.swap(hidden, () => {})).rejects.toMatchObject(facts);
    await expect(rt.behaviors.swap(plain, Hidden)).rejects.toMatchObject(facts);
    await expect(rt.behaviors.swap(fn, Hidden)).rejects.toMatchObject(facts);
    expect(await hidden.ask.add()).toBe(1);
    expect(rt.behaviors.version(hidden)).toBe(1);
  });

  test("functions and injected values stay behind; the new instance has its own", async () => {
    class Tool {
      readonly made = ++tools;
    }
    let tools = 0;
    @Actor()
    class First {
      readonly tool = injected(Tool);
      readonly ctx = injected(ActorContext) as ActorContext<First>;
      count = 1;
      readonly bump = (): number => ++this.count;
      @Receive() go(): [number, number] {
        return [this.tool.made, this.bump()];
      }
    }
    @Actor()
    class Second {
      readonly tool = injected(Tool);
      readonly ctx = injected(ActorContext) as ActorContext<Second>;
      count = 100;
      readonly bump = (): number => ++this.count;
      @Receive() go(): [number, number, unknown] {
        return [this.tool.made, this.bump(), this.ctx.self];
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(First);
    expect(await ref.ask.go()).toEqual([1, 2]);
    await rt.behaviors.swap(ref, Second);
    expect(await ref.ask.go()).toEqual([2, 3, ref]);
  });

  test("a class's state is carried through functions and comes back", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    ref.send.add();
    await settle(rt);
    const got: unknown[] = [];
    await rt.behaviors.swap(ref, (message: unknown) => void got.push(message));
    ref.tell("x" as never);
    await rt.behaviors.swap(ref, (message: unknown) => void got.push(message));
    ref.tell("y" as never);
    await settle(rt);
    expect(got).toEqual(["x", "y"]);
    await rt.behaviors.swap(ref, New);
    expect(await ref.ask.add()).toBe("new 2");
    await rt.behaviors.rollback(ref, 3);
    expect(await ref.ask.add()).toBe("old 3");
  });

  test("a snapshot goes through a function, too, with its version", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Saved);
    ref.send.add();
    await settle(rt);
    await rt.behaviors.swap(ref, () => {});
    expect(await codeOf(rt.behaviors.swap(ref, New))).toBe("ERR_MIGRATION");
    await rt.behaviors.swap(ref, Saved);
    expect([await ref.ask.add(), await ref.ask.origin()]).toEqual([2, 1]);
  });

  test("a function has an empty state, from which migrate can make one", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(() => {});
    await settle(rt);
    const seen: unknown[] = [];
    const migrate = (state: object): object => {
      seen.push(state);
      return { count: 41 };
    };
    await rt.behaviors.swap(ref, New, { migrate });
    expect(seen).toEqual([{}]);
    expect(await as(ref, New).ask.add()).toBe("new 42");
  });

  test("a rollback of several steps goes through each migrateBack, the newest first", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await settle(rt);
    const back = (digit: number) => (state: { count: number }) => ({ count: state.count * 10 + digit });
    await rt.behaviors.swap(ref, New, { migrateBack: back(1) });
    await rt.behaviors.swap(ref, Old);
    await rt.behaviors.swap(ref, New, { migrateBack: back(3) });
    expect(await rt.behaviors.rollback(ref, 3)).toBe(1);
    expect(await ref.ask.add()).toBe("old 32");
  });

  test("a swap to the same class is a new version with the same state", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    ref.send.add();
    await settle(rt);
    expect(await rt.behaviors.swap(ref, Old)).toBe(2);
    expect(await ref.ask.add()).toBe("old 2");
  });
});

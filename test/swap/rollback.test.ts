/** Versions, revisions and the way back. */
import { Actor, Receive } from "../../src";
import { limits } from "../../src/limits";
import { settle, testRuntime } from "../../src/runtime/testing";
import { as, codeOf, gate, New, Old } from "./fixture";

function letter(name: string): new () => { which(): string } {
  @Actor()
  class Letter {
    @Receive() which(): string {
      return name;
    }
  }
  return Letter;
}
const [A, B, C, D] = ["a", "b", "c", "d"].map(letter) as [
  ReturnType<typeof letter>,
  ReturnType<typeof letter>,
  ReturnType<typeof letter>,
  ReturnType<typeof letter>,
];

describe("rollback", () => {
  test("goes back step by step, also to the first version", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(A);
    expect(rt.behaviors.version(ref)).toBe(1);
    expect(await rt.behaviors.swap(ref, B)).toBe(2);
    expect(await rt.behaviors.swap(ref, C)).toBe(3);
    expect(await rt.behaviors.rollback(ref)).toBe(2);
    expect(await ref.ask.which()).toBe("b");
    expect(await rt.behaviors.rollback(ref, 1)).toBe(1);
    expect(await ref.ask.which()).toBe("a");
    expect(rt.behaviors.version(ref.pid)).toBe(1);
  });

  test("past the oldest version is refused, and nothing changes", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(A);
    await expect(rt.behaviors.rollback(ref)).rejects.toMatchObject({
      code: "ERR_BEHAVIOR_HISTORY",
      steps: 1,
      kept: 0,
    });
    await rt.behaviors.swap(ref, B);
    await rt.behaviors.swap(ref, C);
    await expect(rt.behaviors.rollback(ref, 3)).rejects.toMatchObject({
      code: "ERR_BEHAVIOR_HISTORY",
      kept: 2,
    });
    expect(await ref.ask.which()).toBe("c");
    expect(rt.behaviors.version(ref)).toBe(3);
  });

  test("by 0 steps changes nothing and tells the version", async () => {
    await using rt = testRuntime();
    const events: unknown[] = [];
    rt.events.on("swapped", (event) => events.push(event));
    const ref = rt.spawn(A);
    expect(await rt.behaviors.rollback(ref, 0)).toBe(1);
    await rt.behaviors.swap(ref, B);
    expect(await rt.behaviors.rollback(ref, 0)).toBe(2);
    expect(events).toHaveLength(1);
  });

  test("a swap after it takes the next number; the revision tells the two apart", async () => {
    await using rt = testRuntime();
    const events: unknown[] = [];
    rt.events.on("swapped", ({ before, version, revision }) => events.push([before, version, revision]));
    const ref = rt.spawn(A);
    await rt.behaviors.swap(ref, B);
    await rt.behaviors.swap(ref, C);
    await rt.behaviors.rollback(ref, 2);
    expect(await rt.behaviors.swap(ref, D)).toBe(2);
    expect(events).toEqual([
      [1, 2, 2],
      [2, 3, 3],
      [3, 1, 4],
      [1, 2, 5],
    ]);
    expect(await ref.ask.which()).toBe("d");
    await expect(rt.behaviors.rollback(ref, 2)).rejects.toMatchObject({
      code: "ERR_BEHAVIOR_HISTORY",
      kept: 1,
    });
    expect(await rt.behaviors.rollback(ref)).toBe(1);
    expect(await ref.ask.which()).toBe("a");
  });

  test("a failed swap uses up no revision", async () => {
    await using rt = testRuntime();
    const revisions: number[] = [];
    rt.events.on("swapped", ({ revision }) => revisions.push(revision));
    const ref = rt.spawn(Old);
    await settle(rt);
    const migrate = (): object => {
      throw new Error("no");
    };
    expect(await codeOf(rt.behaviors.swap(ref, New, { migrate }))).toBe("ERR_MIGRATION");
    await rt.behaviors.swap(ref, New);
    expect(revisions).toEqual([2]);
  });

  test("16 earlier versions are kept", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    for (let at = 0; at < 20; at++)
      await (at % 2 === 0 ? rt.behaviors.swap(ref, New) : rt.behaviors.swap(ref, Old));
    expect(rt.behaviors.version(ref)).toBe(21);
    const tooFar = rt.behaviors.rollback(ref, limits.behaviorsKept + 1);
    await expect(tooFar).rejects.toMatchObject({ code: "ERR_BEHAVIOR_HISTORY", kept: 16 });
    expect(await rt.behaviors.rollback(ref, limits.behaviorsKept)).toBe(5);
    expect(await codeOf(rt.behaviors.rollback(ref))).toBe("ERR_BEHAVIOR_HISTORY");
    expect(await rt.behaviors.swap(ref, New)).toBe(6);
  });

  test("v1 is reachable as long as it is kept, and what is pending counts", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(A);
    const until = gate();
    const busy = rt.spawn(Old);
    busy.send.slow(until);
    await settle(rt, { inFlight: "ignore" });
    for (const actor of [ref, busy]) {
      for (let at = 0; at < limits.behaviorsKept; at++) void rt.behaviors.swap(actor, New);
      expect(rt.behaviors.version(actor)).toBe(17);
      expect(await codeOf(rt.behaviors.rollback(actor, 17))).toBe("ERR_BEHAVIOR_HISTORY");
    }
    expect(await rt.behaviors.rollback(ref, 16)).toBe(1);
    expect(await ref.ask.which()).toBe("a");
    void rt.behaviors.swap(busy, New);
    expect(await codeOf(rt.behaviors.rollback(busy, 17))).toBe("ERR_BEHAVIOR_HISTORY");
    const back = rt.behaviors.rollback(busy, 16);
    expect(rt.behaviors.version(busy)).toBe(2);
    until.open();
    expect(await back).toBe(2);
    expect(await as(busy, New).ask.add()).toBe("new 2");
  });

  test("a migrateBack that fails leaves the newer code in force", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await settle(rt);
    const migrateBack = (): object => {
      throw new Error("no way back");
    };
    await rt.behaviors.swap(ref, New, { migrateBack });
    await expect(rt.behaviors.rollback(ref)).rejects.toMatchObject({
      code: "ERR_MIGRATION",
      from: 2,
      to: "Old",
    });
    expect(await as(ref, New).ask.add()).toBe("new 1");
    expect(rt.behaviors.version(ref)).toBe(2);
  });

  test("a rollback over a swap that migrated, and gave no way back, is refused: nothing is reset in silence", async () => {
    @Actor()
    class Renamed {
      private total = 0;
      @Receive() add(): string {
        return `renamed ${++this.total}`;
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await ref.ask.add();
    const migrate = ({ count }: { count: number }): object => ({ total: count });
    await rt.behaviors.swap(ref, Renamed, { migrate });
    await expect(rt.behaviors.rollback(ref)).rejects.toThrow(
      "the swap to version 2 had a migrate, but no migrateBack",
    );
    expect(await as(ref, Renamed).ask.add()).toBe("renamed 2");
  });

  test("a field that seems to have been renamed is warned about, with both names", async () => {
    @Actor()
    class Renamed {
      private total = 0;
      @Receive() add(): number {
        return ++this.total;
      }
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await ref.ask.add();
    await rt.behaviors.swap(ref, Renamed);
    const [warning] = rt.log.lines.filter(({ text }) => text.includes("Was a field renamed?"));
    expect(warning).toMatchObject({ level: "warn", facts: { unknown: ["count"], missing: ["total"] } });
    await rt.behaviors.swap(rt.spawn(Old), New);
    expect(rt.log.lines.filter(({ text }) => text.includes("Was a field renamed?"))).toHaveLength(1);
  });
});

/** What cannot be swapped, and wrong arguments: refused with a code, and nothing changes. */
import { Actor, type Mailbox, Receive } from "../../src";
import { testRuntime } from "../../src/runtime/testing";
import { codeOf, New, Old, thrownCode } from "./fixture";

@Actor({ mode: "pull" })
class Puller {
  async run(mailbox: Mailbox<string>): Promise<void> {
    await mailbox.receive();
  }
}

describe("a swap is refused", () => {
  test("for an actor that is unknown or dead", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await ref.stop();
    for (const target of [ref, ref.pid, 12_345]) {
      expect(await codeOf(rt.behaviors.swap(target, New))).toBe("ERR_ACTOR_NOT_FOUND");
      expect(await codeOf(rt.behaviors.rollback(target))).toBe("ERR_ACTOR_NOT_FOUND");
      expect(await codeOf(rt.behaviors.rollback(target, 0))).toBe("ERR_ACTOR_NOT_FOUND");
      expect(thrownCode(() => rt.behaviors.version(target))).toBe("ERR_ACTOR_NOT_FOUND");
    }
  });

  test("for targets that are none, and those of another runtime", async () => {
    await using rt = testRuntime();
    await using other = testRuntime();
    for (const target of [undefined, null, "x", -1, 1.5, {}] as never[]) {
      expect(await codeOf(rt.behaviors.swap(target, New))).toBe("ERR_INVALID_ARG");
      expect(await codeOf(rt.behaviors.rollback(target))).toBe("ERR_INVALID_ARG");
      expect(thrownCode(() => rt.behaviors.version(target))).toBe("ERR_INVALID_ARG");
    }
    expect(await codeOf(rt.behaviors.swap(other.spawn(Old), New))).toBe("ERR_FOREIGN_TARGET");
    expect(await codeOf(rt.behaviors.swap(0, New))).toBe("ERR_ACTOR_NOT_FOUND");
  });

  test("for what is no code of an actor", async () => {
    class Plain {
      method(): void {}
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    for (const type of [undefined, null, "New", {}, 5] as never[])
      expect(await codeOf(rt.behaviors.swap(ref, type))).toBe("ERR_INVALID_ARG");
    expect(await codeOf(rt.behaviors.swap(ref, Plain))).toBe("ERR_NOT_AN_ACTOR");
    expect(await ref.ask.add()).toBe("old 1");
    expect(rt.behaviors.version(ref)).toBe(1);
  });

  test("for wrong options and steps", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    for (const options of [null, 5, { migrate: 5 }, { migrateBack: "x" }, { migrat: () => ({}) }] as never[])
      expect(await codeOf(rt.behaviors.swap(ref, New, options))).toBe("ERR_INVALID_ARG");
    for (const steps of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "1", null] as never[])
      expect(await codeOf(rt.behaviors.rollback(ref, steps))).toBe("ERR_INVALID_ARG");
    expect(await rt.behaviors.swap(ref, New, { migrate: undefined, migrateBack: undefined })).toBe(2);
  });

  test("between push and pull", async () => {
    await using rt = testRuntime();
    const [push, pull, fn] = [
      rt.spawn(Old),
      rt.spawn(Puller),
      rt.spawnPull(async () => new Promise(() => {})),
    ];
    expect(await codeOf(rt.behaviors.swap(push, Puller))).toBe("ERR_INVALID_ARG");
    expect(await codeOf(rt.behaviors.swap(pull, New))).toBe("ERR_INVALID_ARG");
    expect(await codeOf(rt.behaviors.swap(fn, New))).toBe("ERR_INVALID_ARG");
    expect(await push.ask.add()).toBe("old 1");
  });

  test("for pools and observers; a member of a pool may be swapped", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Old, { size: 2 });
    const observer = rt.observe();
    expect(await codeOf(rt.behaviors.swap(pool, New))).toBe("ERR_INVALID_ARG");
    expect(await codeOf(rt.behaviors.swap(observer, () => {}))).toBe("ERR_INVALID_ARG");
    for (const member of pool) await rt.behaviors.swap(member, New);
    expect(await pool.ask.add()).toBe("new 1");
  });

  test("for a class whose dependencies are missing", async () => {
    @Actor()
    class Needy {
      constructor(readonly missing: string) {}
      @Receive() ping(): void {}
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    expect(await codeOf(rt.behaviors.swap(ref, Needy))).toBe("ERR_MISSING_DEPENDENCY");
    expect(await ref.ask.add()).toBe("old 1");
  });

  test("once the runtime has shut down", async () => {
    const rt = testRuntime();
    const ref = rt.spawn(Old);
    await rt.shutdown();
    expect(await codeOf(rt.behaviors.swap(ref, New))).toBe("ERR_ACTOR_NOT_FOUND");
  });
});

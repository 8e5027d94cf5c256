import { limits } from "../../src/limits";
import { failureOf, makeWorld, never, settle } from "./fixture";

describe("join", () => {
  test("100 joiners, by ref and by pid, all get the same exit record", async () => {
    const { rt, exits } = makeWorld();
    const ref = rt.spawn(() => {});
    const joined = Array.from({ length: 100 }, (_, n) => rt.join(n % 2 === 0 ? ref : ref.pid));
    await rt.stop(ref, { reason: "done" });
    const infos = await Promise.all(joined);
    expect(infos.every((info) => info === exits[0] && info?.reason === "done")).toBe(true);
  });

  test("the dead resolve at once, with their record while it is kept; the unknown with undefined", async () => {
    const { rt } = makeWorld();
    const first = rt.spawn(() => {});
    await rt.stop(first);
    expect((await rt.join(first))?.reason).toBe("normal");
    for (let n = 0; n < limits.exitsKept; n++) rt.kill(rt.spawn(() => {}));
    expect([
      await rt.join(first),
      await rt.join(first.pid),
      await rt.join(999_999),
      await rt.join(0),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("of oneself in a handler is named as a deadlock", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn((_: number, ctx) => rt.join(ctx.self.pid));
    await expect(rt.ask(ref, 1)).rejects.toMatchObject({
      code: "ERR_DEADLOCK",
      awaited: "end",
      message: expect.stringMatching(/→ join\(.*stopSelf/),
    });
  });

  test("timeoutMs rejects with ERR_JOIN_TIMEOUT and leaves the actor and other joiners alone", async () => {
    const { rt, clock } = makeWorld();
    const ref = rt.spawn(() => {});
    const patient = rt.join(ref, { timeoutMs: Number.POSITIVE_INFINITY });
    const hasty = failureOf(() => rt.join(ref, { timeoutMs: 100 }));
    await clock.advance(100);
    expect([await hasty, rt.isAlive(ref)]).toEqual(["ERR_JOIN_TIMEOUT", true]);
    const inTime = rt.join(ref, { timeoutMs: 100 });
    rt.kill(ref);
    expect([(await patient)?.reason, (await inTime)?.reason, clock.pending]).toEqual(["killed", "killed", 0]);
  });

  test("an abort rejects with the signal's reason, before and while waiting, and leaves no listener", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(() => {});
    const reason = new Error("enough");
    await expect(rt.join(ref, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const others = [rt.join(ref), rt.join(ref)];
    const waiting = rt.join(ref, { signal: controller.signal });
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    const removed: string[] = [];
    const quiet = new AbortController();
    const remove = quiet.signal.removeEventListener.bind(quiet.signal);
    quiet.signal.removeEventListener = (type: string, listener: never) => {
      removed.push(type);
      remove(type, listener);
    };
    const last = rt.join(ref, { signal: quiet.signal });
    rt.kill(ref);
    expect([(await Promise.all(others)).length, (await last)?.reason, removed]).toEqual([
      2,
      "killed",
      ["abort"],
    ]);
  });

  test.each([{ timeoutMs: -1 }, { timeoutMs: Number.NaN }, { signal: {} }, null, 5])(
    "options %p are refused with ERR_INVALID_ARG",
    async (options) => {
      const { rt } = makeWorld();
      const ref = rt.spawn(() => {});
      expect(await failureOf(() => rt.join(ref, options as never))).toBe("ERR_INVALID_ARG");
    },
  );

  test("isAlive until the exit is published, also while restarting, starting and stopping; isActive follows", async () => {
    const { rt, clock } = makeWorld();
    const ref = rt.spawn(() => never);
    const seen: boolean[] = [rt.isAlive(ref)];
    rt.events.on("exited", () => seen.push(rt.isAlive(ref)));
    ref.tell(1);
    await settle();
    const stopped = rt.stop(ref, { timeoutMs: 10 });
    seen.push(rt.isAlive(ref.pid), rt.isActive(ref));
    await clock.advance(10);
    await stopped;
    expect([seen, rt.isAlive(ref), rt.isActive(ref), rt.isAlive(12_345)]).toEqual([
      [true, true, true, false],
      false,
      false,
      false,
    ]);
  });
});

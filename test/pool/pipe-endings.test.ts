/** `pool.pipe(source)`: how it ends before its source does, as any pipe (`test/mailbox/ready-pipe-endings`). */
import { getEventListeners } from "node:events";
import { IrisError, limits, type PoolRoute, Runtime } from "../../src";
import { codeOf, expectQuiet, gate, settle, setUp } from "../messaging/fixture";
import { busyPool, leftOf, nothing, watched } from "./producers";

const endings = ["kill", "stop", "shutdown", "abort"] as const;
const waits = ["for room", "for the source", "for a member"] as const;

describe("a pipe into a pool ends early", () => {
  const never = gate();
  afterAll(() => never.open());

  test.each(endings.flatMap((end) => waits.map((what) => [end, what] as const)))(
    "by %s while it waits %s: the source is closed, and nothing is left",
    async (end, what) => {
      const { rt, clock } = setUp();
      const { pool } = busyPool(rt, { size: 1, capacity: 2 });
      const { source, told } = watched(what === "for the source" ? [1, 2, 3] : [1, 2, 3, 4, 5], never);
      const abort = new AbortController();
      const reason = Object.freeze(new Error("enough"));
      const outcome = pool.pipe(source, { signal: abort.signal }).catch((error: unknown) => error);
      await settle();
      expect(rt.audit()).toMatchObject({ accepted: 3, running: 1, queued: 2 });
      if (what === "for a member") void [...pool].map((member) => member.stop({ drain: true }));
      await settle();
      if (end === "kill") rt.kill(pool);
      else if (end === "stop") void pool.stop({ drain: true });
      else if (end === "shutdown") void rt.shutdown({ timeoutMs: 10 });
      else abort.abort(reason);
      const error = await outcome;
      if (end === "abort") expect(error).toBe(reason);
      else expect(error).toMatchObject({ code: "ERR_ACTOR_DEAD", accepted: 3 });
      expect(told.closed).toBe(1);
      expect(getEventListeners(abort.signal, "abort")).toHaveLength(0);
      expect(leftOf(rt, pool)).toEqual(nothing);
      if (end === "abort") rt.kill(pool);
      await clock.advance(10_000);
      await settle();
      expectQuiet(rt);
    },
  );

  test("before it began, where the signal is aborted or the pool dead: no item is taken", async () => {
    const { rt } = setUp();
    const { pool } = busyPool(rt, { size: 2, capacity: 1 });
    const { source, told } = watched([1, 2]);
    const reason = new Error("enough");
    await expect(pool.pipe(source, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(leftOf(rt, pool)).toEqual(nothing);
    rt.kill(pool);
    expect(await codeOf(pool.pipe(source))).toBe("ERR_ACTOR_DEAD");
    expect(told).toEqual({ asked: 0, closed: 2 });
  });

  test.each(["roundRobin", "broadcast"] as const)(
    "S13: at mailboxDepthMax of every member: %s",
    async (route: PoolRoute) => {
      const { rt } = setUp();
      const { pool } = busyPool(rt, { size: 1, route });
      rt.sendMany(pool, [1, 2, 3]);
      const [member] = [...pool];
      const queue = Runtime.inside(rt).slots.at(member?.pid as number)?.queue as { size: number };
      const { size } = queue;
      queue.size = limits.mailboxDepthMax;
      const { source, told } = watched([4, 5]);
      const error = await pool.pipe(source).catch((thrown: unknown) => thrown);
      queue.size = size;
      expect(error).toMatchObject({ code: "ERR_MAILBOX_FULL", accepted: 0 });
      expect(told).toEqual({ asked: 1, closed: 1 });
      rt.kill(pool);
      expectQuiet(rt);
    },
  );

  test("by an item without a key, at once and with its cause, however full the members are", async () => {
    const { rt, letters } = setUp();
    const cause = new TypeError("no id");
    const key = (n: number): string => {
      if (n < 0) throw cause;
      return String(n);
    };
    const { pool } = busyPool(rt, { size: 1, capacity: 1, route: "hash", key });
    await settle();
    pool.tell(1);
    await settle();
    pool.tell(2);
    const error = await pool.pipe([-1, 3]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "ERR_UNROUTED", accepted: 0, cause });
    expect((error as Error).message).toMatch(/could not choose a member for .*: TypeError: no id\. Let/);
    // What was not sent is no message.
    expect(rt.audit()).toMatchObject({ accepted: 2, refused: 0 });
    expect(letters).toEqual([]);
    expect(leftOf(rt, pool)).toEqual(nothing);
    rt.kill(pool);
  });

  test("S4: where a listener of its own send kills the pool, or a key function does, the books stay balanced", async () => {
    const { rt } = setUp();
    for (const route of ["roundRobin", "broadcast"] as const) {
      const pool = rt.spawnPool((_: number) => {}, { size: 2, route, mailbox: { capacity: 4 } });
      const off = rt.events.on("pressure", () => rt.kill(pool));
      const error = await pool.pipe([1, 2, 3, 4, 5, 6, 7, 8, 9]).catch((thrown: unknown) => thrown);
      expect(IrisError.is(error, "ERR_ACTOR_DEAD")).toBe(true);
      off();
    }
    const key = (n: number): string => {
      if (n === 2) rt.kill(keyed);
      return "k";
    };
    const keyed = rt.spawnPool((_: number) => {}, { size: 1, route: "hash", key });
    await expect(keyed.pipe([1, 2, 3])).rejects.toMatchObject({ code: "ERR_ACTOR_DEAD", accepted: 1 });
    const abort = new AbortController();
    const aborting = rt.spawnPool((_: number) => {}, {
      size: 1,
      mailbox: { capacity: 1 },
      route: "hash",
      key: (n) => {
        if (n === 3) abort.abort("enough");
        return "k";
      },
    });
    await expect(aborting.pipe([1, 2, 3], { signal: abort.signal })).rejects.toBe("enough");
    expect(leftOf(rt, aborting)).toEqual(nothing);
    await settle();
    expectQuiet(rt);
  });

  test.each<[unknown, unknown, RegExp]>([
    [5, undefined, /^source must be an iterable or an async iterable; got 5/],
    [[1], null, /^pipe options must be an object of options; got null/],
    [[1], { timeoutMs: 5 }, /^timeoutMs must be an option that exists: level, signal/],
    [[1], { level: "FULL" }, /^level must be "NORMAL", "HIGH" or "CRITICAL"; got "FULL"/],
    [[1], { signal: 5 }, /^signal must be an AbortSignal; got 5/],
  ])("pipe(%j, %j) rejects with what is wrong, and sends nothing", async (items, options, text) => {
    const { rt } = setUp();
    const { pool } = busyPool(rt, { size: 1, capacity: 1 });
    await expect(pool.pipe(items as never, options as never)).rejects.toThrow(text);
    expect(rt.audit().accepted).toBe(0);
    expect(leftOf(rt, pool)).toEqual(nothing);
  });
});

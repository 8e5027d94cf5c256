/** `pool.ready()`: a place in each member, and nothing left behind. */
import { Receive } from "../../src";
import { codeOf, expectQuiet, settle, setUp } from "../messaging/fixture";
import { busyPool, leftOf, nothing } from "./producers";

/** Two members, each with one message at work and one queued: 10 and 11, 20 and 21. */
async function full() {
  const world = setUp();
  const busy = busyPool(world.rt, { size: 2, capacity: 1 });
  for (const n of [10, 20, 11, 21]) {
    busy.pool.tell(n);
    await settle();
  }
  return { ...world, ...busy };
}

describe("ready() of a pool", () => {
  test("resolves when there is a place in each at the same moment", async () => {
    const { rt, pool, open } = await full();
    let ready = false;
    void pool.ready({ level: "CRITICAL" }).then(() => {
      ready = true;
    });
    open(10);
    await settle();
    expect(ready).toBe(false);
    expect([...pool][0]?.tell(12)).toBe(true);
    open(20);
    await settle();
    expect(ready).toBe(false); // the place in the first is taken again
    open(11);
    await settle();
    expect(ready).toBe(true);
    expect(leftOf(rt, pool)).toEqual(nothing);
    rt.kill(pool);
  });

  test("serves in turn, and only as many as there are places", async () => {
    const { rt, pool, open } = await full();
    const served: number[] = [];
    const producers = Array.from({ length: 3 }, async (_, n) => {
      await pool.ready({ level: "CRITICAL" });
      served.push(n);
      expect(pool.tell(30 + n)).toBe(true);
    });
    for (const n of [10, 20]) open(n);
    await settle();
    expect(served).toEqual([0]);
    for (const n of [11, 21, 30, 31, 32]) {
      open(n);
      await settle();
    }
    await Promise.all(producers);
    expect(served).toEqual([0, 1, 2]);
    expect(rt.audit()).toMatchObject({ refused: 0, parked: 0 });
    for (const n of [31, 32]) open(n);
    await settle();
    expectQuiet(rt);
  });

  test("leaves nothing behind when it times out or is aborted; the next in line goes on", async () => {
    const { rt, clock, pool, open } = await full();
    const abort = new AbortController();
    const late = codeOf(pool.ready({ level: "CRITICAL", timeoutMs: 50 }));
    const next = codeOf(pool.ready({ level: "CRITICAL" }));
    const aborted = codeOf(pool.ready({ level: "CRITICAL", signal: abort.signal }));
    await clock.advance(50);
    expect(await late).toBe("ERR_READY_TIMEOUT");
    abort.abort(new Error("enough"));
    expect(await aborted).toBe("enough");
    expect(leftOf(rt, pool)).toMatchObject({ waiting: 1, hopeful: 1 });
    for (const n of [10, 20]) open(n);
    expect(await next).toBe("resolved");
    expect(leftOf(rt, pool)).toEqual(nothing);
    expect(clock.pending).toBe(0);
    rt.kill(pool);
  });

  test("names the pool when it times out", async () => {
    const { rt, clock, pool } = await full();
    const late = pool.ready({ timeoutMs: 50 }).catch((error: Error) => error.message);
    await clock.advance(50);
    expect(await late).toContain(`pool#${pool.pid} had no room at level NORMAL within 50 ms`);
    rt.kill(pool);
  });

  test.each(["kill", "stop", "shutdown"] as const)(
    "rejects at once for all on %s of the pool",
    async (end) => {
      const { rt, clock, pool } = await full();
      const waiting = [1, 2, 3].map(() => codeOf(pool.ready({ level: "CRITICAL" })));
      if (end === "kill") rt.kill(pool);
      else if (end === "stop") void pool.stop({ drain: true });
      else void rt.shutdown({ timeoutMs: 10 });
      expect(await Promise.all(waiting)).toEqual(["ERR_ACTOR_DEAD", "ERR_ACTOR_DEAD", "ERR_ACTOR_DEAD"]);
      expect(leftOf(rt, pool)).toEqual(nothing);
      await clock.advance(10_000);
      await settle();
      expectQuiet(rt);
    },
  );

  test("does not wait for a member that ends, but for one at least that does not", async () => {
    const { rt, pool, open } = await full();
    const outcome: string[] = [];
    const ready = pool.ready({ level: "CRITICAL" }).then(() => outcome.push("ready"));
    const [first, second] = [...pool];
    void second?.stop({ drain: true });
    open(10);
    await settle();
    expect(outcome).toEqual(["ready"]);
    await ready;
    void first?.stop({ drain: true });
    void pool.ready().then(() => outcome.push("ready again"));
    await settle();
    expect(outcome).toEqual(["ready"]); // both are ending
    open(11);
    await settle();
    expect(outcome).toEqual(["ready", "ready again"]);
    expect(pool.tell(40)).toBe(true);
    expect(leftOf(rt, pool)).toEqual(nothing);
    rt.kill(pool);
  });

  test("a member that would wait for itself is refused, and waits for none of the others", async () => {
    const { rt } = setUp();
    class Member {
      @Receive() async wait(): Promise<string> {
        pool.send.note();
        pool.send.note();
        return await codeOf(pool.ready());
      }
      @Receive() note(): void {}
    }
    const pool = rt.spawnPool(Member, { size: 2, mailbox: { capacity: 1 } });
    for (let n = 0; n < 2; n++) {
      const answer = pool.ask.wait(); // of either member
      await Promise.resolve();
      expect(await answer).toBe("ERR_SELF_BLOCK");
      expect(leftOf(rt, pool)).toEqual(nothing);
      await settle();
    }
    expectQuiet(rt);
  });

  test.each<[unknown, RegExp]>([
    [null, /^ready options must be an object of options; got null/],
    [{ timeoutMs: -1 }, /^timeoutMs must be a number of milliseconds from 0 on/],
    [{ level: "FULL" }, /^level must be "NORMAL", "HIGH" or "CRITICAL"; got "FULL"/],
    [{ signal: 5 }, /^signal must be an AbortSignal; got 5/],
  ])("ready(%j) rejects with what is wrong", async (options, text) => {
    const { rt } = setUp();
    const { pool } = busyPool(rt, { size: 1, capacity: 1 });
    await expect(pool.ready(options as never)).rejects.toThrow(text);
    expect(leftOf(rt, pool)).toEqual(nothing);
  });
});

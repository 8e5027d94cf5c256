/** Back-pressure of pools: `ready` and `pipe` look at the members' mailboxes. */
import { Actor, IrisError, Receive } from "../../src/index";
import { settle, testRuntime } from "../../src/runtime/testing/index";

@Actor({ mailbox: { capacity: 4 } })
class Worker {
  private readonly seen: number[] = [];
  @Receive() work(n: number): void {
    this.seen.push(n);
  }
  @Receive() all(): number[] {
    return this.seen;
  }
}

const items = Array.from({ length: 1_000 }, (_, index) => ({ method: "work", n: index }));

describe("pool back-pressure", () => {
  test.each(["roundRobin", "leastLoaded", "random"] as const)(
    "a pipe into a %s pool of bounded members has nothing refused",
    async (route) => {
      await using rt = testRuntime();
      let highest = 0;
      const handled: number[] = [];
      const pool = rt.spawnPool(
        (n: number) => {
          handled.push(n);
          highest = Math.max(highest, ...[...pool].map((member) => rt.mailboxes.size(member) ?? 0));
        },
        { size: 3, route, mailbox: { capacity: 4 } },
      );
      expect(await pool.pipe(items.map(({ n }) => n))).toBe(1_000);
      await settle(rt);
      expect(handled.sort((a, b) => a - b)).toEqual(items.map(({ n }) => n));
      expect(highest).toBeLessThanOrEqual(4);
      expect(rt.audit()).toMatchObject({ refused: 0, parked: 0, evicted: 0, balanced: true });
    },
  );

  test("a pipe waits for the member of each key, and for all of them where it goes to each", async () => {
    await using rt = testRuntime();
    const byKey = rt.spawnPool((_: number) => {}, {
      size: 3,
      route: "hash",
      key: (n) => String(n % 7),
      mailbox: { capacity: 2 },
    });
    const toAll = rt.spawnPool((_: number) => {}, { size: 3, route: "broadcast", mailbox: { capacity: 2 } });
    expect(await byKey.pipe(items.map(({ n }) => n))).toBe(1_000);
    expect(await toAll.pipe(items.map(({ n }) => n))).toBe(1_000);
    await settle(rt);
    expect(rt.audit()).toMatchObject({ accepted: 4_000, handled: 4_000, refused: 0 });
  });

  test("after ready there is room wherever the message goes, also for many producers", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 2 });
    const produce = async (n: number): Promise<void> => {
      await pool.ready({ level: "CRITICAL" });
      pool.send.work(n);
    };
    await Promise.all(items.map(({ n }) => produce(n)));
    await settle(rt);
    expect(rt.audit()).toMatchObject({ refused: 0, handled: 1_000 });
  });

  test("a pool that ends turns those away who wait for it, and says how much was piped", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(() => new Promise<void>(() => {}), { size: 2, mailbox: { capacity: 1 } });
    const piped = pool.pipe([1, 2, 3, 4, 5, 6]).catch((error: unknown) => error);
    const waiting = (async () => {
      await settle(rt, { timeoutMs: 50 }).catch(() => {});
      return pool.ready().catch((error: unknown) => error);
    })();
    await settle(rt, { timeoutMs: 100 }).catch(() => {});
    rt.kill(pool);
    const error = (await piped) as IrisError & { accepted: number };
    expect(IrisError.is(error, "ERR_ACTOR_DEAD")).toBe(true);
    expect(error.accepted).toBe(4);
    expect(IrisError.is(await waiting, "ERR_ACTOR_DEAD")).toBe(true);
  });

  test("an item without a key ends a pipe, and an abort ends it with its reason", async () => {
    await using rt = testRuntime();
    const key = (n: number): string => (n === 3 ? (undefined as unknown as string) : "k");
    const pool = rt.spawnPool((_: number) => {}, { size: 2, route: "hash", key });
    await expect(pool.pipe([1, 2, 3, 4])).rejects.toMatchObject({ code: "ERR_UNROUTED", accepted: 2 });
    const reason = new Error("enough");
    await expect(pool.pipe([1], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(pool.ready({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(pool.pipe(5 as never)).rejects.toMatchObject({ code: "ERR_INVALID_ARG" });
  });
});

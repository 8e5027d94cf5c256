/** Messages that go by their key. */
import * as fc from "fast-check";
import { Actor, ActorContext, message, Receive } from "../../src";
import { hashKey, placeOf } from "../../src/runtime/messages/key-hash";
import { settle, testRuntime } from "../../src/runtime/testing";
import { gate } from "../lifecycle/fixture";
import { pids } from "./fixture";

@Actor()
class Shard {
  private readonly got: unknown[] = [];
  constructor(private readonly ctx: ActorContext<Shard>) {}
  @Receive() put(_key: string, value: unknown): number {
    this.got.push(value);
    return this.ctx.self.pid;
  }
  @Receive("order") order(_order: { type: "order"; id: string }): number {
    return this.ctx.self.pid;
  }
  @Receive() async hold(_key: string, until: Promise<void>): Promise<void> {
    await until;
  }
}

const keyed = (sent: unknown): string => {
  const { args, id } = sent as { args?: [string | { id: string }]; id?: string };
  const [first] = args ?? [];
  return id ?? (typeof first === "string" ? first : (first?.id as string));
};

test("the same key goes to the same member, by method, as a whole message, asked or sent", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Shard, { size: 8, route: "hash", key: keyed });
  const seen = new Set<number>();
  for (const id of ["a", "b", "c", "d", "e", "f", "g", "h"]) {
    const first = await pool.ask.put(id, 1);
    seen.add(first);
    expect(await rt.ask(pool, message(Shard).put(id, 2))).toBe(first);
    expect(await pool.ask.order({ type: "order", id })).toBe(first);
    expect(await rt.ask(pool, { type: "order", id })).toBe(first);
  }
  expect(seen.size).toBeGreaterThan(3);
});

test("S5: a key function that throws refuses the message, counted and reported", async () => {
  await using rt = testRuntime();
  const key = jest.fn((): string => {
    throw new TypeError("no id");
  });
  const pool = rt.spawnPool(Shard, { size: 2, route: "hash", key });
  expect(pool.send.put("a", 1)).toBe(false);
  expect(key).toHaveBeenCalledTimes(1);
  expect(rt.sendDetailed(pool, message(Shard).put("a", 1))).toMatchObject({ fate: "unrouted" });
  await expect(pool.ask.put("a", 1)).rejects.toMatchObject({
    code: "ERR_UNROUTED",
    cause: new TypeError("no id"),
  });
  expect(rt.audit()).toMatchObject({ accepted: 0, refused: 3, balanced: true });
  expect(rt.deadLetters.map(({ fate }) => fate)).toEqual(["unrouted", "unrouted", "unrouted"]);
  expect(rt.log.texts("warn")[0]).toBe(
    `Shard pool#${pool.pid} could not choose a member for put: TypeError: no id. Let key(message) return ` +
      "a string for every message that the pool is sent.",
  );
});

test("S5: so does one that returns no string", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Shard, { size: 2, route: "hash", key: () => undefined as never });
  expect(pool.send.put("a", 1)).toBe(false);
  expect(rt.deadLetters[0]?.error).toMatchObject({ code: "ERR_UNROUTED" });
});

test("while a key's member is ending nobody stands in for it; its replacement takes over", async () => {
  await using rt = testRuntime();
  const until = gate();
  const pool = rt.spawnPool(Shard, { size: 4, route: "hash", key: keyed });
  const pid = await pool.ask.put("a", 1);
  const slot = pids(pool).indexOf(pid);
  pool.send.hold("a", until.opened);
  await settle(rt, { inFlight: "ignore" });
  void [...pool][slot]?.stop();
  expect(pool.send.put("a", 2)).toBe(false);
  until.open();
  await settle(rt);
  expect(await pool.ask.put("a", 3)).toBe(pids(pool)[slot]);
  expect(pids(pool)[slot]).not.toBe(pid);
});

test("resizing moves only the keys that have to move (random)", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 300 }), fc.nat(300), (key, from, more) => {
      const before = placeOf(hashKey(key), from);
      const after = placeOf(hashKey(key), from + more);
      expect(before).toBeGreaterThanOrEqual(0);
      expect(before).toBeLessThan(from);
      expect(after === before || after >= from).toBe(true);
    }),
  );
});

test("similar keys spread evenly, over any number of places", () => {
  for (const count of [2, 3, 7, 16, 100]) {
    const shares = new Array<number>(count).fill(0);
    const keys = 200 * count;
    for (let n = 0; n < keys; n++) {
      const place = placeOf(hashKey(`user-${n}`), count);
      shares[place] = (shares[place] ?? 0) + 1;
    }
    // 200 each, with a standard deviation of about 14.
    expect(Math.min(...shares)).toBeGreaterThan(140);
    expect(Math.max(...shares)).toBeLessThan(260);
  }
  expect(placeOf(hashKey("x"), 0)).toBe(-1);
});

test("a grown pool keeps most keys where they were, and a shrunk one all that can stay", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Shard, { size: 4, route: "hash", key: keyed });
  const keys = Array.from({ length: 100 }, (_, n) => `k${n}`);
  const where = (): Promise<number[]> => Promise.all(keys.map((key) => pool.ask.put(key, 0)));
  const before = await where();
  await pool.resize(5);
  const grown = await where();
  const added = pids(pool)[4];
  expect(grown.every((pid, at) => pid === before[at] || pid === added)).toBe(true);
  expect(grown.filter((pid) => pid === added).length).toBeLessThan(40);
  await pool.resize(4);
  expect(await where()).toEqual(before);
});

test("S4: a spilled copy without a key fails the ask that waits for the original, and says so", async () => {
  await using rt = testRuntime();
  const key = (): string => {
    throw new Error("no id");
  };
  const pool = rt.spawnPool(Shard, { size: 2, route: "hash", key });
  const full = rt.spawn(Shard, { mailbox: { capacity: 1, overflow: { spill: pool } } });
  full.send.put("a", 1);
  await expect(full.ask.put("a", 2)).rejects.toMatchObject({ code: "ERR_UNROUTED" });
  await settle(rt);
  expect(rt).toBeBalanced();
});

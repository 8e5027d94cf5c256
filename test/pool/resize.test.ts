/** Pools that grow and shrink. */
import { settle, testRuntime } from "../../src/runtime/testing";
import { failureOf, gate } from "../lifecycle/fixture";
import { pids, Worker } from "./fixture";

test("a pool grows at once, and its first members stay", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  const before = [...pool];
  const grown = pool.resize(5);
  expect(pool.size).toBe(5);
  expect([...pool].slice(0, 2)).toEqual(before);
  await grown;
  const asked = await Promise.all([1, 2, 3, 4, 5].map(() => pool.ask.me()));
  expect(new Set(asked)).toEqual(new Set(pids(pool)));
});

test("shrinking drains the last members, and resolves when they are gone", async () => {
  await using rt = testRuntime();
  const until = gate();
  const pool = rt.spawnPool(Worker, { size: 3 });
  const leaving = [...pool].slice(1);
  for (const member of leaving) {
    member.send.hold(until.opened);
    member.send.add(1);
  }
  let isDone = false;
  const shrunk = pool.resize(1).then(() => {
    isDone = true;
  });
  expect(pool.size).toBe(1);
  await settle(rt, { inFlight: "ignore" });
  expect(await pool.ask.me()).toBe(pids(pool)[0]);
  expect(isDone).toBe(false);
  until.open();
  await shrunk;
  for (const member of leaving) expect(member).toHaveExited("normal");
  expect(rt.audit()).toMatchObject({ handled: 5, discarded: 0, balanced: true });
  await settle(rt);
  expect(pool.size).toBe(1);
});

test("resizing under load loses nothing", async () => {
  await using rt = testRuntime();
  const got: number[] = [];
  const pool = rt.spawnPool((n: number) => got.push(n), { size: 4, budget: 3 });
  const resizes: Promise<void>[] = [];
  for (let n = 0; n < 1_000; n++) {
    pool.tell(n);
    if (n % 100 === 50) resizes.push(pool.resize(1 + ((n * 7) % 9)));
    if (n % 37 === 0) await Promise.resolve();
  }
  await Promise.all(resizes);
  await settle(rt);
  expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
  expect(rt.deadLetters).toEqual([]);
});

test("calls take effect one after the other", async () => {
  await using rt = testRuntime();
  const until = gate();
  const pool = rt.spawnPool(Worker, { size: 2 });
  [...pool][1]?.send.hold(until.opened);
  await settle(rt, { inFlight: "ignore" });
  const first = pool.resize(1);
  const second = pool.resize(4);
  const third = pool.resize(3);
  await settle(rt, { inFlight: "ignore" });
  expect(pool.size).toBe(1);
  until.open();
  await first;
  await second;
  expect(pool.size).toBeGreaterThanOrEqual(3);
  await third;
  expect(pool.size).toBe(3);
});

test("S6: a member that does not finish in time is abandoned", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  const [, leaving] = pool;
  leaving?.send.hold(new Promise(() => {}));
  await settle(rt, { inFlight: "ignore" });
  const shrunk = pool.resize(1, { timeoutMs: 100 });
  await rt.clock.advance(100);
  await shrunk;
  expect(leaving).toHaveExited("timeout");
  expect(pool).toBeAlive();
});

test("a member that shrinks its own pool away does not wait for itself", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(
    async (size: number) => {
      await pool.resize(size);
    },
    { size: 2 },
  );
  const [, second] = pool;
  second?.tell(1);
  await settle(rt);
  expect(pool.size).toBe(1);
  expect(second).toHaveExited("normal");
});

test("a slot that comes back after a shrink has a fresh budget", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  for (let n = 0; n < 3; n++) rt.kill([...pool][1] as never);
  await pool.resize(1);
  await pool.resize(2);
  rt.kill([...pool][1] as never);
  expect(pool).toBeAlive();
});

test("a member killed while it leaves is not replaced", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  const [, leaving] = pool;
  leaving?.send.hold(new Promise(() => {}));
  await settle(rt, { inFlight: "ignore" });
  const shrunk = pool.resize(1);
  rt.kill(leaving as never);
  await shrunk;
  expect(pool.size).toBe(1);
});

test("wrong sizes and options, and pools that are gone", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  for (const size of [0, -1, 1.5, Number.NaN, "3", undefined, 65_537])
    expect(await failureOf(() => pool.resize(size as never))).toBe("ERR_INVALID_ARG");
  expect(await failureOf(() => pool.resize(3, { timeout: 5 } as never))).toBe("ERR_INVALID_ARG");
  expect(await failureOf(() => pool.resize(3, { timeoutMs: -5 }))).toBe("ERR_INVALID_ARG");
  expect(pool.size).toBe(2);
  const waiting = failureOf(() => pool.resize(1));
  const later = failureOf(() => pool.resize(4));
  rt.kill(pool);
  expect(await waiting).toBe("nothing failed");
  expect(await later).toBe("ERR_ACTOR_NOT_FOUND");
  expect(await failureOf(() => pool.resize(3))).toBe("ERR_ACTOR_NOT_FOUND");
});

test("a growth that is refused half way is taken back, and what the new members got is handled", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  await settle(rt);
  const before = [...pool];
  rt.inspect.setCapacity(5); // the pool, its two, and two more
  rt.inspect.setShedding(true);
  const sent: boolean[] = [];
  const stop = rt.events.on("spawned", () => sent.push([...pool].at(-1)?.send.add(1) === true));
  const grown = failureOf(() => pool.resize(7));
  expect([...pool]).toEqual(before);
  expect(await grown).toBe("ERR_OVERLOADED");
  stop();
  expect(sent).toEqual([true, true]);
  expect(rt.audit()).toMatchObject({ handled: 2, discarded: 0, balanced: true });
  expect(rt.inspect.metrics()).toMatchObject({ actors: { live: 3 } });
  rt.inspect.setCapacity(6);
  await pool.resize(5);
  expect(pool.size).toBe(5);
  expect([...pool].slice(0, 2)).toEqual(before);
});

test("a listener that kills the pool while it grows makes the resize reject", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 1 });
  const stop = rt.events.on("spawned", () => rt.kill(pool));
  expect(await failureOf(() => pool.resize(5))).toBe("ERR_ACTOR_NOT_FOUND");
  stop();
  await settle(rt);
  for (const member of pool) expect(rt.isAlive(member)).toBe(false);
});

/** What becomes of a slot whose member crashes or ends, and when a pool gives up. */
import { Actor, ActorContext, message, OnStop, Receive } from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { gate } from "../lifecycle/fixture";
import { Careful, pids, Worker } from "./fixture";

test("S7: a crash keeps the ref and the queue of the slot, without @Supervised too", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  const before = [...pool];
  const [member] = before;
  member?.send.crash();
  member?.send.add(7);
  await settle(rt);
  expect([...pool]).toEqual(before);
  expect(member?.incarnation).toBe(1);
  expect(await member?.ask.add(0)).toBe(7);
});

test("a class with @Supervised restarts by its own policy", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Careful, { size: 1 });
  pool.send.add(5);
  pool.send.crash();
  expect(await pool.ask.add(0)).toBe(5); // state: "keep"
});

test("a killed member is replaced in its slot by a fresh one, at once", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 3 });
  const before = [...pool];
  rt.kill(before[1] as never);
  const after = [...pool];
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  expect(after[2]).toBe(before[2]);
  expect(after[1]).toBeAlive(rt);
  const [a, b, c] = await Promise.all([1, 2, 3].map(() => pool.ask.me()));
  expect(new Set([a, b, c])).toEqual(new Set(pids(after)));
});

test("one that stops itself, and one whose budget is used up, are replaced, too", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Careful, { size: 1 });
  const [first] = pool;
  pool.send.leave();
  await settle(rt);
  const [second] = pool;
  expect(second).not.toBe(first);
  await rt.clock.advance(2_000);
  pool.send.crash();
  pool.send.crash();
  await settle(rt);
  const [third] = pool;
  expect(second).toHaveExited("panic", rt);
  expect(third).toBeAlive(rt);
  expect(pool).toBeAlive(rt);
});

test("while a member stops, routes pass it over; none of its messages is lost", async () => {
  await using rt = testRuntime();
  const until = gate();
  const pool = rt.spawnPool(Worker, { size: 2 });
  const [leaving, staying] = [...pool];
  leaving?.send.hold(until.opened);
  await settle(rt, { inFlight: "ignore" });
  void leaving?.stop({ drain: true });
  for (let n = 0; n < 4; n++) expect(await pool.ask.me()).toBe(staying?.pid);
  until.open();
  await settle(rt);
  expect([...pool][0]).not.toBe(leaving);
  expect(rt.deadLetters).toEqual([]);
});

test("S7: a slot that needs too many replacements ends the pool with panic and one report", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2, name: "pool" });
  for (let n = 0; n < 3; n++) rt.kill([...pool][1] as never);
  expect(pool).toBeAlive(rt);
  rt.kill([...pool][1] as never);
  await settle(rt);
  expect(pool).toHaveExited("panic", rt);
  const exit = await rt.join(pool.pid);
  expect(exit?.error).toBeIrisError("ERR_POOL_GAVE_UP");
  expect(rt.log.texts("error")).toEqual([
    `Worker pool#${pool.pid} gives up on its member in slot 1: it was replaced 3 times within 5000 ms and ended ` +
      "again (killed). See why it ended, or raise maxRestarts in @Supervised of its class.",
  ]);
  expect([...pool].filter((member) => rt.isAlive(member))).toEqual([]);
  expect(rt.names.resolve("pool")).toBeUndefined();
  expect(rt).toBeBalanced();
});

test("each slot has a budget of its own, and the window moves on", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 3 });
  for (let slot = 0; slot < 3; slot++) for (let n = 0; n < 3; n++) rt.kill([...pool][slot] as never);
  await rt.clock.advance(5_001);
  for (let slot = 0; slot < 3; slot++) for (let n = 0; n < 3; n++) rt.kill([...pool][slot] as never);
  expect(pool).toBeAlive(rt);
});

test("a listener that kills each new member uses up the budget, and nothing else", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  const stop = rt.events.on("spawned", ({ pid }) => rt.kill(pid));
  rt.kill([...pool][0] as never);
  await settle(rt);
  stop();
  expect(pool).toHaveExited("panic", rt);
  expect(rt).toBeBalanced();
});

test("a listener that kills the pool while it is made leaves nothing behind", async () => {
  await using rt = testRuntime();
  const stop = rt.events.on("spawned", ({ actor }) => {
    if (actor.startsWith("Worker#")) rt.kill(rt.names.resolve("p") ?? 0);
  });
  const pool = rt.spawnPool(Worker, { size: 3, name: "p" });
  stop();
  await settle(rt);
  for (const ref of [pool, ...pool]) expect(rt.isAlive(ref)).toBe(false);
});

test("a member that cannot be replaced ends the pool with a report", async () => {
  await using rt = testRuntime();
  const backup = rt.spawn(Worker, { name: null });
  const mailbox = { capacity: 1, overflow: { redirect: backup } };
  const pool = rt.spawnPool(Worker, { size: 2, mailbox });
  rt.kill(backup);
  rt.kill([...pool][0] as never);
  await settle(rt);
  expect(pool).toHaveExited("panic", rt);
  expect(rt.log.texts("error")[0]).toContain(
    "cannot be replaced: IrisError: the overflow target must be a living actor",
  );
});

test("@OnStop of a leaving member may send to the pool, which goes to the others", async () => {
  await using rt = testRuntime();
  const got: number[] = [];
  @Actor()
  class Noisy {
    constructor(private readonly ctx: ActorContext<Noisy>) {}
    @OnStop() bye(): void {
      rt.send(this.ctx.parent?.pid ?? 0, message(Noisy).note(this.ctx.self.pid));
    }
    @Receive() note(pid: number): void {
      got.push(pid);
    }
  }
  const pool = rt.spawnPool(Noisy, { size: 2 });
  const [first] = pool;
  await settle(rt);
  await first?.stop();
  await settle(rt);
  expect(got).toEqual([first?.pid]);
});

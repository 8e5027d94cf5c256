/** Asks of a pool, and sends that wait. */
import { Actor, ActorContext, message, Receive, Runtime } from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { failureOf, gate } from "../lifecycle/fixture";
import { pids, Worker } from "./fixture";

test("S11: the member's death rejects the ask at once, and a deadline and an abort work", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  const until = gate();
  const dies = failureOf(() => pool.ask.hold(until.opened));
  const late = failureOf(() => pool.asking({ timeoutMs: 50 }).hold(until.opened));
  await settle(rt, { inFlight: "ignore" });
  const abort = new AbortController();
  const aborted = failureOf(() => pool.asking({ signal: abort.signal }).add(1));
  abort.abort(new Error("enough"));
  expect(await aborted).toBe("Error: enough");
  expect(rt.mailboxes.size(pool)).toBe(0); // it was withdrawn from the member's mailbox
  rt.kill([...pool][0] as never);
  expect(await dies).toBe("ERR_ACTOR_DEAD");
  await rt.clock.advance(50);
  expect(await late).toBe("ERR_ASK_TIMEOUT");
  until.open();
  await settle(rt);
  expect(rt).toBeBalanced();
});

test("S11: a member whose ask of its own pool comes back to itself is told at once", async () => {
  await using rt = testRuntime();
  @Actor()
  class Recursive {
    constructor(
      private readonly runtime: Runtime,
      private readonly ctx: ActorContext<Recursive>,
    ) {}
    @Receive() async down(depth: number): Promise<number> {
      if (depth === 0) return 0;
      const pool = this.ctx.parent?.pid ?? 0;
      return 1 + ((await this.runtime.ask(pool, message(Recursive).down(depth - 1))) as number);
    }
  }
  const pool = rt.spawnPool(Recursive, { size: 3 });
  expect(await pool.ask.down(2)).toBe(2);
  await expect(pool.ask.down(3)).rejects.toMatchObject({ code: "ERR_DEADLOCK" });
});

test("an ask that is redirected to a pool gets its member's reply", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  const full = rt.spawn(Worker, { name: null, mailbox: { capacity: 1, overflow: { redirect: pool } } });
  full.send.add(1);
  expect(await full.ask.me()).toBe(pids(pool)[0]);
});

test("sendAsync waits for room in the member's mailbox", async () => {
  await using rt = testRuntime();
  const mailbox = { capacity: 1, overflow: "block" } as const;
  const pool = rt.spawnPool(Worker, { size: 1, mailbox });
  const until = gate();
  pool.send.hold(until.opened);
  await settle(rt, { inFlight: "ignore" });
  pool.send.add(1);
  let isIn = false;
  const sent = rt.sendAsync(pool, message(Worker).add(2)).then((accepted) => {
    isIn = accepted;
  });
  await settle(rt, { inFlight: "ignore" });
  expect(isIn).toBe(false);
  until.open();
  await sent;
  expect(isIn).toBe(true);
  expect(await pool.ask.add(0)).toBe(3);
});

test("members that redirect to their own full pool end as a redirect cycle, not in a loop", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2, mailbox: { capacity: 1 } });
  for (const member of pool) rt.mailboxes.setOverflow(member, { redirect: pool });
  expect([1, 2, 3].map((n) => pool.send.add(n))).toEqual([true, true, false]);
  expect(await failureOf(() => pool.ask.me())).toBe("ERR_REDIRECT_CYCLE");
  expect(rt).toBeBalanced();
});

/** Which member gets a message. */
import { type ActorContext, type ActorPool, message, Random } from "../../src";
import { SequenceRandom, settle, testRuntime } from "../../src/runtime/testing";
import { failureOf, gate } from "../lifecycle/fixture";
import { pids, Worker } from "./fixture";

/** Asks the pool `times` times who it was; how often it was the member of each slot. */
async function shares(pool: ActorPool<Worker>, times: number): Promise<number[]> {
  const asked = await Promise.all(Array.from({ length: times }, () => pool.ask.me()));
  return pids(pool).map((pid) => asked.filter((one) => one === pid).length);
}

describe("roundRobin", () => {
  test("is the default, and takes turns", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 3 });
    const asked = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(() => pool.ask.me()));
    const [a, b, c] = pids(pool);
    expect(asked).toEqual([a, b, c, a, b, c, a]);
  });

  test("a send and a tell share the turns with asks", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 2, route: "roundRobin" });
    pool.send.add(1);
    pool.tell(message(Worker).add(10));
    pool.send.add(100);
    const sums = await Promise.all([...pool].map((member) => member.ask.add(0)));
    expect(sums).toEqual([101, 10]);
  });

  test("a full member refuses what is its turn: the mailbox's policy decides", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 2, mailbox: { capacity: 1 } });
    [...pool][0]?.send.add(1);
    expect([pool.send.add(1), pool.send.add(1)]).toEqual([false, true]);
    expect(rt.audit()).toMatchObject({ refused: 1, balanced: true });
  });
});

describe("leastLoaded", () => {
  test("prefers who has least queued and running; of equals the next in turn", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 3, route: "leastLoaded" });
    const [a, b, c] = [...pool];
    const until = gate();
    b?.send.hold(until.opened);
    await settle(rt, { inFlight: "ignore" });
    a?.send.add(1);
    a?.send.add(1);
    // Loads 2, 1, 0.
    const asked = [1, 2, 3].map(() => pool.ask.me());
    await settle(rt, { inFlight: "ignore" });
    until.open();
    expect(await Promise.all(asked)).toEqual([c, b, c].map((ref) => ref?.pid));
    expect(await shares(pool, 9)).toEqual([3, 3, 3]);
  });

  test("parked messages count", async () => {
    await using rt = testRuntime();
    const mailbox = { capacity: 1, overflow: "block" } as const;
    const pool = rt.spawnPool(Worker, { size: 2, route: "leastLoaded", mailbox });
    for (let n = 0; n < 3; n++) [...pool][0]?.send.add(1);
    for (let n = 0; n < 3; n++) pool.send.add(1);
    expect(await Promise.all([...pool].map((member) => member.ask.add(0)))).toEqual([3, 3]);
  });

  test("a member that sends to its pool from a handler counts itself as busy", async () => {
    await using rt = testRuntime();
    const got: number[] = [];
    const pool = rt.spawnPool(
      (again: boolean, ctx: ActorContext) => {
        got.push(ctx.self.pid);
        if (again) rt.send(ctx.parent?.pid ?? 0, false);
      },
      { size: 2, route: "leastLoaded" },
    );
    pool.tell(true);
    await settle(rt);
    expect(got).toEqual(pids(pool));
  });
});

describe("random", () => {
  test("S10: draws from the runtime's own chance", async () => {
    await using rt = testRuntime({ random: new SequenceRandom([0.99, 0, 0.5, 0.99]) });
    const pool = rt.spawnPool(Worker, { size: 3, route: "random" });
    const asked = await Promise.all([1, 2, 3, 4].map(() => pool.ask.me()));
    const [a, b, c] = pids(pool);
    expect(asked).toEqual([c, a, b, c]);
  });

  test("reaches every member, about as often", async () => {
    await using rt = testRuntime({ seed: 7 });
    const pool = rt.spawnPool(Worker, { size: 4, route: "random" });
    for (const share of await shares(pool, 800)) expect(Math.abs(share - 200)).toBeLessThan(60);
  });

  test("S5: chance that throws refuses the message, and says so", async () => {
    class Broken extends Random {
      next(): number {
        throw new Error("no more chance");
      }
    }
    await using rt = testRuntime({ random: new Broken() });
    const pool = rt.spawnPool(Worker, { size: 3, route: "random" });
    expect(pool.send.add(1)).toBe(false);
    expect(rt).toHaveDeadLetter({ fate: "unrouted", message: "add" });
  });
});

describe("broadcast", () => {
  test("S4: reaches every member, each copy a message of its own", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 3, route: "broadcast" });
    expect(pool.send.add(2)).toBe(true);
    expect(rt.audit()).toMatchObject({ accepted: 3, queued: 3, balanced: true });
    const sums = await Promise.all([...pool].map((member) => member.ask.add(0)));
    expect(sums).toEqual([2, 2, 2]);
  });

  test("is accepted where one member accepts, and refused where none does", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 2, route: "broadcast", mailbox: { capacity: 1 } });
    const add = message(Worker).add(1);
    [...pool][0]?.send.add(1);
    expect(rt.sendDetailed(pool, add)).toMatchObject({ accepted: true, fate: "queued" });
    expect(rt.sendDetailed(pool, add)).toMatchObject({ accepted: false, fate: "dropped-new" });
    expect(rt.audit()).toMatchObject({ accepted: 2, refused: 3, balanced: true });
  });

  test("passes over a member that is ending", async () => {
    await using rt = testRuntime();
    const until = gate();
    const pool = rt.spawnPool(Worker, { size: 2, route: "broadcast" });
    const [first, second] = pool;
    first?.send.hold(until.opened);
    await settle(rt, { inFlight: "ignore" });
    void first?.stop();
    expect(pool.send.add(5)).toBe(true);
    expect(await second?.ask.add(0)).toBe(5);
    void second?.stop();
    expect(rt.sendDetailed(pool, message(Worker).add(1))).toMatchObject({ accepted: false, fate: "dead" });
    until.open();
    await settle(rt);
    expect(rt).toBeBalanced();
  });

  test("an ask rejects, and says how to ask each member", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 2, route: "broadcast" });
    await expect(pool.ask.me()).rejects.toThrow(
      "Ask each member: await Promise.all([...pool].map((member) => member.ask.me())).",
    );
    expect(await failureOf(() => rt.ask(pool, message(Worker).me()))).toBe("ERR_BROADCAST_ASK");
    expect(rt.audit()).toMatchObject({ refused: 2, balanced: true });
  });

  test("a listener that kills members meanwhile does no harm", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, {
      size: 3,
      route: "broadcast",
      mailbox: { capacity: 1, overflow: "dropOld" },
    });
    pool.send.add(1);
    const stop = rt.events.on("dead-letter", () => {
      for (const member of pool) rt.kill(member);
    });
    pool.send.add(2);
    stop();
    await settle(rt);
    expect(rt).toBeBalanced();
  });
});

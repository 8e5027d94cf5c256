/** What is said of a pool's mailboxes: sums, and the highest level of its members. */
import { settle, setUp } from "../messaging/fixture";
import { busyPool } from "./producers";

describe("a pool, asked how much there is to do", () => {
  test("tells the highest pressure of its members, wherever it is asked", async () => {
    const { rt } = setUp();
    const { pool } = busyPool(rt, { size: 2, capacity: 10 });
    await settle();
    const [first] = [...pool];
    for (let n = 0; n < 8; n++) first?.tell(n);
    await settle();
    expect(rt.mailboxes.pressure(pool)).toBe("HIGH");
    expect(rt.inspect.info(pool)).toMatchObject({ pressure: "HIGH", capacity: undefined });
    expect(rt.sendDetailed(pool, 8)).toMatchObject({ fate: "queued", level: "HIGH" });
    first?.tell(9);
    first?.tell(10);
    expect(rt.sendDetailed(pool, 11).level).toBe("CRITICAL");
    expect([...pool].map((member) => rt.mailboxes.pressure(member))).toEqual(["CRITICAL", "NORMAL"]);
    rt.kill(pool);
    expect(rt.mailboxes.pressure(pool)).toBeUndefined();
    expect(rt.sendDetailed(pool, 1)).toMatchObject({ fate: "dead", level: "NORMAL" });
  });

  test("counts what its members have queued, parked and under way", async () => {
    const { rt } = setUp();
    const mailbox = { capacity: 2, overflow: "block" } as const;
    const pool = rt.spawnPool((_: number) => new Promise<void>(() => {}), { size: 2, mailbox });
    for (let n = 0; n < 2; n++) pool.tell(n);
    await settle();
    for (let n = 0; n < 7; n++) pool.tell(n);
    expect(rt.inspect.info(pool)).toMatchObject({ queued: 4, parked: 3, running: 2 });
    expect(rt.mailboxes.size(pool)).toBe(4);
    rt.kill(pool);
  });

  test("counts the message in whose handler somebody asks", async () => {
    const { rt } = setUp();
    let running: (number | undefined)[] = [];
    const pool = rt.spawnPool(
      (_: number) => {
        running = [pool, ...pool].map((ref) => rt.inspect.info(ref)?.running);
      },
      { size: 2 },
    );
    pool.tell(1);
    await settle();
    expect(running).toEqual([1, 1, 0]);
  });
});

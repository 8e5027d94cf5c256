/** `pool.pipe(source)` while its members come and go, and are shared. */
import { Actor, ActorContext, type ActorPool, Receive } from "../../src";
import { hashKey, placeOf } from "../../src/runtime/messages/key-hash";
import { expectQuiet, gate, settle, setUp } from "../messaging/fixture";
import { busyPool, leftOf, nothing } from "./producers";

describe("a pipe into a pool", () => {
  test("chooses another member for the item in hand when the one it waits for ends", async () => {
    const { rt } = setUp();
    const { pool, got, open } = busyPool(rt, { size: 2, capacity: 1 });
    const sent = pool.pipe([1, 2, 3, 4, 5]);
    await settle();
    expect(rt.audit()).toMatchObject({ accepted: 4 }); // one at work and one queued, each; 5 waits for the first
    void [...pool][0]?.stop({ drain: true });
    open(2);
    await settle();
    expect(await sent).toBe(5);
    expect(got()).toEqual([1, 2, 4]);
    for (const n of [1, 4, 3, 5, 5]) {
      open(n);
      await settle();
    }
    expect(rt.audit()).toMatchObject({ handled: 5, refused: 0 });
    expectQuiet(rt);
  });

  test("waits for the replacement of the member of a key, without a spin, and for nobody else's", async () => {
    const { rt } = setUp();
    const { pool, got, open } = busyPool(rt, { size: 2, route: "hash", capacity: 1, key: () => "k" });
    const sent = pool.pipe([1, 2, 3]);
    await settle();
    for (const member of pool) void member.stop({ drain: true });
    await settle();
    expect(got()).toEqual([1]);
    expect(leftOf(rt, pool)).toMatchObject({ hopeful: 1, waiting: 0 });
    open(1);
    await settle();
    open(2);
    await settle();
    expect(await sent).toBe(3);
    expect(got()).toEqual([1, 2, 3]);
    open(3);
    await settle();
    expect(rt.audit()).toMatchObject({ handled: 3, refused: 0 });
    expect(leftOf(rt, pool)).toEqual(nothing);
  });

  test("sends to where a key is when there is room, not to where it was when the item was taken", async () => {
    const { rt } = setUp();
    const key = Array.from({ length: 100 }, (_, n) => `k${n}`).find((k) => placeOf(hashKey(k), 2) === 1);
    const { pool, open } = busyPool(rt, { size: 1, route: "hash", capacity: 1, key: () => key as string });
    const sent = pool.pipe([1, 2, 3]);
    await settle();
    await pool.resize(2);
    open(1);
    await settle();
    expect(await sent).toBe(3);
    const [first, second] = [...pool];
    expect(rt.inspect.info(first?.pid as number)).toMatchObject({ queued: 0, running: 1 });
    expect(rt.inspect.info(second?.pid as number)).toMatchObject({ queued: 0, running: 1 });
    rt.kill(pool);
  });

  test("that broadcasts sends when each has room at the same moment, and holds no place before", async () => {
    const { rt } = setUp();
    const { pool, open, got } = busyPool(rt, { size: 2, route: "broadcast", capacity: 1 });
    await settle();
    const [first, second] = [...pool];
    first?.tell(10);
    await settle();
    first?.tell(11);
    second?.tell(20);
    await settle();
    second?.tell(21);
    const sent = pool.pipe([1]);
    await settle();
    open(10); // the first has room
    await settle();
    expect(first?.tell(12)).toBe(true); // and is full again
    open(20);
    await settle();
    expect(got()).toEqual([10, 20, 11, 21]);
    open(11);
    await settle();
    expect(await sent).toBe(1);
    expect(rt.audit()).toMatchObject({ accepted: 7, refused: 0 });
    expect(leftOf(rt, pool)).toEqual(nothing);
    rt.kill(pool);
  });

  test("shares the members with other pipes", async () => {
    const { rt } = setUp();
    const got: string[] = [];
    const pool = rt.spawnPool((of: string) => void got.push(of), { size: 2, mailbox: { capacity: 4 } });
    const name = (of: string): string[] => Array.from({ length: 400 }, () => of);
    await Promise.all([pool.pipe(name("a")), pool.pipe(name("b"))]);
    await settle();
    const first = got.slice(0, 400).filter((of) => of === "a").length;
    expect(Math.abs(first - 200)).toBeLessThan(20);
    expect(rt.audit()).toMatchObject({ handled: 800, refused: 0, balanced: true });
  });

  test("keeps no trace of members that are gone", async () => {
    const { rt, clock } = setUp();
    const pool = rt.spawnPool((_: number) => {}, { size: 2, mailbox: { capacity: 2 } });
    let most = 0;
    const items = async function* (): AsyncGenerator<number, void> {
      for (let n = 0; n < 100; n++) {
        yield n;
        yield n;
        await settle();
        await clock.advance(10_000);
        for (const member of pool) rt.kill(member);
        most = Math.max(most, leftOf(rt, pool).pipes);
      }
    };
    expect(await pool.pipe(items())).toBe(200);
    expect(most).toBeLessThanOrEqual(2);
    expect(leftOf(rt, pool)).toEqual(nothing);
    expect(rt.audit()).toMatchObject({ handled: 200, refused: 0 });
  });

  test("and ready() go by the members also where ctx.on bound the ref", async () => {
    const { rt } = setUp();
    const until = gate();
    const { pool } = busyPool(rt, { size: 2, capacity: 1 });
    @Actor()
    class Producer {
      constructor(private readonly ctx: ActorContext<Producer>) {}
      @Receive() async produce(): Promise<string> {
        const ref = this.ctx.on(pool as unknown as ActorPool<object>);
        const piped = ref.pipe(Array.from({ length: 9 }, (_, n) => n) as never).then(() => "piped");
        const ready = ref.ready().then(() => "ready");
        return await Promise.race([piped, ready, until.then(() => "neither")]);
      }
    }
    const answer = rt.spawn(Producer).ask.produce();
    await settle();
    until.open();
    expect(await answer).toBe("neither");
    expect(rt.audit().refused).toBe(0);
    rt.kill(pool);
  });
});

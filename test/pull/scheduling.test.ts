/** Fairness: a pull actor's budget, and loops that take no notice. All of it in real time and turns. */
import { type Mailbox, Runtime, silentLogger } from "../../src";
import { SystemClock } from "../../src/clock";

const clock = new SystemClock();

/** Lets real timers fire: for loops that would otherwise never end. */
function afterMs(delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.schedule(delayMs, resolve));
}

/** Flooders note whose turn it is; how often the turn went to somebody else. */
function changes(order: readonly string[]): number {
  return order.filter((who, at) => at > 0 && who !== order[at - 1]).length;
}

test("after budget receives the others have their turn: two pull actors and a push actor", async () => {
  await using rt = new Runtime({ logger: silentLogger });
  const order: string[] = [];
  const pull = (name: string) => async (mailbox: Mailbox<number>) => {
    while ((await mailbox.receive()) !== undefined) order.push(name);
  };
  const loop = (name: string) => async (mailbox: Mailbox<number>) => {
    for await (const _ of mailbox) order.push(name);
  };
  const options = { budget: 10 };
  const refs = [
    rt.spawnPull(pull("a"), options),
    rt.spawnPull(loop("b"), options),
    rt.spawn((_: number) => void order.push("c"), options),
  ];
  for (let n = 0; n < 300; n++) for (const ref of refs) ref.tell(n);
  await Promise.all(refs.map((ref) => ref.stop({ drain: true })));
  expect(order).toHaveLength(900);
  expect(changes(order)).toBeGreaterThanOrEqual(60);
  for (let from = 0; from + 40 <= 900; from += 40) {
    expect(new Set(order.slice(from, from + 40)).size).toBeGreaterThanOrEqual(2);
  }
});

test("selective receives and looks use up the budget, too", async () => {
  await using rt = new Runtime({ logger: silentLogger });
  const order: string[] = [];
  const refs = [
    rt.spawnPull(
      async (mailbox: Mailbox<number>) => {
        while ((await mailbox.receive((n) => n >= 0)) !== undefined) order.push("a");
      },
      { budget: 5 },
    ),
    rt.spawnPull(
      async (mailbox: Mailbox<number>) => {
        while ((await mailbox.receive({ timeoutMs: 0 })) !== undefined) order.push("b");
      },
      { budget: 5 },
    ),
  ];
  for (let n = 0; n < 100; n++) for (const ref of refs) ref.tell(n);
  await Promise.all(refs.map((ref) => ref.stop({ drain: true })));
  expect(order).toHaveLength(200);
  expect(changes(order)).toBeGreaterThanOrEqual(20);
});

test("timers fire while a pull actor works through a full mailbox", async () => {
  const messages = 200_000;
  await using rt = new Runtime({ logger: silentLogger });
  let handled = 0;
  const ref = rt.spawnPull(async (mailbox: Mailbox<number>) => {
    for await (const _ of mailbox) handled++;
  });
  const again = rt.spawnPull(async (mailbox: Mailbox<number>) => {
    for await (const n of mailbox) again.tell(n); // never runs out
  });
  again.tell(1);
  for (let n = 0; n < messages; n++) ref.tell(n);
  await afterMs(1);
  expect(handled).toBeLessThan(messages);
  rt.kill(again);
  await ref.stop({ drain: true, timeoutMs: 60_000 }); // also on a busy machine
  expect(handled).toBe(messages);
});

test.each<[string, (mailbox: Mailbox<number>) => Promise<unknown> | undefined]>([
  ["receive()", (mailbox) => mailbox.receive()],
  ["receive(match)", (mailbox) => mailbox.receive(() => true)],
  ["receive({ timeoutMs: 0 })", (mailbox) => mailbox.receive({ timeoutMs: 0 })],
  ["receive({ system: true })", (mailbox) => mailbox.receive({ system: true })],
  ["next()", (mailbox) => mailbox[Symbol.asyncIterator]().next()],
])(
  "S6: a loop over %s that takes no notice of the end stops at the deadline, and the loop turns",
  async (_, take) => {
    await using rt = new Runtime({ logger: silentLogger });
    let calls = 0;
    let told = (_: string): void => {};
    const revoked = new Promise<string>((resolve) => {
      told = resolve;
    });
    const ref = rt.spawnPull(async (mailbox: Mailbox<number>) => {
      try {
        for (;;) {
          calls++;
          await take(mailbox);
        }
      } catch (error) {
        told((error as { code: string }).code);
        throw error;
      }
    });
    ref.tell(1);
    await afterMs(5);
    expect(await ref.stop({ timeoutMs: 20 })).toBe(true);
    expect(await rt.join(ref)).toMatchObject({ reason: "timeout" });
    expect(await revoked).toBe("ERR_REVOKED");
    const before = calls;
    await afterMs(5);
    expect(calls).toBe(before);
  },
);

test("a loop that only looks lets timers fire, and a swap and a stop come through", async () => {
  await using rt = new Runtime({ logger: silentLogger });
  const got: string[] = [];
  const polling = (name: string) => async (mailbox: Mailbox<number>) => {
    while (!mailbox.closed) {
      const n = await mailbox.receive({ timeoutMs: 0 });
      if (n !== undefined) got.push(`${name}${n}`);
    }
  };
  const ref = rt.spawnPull(polling("a"));
  ref.tell(1);
  await afterMs(5);
  const swapped = rt.behaviors.swap(ref, polling("b"));
  ref.tell(2);
  expect(await swapped).toBe(2);
  await afterMs(5);
  expect(got).toEqual(["a1", "b2"]);
  expect(await ref.stop({ timeoutMs: 1_000 })).toBe(true);
  expect((await rt.join(ref))?.reason).toBe("normal");
});

test("a loop of tryReceive notices a stop, a drain and a swap by the mailbox being closed", async () => {
  await using rt = new Runtime({ logger: silentLogger });
  const got: string[] = [];
  const polling = (name: string) => async (mailbox: Mailbox<number>) => {
    while (!mailbox.closed) {
      const n = mailbox.tryReceive();
      if (n === undefined) await afterMs(1);
      else got.push(`${name}${n}`);
    }
  };
  const ref = rt.spawnPull(polling("a"));
  await afterMs(2);
  const swapped = rt.behaviors.swap(ref, polling("b"));
  ref.tell(1);
  expect(await swapped).toBe(2);
  for (const n of [2, 3]) ref.tell(n);
  expect(await ref.stop({ drain: true, timeoutMs: 1_000 })).toBe(true);
  expect((await rt.join(ref))?.reason).toBe("normal");
  expect(got).toEqual(["b1", "b2", "b3"]);
});

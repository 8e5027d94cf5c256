/** Selective receive: what is passed over stays, in order, and what a matcher does to its own actor. */
import { PullState } from "../../src/runtime/actor/pull-state";
import { settle } from "../../src/runtime/testing";
import { books, codeOf, even, letters, makeRuntime, takeInHand, thrownCode } from "./fixture";

const never = (): boolean => false;

test("what is passed over keeps its order, and comes before what is newer", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<string>(rt);
  for (const m of ["m1", "target", "m3"]) ref.tell(m);
  expect(await mailbox.receive((m) => m === "target")).toBe("target");
  ref.tell("m4");
  expect(rt.mailboxes.size(ref)).toBe(3);
  expect([await mailbox.receive(), mailbox.tryReceive(), mailbox.receiveSync()]).toEqual(["m1", "m3", "m4"]);
});

test("a matcher is called once for each message in one receive, also while it waits", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const seen: number[] = [];
  const wanted = (n: number): boolean => seen.push(n) > 0 && n === 9;
  for (const n of [1, 2]) ref.tell(n);
  const waiting = mailbox.receive(wanted, { timeoutMs: 100 });
  await settle(rt);
  for (const n of [3, 4, 9, 10]) ref.tell(n);
  expect(await waiting).toBe(9);
  expect(seen).toEqual([1, 2, 3, 4, 9]);
  expect(mailbox.tryReceive(wanted)).toBeUndefined();
  expect(seen).toEqual([1, 2, 3, 4, 9, 1, 2, 3, 4, 10]);
});

test("what a matcher throws rejects the receive, and every message stays in its place", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const picky = (n: number): boolean => {
    if (n === 2) throw new Error("not 2");
    return n === 3;
  };
  for (const n of [1, 2, 3]) ref.tell(n);
  await expect(mailbox.receive(picky)).rejects.toThrow("not 2");
  expect(() => mailbox.tryReceive(picky)).toThrow("not 2");
  expect(() => mailbox.receiveSync(picky)).toThrow("not 2");
  expect([mailbox.tryReceive(), mailbox.tryReceive(), mailbox.tryReceive()]).toEqual([1, 2, 3]);
  const waiting = mailbox.receive(picky, { timeoutMs: 50 });
  await settle(rt);
  ref.tell(2);
  await expect(waiting).rejects.toThrow("not 2");
  expect(rt.clock.pending).toBe(0);
  expect(await mailbox.receive()).toBe(2);
});

test("a matcher that returns a promise is refused: it would be true of every message", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const later = (async () => Promise.reject(new Error("unheard"))) as unknown as () => boolean;
  ref.tell(1);
  expect(await codeOf(mailbox.receive(later))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => mailbox.tryReceive(later))).toBe("ERR_INVALID_ARG");
  expect(mailbox.tryReceive()).toBe(1);
});

test("a matcher says yes with any truthy value", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  for (const n of [0, 7]) ref.tell(n);
  expect(mailbox.tryReceive(((n: number) => n) as unknown as (n: number) => boolean)).toBe(7);
});

test.each([true, false])(
  "a matcher that kills its actor and says %s: nothing is handed out",
  async (answer) => {
    const rt = makeRuntime();
    const { ref, mailbox } = await takeInHand<number>(rt);
    for (const n of [1, 2, 3]) ref.tell(n);
    const found = mailbox.receive((n) => {
      if (n === 2) rt.kill(ref);
      return n === 2 && answer;
    });
    expect(await found).toBeUndefined();
    expect(rt.isAlive(ref)).toBe(false);
    expect(letters(rt).sort()).toEqual(["discarded 1", "discarded 2", "discarded 3"]);
    expect(books(rt)).toEqual({ discarded: 3, balanced: true });
  },
);

test("a waiting receive whose matcher kills its actor gets nothing", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const found = mailbox.receive(() => rt.kill(ref), { timeoutMs: 10 });
  await settle(rt);
  ref.tell(1);
  expect(await found).toBeUndefined();
  expect(mailbox.closed).toBe(true);
  expect(rt.clock.pending).toBe(0);
});

test("a matcher that stops its actor may still take its message", async () => {
  const rt = makeRuntime();
  const { ref, mailbox, end } = await takeInHand<number>(rt);
  for (const n of [1, 2, 3]) ref.tell(n);
  const found = await mailbox.receive((n) => {
    if (n === 2) void rt.stop(ref);
    return n === 2;
  });
  expect(found).toBe(2);
  expect(mailbox.tryReceive()).toBeUndefined();
  expect(mailbox.closed).toBe(true);
  end();
  await rt.join(ref);
  expect(books(rt)).toEqual({ handled: 1, discarded: 2, balanced: true });
});

test("a matcher may not receive: it is refused, and the search goes on", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  const codes: unknown[] = [];
  for (const n of [1, 2]) ref.tell(n);
  const found = await mailbox.receive((n) => {
    codes.push(codeOf(mailbox.receive()));
    codes.push(thrownCode(() => mailbox.tryReceive()));
    codes.push(thrownCode(() => mailbox.receiveSync()));
    return n === 2;
  });
  expect(found).toBe(2);
  expect(new Set(await Promise.all(codes))).toEqual(new Set(["ERR_CONCURRENT_RECEIVE"]));
  expect(mailbox.tryReceive()).toBe(1);
});

test("a matcher may send to its own actor: the message is looked at in its turn", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  ref.tell(1);
  const found = await mailbox.receive((n) => {
    if (n < 5) ref.tell(n + 1);
    return n === 5;
  });
  expect(found).toBe(5);
  expect([...Array(5)].map(() => mailbox.tryReceive())).toEqual([1, 2, 3, 4, undefined]);
});

test("S4: a matcher may abort an ask that it is shown, or one that it was shown before", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<string>(rt);
  const aborts = new Map(["a", "b", "c"].map((name) => [name, new AbortController()] as const));
  const asks = [...aborts].map(([name, { signal }]) => codeOf(rt.ask(ref, name, { signal })));
  ref.tell("d");
  const seen: string[] = [];
  const found = await mailbox.receive((name) => {
    seen.push(name);
    if (name === "b") for (const gone of ["a", "b"]) aborts.get(gone)?.abort(new Error(`no ${gone}`));
    return name === "b" || name === "d";
  });
  expect([found, ...seen]).toEqual(["d", "a", "b", "c", "d"]);
  expect(await Promise.all(asks.slice(0, 2))).toEqual(["no a", "no b"]);
  expect(mailbox.size).toBe(1);
  aborts.get("c")?.abort(new Error("no c"));
  expect(await asks[2]).toBe("no c");
  expect(books(rt)).toEqual({ running: 1, discarded: 3, balanced: true });
});

test("what was chosen is taken although the matcher, by sending, drove older messages out", async () => {
  const rt = makeRuntime();
  const options = { mailbox: { capacity: 3, overflow: "dropOld" as const } };
  const { ref, mailbox } = await takeInHand<number>(rt, options);
  for (const n of [1, 2, 3]) ref.tell(n);
  const seen: number[] = [];
  const found = await mailbox.receive((n) => {
    seen.push(n);
    if (n === 2) ref.tell(4);
    return n === 2;
  });
  expect([found, ...seen]).toEqual([2, 1, 2]);
  expect([mailbox.tryReceive(), mailbox.tryReceive()]).toEqual([3, 4]);
  expect(letters(rt)).toEqual(["evicted 1"]);
});

test("a matcher that drives out what it is shown does not skip what comes after it", async () => {
  const rt = makeRuntime();
  const options = { mailbox: { capacity: 2, overflow: "dropOld" as const } };
  const { ref, mailbox } = await takeInHand<number>(rt, options);
  for (const n of [1, 2]) ref.tell(n);
  const seen: number[] = [];
  const found = await mailbox.receive((n) => {
    seen.push(n);
    if (n < 3) ref.tell(n + 2);
    return n === 1 || n === 4;
  });
  expect([found, ...seen]).toEqual([4, 1, 2, 3, 4]);
  expect(books(rt)).toMatchObject({ evicted: 2, running: 1, balanced: true });
});

test("equal messages are told apart by their place", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  for (const n of [1, 5, 1, 5, 1]) ref.tell(n);
  let calls = 0;
  expect(await mailbox.receive(() => ++calls === 4)).toBe(5);
  expect([...Array(4)].map(() => mailbox.tryReceive())).toEqual([1, 5, 1, 1]);
});

test("a timeout, an abort or a look leaves what was passed over in its order", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  for (const n of [1, 2]) ref.tell(n);
  const abort = new AbortController();
  const aborted = codeOf(mailbox.receive(never, { signal: abort.signal }));
  await settle(rt);
  ref.tell(3);
  abort.abort(new Error("stop"));
  expect(await aborted).toBe("stop");
  const timed = mailbox.receive(never, { timeoutMs: 5 });
  ref.tell(4);
  await rt.clock.advance(5);
  expect(await timed).toBeUndefined();
  expect(mailbox.tryReceive(never)).toBeUndefined();
  ref.tell(5);
  const rest: number[] = [];
  for await (const n of mailbox) if (rest.push(n) === 5) break;
  expect(rest).toEqual([1, 2, 3, 4, 5]);
});

test("a search closes the mailbox to its matcher once, however much it looks at", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  for (let n = 0; n < 1_000; n++) ref.tell(n);
  const scans = jest.spyOn(PullState.prototype, "scan");
  try {
    expect(mailbox.tryReceive((n) => n === 999)).toBe(999);
    expect(mailbox.tryReceive(never)).toBeUndefined();
    expect(scans.mock.calls).toEqual([[true], [false], [true], [false]]);
  } finally {
    scans.mockRestore();
  }
});

test("a matcher that throws leaves the mailbox open to the next receive", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  ref.tell(1);
  const picky = (): never => {
    throw new Error("picky");
  };
  expect(() => mailbox.tryReceive(picky)).toThrow("picky");
  expect(() => mailbox.receiveSync(picky, { system: true })).toThrow("picky");
  expect(mailbox.tryReceive()).toBe(1);
});

test("10,000 messages that are passed over are looked at once, and come out in order", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  let calls = 0;
  const last = mailbox.receive((n) => ++calls > 0 && n === 10_000);
  for (let n = 0; n <= 10_000; n++) ref.tell(n);
  expect(await last).toBe(10_000);
  expect(calls).toBe(10_001);
  for (let n = 0; n < 10_000; n++) if ((await mailbox.receive()) !== n) throw new Error(`${n} is lost`);
  expect(mailbox.receive(even, { timeoutMs: 0 })).resolves.toBeUndefined();
});

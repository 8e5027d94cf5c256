/** `ref.pipe(source)` (A3, producers): how it ends before its source does, and what becomes of that. */
import { getEventListeners } from "node:events";
import { limits, Runtime } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp } from "../messaging/fixture";
import { upTo } from "./producers";

/** A source that tells how it was closed. */
function source(items: Iterable<unknown> | AsyncIterable<unknown>, closed: string[]): AsyncIterable<never> {
  const inner = (items as AsyncIterable<unknown>)[Symbol.asyncIterator]?.();
  const sync = inner === undefined ? (items as Iterable<unknown>)[Symbol.iterator]() : undefined;
  const iterator = {
    next: () => inner?.next() ?? Promise.resolve(sync?.next()),
    return: () => {
      closed.push("closed");
      return Promise.resolve({ value: undefined, done: true });
    },
  };
  return { [Symbol.asyncIterator]: () => iterator } as AsyncIterable<never>;
}

describe("a pipe ends early", () => {
  const endings = ["kill", "stop", "shutdown", "abort"] as const;
  const until = gate();
  afterAll(() => until.open());

  test.each(
    endings.flatMap((end) => (["for room", "for the source"] as const).map((what) => [end, what] as const)),
  )("by %s while it waits %s: the source is closed, and nothing is left", async (end, what) => {
    const { rt, clock } = setUp();
    const closed: string[] = [];
    const ref = rt.spawn(() => until, { mailbox: what === "for room" ? { capacity: 2 } : undefined });
    const never = (async function* () {
      yield* [1, 2, 3];
      await until;
    })();
    const abort = new AbortController();
    const reason = Object.freeze(new Error("enough"));
    const sent = ref.pipe(source(what === "for room" ? [1, 2, 3, 4, 5] : never, closed), {
      signal: abort.signal,
    });
    const outcome = sent.catch((error: unknown) => error);
    await settle();
    expect(rt.audit()).toMatchObject({ accepted: 3, running: 1, queued: 2 });
    if (end === "kill") rt.kill(ref);
    else if (end === "stop") void ref.stop({ drain: true });
    else if (end === "shutdown") void rt.shutdown({ timeoutMs: 10 });
    else abort.abort(reason);
    const error = await outcome;
    if (end === "abort") expect(error).toBe(reason);
    else expect(error).toMatchObject({ code: "ERR_ACTOR_DEAD", accepted: 3 });
    expect(closed).toEqual(["closed"]);
    expect(getEventListeners(abort.signal, "abort")).toHaveLength(0);
    expect(Runtime.inside(rt).slots.at(ref.pid)?.extras?.producers?.size ?? 0).toBe(0);
    if (end !== "shutdown") expect(clock.pending).toBe(end === "stop" ? 1 : 0);
    if (end === "abort") rt.kill(ref);
    await clock.advance(5_000);
    await settle();
    expectQuiet(rt);
  });

  test("before it began, where the actor is dead or the signal aborted; the source is closed all the same", async () => {
    const { rt } = setUp();
    const closed: string[] = [];
    const ref = rt.spawn(Recorder, { mailbox: { capacity: 1 } });
    const signal = AbortSignal.abort("plain reason");
    await expect(ref.pipe(source([1], closed), { signal })).rejects.toBe("plain reason");
    rt.kill(ref);
    expect(await codeOf(ref.pipe(source([1], closed)))).toBe("ERR_ACTOR_DEAD");
    expect(closed).toEqual(["closed", "closed"]);
    expectQuiet(rt);
  });

  test("by its source's error, which says how many were accepted; a source that threw is not closed", async () => {
    const { rt } = setUp();
    const error = new Error("disk");
    let cleaned = 0;
    const sync = function* (): Generator<number, void> {
      try {
        yield* [0, 1, 2];
        throw error;
      } finally {
        cleaned++;
      }
    };
    const slow = async function* (): AsyncGenerator<number, void> {
      yield* sync();
    };
    const closed: string[] = [];
    for (const items of [sync(), slow(), source(sync(), closed), source(slow(), closed)]) {
      const ref = rt.spawn((_: number) => {}, { mailbox: { capacity: 2 } });
      await expect(ref.pipe(items)).rejects.toBe(error);
      expect(error).toMatchObject({ accepted: 3 });
    }
    expect(cleaned).toBe(4);
    expect(closed).toEqual([]);
  });

  test("and waits for a source that closes in its own time, but not for its errors", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(() => until, { mailbox: { capacity: 1 } });
    let cleaned = false;
    const items = (async function* () {
      try {
        for (;;) yield 1;
      } finally {
        await settle();
        cleaned = true;
        // biome-ignore lint/correctness/noUnsafeFinally: a source that fails to close
        throw new Error("not this one");
      }
    })();
    const abort = new AbortController();
    const sent = ref.pipe(items, { signal: abort.signal });
    await settle();
    abort.abort(new Error("enough"));
    expect(await codeOf(sent)).toBe("enough");
    expect(cleaned).toBe(true);
    rt.kill(ref);
  });

  test("by its own source, which ends it while it is asked for an item and then gives none", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(Recorder);
    const abort = new AbortController();
    const next = (): Promise<never> => {
      abort.abort(new Error("enough"));
      return new Promise<never>(() => {});
    };
    const items = { [Symbol.asyncIterator]: () => ({ next }) };
    expect(await codeOf(ref.pipe(items, { signal: abort.signal }))).toBe("enough");
    expectQuiet(rt);
  });

  test("S4: when a listener of its own send kills the actor, the books stay balanced", async () => {
    const { rt } = setUp();
    const ref = rt.spawn((_: number) => {}, { mailbox: { capacity: 4 } });
    rt.events.on("pressure", () => rt.kill(ref));
    await expect(ref.pipe(upTo(10))).rejects.toMatchObject({ code: "ERR_ACTOR_DEAD", accepted: 3 });
    expectQuiet(rt);
  });

  test("S13: at mailboxDepthMax, for a mailbox without a capacity", async () => {
    const { rt } = setUp();
    const ref = rt.spawn((_: number) => {});
    rt.sendMany(ref, [1, 2, 3]);
    const queue = Runtime.inside(rt).slots.at(ref.pid)?.queue as { size: number };
    const { size } = queue;
    queue.size = limits.mailboxDepthMax;
    const sent = ref.pipe(upTo(3));
    queue.size = size;
    await expect(sent).rejects.toMatchObject({ code: "ERR_MAILBOX_FULL", accepted: 0 });
    await settle();
    expectQuiet(rt);
  });
});

test.each<[unknown, unknown, RegExp]>([
  [5, undefined, /^source must be an iterable or an async iterable; got 5/],
  [undefined, undefined, /^source must be .*got undefined/],
  [{}, undefined, /^source must be .*Object/],
  [[1], null, /^pipe options must be an object of options; got null/],
  [[1], { timeoutMs: 5 }, /^timeoutMs must be an option that exists: level, signal/],
  [[1], { level: "FULL" }, /^level must be "NORMAL", "HIGH" or "CRITICAL"; got "FULL"/],
  [[1], { signal: 5 }, /^signal must be an AbortSignal; got 5/],
])("pipe(%j, %j) rejects with what is wrong, and sends nothing", async (items, options, text) => {
  const { rt } = setUp();
  const ref = rt.spawn(Recorder, { mailbox: { capacity: 1 } });
  await expect(ref.pipe(items as never, options as never)).rejects.toThrow(text);
  expect(rt.audit().accepted).toBe(0);
});

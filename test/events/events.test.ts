import { Events, type RuntimeEvents } from "../../src/runtime/events";

function setUp(bufferedMax?: number) {
  const logged: [level: string, text: string, facts: object][] = [];
  const note = (level: string) => (facts: object, text: string) => logged.push([level, text, facts]) as never;
  const logger = { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };
  return { events: new Events({ logger, bufferedMax }), logged, logger };
}

const spawned = (pid: number): RuntimeEvents["spawned"] => ({ pid, actor: `A#${pid}` });

async function readAll<E>(stream: AsyncIterable<E>): Promise<E[]> {
  const all: E[] = [];
  for await (const event of stream) all.push(event);
  return all;
}

describe("listeners", () => {
  test("get the events of their kind, in order, until disposed", () => {
    const { events } = setUp();
    const seen: string[] = [];
    const stop = events.on("spawned", (event) => seen.push(`first ${event.pid}`));
    events.on("spawned", (event) => seen.push(`second ${event.pid}`));
    events.emit("spawned", spawned(1));
    events.emit("exited", { pid: 1, actor: "A#1", reason: "normal", restarts: 0 });
    stop();
    stop();
    events.emit("spawned", spawned(2));
    expect(seen).toEqual(["first 1", "second 1", "second 2"]);
  });

  test("`using` ends the listening", () => {
    const { events } = setUp();
    {
      using _listening = events.on("spawned", () => {});
      expect(events.wants("spawned")).toBe(true);
    }
    expect(events.wants("spawned")).toBe(false);
  });

  test("the same function twice is two listeners, each with its own disposer", () => {
    const { events } = setUp();
    let calls = 0;
    const listener = () => calls++;
    const stop = events.on("spawned", listener);
    events.on("spawned", listener);
    stop();
    stop();
    events.emit("spawned", spawned(1));
    expect(calls).toBe(1);
  });

  test("nobody is asked to build an event that nobody wants", () => {
    const { events } = setUp();
    expect(events.wants("dead-letter")).toBe(false);
    const stop = events.on("dead-letter", () => {});
    expect([events.wants("dead-letter"), events.wants("spawned")]).toEqual([true, false]);
    stop();
    expect(events.wants("dead-letter")).toBe(false);
    const reader = events[Symbol.asyncIterator]();
    expect(events.wants("spawned")).toBe(true);
    reader.return();
    expect(events.wants("spawned")).toBe(false);
  });

  test("one that throws, or rejects, is logged and harms nobody", async () => {
    const { events, logged } = setUp();
    const seen: number[] = [];
    events.on("spawned", () => {
      throw new Error("bad listener");
    });
    events.on("spawned", async () => {
      throw new Error("bad async listener");
    });
    events.on("spawned", (event) => seen.push(event.pid));
    events.emit("spawned", spawned(1));
    await Promise.resolve();
    await Promise.resolve();
    expect(seen).toEqual([1]);
    expect(logged.map(([level, , facts]) => [level, String((facts as { error: unknown }).error)])).toEqual([
      ["error", "Error: bad listener"],
      ["error", "Error: bad async listener"],
    ]);
  });

  test("even a logger that throws does not escape", () => {
    const { events, logger } = setUp();
    logger.error = () => {
      throw new Error("bad logger");
    };
    events.on("spawned", () => {
      throw new Error("bad listener");
    });
    expect(() => events.emit("spawned", spawned(1))).not.toThrow();
  });

  test("one removed during an emit is not called any more, one added waits for the next event", () => {
    const { events } = setUp();
    const seen: string[] = [];
    events.on("spawned", (event) => {
      seen.push(`first ${event.pid}`);
      stopSecond();
      if (event.pid === 1) events.on("spawned", (later) => seen.push(`added ${later.pid}`));
    });
    const stopSecond = events.on("spawned", () => seen.push("second"));
    events.on("spawned", (event) => seen.push(`third ${event.pid}`));
    events.emit("spawned", spawned(1));
    events.emit("spawned", spawned(2));
    expect(seen).toEqual(["first 1", "third 1", "first 2", "third 2", "added 2"]);
  });

  test("a listener may emit", () => {
    const { events } = setUp();
    const seen: number[] = [];
    events.on("spawned", (event) => {
      if (event.pid < 3) events.emit("spawned", spawned(event.pid + 1));
      seen.push(event.pid);
    });
    events.emit("spawned", spawned(1));
    expect(seen).toEqual([3, 2, 1]);
  });

  test.each(["nonsense", "toString", "__proto__", undefined, 7])("the kind %p is refused", (bad) => {
    const { events } = setUp();
    const refused = expect.objectContaining({ code: "ERR_INVALID_ARG" });
    expect(() => events.on(bad as never, () => {})).toThrow(refused);
    expect(() => events.stream(bad as never)).toThrow(refused);
    expect(() => events.on("spawned", bad as never)).toThrow(refused);
  });
});

describe("for await", () => {
  test("over the runtime's events gives all kinds, told apart by kind", async () => {
    const { events } = setUp();
    const reading = readAll(events);
    events.emit("spawned", spawned(1));
    events.emit("replaced", { name: "bank", before: 1, now: 2 });
    events.close();
    expect(await reading).toEqual([
      { kind: "spawned", pid: 1, actor: "A#1" },
      { kind: "replaced", name: "bank", before: 1, now: 2 },
    ]);
  });

  test("over one kind gives just these events, from the call of stream on", async () => {
    const { events } = setUp();
    events.emit("spawned", spawned(1));
    const stream = events.stream("spawned");
    events.emit("spawned", spawned(2));
    events.emit("replaced", { name: "bank", before: 1, now: 2 });
    expect(await stream.next()).toEqual({ done: false, value: spawned(2) });
    const waiting = stream.next();
    events.emit("spawned", spawned(3));
    expect(await waiting).toEqual({ done: false, value: spawned(3) });
    await stream.return();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(events.wants("spawned")).toBe(false);
  });

  test("break stops the buffering", async () => {
    const { events } = setUp();
    const stream = events.stream("spawned");
    events.emit("spawned", spawned(1));
    for await (const event of stream) {
      expect(event.pid).toBe(1);
      break;
    }
    events.emit("spawned", spawned(2));
    expect([stream.buffered, events.wants("spawned")]).toEqual([0, false]);
  });

  test("two readers each get every event", async () => {
    const { events } = setUp();
    const readings = [readAll(events.stream("spawned")), readAll(events.stream("spawned"))];
    for (let pid = 1; pid <= 3; pid++) events.emit("spawned", spawned(pid));
    events.close();
    expect((await Promise.all(readings)).map((read) => read.length)).toEqual([3, 3]);
  });

  test("several outstanding reads are answered in order, and ended together", async () => {
    const { events } = setUp();
    const stream = events.stream("spawned");
    const reads = [stream.next(), stream.next(), stream.next()];
    events.emit("spawned", spawned(1));
    events.emit("spawned", spawned(2));
    events.close();
    expect((await Promise.all(reads)).map((read) => read.value?.pid)).toEqual([1, 2, undefined]);
  });

  test("a slow reader loses the oldest, can count them, and is warned about once", async () => {
    const { events, logged } = setUp(3);
    const stream = events.stream("spawned");
    for (let pid = 1; pid <= 10; pid++) events.emit("spawned", spawned(pid));
    expect([stream.dropped, stream.buffered]).toEqual([7, 3]);
    events.close();
    expect((await readAll(stream)).map((event) => event.pid)).toEqual([8, 9, 10]);
    expect(logged.map(([level, text]) => [level, /too slow/.test(text)])).toEqual([["warn", true]]);
  });

  test("a buffer that is read and filled in turns keeps order and memory", async () => {
    const { events } = setUp(5_000);
    const stream = events.stream("spawned");
    let read = 0;
    for (let pid = 1; pid <= 20_000; pid++) {
      events.emit("spawned", spawned(pid));
      if (pid % 4 !== 0) expect((await stream.next()).value?.pid).toBe(++read);
    }
    expect([stream.dropped, stream.buffered]).toEqual([0, 5_000]);
    const { buffer } = stream as unknown as { buffer: { entries: unknown[] } };
    expect(buffer.entries.length).toBeLessThanOrEqual(10_001);
  });

  test("after close nothing listens, and new streams end at once", async () => {
    const { events } = setUp();
    const seen: number[] = [];
    events.on("spawned", (event) => seen.push(event.pid));
    events.close();
    events.on("spawned", (event) => seen.push(event.pid))();
    events.emit("spawned", spawned(1));
    expect(seen).toEqual([]);
    expect(events.wants("spawned")).toBe(false);
    expect([await readAll(events), await readAll(events.stream("spawned"))]).toEqual([[], []]);
  });
});

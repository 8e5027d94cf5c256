/** `node:diagnostics_channel`: one trace for each message, and nothing when nobody listens. */
import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import { type HandleTrace, message, Receive, Supervised } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp } from "./fixture";

const kinds = ["start", "end", "error", "asyncEnd"] as const;

/** Listens while `work` runs. */
async function traced(
  work: (log: string[]) => Promise<void>,
  note?: (trace: HandleTrace) => void,
): Promise<string[]> {
  const log: string[] = [];
  const listeners = kinds.map((kind) => {
    const listener = (data: unknown): void => {
      const trace = data as HandleTrace;
      log.push(`${kind} ${trace.actor}.${trace.message}`);
      note?.(trace);
    };
    subscribe(`tracing:iris-actors.handle:${kind}`, listener);
    return () => unsubscribe(`tracing:iris-actors.handle:${kind}`, listener);
  });
  try {
    await work(log);
  } finally {
    for (const stop of listeners) stop();
  }
  return log;
}

@Supervised()
class Shaky {
  @Receive() fail(): void {
    throw new Error("sync");
  }
  @Receive() async failLater(): Promise<void> {
    throw new Error("async");
  }
}

test("start and end for each message; asyncEnd where it was awaited; error before the end", async () => {
  const { rt } = setUp();
  const log = await traced(async (found) => {
    const ref = rt.spawn(Recorder);
    const until = gate<unknown>();
    ref.send.take(1);
    const held = ref.ask.hold(until);
    await settle();
    expect(found).toEqual([
      "start Recorder.take",
      "end Recorder.take",
      "start Recorder.hold",
      "end Recorder.hold",
    ]);
    until.open(1);
    await held;
    const shaky = rt.spawn(Shaky);
    await codeOf(shaky.ask.fail());
    await codeOf(shaky.ask.failLater());
    await settle();
  });
  expect(log.slice(4)).toEqual([
    "asyncEnd Recorder.hold",
    ...["start Shaky.fail", "error Shaky.fail", "end Shaky.fail"],
    ...["start Shaky.failLater", "end Shaky.failLater", "error Shaky.failLater", "asyncEnd Shaky.failLater"],
  ]);
});

test("S4: a listener sees balanced books, whatever the event", async () => {
  const { rt } = setUp();
  const seen: string[] = [];
  await traced(
    async () => {
      const ref = rt.spawn(Recorder, { reentrant: true });
      const shaky = rt.spawn(Shaky);
      ref.send.take(1);
      ref.send.hold(Promise.resolve());
      ref.send.hold(Promise.resolve());
      shaky.send.fail();
      shaky.send.failLater();
      rt.send(ref.pid, "nobody takes this");
      await settle();
    },
    () => {
      if (!rt.audit().balanced) seen.push(JSON.stringify(rt.audit()));
    },
  );
  expect(seen).toEqual([]);
  expectQuiet(rt);
});

test("a request that was aborted in the queue leaves no trace", async () => {
  const { rt } = setUp();
  const log = await traced(async () => {
    const ref = rt.spawn(Recorder);
    const until = gate<unknown>();
    ref.send.hold(until);
    await settle();
    const abort = new AbortController();
    const reply = codeOf(ref.asking({ signal: abort.signal }).all());
    ref.send.take(1);
    abort.abort(new Error("enough"));
    expect(await reply).toBe("enough");
    until.open(1);
    await settle();
  });
  expect(log.filter((line) => line.includes("all"))).toEqual([]);
  expect(log.filter((line) => line.includes("take"))).toHaveLength(2);
});

test("nothing is published when nobody listens; listeners that come later are noticed", async () => {
  const { rt } = setUp();
  const ref = rt.spawn(Recorder);
  const start = channel("tracing:iris-actors.handle:start");
  const publish = jest.spyOn(start, "publish");
  await ref.ask.take(1);
  expect(publish).not.toHaveBeenCalled();
  publish.mockRestore();
  const log = await traced(async () => {
    await rt.ask(ref, message(Recorder).take(2));
  });
  expect(log).toEqual(["start Recorder.take", "end Recorder.take"]);
  await ref.ask.take(3);
  expect(log).toHaveLength(2);
});

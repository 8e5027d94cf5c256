/** Sending, calling, timers and mailboxes by the names of the guide. */
import type { Bytes, OverflowPolicy } from "../../src/runtime/compat/index";
import { failureOf, gate } from "../lifecycle/fixture";
import { bytes, makeCompat, recorder, settle, wrong } from "./fixture";

const text = "abc";
const memory = Uint8Array.from(Buffer.from(`-${text}-`)).buffer;
const shared = new SharedArrayBuffer(3);
Buffer.from(shared).write(text);

describe("compat: sending", () => {
  test.each<[string, Bytes]>([
    ["a Buffer", Buffer.from(text)],
    ["a Uint8Array", new Uint8Array(memory, 1, 3)],
    ["a DataView", new DataView(memory, 1, 3)],
    ["an ArrayBuffer", Uint8Array.from(Buffer.from(text)).buffer],
    ["a SharedArrayBuffer", shared],
  ])("%s arrives as a Buffer of its bytes", async (_, payload) => {
    const { node } = makeCompat();
    const { texts, handler } = recorder();
    expect(node.send(node.spawn(handler), payload)).toBe(true);
    await settle();
    expect(texts).toEqual([text]);
  });

  test("no bytes at all are a message, too", async () => {
    const { node } = makeCompat();
    const { texts, handler } = recorder();
    node.send(node.spawn(handler), Buffer.alloc(0));
    await settle();
    expect(texts).toEqual([""]);
  });

  test("sendMany takes all kinds of bytes, lazily, and counts what was accepted", async () => {
    const { node } = makeCompat();
    const { texts, handler } = recorder();
    const pid = node.spawnBounded(handler, 2);
    function* payloads(): Generator<Bytes> {
      yield bytes("a");
      yield new Uint8Array(bytes("b"));
      yield new DataView(Uint8Array.from(bytes("c")).buffer);
    }
    expect(node.sendMany(pid, payloads())).toBe(2);
    await settle();
    expect(texts).toEqual(["a", "b"]);
  });

  test("sendMany: before a wrong payload everything is sent, and the error says how much", async () => {
    const { node } = makeCompat();
    const { texts, handler } = recorder();
    const pid = node.spawn(handler);
    const failed = (): unknown => node.sendMany(pid, [bytes("a"), wrong("b"), bytes("c")]);
    expect(failed).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG", accepted: 1 }));
    await settle();
    expect(texts).toEqual(["a"]);
  });

  test("sendNamed goes to whoever has the name now", async () => {
    const { node } = makeCompat();
    const { texts, handler } = recorder();
    const pid = node.spawn(handler);
    expect(node.sendNamed("greeter", bytes("early"))).toBe(false);
    node.register("greeter", pid);
    expect(node.sendNamed("greeter", bytes("world"))).toBe(true);
    await settle();
    expect(texts).toEqual(["world"]);
  });

  test("sendWithBackpressure says whether it was accepted, and the pressure after it", () => {
    const { node } = makeCompat();
    const pid = node.spawnBounded(() => {}, 10);
    const levels = Array.from({ length: 11 }, () => node.sendWithBackpressure(pid, bytes("x")));
    expect(levels[0]).toEqual([true, "NORMAL"]);
    expect(levels[6]).toEqual([true, "HIGH"]);
    expect(levels[8]).toEqual([true, "CRITICAL"]);
    expect(levels[10]).toEqual([false, "CRITICAL"]);
    expect(node.mailboxBackpressure(pid)).toBe("CRITICAL");
    expect(node.mailboxSize(pid)).toBe(10);
  });
});

describe("compat: call", () => {
  test.each<[string, unknown, string]>([
    ["a Buffer", bytes("pong"), "pong"],
    ["a Uint8Array", new Uint8Array(bytes("pong")), "pong"],
    ["a string, as its UTF-8", "pång", "pång"],
    ["nothing, as no bytes", undefined, ""],
    ["null, as no bytes", null, ""],
    ["a promise", Promise.resolve("later"), "later"],
  ])("resolves to what the handler returns: %s", async (_, returned, reply) => {
    const { node } = makeCompat();
    const answer = await node.call(
      node.spawn(() => returned),
      bytes("ping"),
    );
    expect(Buffer.isBuffer(answer)).toBe(true);
    expect(answer.toString()).toBe(reply);
  });

  test("a reply that is no bytes is the caller's error, not the handler's", async () => {
    const { node } = makeCompat();
    const pid = node.spawn(() => ({ no: "bytes" }));
    await expect(node.call(pid, bytes("x"))).rejects.toThrow("the reply of pid 1 must be bytes or a string");
    expect(node.isAlive(pid)).toBe(true);
  });

  test("the handler's error rejects it, and ends the actor", async () => {
    const { node } = makeCompat();
    const pid = node.spawn(() => {
      throw new Error("planted");
    });
    await expect(node.call(pid, bytes("x"))).rejects.toThrow("planted");
    await node.join(pid);
  });

  test("its timeout is in seconds; without one it waits five", async () => {
    const { node, clock } = makeCompat();
    const stuck = gate<string>();
    const pid = node.spawn(() => stuck.opened);
    const failures = [
      failureOf(() => node.call(pid, bytes("1"), 0.5)),
      failureOf(() => node.call(pid, bytes("2"))),
    ];
    await settle();
    let over = 0;
    for (const failure of failures) void failure.then(() => over++);
    await clock.advance(500);
    expect(over).toBe(1);
    await clock.advance(4_499);
    expect(over).toBe(1);
    await clock.advance(1);
    expect(await Promise.all(failures)).toEqual(["ERR_ASK_TIMEOUT", "ERR_ASK_TIMEOUT"]);
    stuck.open("late");
  });

  test("a pull actor replies by its mailbox", async () => {
    const { node } = makeCompat();
    const replied: boolean[] = [];
    const pid = node.spawnWithMailbox(async (mailbox) => {
      for (let message = await mailbox.recv(); message !== null; message = await mailbox.recv()) {
        replied.push(mailbox.reply(`${message.data}!`));
      }
    });
    expect((await node.call(pid, bytes("hey"), 1)).toString()).toBe("hey!");
    node.send(pid, bytes("nobody waits"));
    await settle();
    expect(replied).toEqual([true, false]);
  });

  test("a call of somebody unknown rejects at once", async () => {
    const { node } = makeCompat();
    expect(await failureOf(() => node.call(77, bytes("x"), 1_000))).toBe("ERR_ACTOR_DEAD");
  });
});

describe("compat: timers", () => {
  test("sendAfter is one shot, and cancelTimer is true only while it is pending", async () => {
    const { node, clock } = makeCompat();
    const { texts, handler } = recorder();
    const pid = node.spawn(handler);
    const [kept, cancelled] = [
      node.sendAfter(pid, 200, bytes("tick")),
      node.sendAfter(pid, 100, bytes("never")),
    ];
    expect([node.cancelTimer(cancelled), node.cancelTimer(cancelled)]).toEqual([true, false]);
    await clock.advance(199);
    expect(texts).toEqual([]);
    await clock.advance(1);
    expect(texts).toEqual(["tick"]);
    expect(node.cancelTimer(kept)).toBe(false);
  });

  test("sendInterval first ticks after one interval, until it is cancelled", async () => {
    const { node, clock } = makeCompat();
    const { texts, handler } = recorder();
    const timer = node.sendInterval(node.spawn(handler), 1_000, bytes("ping"));
    await clock.advance(999);
    expect(texts).toEqual([]);
    await clock.advance(2_001);
    expect(texts).toEqual(["ping", "ping", "ping"]);
    expect(node.cancelTimer(timer)).toBe(true);
    await clock.advance(5_000);
    expect(texts).toHaveLength(3);
  });

  test("a timer to somebody unknown ends in one dead letter", async () => {
    const { node, clock, letters } = makeCompat();
    expect(node.sendAfter(77, 10, bytes("x"))).toBeGreaterThan(0);
    expect(node.sendInterval(77, 10, bytes("x"))).toBeGreaterThan(0);
    await clock.advance(100);
    expect(letters).toHaveLength(2);
  });
});

describe("compat: overflow policies, in the guide's spelling", () => {
  async function overflow(policy: OverflowPolicy): Promise<Readonly<Record<string, unknown>>> {
    const { node } = makeCompat();
    const [first, second] = [recorder(), recorder()];
    const primary = node.spawnPyHandlerBounded(first.handler, 100, 1);
    const fallback = node.spawn(second.handler);
    const needsTarget = policy === "redirect" || policy === "spill";
    node.setOverflowPolicy(primary, policy, needsTarget ? fallback : null);
    const accepted = node.sendMany(primary, [bytes("1"), bytes("2"), bytes("3")]);
    await settle();
    return { accepted, primary: first.texts.join(""), fallback: second.texts.join("") };
  }

  test.each<[OverflowPolicy, object]>([
    ["dropnew", { accepted: 1, primary: "1", fallback: "" }],
    ["dropold", { accepted: 3, primary: "3", fallback: "" }],
    ["block", { accepted: 3, primary: "123", fallback: "" }],
    ["redirect", { accepted: 3, primary: "1", fallback: "23" }],
    ["spill", { accepted: 3, primary: "123", fallback: "23" }],
    ["DropNew" as "dropnew", { accepted: 1, primary: "1", fallback: "" }],
  ])("%s", async (policy, outcome) => {
    expect(await overflow(policy)).toEqual(outcome);
  });

  test("a target is needed for redirect and spill, a capacity for all", async () => {
    const { node } = makeCompat();
    const bounded = node.spawnBounded(() => {}, 1);
    const codes = [
      await failureOf(() => node.setOverflowPolicy(bounded, "redirect")),
      await failureOf(() => node.setOverflowPolicy(bounded, "spill", bounded)),
      await failureOf(() => node.setOverflowPolicy(bounded, wrong("dropall"))),
      await failureOf(() =>
        node.setOverflowPolicy(
          node.spawn(() => {}),
          "dropold",
        ),
      ),
    ];
    expect(codes).toEqual(["ERR_INVALID_ARG", "ERR_INVALID_ARG", "ERR_INVALID_ARG", "ERR_NOT_BOUNDED"]);
  });
});

/** Unknown pids, and wrong arguments. */
import { NodeRuntime } from "../../src/runtime/compat/index";
import { failureOf } from "../lifecycle/fixture";
import { brief, bytes, makeCompat, settle, wrong } from "./fixture";

/** What is said of a pid that nobody has. */
const unknown = 77;

describe("compat: unknown pids", () => {
  test.each<[string, (node: NodeRuntime) => unknown, unknown]>([
    ["send", (node) => node.send(unknown, bytes("x")), false],
    ["sendMany", (node) => node.sendMany(unknown, [bytes("x")]), 0],
    ["sendNamed", (node) => node.sendNamed("nobody", bytes("x")), false],
    ["sendWithBackpressure", (node) => node.sendWithBackpressure(unknown, bytes("x")), [false, "NORMAL"]],
    ["stop", (node) => node.stop(unknown), false],
    ["isAlive", (node) => node.isAlive(unknown), false],
    ["join", (node) => node.join(unknown), undefined],
    ["cancelTimer", (node) => node.cancelTimer(unknown), false],
    ["cancelTimer of no number", (node) => node.cancelTimer(wrong(undefined)), false],
    ["mailboxSize", (node) => node.mailboxSize(unknown), undefined],
    ["mailboxBackpressure", (node) => node.mailboxBackpressure(unknown), undefined],
    ["actorInfo", (node) => node.actorInfo(unknown), undefined],
    ["resolve", (node) => node.resolve("nobody"), undefined],
    ["whereisPath", (node) => node.whereisPath("/nobody"), undefined],
    ["getMessages", (node) => node.getMessages(unknown), []],
    ["link", (node) => node.link(unknown, 78), undefined],
    ["monitor", (node) => node.monitor(unknown, 78), undefined],
  ])("%s has an answer", async (_, call, answer) => {
    expect(await call(makeCompat().node)).toEqual(answer);
  });

  test.each<[string, (node: NodeRuntime) => unknown]>([
    ["register", (node) => node.register("n", unknown)],
    ["registerPath", (node) => node.registerPath("/n", unknown)],
    ["setOverflowPolicy", (node) => node.setOverflowPolicy(unknown, "block")],
    ["hotSwap", (node) => node.hotSwap(unknown, () => {})],
    ["behaviorVersion", (node) => node.behaviorVersion(unknown)],
    ["rollbackBehavior", (node) => node.rollbackBehavior(unknown)],
    ["setActorHealth", (node) => node.setActorHealth(unknown, "x")],
    ["selectiveRecvBlocking", (node) => node.selectiveRecvBlocking(unknown, () => true)],
  ])("%s throws ERR_ACTOR_NOT_FOUND", async (_, call) => {
    const { node } = makeCompat();
    expect(() => call(node)).toThrow(expect.objectContaining({ code: "ERR_ACTOR_NOT_FOUND" }));
  });

  test("a monitor of somebody unknown is told at once", async () => {
    const { node } = makeCompat();
    const observer = node.spawnObservedHandler();
    node.monitor(observer, unknown);
    await settle();
    expect(node.getMessages(observer).map(brief)).toEqual([`DOWN ${unknown}<${unknown} noproc`]);
  });
});

describe("compat: wrong arguments", () => {
  test.each<[string, (node: NodeRuntime) => unknown, RegExp]>([
    ["a runtime that is none", () => new NodeRuntime(wrong({})), /^runtime must be a Runtime/],
    ["a handler that is none", (node) => node.spawn(wrong("x")), /^handler must be a function .*got "x"/],
    ["a class as a handler", (node) => node.spawn(wrong(class Foo {})), /^handler must be .*got class Foo/],
    ["no pull handler", (node) => node.spawnWithMailbox(wrong(null)), /^handler must be .*got null/],
    ["a budget of 0", (node) => node.spawn(() => {}, 0), /^budget must be a whole number/],
    ["an observer's budget", (node) => node.spawnObservedHandler(0.5), /^budget must be a whole number/],
    ["releaseGil: 1", (node) => node.spawn(() => {}, 1, wrong(1)), /^releaseGil must be a boolean; got 1/],
    [
      "no capacity",
      (node) => node.spawnBounded(() => {}, wrong(undefined)),
      /^capacity must be a whole number/,
    ],
    ["a capacity of 0", (node) => node.spawnPyHandlerBounded(() => {}, 1, 0), /^capacity must be a whole/],
    ["no parent", (node) => node.spawnChild(wrong(undefined), () => {}), /^the target must be .*pid/],
    ["a parent by name", (node) => node.spawnChildWithMailbox(wrong("p"), () => {}), /^the target must be/],
    ["a pool of 0", (node) => node.spawnChildPool(1, () => {}, 0), /^size must be a whole number/],
    ["an idle time of 0", (node) => node.spawnVirtual(() => {}, 1, 0), /idleTimeoutMs must be/],
    ["no path", (node) => node.spawnWithPathObserved(1, wrong(undefined)), /^path must be a string/],
    ["a relative path", (node) => node.spawnWithPathObserved(1, "svc"), /^path must /],
    ["a string as bytes", (node) => node.send(1, wrong("x")), /^the payload must be a Buffer.*got "x"/],
    ["no bytes", (node) => node.sendAfter(1, 1, wrong(undefined)), /^the payload must be/],
    ["bytes to no pid", (node) => node.send(wrong("1"), bytes("x")), /^the target must be/],
    [
      "many of nothing",
      (node) => node.sendMany(1, wrong(5)),
      /^payloads must be an iterable of bytes; got 5/,
    ],
    ["one Buffer as many", (node) => node.sendMany(1, wrong(bytes("x"))), /^the payload must be .*got 120/],
    ["a delay of -1", (node) => node.sendAfter(1, -1, bytes("x")), /^delayMs must be/],
    ["an interval of 0", (node) => node.sendInterval(77, 0, bytes("x")), /^intervalMs must be/],
    [
      "a timeout by name",
      (node) => node.call(1, bytes("x"), wrong("1s")),
      /^timeout must be a number of seconds/,
    ],
    ["a timeout below 0", (node) => node.call(1, bytes("x"), -1), /^timeout must be a number of seconds/],
    ["no matcher", (node) => node.selectiveRecvBlocking(1, wrong(5)), /^matcher must be a function; got 5/],
    ["a capacity of -1", (node) => node.setSystemCapacity(-1), /^the capacity must be/],
    ["shedding: 1", (node) => node.setLoadShedding(wrong(1)), /^shedding must be a boolean/],
    ["health that is no text", (node) => node.setActorHealth(1, wrong(5)), /^health must be/],
  ])("%s", async (_, call, text) => {
    const { node } = makeCompat();
    const error = await (async () => call(node))().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "ERR_INVALID_ARG", message: expect.stringMatching(text) });
  });

  test("a mailbox refuses a wrong timeout and matcher by a rejection", async () => {
    const { node } = makeCompat();
    const failures: string[] = [];
    const pid = node.spawnWithMailbox(async (mailbox) => {
      failures.push(await failureOf(() => mailbox.recv(-1)));
      failures.push(await failureOf(() => mailbox.selectiveRecv(wrong("x"))));
    });
    await node.join(pid);
    expect(failures).toEqual(["ERR_INVALID_ARG", "ERR_INVALID_ARG"]);
  });
});

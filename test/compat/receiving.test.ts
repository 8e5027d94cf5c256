/** Selective receive, observers, and the messages of the runtime. */
import { Runtime, silentLogger } from "../../src/index";
import { type Matcher, NodeRuntime } from "../../src/runtime/compat/index";
import { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";
import { failureOf, gate } from "../lifecycle/fixture";
import { brief, bytes, makeCompat, settle, wrong } from "./fixture";

const isText =
  (text: string): Matcher =>
  ({ data }) =>
    data?.toString() === text;

describe("compat: selectiveRecv from an observer", () => {
  test("takes what matches; the others stay in their order", async () => {
    const { node } = makeCompat();
    const pid = node.spawnObservedHandler(10);
    node.sendMany(pid, [bytes("m1"), bytes("target"), bytes("m3")]);
    await settle();
    expect(brief(await node.selectiveRecv(pid, isText("target"), 0))).toBe("target");
    expect(node.getMessages(pid).map(brief)).toEqual(["m1", "m3"]);
    expect(node.getMessages(pid).map(brief)).toEqual(["m1", "m3"]); // looking takes nothing
    expect(brief(await node.selectiveRecv(pid, () => true, 0))).toBe("m1");
  });

  test("waits for one that comes later, with a timeout in seconds", async () => {
    const { node, clock } = makeCompat();
    const pid = node.spawnObservedHandler();
    const [got, none] = [
      node.selectiveRecv(pid, isText("late")),
      node.selectiveRecv(pid, isText("never"), 2),
    ];
    node.sendMany(pid, [bytes("early"), bytes("late")]);
    expect(brief(await got)).toBe("late");
    let over = false;
    void none.then(() => {
      over = true;
    });
    await clock.advance(1_999);
    expect(over).toBe(false);
    await clock.advance(1);
    expect(await none).toBe(null);
    expect(node.getMessages(pid).map(brief)).toEqual(["early"]);
  });

  test("ends with null when the observer does", async () => {
    const { node } = makeCompat();
    const pid = node.spawnObservedHandler();
    const waiting = node.selectiveRecv(pid, () => true);
    node.stop(pid);
    expect(await waiting).toBe(null);
    expect(node.getMessages(pid)).toEqual([]);
  });

  test("what the matcher throws rejects it, and the message stays", async () => {
    const { node } = makeCompat();
    const pid = node.spawnObservedHandler();
    node.send(pid, bytes("m"));
    await settle();
    const failing = (): never => {
      throw new Error("planted");
    };
    await expect(node.selectiveRecv(pid, failing)).rejects.toThrow("planted");
    expect(() => node.selectiveRecvBlocking(pid, failing)).toThrow("planted");
    expect(node.getMessages(pid).map(brief)).toEqual(["m"]);
  });

  test("blocking, it gives what is there, and refuses to wait", async () => {
    const { node } = makeCompat();
    const pid = node.spawnObservedHandler();
    node.sendMany(pid, [bytes("a"), bytes("b")]);
    await settle();
    expect(brief(node.selectiveRecvBlocking(pid, isText("b"), 5))).toBe("b");
    expect(node.selectiveRecvBlocking(pid, isText("b"), 0)).toBe(null);
    expect(await failureOf(() => node.selectiveRecvBlocking(pid, isText("b"), 5))).toBe("ERR_WOULD_BLOCK");
    expect(await failureOf(() => node.selectiveRecvBlocking(pid, isText("b")))).toBe("ERR_WOULD_BLOCK");
  });
});

describe("compat: selectiveRecv from a pull actor", () => {
  test("from outside it takes from the mailbox, in the actor's place, also before the actor's first turn", async () => {
    const { node } = makeCompat();
    const own: (string | null)[] = [];
    const busy = gate();
    const pid = node.spawnWithMailbox(async (mailbox) => {
      await busy.opened;
      own.push(brief(await mailbox.recv()), brief(await mailbox.recv()));
    });
    const early = node.selectiveRecv(pid, isText("mine"));
    node.sendMany(pid, [bytes("one"), bytes("mine"), bytes("two")]);
    expect(brief(await early)).toBe("mine");
    busy.open();
    await settle();
    expect(own).toEqual(["one", "two"]);
  });

  test("only one may receive at a time", async () => {
    const { node } = makeCompat();
    const pid = node.spawnWithMailbox(async (mailbox) => void (await mailbox.recv()));
    await settle();
    expect(await failureOf(() => node.selectiveRecv(pid, () => true))).toBe("ERR_CONCURRENT_RECEIVE");
    expect(await failureOf(() => node.selectiveRecvBlocking(pid, () => true, 0))).toBe(
      "ERR_CONCURRENT_RECEIVE",
    );
  });

  test("null when the actor ends before its first turn", async () => {
    const { node, rt } = makeCompat();
    const pid = node.spawnWithMailbox(async (mailbox) => void (await mailbox.recv()));
    const waiting = node.selectiveRecv(pid, () => true);
    rt.kill(pid);
    expect(await waiting).toBe(null);
  });

  test("waiting for the first turn counts as waiting: null at the timeout, and nothing is left behind", async () => {
    const clock = new VirtualClock();
    const turns = new SimulatedTurns();
    const node = new NodeRuntime(new Runtime({ clock, turns, logger: silentLogger }));
    const pid = node.spawnWithMailbox(() => gate().opened);
    const [one, two] = [node.selectiveRecv(pid, () => true, 2), node.selectiveRecv(pid, () => true, 5)];
    await clock.advance(2_000);
    expect(await one).toBe(null);
    await turns.settle(); // the first turn
    let over = false;
    void two.then(() => {
      over = true;
    });
    await clock.advance(2_999);
    await turns.settle();
    expect(over).toBe(false);
    await clock.advance(1);
    await turns.settle();
    expect(await two).toBe(null);
    expect(clock.pending).toBe(0);
    node.runtime.kill(pid);
    const shutdown = node.shutdown();
    await turns.settle();
    await shutdown;
  });

  test("blocking, before the first turn there is nothing, and later what users sent", async () => {
    const { node } = makeCompat();
    const busy = gate();
    const pid = node.spawnWithMailbox(() => busy.opened);
    node.sendMany(pid, [bytes("a"), bytes("b")]);
    expect(node.selectiveRecvBlocking(pid, () => true, 0)).toBe(null);
    expect(await failureOf(() => node.selectiveRecvBlocking(pid, () => true))).toBe("ERR_WOULD_BLOCK");
    await settle();
    expect(brief(node.selectiveRecvBlocking(pid, isText("b")))).toBe("b");
    expect(brief(node.selectiveRecvBlocking(pid, () => true))).toBe("a");
    expect(await failureOf(() => node.selectiveRecvBlocking(pid, () => true))).toBe("ERR_WOULD_BLOCK");
    busy.open();
  });

  test("blocking, messages of the runtime are shown, too, and come first", async () => {
    const { node } = makeCompat();
    const busy = gate();
    const pid = node.spawnWithMailbox(() => busy.opened);
    const [linked, watched] = [node.spawn(() => {}), node.spawn(() => {})];
    node.link(pid, linked);
    node.monitor(pid, watched);
    node.send(pid, bytes("a"));
    await settle();
    for (const target of [linked, watched]) {
      node.stop(target);
      await node.join(target);
    }
    const down: Matcher = ({ system }) => system?.typeName === "DOWN";
    expect(brief(node.selectiveRecvBlocking(pid, down, 0))).toBe(`DOWN ${watched}<${watched} normal`);
    expect(node.selectiveRecvBlocking(pid, down, 0)).toBe(null);
    expect(brief(node.selectiveRecvBlocking(pid, () => true))).toBe(`EXIT ${linked}<${linked} normal`);
    expect(brief(node.selectiveRecvBlocking(pid, () => true))).toBe("a");
    busy.open();
  });

  test("in its handler the mailbox itself is selective", async () => {
    const { node } = makeCompat();
    const got: (string | null)[] = [];
    const pid = node.spawnWithMailbox(async (mailbox) => {
      got.push(brief(await mailbox.selectiveRecv(isText("b"), 1)));
      for (let count = 0; count < 2; count++) got.push(brief(await mailbox.recv()));
      got.push(brief(await mailbox.selectiveRecv(isText("b"), 0)));
    });
    node.sendMany(pid, [bytes("a"), bytes("b"), bytes("c")]);
    await node.join(pid);
    expect(got).toEqual(["b", "a", "c", null]);
  });
});

test("compat: selectiveRecv from anybody else is refused, by a rejection", async () => {
  const { node, rt } = makeCompat();
  const push = node.spawn(() => {});
  const classPull = rt.spawnPull(async (mailbox) => void (await mailbox.receive()));
  for (const pid of [push, classPull.pid]) {
    expect(await failureOf(() => node.selectiveRecv(pid, () => true))).toBe("ERR_NOT_OBSERVED");
    expect(await failureOf(() => node.selectiveRecvBlocking(pid, () => true, 0))).toBe("ERR_NOT_OBSERVED");
    expect(node.getMessages(pid)).toEqual([]);
  }
  expect(await failureOf(() => node.selectiveRecv(77, () => true))).toBe("ERR_ACTOR_NOT_FOUND");
  expect(await failureOf(() => node.selectiveRecv(push, wrong("all")))).toBe("ERR_INVALID_ARG");
});

describe("compat: messages of the runtime", () => {
  test("an observer sees EXIT of those it is linked to, and DOWN of those it monitors", async () => {
    const { node } = makeCompat();
    const observer = node.spawnObservedHandler();
    const [linked, watched] = [node.spawn(() => {}), node.spawn(() => {})];
    node.link(observer, linked);
    node.monitor(observer, watched);
    node.stop(linked);
    node.stop(watched);
    await Promise.all([node.join(linked), node.join(watched)]);
    await settle();
    expect(node.getMessages(observer)).toEqual([
      {
        system: {
          typeName: "EXIT",
          fromPid: linked,
          targetPid: linked,
          reason: "normal",
          metadata: undefined,
        },
      },
      {
        system: {
          typeName: "DOWN",
          fromPid: watched,
          targetPid: watched,
          reason: "normal",
          metadata: undefined,
        },
      },
    ]);
    expect(brief(await node.selectiveRecv(observer, ({ system }) => system?.typeName === "DOWN"))).toBe(
      `DOWN ${watched}<${watched} normal`,
    );
  });

  test("a pull actor sees EXIT of its children and of linked actors, before messages of users", async () => {
    const { node, rt } = makeCompat();
    const got: (string | null)[] = [];
    const pid = node.spawnWithMailbox(async (mailbox) => {
      for (let message = await mailbox.recv(); message !== null; message = await mailbox.recv()) {
        got.push(brief(message));
      }
    });
    const child = node.spawnChild(pid, () => {
      throw new Error("planted");
    });
    const linked = node.spawn(() => {});
    node.link(pid, linked);
    await settle();
    node.send(child, bytes("crash"));
    await settle();
    await rt.stop(linked, { reason: "moved" });
    await settle();
    expect(got).toEqual([`EXIT ${child}<${child} panic`, `EXIT ${linked}<${linked} moved`]);
    expect(node.isAlive(pid)).toBe(true);
  });

  test("a push handler that monitors gets an empty Buffer with the message beside it", async () => {
    const { node, rt } = makeCompat();
    const got: unknown[] = [];
    const watcher = node.spawn((message) => got.push([message.length, message.data, message.system]));
    const target = node.spawn(() => {});
    node.monitor(watcher, target);
    await rt.stop(target, { metadata: { at: 5 } });
    await settle();
    const system = {
      typeName: "DOWN",
      fromPid: target,
      targetPid: target,
      reason: "normal",
      metadata: { at: 5 },
    };
    expect(got).toEqual([[0, undefined, system]]);
  });

  test("a linked push actor goes down with the other one, unless that ended normally", async () => {
    const { node, rt } = makeCompat();
    const [one, other, third] = [node.spawn(() => {}), node.spawn(() => {}), node.spawn(() => {})];
    node.link(one, other);
    node.link(one, third);
    node.stop(third);
    await node.join(third);
    expect(node.isAlive(one)).toBe(true);
    rt.kill(other);
    await node.join(one);
    expect(await rt.join(one)).toMatchObject({ reason: "killed" });
  });
});

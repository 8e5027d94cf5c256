/** Path supervisors and supervision by the names of the guide. */
import { Actor, Receive, Supervised } from "../../src/index";
import type { NodeRuntime } from "../../src/runtime/compat/index";
import { gate } from "../lifecycle/fixture";
import { brief, bytes, makeCompat, settle, wrong } from "./fixture";

/** A handler that crashes on "crash". */
const fragile = (message: Buffer): void => {
  if (message.toString() === "crash") throw new Error("planted");
};

async function crash(node: NodeRuntime, pid: number): Promise<void> {
  node.send(pid, bytes("crash"));
  await node.join(pid);
  await settle();
}

describe("compat: path supervisors", () => {
  test("the guide's example: create, watch, children", async () => {
    const { node } = makeCompat();
    const pid = node.spawn(() => {});
    node.createPathSupervisor("/svc/test");
    expect(node.pathSupervisorWatch("/svc/test", pid)).toBe("path");
    expect(node.pathSupervisorChildren("/svc/test")).toEqual([pid]);
    node.createPathSupervisor("/svc/test"); // stays as it is
    expect(node.pathSupervisorChildren("/svc/test/")).toEqual([pid]);
    expect([node.removePathSupervisor("/svc/test"), node.removePathSupervisor("/svc/test")]).toEqual([
      true,
      false,
    ]);
    expect([node.isAlive(pid), node.pathSupervisorChildren("/svc/test")]).toEqual([true, []]);
  });

  test("watch two, one dies: the other one is left, nobody is restarted, and the exit is an event", async () => {
    const { node, rt } = makeCompat();
    const [one, two] = [node.spawn(fragile), node.spawn(fragile)];
    node.createPathSupervisor("/svc");
    const exits: [number, string][] = [];
    rt.paths.supervisor("/svc").onExit(({ pid, reason }) => void exits.push([pid, reason]));
    for (const pid of [one, two]) node.pathSupervisorWatch("/svc", pid);
    await crash(node, one);
    expect([node.pathSupervisorChildren("/svc"), exits, node.listActors()]).toEqual([
      [two],
      [[one, "panic"]],
      [two],
    ]);
  });

  test("without a supervisor at the path the runtime's own watches, and says so", () => {
    const { node } = makeCompat();
    const pid = node.spawn(() => {});
    expect(node.pathSupervisorWatch("/svc", pid)).toBe("global");
    expect([node.childPids(), node.pathSupervisorChildren("/svc")]).toEqual([[pid], []]);
  });

  test.each(["restartone", "RestartOne", "one-for-one"])(
    "%s: the factory's actor takes its place",
    async (strategy) => {
      const { node } = makeCompat();
      const [pid, other] = [node.spawn(fragile), node.spawn(fragile)];
      const made: number[] = [];
      const factory = () => {
        made.push(node.spawn(fragile));
        return made.at(-1) as number;
      };
      expect(node.pathSuperviseWithFactory("/svc", pid, factory, strategy as "restartone")).toBe(true);
      node.pathSuperviseWithFactory("/svc", other, factory, "restartone");
      await crash(node, pid);
      expect([made.length, node.pathSupervisorChildren("/svc")]).toEqual([1, [made[0], other]]);
      expect(node.childPids().sort()).toEqual([other, ...made].sort());
    },
  );

  test("restartall: the others are stopped, and all are made anew in start order; factories may be async", async () => {
    const { node } = makeCompat();
    const pids = [node.spawn(fragile), node.spawn(fragile), node.spawn(fragile)];
    const order: string[] = [];
    pids.forEach((pid, index) => {
      const factory = async () => {
        order.push(`${index}: ${pids.map((old) => node.isAlive(old))}`);
        return node.spawn(fragile);
      };
      node.pathSuperviseWithFactory("/svc", pid, factory, "restartall");
    });
    await crash(node, pids[1] as number);
    expect(order).toEqual(["0: false,false,false", "1: false,false,false", "2: false,false,false"]);
    expect(node.pathSupervisorChildren("/svc")).toHaveLength(3);
    expect(node.childrenCount()).toBe(3);
  });

  test.each<[string, (node: NodeRuntime, pid: number) => unknown]>([
    ["a stop", (node, pid) => node.stop(pid)],
    ["a kill", (node, pid) => node.runtime.kill(pid)],
    ["the normal end of a pull actor", (node, pid) => node.send(pid, bytes("end"))],
    ["the end of its parent", (node) => node.stop(node.resolve("parent") as number)],
  ])("with a factory any exit restarts, as in the guide's tests: %s", async (_, end) => {
    const { node } = makeCompat();
    node.register(
      "parent",
      node.spawn(() => {}),
    );
    const pid = node.spawnChildWithMailbox(
      node.resolve("parent") as number,
      async (mailbox) => void (await mailbox.recv()),
    );
    const next = node.spawn(() => {});
    node.pathSuperviseWithFactory("/svc", pid, () => next, "restartone");
    await settle();
    end(node, pid);
    await node.join(pid);
    await settle();
    expect(node.pathSupervisorChildren("/svc")).toEqual([next]);
  });

  test("a shutdown does not", async () => {
    const { node, rt } = makeCompat();
    const verdicts: string[] = [];
    rt.events.on("supervision", ({ verdict }) => verdicts.push(verdict));
    let made = 0;
    const factory = () => {
      made++;
      return node.spawn(() => {});
    };
    node.pathSuperviseWithFactory(
      "/svc",
      node.spawn(() => {}),
      factory,
      "restartall",
    );
    await node.shutdown();
    await settle();
    expect([made, verdicts]).toEqual([0, []]);
  });

  test("a sibling that is stopped while all restart is made anew, too", async () => {
    const { node } = makeCompat();
    const busy = gate();
    const [one, two] = [node.spawn(fragile), node.spawn(() => busy.opened)];
    for (const pid of [one, two])
      node.pathSuperviseWithFactory("/svc", pid, () => node.spawn(() => {}), "restartall");
    node.send(two, bytes("x"));
    await settle();
    await crash(node, one);
    node.stop(two);
    busy.open();
    await settle();
    expect([node.isAlive(two), node.pathSupervisorChildren("/svc").length]).toEqual([false, 2]);
  });
});

describe("compat: EXIT", () => {
  test("comes to a pull mailbox that is the parent, to a linked observer, and to one that monitors as DOWN", async () => {
    const { node } = makeCompat();
    const seen: (string | null)[] = [];
    const parent = node.spawnWithMailbox(async (mailbox) => {
      seen.push(brief(await mailbox.recv()));
      await mailbox.recv();
    });
    const [linked, monitoring, stranger] = [1, 2, 3].map(() => node.spawnObservedHandler()) as [
      number,
      number,
      number,
    ];
    const child = node.spawnChild(parent, fragile);
    node.link(linked, child);
    node.monitor(monitoring, child);
    node.createPathSupervisor("/svc");
    node.pathSupervisorWatch("/svc", child);
    await settle();
    await crash(node, child);
    expect([seen, ...[linked, monitoring, stranger].map((pid) => node.getMessages(pid).map(brief))]).toEqual([
      [`EXIT ${child}<${child} panic`],
      [`EXIT ${child}<${child} panic`],
      [`DOWN ${child}<${child} panic`],
      [],
    ]);
  });
});

describe("compat: who is supervised", () => {
  test("watched actors, those with a factory, and those of supervised classes; not plain children", async () => {
    const { node, rt } = makeCompat();
    @Actor()
    @Supervised()
    class Healed {
      @Receive() ping(): void {}
    }
    const healed = rt.spawn(Healed).pid;
    const [watched, replaced, parent] = [1, 2, 3].map(() => node.spawn(() => {})) as [number, number, number];
    node.spawnChild(parent, () => {});
    node.spawnChildPool(parent, () => {}, 2);
    expect(node.watch(watched, "restartone")).toBe(true);
    node.pathSuperviseWithFactory("/svc", replaced, () => node.spawn(() => {}), "restartone");
    expect([node.childPids(), node.childrenCount()]).toEqual([[healed, watched, replaced], 3]);
    node.stop(watched);
    await node.join(watched);
    expect([node.childPids(), node.childrenCount()]).toEqual([[healed, replaced], 2]);
  });

  test("watch restarts nobody, whatever the strategy", async () => {
    const { node } = makeCompat();
    const pid = node.spawn(fragile);
    node.watch(pid, "restartall");
    await crash(node, pid);
    expect([node.isAlive(pid), node.childrenCount(), node.listActors()]).toEqual([false, 0, []]);
  });

  test("watchPath: what is one level below, or all below, and what comes", () => {
    const { node } = makeCompat();
    const spawn = (path: string) => {
      const pid = node.spawn(() => {});
      node.registerPath(path, pid);
      return pid;
    };
    const one = spawn("/svc/one");
    const deep = spawn("/svc/one/deep");
    node.watchPath("/svc");
    const two = spawn("/svc/two");
    expect(node.childPids()).toEqual([one, two]);
    node.watchPath("/svc", true);
    expect(node.childPids()).toEqual([one, deep, two]);
  });
});

describe("compat: supervision, unknown pids and wrong arguments", () => {
  test("a pid that nobody has is no error, and changes nothing", async () => {
    const { node } = makeCompat();
    node.createPathSupervisor("/svc");
    const dead = node.spawn(() => {});
    node.stop(dead);
    await node.join(dead);
    for (const pid of [77, dead]) {
      expect(node.pathSupervisorWatch("/svc", pid)).toBe(false);
      expect(node.pathSupervisorWatch("/nowhere", pid)).toBe(false);
      expect(node.pathSuperviseWithFactory("/new", pid, () => 1, "restartone")).toBe(false);
      expect(node.watch(pid, "restartone")).toBe(false);
    }
    expect([node.removePathSupervisor("/new"), node.childrenCount()]).toEqual([false, 0]);
  });

  test.each<[string, (node: NodeRuntime) => unknown, RegExp]>([
    ["no path", (node) => node.createPathSupervisor("svc"), /^path must be/],
    ["no path to remove", (node) => node.removePathSupervisor(wrong(5)), /^path must be/],
    [
      "no path to watch",
      (node) =>
        node.pathSupervisorWatch(
          "svc",
          node.spawn(() => {}),
        ),
      /^path must be/,
    ],
    ["no path to list", (node) => node.pathSupervisorChildren(wrong(undefined)), /^path must be/],
    ["no prefix", (node) => node.watchPath("svc"), /^path must be/],
    ["a depth", (node) => node.watchPath("/svc", wrong(2)), /^deep must be a boolean/],
    ["no pid", (node) => node.watch(wrong("1"), "restartone"), /^the target must be/],
    [
      "a strategy",
      (node) => node.watch(1, wrong("restarttwo")),
      /^strategy must be "restartone", .*got "restarttwo"/,
    ],
    [
      "no strategy",
      (node) => node.pathSuperviseWithFactory("/svc", 1, () => 1, wrong(undefined)),
      /^strategy must be/,
    ],
    [
      "no factory",
      (node) =>
        node.pathSuperviseWithFactory(
          "/svc",
          node.spawn(() => {}),
          wrong(5),
          "restartone",
        ),
      /^factory must be a function/,
    ],
  ])("%s", (_, call, text) => {
    const { node } = makeCompat();
    expect(() => call(node)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARG", message: expect.stringMatching(text) }),
    );
    expect(node.childrenCount()).toBe(0);
  });
});

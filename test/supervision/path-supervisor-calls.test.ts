/** Letting go, listening, wrong calls and limits of path supervisors. */
import { limits } from "../../src/limits";
import { PathSupervision } from "../../src/supervision/path-supervisor";
import type { Child } from "../../src/supervision/replacing-port";
import { failureOf } from "../lifecycle/fixture";
import { makePathWorld, settle } from "./path-fixture";

describe("supervisors of paths: watching", () => {
  test("unwatch lets a child go, which lives on", async () => {
    const { rt, worker, factory, verdicts } = makePathWorld();
    const [a, b] = [worker("a"), worker("b")];
    const svc = rt.paths.supervisor("/svc");
    svc.supervise(a, factory("a"));
    svc.watch(b);
    expect([svc.unwatch(a), svc.unwatch(a), svc.unwatch(b.pid), svc.unwatch(77)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect([rt.isAlive(a), rt.supervision.count, svc.children()]).toEqual([true, 0, []]);
    a.send.crash();
    await settle();
    expect(verdicts()).toEqual([]);
  });

  test("onExit: each listener hears it until its disposer is called; one that throws or rejects harms nobody", async () => {
    const { rt, worker, factory, at, lines, verdicts } = makePathWorld();
    const svc = rt.paths.supervisor("/svc");
    const heard: number[] = [];
    svc.onExit(() => {
      throw new Error("thrown");
    });
    svc.onExit(async () => {
      throw new Error("rejected");
    });
    const stop = svc.onExit(({ pid }) => void heard.push(pid));
    const a = worker("a");
    svc.supervise(a, factory("a"));
    a.send.crash();
    await settle();
    stop();
    stop();
    await at("a").stop();
    await settle();
    expect([heard, verdicts()]).toEqual([[a.pid], ["restart a"]]);
    expect(lines.filter((line) => line === "error A listener for exits below /svc threw.")).toHaveLength(4);
  });

  test("a listener that removes the supervisor is obeyed: nobody is made for the exit that it heard", async () => {
    const { rt, worker, factory, log, verdicts } = makePathWorld();
    const a = worker("a");
    const svc = rt.paths.supervisor("/svc");
    svc.supervise(a, factory("a"));
    svc.onExit(() => void rt.paths.removeSupervisor("/svc"));
    a.send.crash();
    await settle();
    expect([log.includes("+a"), verdicts()]).toEqual([false, []]);
  });

  test("one actor may be watched by several, and is one of the supervised", async () => {
    const { rt, worker } = makePathWorld();
    const a = worker("a");
    const heard: string[] = [];
    for (const path of ["/one", "/two"]) {
      rt.paths.supervisor(path).watch(a);
      rt.paths.supervisor(path).onExit(() => void heard.push(path));
    }
    expect([rt.supervision.count, rt.supervision.children()]).toEqual([1, [a]]);
    rt.paths.removeSupervisor("/one");
    expect(rt.supervision.count).toBe(1);
    await a.stop();
    expect([heard, rt.supervision.count]).toEqual([["/two"], 0]);
  });
});

describe("supervisors of paths: wrong calls", () => {
  test.each<[string, (world: ReturnType<typeof makePathWorld>) => unknown, string]>([
    ["no path", ({ rt }) => rt.paths.supervisor("svc"), "path must be"],
    ["removing no path", ({ rt }) => rt.paths.removeSupervisor(5 as never), "path must be"],
    [
      "an option that does not exist",
      ({ rt }) => rt.paths.supervisor("/svc", { maxRestart: 3 } as never),
      '(did you mean "maxRestarts"?)',
    ],
    [
      "an option of @Supervised that means nothing here",
      ({ rt }) => rt.paths.supervisor("/svc", { state: "keep" } as never),
      "state must be an option that exists",
    ],
    [
      "no options",
      ({ rt }) => rt.paths.supervisor("/svc", 5 as never),
      "supervisor options must be an object",
    ],
    [
      "a number of restarts",
      ({ rt }) => rt.paths.supervisor("/svc", { maxRestarts: -1 }),
      "maxRestarts must be",
    ],
    [
      "a strategy",
      ({ rt, worker, factory }) =>
        rt.paths.supervisor("/svc").supervise(worker("a"), factory("a"), "one-for-al" as never),
      '(did you mean "one-for-all"?)',
    ],
    [
      "options of one child",
      ({ rt, worker, factory }) =>
        rt.paths.supervisor("/svc").supervise(worker("a"), factory("a"), { backof: {} } as never),
      '(did you mean "backoff"?)',
    ],
    [
      "no factory",
      ({ rt, worker }) => rt.paths.supervisor("/svc").supervise(worker("a"), worker("b") as never),
      "factory must be a function",
    ],
    ["no target", ({ rt }) => rt.paths.supervisor("/svc").watch("a" as never), "the target must be"],
    [
      "no listener",
      ({ rt }) => rt.paths.supervisor("/svc").onExit(5 as never),
      "listener must be a function; got 5",
    ],
  ])("%s", async (_, call, text) => {
    const world = makePathWorld();
    expect(() => call(world)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARG", message: expect.stringContaining(text) }),
    );
    expect(world.rt.supervision.count).toBe(0);
  });

  test("a dead target, one of another runtime, and a runtime that has ended", async () => {
    const [one, other] = [makePathWorld(), makePathWorld()];
    const svc = one.rt.paths.supervisor("/svc");
    const dead = one.worker("dead");
    await dead.stop();
    expect(await failureOf(() => svc.watch(dead))).toBe("ERR_ACTOR_NOT_FOUND");
    expect(await failureOf(() => svc.supervise(77, () => 1))).toBe("ERR_ACTOR_NOT_FOUND");
    expect(await failureOf(() => svc.watch(other.worker("a")))).toBe("ERR_FOREIGN_TARGET");
    const ended = one.rt.shutdown();
    await one.clock.advance(1);
    await ended;
    expect(await failureOf(() => svc.watch(dead))).toBe("ERR_RUNTIME_STOPPED");
    expect(await failureOf(() => one.rt.paths.supervisor("/svc"))).toBe("ERR_RUNTIME_STOPPED");
  });
});

test("S9: supervisors of two runtimes at one path do not notice each other", async () => {
  const [one, other] = [makePathWorld(), makePathWorld()];
  const [a, b] = [one.worker("a"), other.worker("b")];
  one.rt.paths.supervisor("/svc").watch(a);
  other.rt.paths.supervisor("/svc").watch(b);
  expect([one.rt.paths.removeSupervisor("/svc"), other.rt.paths.supervisor("/svc").children()]).toEqual([
    true,
    [b],
  ]);
});

test("S13: there are limits of supervisors, of watched prefixes, and of one supervisor's children", async () => {
  const { rt, worker } = makePathWorld();
  worker("a");
  for (let made = 0; made < limits.pathSupervisorsMax; made++) rt.paths.supervisor(`/at/${made}`);
  expect(() => rt.paths.supervisor("/more")).toThrow(
    expect.objectContaining({ limit: "pathSupervisorsMax" }),
  );
  rt.paths.supervisor("/at/0/"); // it is there already
  rt.paths.removeSupervisor("/at/0");
  rt.paths.supervisor("/more");
  const [first] = Array.from({ length: limits.pathWatchesMax }, () => rt.paths.watch("/svc"));
  expect(() => rt.paths.watch("/svc")).toThrow(expect.objectContaining({ limit: "pathWatchesMax" }));
  first?.();
  rt.paths.watch("/svc");

  const children = new PathSupervision<Child>("/few", { hear: () => () => {} } as never, 2);
  const [one, two, three] = [1, 2, 3].map((pid) => ({ pid, label: `Child#${pid}` }) as Child) as [
    Child,
    Child,
    Child,
  ];
  children.watch(one);
  children.watch(two);
  expect(() => children.watch(three)).toThrow(
    expect.objectContaining({ limit: "pathChildrenMax", value: 2 }),
  );
  children.unwatch(one);
  children.watch(three);
  expect(children.children()).toEqual([two, three]);
});

/** Shutdowns and removals while the supervisor of a path replaces somebody. */
import { gate } from "../lifecycle/fixture";
import { makePathWorld, makePendingWorld, settle } from "./path-fixture";

describe("supervisors of paths: what ends while a restart is under way", () => {
  test.each<[string, (world: Awaited<ReturnType<typeof makePendingWorld>>) => unknown]>([
    ["the supervisor is removed", ({ rt }) => rt.paths.removeSupervisor("/svc")],
    ["the child is let go", ({ svc, a }) => expect(svc.unwatch(a)).toBe(true)],
  ])("%s while a factory is awaited: what still comes is stopped, and the log says so", async (_, end) => {
    const world = await makePendingWorld();
    const { svc, door, at, lines, rt, clock } = world;
    const restarted = svc.restart(world.a);
    await settle();
    end(world);
    expect([await restarted, clock.pending]).toEqual([false, 0]);
    door.open();
    await settle();
    expect([at("a"), rt.supervision.count]).toEqual([undefined, 0]);
    expect(lines.filter((line) => line.includes("comes too late"))).toHaveLength(2); // by hand it was called once more
  });

  test("shutdown while a factory is awaited: its promise may settle whenever it likes", async () => {
    const { rt, door, clock, svc, a, log, at } = await makePendingWorld();
    const restarted = svc.restart(a);
    await rt.shutdown();
    expect([clock.pending, await restarted]).toEqual([0, false]);
    door.open(); // the factory spawns, and throws ERR_RUNTIME_STOPPED
    await settle();
    expect([log, at("a"), rt.inspect.metrics().actors.live]).toEqual([["-a", "+a"], undefined, 0]);
  });

  test("shutdown in a back-off: no alarm is left, and nobody is made", async () => {
    const { rt, worker, factory, clock, log } = makePathWorld();
    const a = worker("a");
    rt.paths.supervisor("/svc").supervise(a, factory("a"), { backoff: { initialMs: 60_000 } });
    a.send.crash();
    await settle();
    expect(clock.pending).toBe(1);
    await rt.shutdown();
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(log).not.toContain("+a");
  });

  test("shutdown in a pause between attempts: no alarm is left, and no further attempt", async () => {
    const { rt, worker, clock } = makePathWorld();
    const a = worker("a");
    let calls = 0;
    rt.paths.supervisor("/svc").supervise(a, () => {
      calls++;
      throw new Error("no luck");
    });
    a.send.crash();
    await settle();
    const slow = gate();
    const busy = rt.spawn(async () => slow.opened); // keeps the shutdown waiting
    busy.tell(1);
    await settle();
    const ended = rt.shutdown();
    await clock.advance(1_000);
    expect(calls).toBe(1);
    slow.open();
    await ended;
    expect(clock.pending).toBe(0);
  });

  test("a crash in the middle of a shutdown is nobody's business any more", async () => {
    const { rt, worker, factory, log, at, verdicts } = makePathWorld();
    const slow = gate();
    rt.paths.supervisor("/svc", { restart: "permanent" }).supervise(worker("a"), factory("a"));
    const busy = rt.spawn(async () => slow.opened); // keeps the shutdown waiting
    busy.tell(1);
    await settle();
    const ended = rt.shutdown();
    at("a").send.crash();
    await settle();
    expect([rt.isAlive(busy), at("a")]).toEqual([true, undefined]);
    slow.open();
    await ended;
    expect([log, verdicts()]).toEqual([["-a"], []]);
  });

  test("a removal half way: siblings that were stopped stay away, the one that was made stays", async () => {
    const { rt, worker, factory, at, clock, log } = makePathWorld();
    const svc = rt.paths.supervisor("/svc", { strategy: "one-for-all" });
    svc.supervise(worker("a"), factory("a"));
    svc.supervise(worker("b"), () => {
      throw new Error("no luck");
    });
    svc.supervise(worker("c"), factory("c"));
    await settle();
    at("a").send.crash();
    await settle();
    rt.paths.removeSupervisor("/svc");
    expect(clock.pending).toBe(0);
    await clock.advance(10_000);
    expect(log).toEqual(["-a", "-c", "-b", "+a"]);
    expect([rt.isAlive(at("a")), rt.supervision.count]).toEqual([true, 0]);
  });

  test("a removal before anything was done: no sibling is stopped", async () => {
    const { rt, worker, factory, log } = makePathWorld();
    const svc = rt.paths.supervisor("/svc", { strategy: "one-for-all" });
    const refs = ["a", "b", "c"].map((name) => worker(name));
    for (const ref of refs) svc.supervise(ref, factory("other"));
    await settle();
    rt.events.on("supervision", ({ supervisor }) => {
      if (supervisor === "/svc") rt.paths.removeSupervisor("/svc");
    });
    refs[0]?.send.crash();
    await settle();
    expect([log, refs.map((ref) => rt.isAlive(ref))]).toEqual([["-a"], [false, true, true]]);
  });

  test("a removal in a back-off leaves no alarm", async () => {
    const { rt, worker, factory, clock, log } = makePathWorld();
    const a = worker("a");
    rt.paths.supervisor("/svc").supervise(a, factory("a"), { backoff: { initialMs: 500 } });
    a.send.crash();
    await settle();
    rt.paths.removeSupervisor("/svc");
    expect(clock.pending).toBe(0);
    await clock.advance(500);
    expect(log).not.toContain("+a");
  });

  test("a factory that removes its own supervisor delivers to nobody", async () => {
    const { rt, worker, at, lines } = makePathWorld();
    const a = worker("a");
    rt.paths.supervisor("/svc").supervise(a, () => {
      rt.paths.removeSupervisor("/svc");
      return worker("a");
    });
    a.send.crash();
    await settle();
    expect([at("a"), lines.at(-1)]).toEqual([undefined, expect.stringContaining("comes too late")]);
  });

  test("the same with a promise: nothing is left that waits for it", async () => {
    const { rt, worker, at, clock } = makePathWorld();
    const a = worker("a");
    rt.paths.supervisor("/svc").supervise(a, async () => {
      rt.paths.removeSupervisor("/svc");
      return worker("a");
    });
    a.send.crash();
    await settle();
    expect([at("a"), clock.pending]).toEqual([undefined, 0]);
  });

  test("a factory may put other actors under its own supervisor", async () => {
    const { rt, worker, factory, at } = makePathWorld();
    const a = worker("a");
    const svc = rt.paths.supervisor("/svc", { strategy: "one-for-all" });
    svc.supervise(a, () => {
      svc.supervise(worker("b"), factory("b"));
      return factory("a")();
    });
    a.send.crash();
    await settle();
    expect(svc.children()).toEqual([at("a"), at("b")]);
  });
});

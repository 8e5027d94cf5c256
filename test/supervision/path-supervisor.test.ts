/** Supervisors of paths: what they are, who comes back and who does not, and what becomes of names. */
import type { ExitInfo } from "../../src/exit";
import { failureOf } from "../lifecycle/fixture";
import { makePathWorld, settle, Worker } from "./path-fixture";

describe("supervisors of paths", () => {
  test("there is one for each path, whatever its spelling; options count when it is made", () => {
    const { rt } = makePathWorld();
    const one = rt.paths.supervisor("/svc/auth", { maxRestarts: 1 });
    expect(rt.paths.supervisor("//svc/auth/", { maxRestarts: 9 })).toBe(one);
    expect([one.path, `${one}`, rt.paths.supervisor("/").path]).toEqual(["/svc/auth", "/svc/auth", "/"]);
    expect(rt.paths.supervisor("/svc")).not.toBe(one);
  });

  test("a removed one looks after nobody, stops nobody, and says so when it is used", async () => {
    const { rt, worker, factory, verdicts, at } = makePathWorld();
    const [a, b] = [worker("a"), worker("b")];
    const svc = rt.paths.supervisor("/svc");
    svc.supervise(a, factory("a"));
    svc.watch(b);
    expect([rt.paths.removeSupervisor("/svc"), rt.paths.removeSupervisor("/svc")]).toEqual([true, false]);
    expect([svc.children(), rt.isAlive(a), rt.isAlive(b), rt.supervision.count]).toEqual([[], true, true, 0]);
    a.send.crash();
    await settle();
    expect([verdicts(), at("a")]).toEqual([[], undefined]);
    for (const use of [
      () => svc.watch(b),
      () => svc.supervise(b, factory("b")),
      () => svc.onExit(() => {}),
    ]) {
      expect(await failureOf(use)).toBe("ERR_SUPERVISOR_REMOVED");
    }
    expect([svc.unwatch(b), await svc.restart()]).toEqual([false, false]);
    expect(rt.paths.supervisor("/svc")).not.toBe(svc);
  });

  test("watch hears of the exit and restarts nobody; the dead leave by themselves", async () => {
    const { rt, worker, verdicts } = makePathWorld();
    const [a, b] = [worker("a"), worker("b")];
    const svc = rt.paths.supervisor("/svc");
    const exits: ExitInfo[] = [];
    svc.onExit((exit) => void exits.push(exit));
    for (const one of [a, b, a]) svc.watch(one);
    expect([svc.children(), rt.supervision.children()]).toEqual([
      [a, b],
      [a, b],
    ]);
    a.send.crash();
    await settle();
    expect(exits).toMatchObject([{ pid: a.pid, reason: "panic", error: new Error("boom") }]);
    expect([svc.children(), rt.supervision.count, verdicts()]).toEqual([[b], 1, []]);
  });

  test("supervise replaces what crashed by a new actor with a new pid, and keeps its place", async () => {
    const { rt, worker, factory, at, verdicts, lines, reports } = makePathWorld();
    const [a, b] = [worker("a"), worker("b")];
    const svc = rt.paths.supervisor("/svc");
    svc.supervise(a, factory("a"), "one-for-one");
    svc.supervise(b, factory("b"));
    a.send.crash();
    await settle();
    expect([at("a").pid === a.pid, await at("a").ask.ping(), rt.isAlive(a)]).toEqual([false, "pong", false]);
    expect([svc.children(), rt.supervision.children(), verdicts()]).toEqual([
      [at("a"), b],
      expect.arrayContaining([at("a"), b]),
      ["restart a"],
    ]);
    expect(lines.at(-1)).toBe(
      `warn /svc replaces Worker#${a.pid}, which ended (panic) (1 of 3): Error: boom`,
    );
    expect(reports.at(-1)).toMatchObject({
      restarts: 1,
      restartsLeft: 2,
      withinMs: 5_000,
      supervisorPid: undefined,
    });
    at("a").send.crash(); // and again
    await settle();
    expect(verdicts()).toEqual(["restart a", "restart a"]);
    expect([svc.unwatch(a), await svc.restart(a)]).toEqual([false, false]); // it is nobody's any more
  });

  test("what the factory registered stays: the exit of the old one frees only what is still its own", async () => {
    const { rt, worker, at } = makePathWorld();
    const a = worker("a");
    rt.names.register("a", a);
    let next: unknown;
    rt.paths.supervisor("/svc").supervise(a, () => {
      const now = worker("a");
      rt.names.register("a", now);
      next = now;
      return now.pid; // a pid will do
    });
    a.send.crash();
    await settle();
    expect([at("a"), rt.names.resolve("a")]).toEqual([next, next]);
  });

  test("what was taken over while the old one lived is not freed by its end", async () => {
    const { rt, worker, at } = makePathWorld();
    const a = worker("a");
    const heir = worker("a"); // takes the path over
    rt.paths.supervisor("/svc").supervise(a, () => heir);
    a.send.crash();
    await settle();
    expect(at("a")).toBe(heir);
  });

  test.each<[string, (worker: ReturnType<typeof makePathWorld>) => unknown]>([
    ["a stop", ({ at }) => at("a").stop()],
    ["a stop with a reason", ({ at }) => at("a").stop({ reason: "worn out" })],
    ["a kill", ({ rt, at }) => void rt.kill(at("a"))],
    ["a normal end of its own", ({ at }) => void at("a").send.retire()],
    [
      "a stop of one that had crashed and still ends",
      ({ at }) => {
        at("a").send.crash();
        return at("a").stop();
      },
    ],
  ])("%s is no crash: it leaves, and nobody is made", async (_, end) => {
    const world = makePathWorld();
    const { rt, worker, factory, log, verdicts } = world;
    rt.paths.supervisor("/svc").supervise(worker("a"), factory("a"));
    await settle();
    await end(world);
    await settle();
    expect([log.includes("+a"), verdicts(), rt.supervision.count]).toEqual([false, [], 0]);
  });

  test("the end of its parent is no crash either", async () => {
    const { rt, factory, log } = makePathWorld();
    const parent = rt.spawn(Worker);
    const child = rt.spawn(Worker, { parent });
    rt.paths.supervisor("/svc").supervise(child, factory("child"), { restart: "permanent" });
    await parent.stop();
    await settle();
    expect([log, rt.supervision.count]).toEqual([[], 0]);
  });

  test("one that goes down with a linked actor came down by itself, and comes back", async () => {
    const { rt, worker, factory, at, reports } = makePathWorld();
    const [a, other] = [worker("a"), worker("other")];
    rt.links.link(a, other);
    rt.paths.supervisor("/svc").supervise(a, factory("a"));
    rt.kill(other);
    await settle();
    expect(at("a").pid).not.toBe(a.pid);
    expect(reports.at(-1)).toMatchObject({ reason: "killed", error: { code: "ERR_LINKED_EXIT" } });
  });

  test("one that crashed and is forced to end, because its @OnStop hangs, comes back", async () => {
    const { rt, worker, factory, at, clock } = makePathWorld();
    const a = worker("a", new Promise(() => {}));
    rt.paths.supervisor("/svc").supervise(a, factory("a"));
    await settle();
    a.send.crash();
    await settle();
    expect(at("a")).toBe(a);
    await clock.advance(5_000);
    expect([rt.isAlive(a), rt.isAlive(at("a"))]).toEqual([false, true]);
  });

  test("a handler past its deadline is a crash", async () => {
    const { rt, worker, factory, at, clock, reports } = makePathWorld();
    const a = worker("a");
    rt.paths.supervisor("/svc").supervise(a, factory("a"));
    a.send.hang();
    await settle();
    await clock.advance(1_000);
    expect([rt.isAlive(at("a")), at("a") === a]).toEqual([true, false]);
    expect(reports.at(-1)).toMatchObject({ reason: "timeout", error: { code: "ERR_HANDLER_TIMEOUT" } });
  });

  test("permanent: also a normal end of its own brings it back; temporary: nothing does, and a crash is reported", async () => {
    const { rt, worker, factory, at, verdicts, lines } = makePathWorld();
    const [a, b] = [worker("a"), worker("b")];
    const svc = rt.paths.supervisor("/svc", { restart: "permanent" });
    svc.supervise(a, factory("a"));
    svc.supervise(b, factory("b"), { restart: "temporary" });
    a.send.retire();
    b.send.crash();
    await settle();
    expect([rt.isAlive(at("a")), at("b"), verdicts()]).toEqual([true, undefined, ["restart a", "stop b"]]);
    expect(lines).toContain(
      `error /svc does not replace Worker#${b.pid}, which ended (panic): it is temporary. The cause: Error: boom`,
    );
    const again = at("a");
    await again.stop();
    await settle();
    expect([at("a"), svc.children()]).toEqual([undefined, []]);
  });

  test("an actor that restarts in place does so first; only when that failed is it replaced", async () => {
    const { rt, verdicts, log } = makePathWorld();
    const spawn = () => rt.spawn(Worker, { supervised: { maxRestarts: 1 }, path: "/svc/a" } as never);
    const a = spawn();
    rt.paths.supervisor("/svc").supervise(a, () => {
      log.push("+a");
      return spawn();
    });
    a.send.crash();
    await settle();
    expect([a.incarnation, log]).toEqual([1, []]);
    a.send.crash();
    await settle();
    expect([rt.isAlive(a), log, verdicts()]).toEqual([false, ["+a"], ["restart undefined"]]);
  });
});

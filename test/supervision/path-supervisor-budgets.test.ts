/** Budgets, back-off and escalation of those whom the supervisor of a path replaces. */
import { failureOf } from "../lifecycle/fixture";
import { makePathWorld, settle, Worker } from "./path-fixture";

describe("supervisors of paths: budgets", () => {
  test("more than maxRestarts within withinMs is too much: it leaves, loudly; each child has a budget of its own", async () => {
    const { rt, worker, factory, at, verdicts, lines, clock } = makePathWorld();
    const [a, b] = [worker("a"), worker("b")];
    const svc = rt.paths.supervisor("/svc", { maxRestarts: 2, withinMs: 1_000 });
    svc.supervise(a, factory("a"));
    svc.supervise(b, factory("b"));
    for (let crash = 0; crash < 2; crash++) {
      at("a").send.crash();
      await settle();
    }
    await clock.advance(1_001); // the window is over
    at("a").send.crash();
    await settle();
    at("b").send.crash();
    await settle();
    expect(verdicts()).toEqual(["restart a", "restart a", "restart a", "restart b"]);
    at("a").send.crash();
    await settle();
    const last = at("a");
    last.send.crash("enough");
    await settle();
    expect(verdicts().slice(4)).toEqual(["restart a", "escalate a"]);
    expect(lines).toContain(
      `error /svc gives up on ${last}, which ended (panic): it was replaced 2 times within 1000 ms. The cause: Error: enough`,
    );
    expect(svc.children()).toEqual([at("b")]);
  });

  test("maxRestarts 0: the first crash is too much", async () => {
    const { rt, worker, factory, verdicts, reports } = makePathWorld();
    const a = worker("a");
    rt.paths.supervisor("/svc").supervise(a, factory("a"), { maxRestarts: 0 });
    a.send.crash();
    await settle();
    expect([verdicts(), reports.at(-1)?.why]).toEqual([
      ["escalate a"],
      "it may not be replaced (maxRestarts 0)",
    ]);
  });

  test("with onEscalation: shutdown a child that is given up ends the runtime, as any root does", async () => {
    const { rt, worker, factory } = makePathWorld({ supervision: { onEscalation: "shutdown" } });
    const [a, b] = [worker("a"), worker("b")];
    rt.paths.supervisor("/svc").supervise(a, factory("a"), { maxRestarts: 0 });
    a.send.crash();
    await settle();
    expect([rt.isAlive(b), await failureOf(() => rt.paths.supervisor("/new"))]).toEqual([
      false,
      "ERR_RUNTIME_STOPPED",
    ]);
  });

  test("onEscalation: shutdown leaves a root alone that could not be healed in place, where a factory replaces it", async () => {
    const { rt, at, reports } = makePathWorld({ supervision: { onEscalation: "shutdown" } });
    const spawn = () => rt.spawn(Worker, { supervised: { maxRestarts: 0 }, path: "/svc/a" });
    const a = spawn();
    rt.paths.supervisor("/svc").supervise(a, spawn);
    a.send.crash();
    await settle();
    expect([rt.isAlive(at("a")), at("a") === a]).toEqual([true, false]);
    expect(reports.map(({ supervisor, verdict }) => `${supervisor} ${verdict}`)).toEqual([
      "iris stop",
      "/svc restart",
    ]);
  });

  test("back-off: it grows with each crash in a row, and a child that waits is no child", async () => {
    const { rt, worker, factory, at, clock, reports } = makePathWorld();
    const a = worker("a");
    const svc = rt.paths.supervisor("/svc");
    svc.supervise(a, factory("a"), { backoff: { initialMs: 100, factor: 3 } });
    a.send.crash();
    await settle();
    expect([svc.children(), rt.supervision.count, clock.pending]).toEqual([[], 0, 1]);
    await clock.advance(99);
    expect(at("a")).toBeUndefined();
    await clock.advance(1);
    expect(rt.isAlive(at("a"))).toBe(true);
    at("a").send.crash();
    await settle();
    await clock.advance(299);
    expect(at("a")).toBeUndefined();
    await clock.advance(1);
    const delays = reports.filter(({ supervisor }) => supervisor === "/svc").map(({ delayMs }) => delayMs);
    expect([rt.isAlive(at("a")), delays]).toEqual([true, [100, 300]]);
    expect(clock.pending).toBe(0);
  });

  test("supervising again changes the rules, and the budget begins anew", async () => {
    const { rt, worker, factory, at, verdicts } = makePathWorld();
    const a = worker("a");
    const svc = rt.paths.supervisor("/svc");
    svc.watch(a);
    svc.supervise(a, () => a, { maxRestarts: 0 });
    svc.supervise(a, factory("a"), { maxRestarts: 1 });
    svc.watch(a); // changes nothing
    a.send.crash();
    await settle();
    svc.supervise(at("a"), factory("a"), { maxRestarts: 1 });
    at("a").send.crash();
    await settle();
    expect([verdicts(), svc.children()]).toEqual([["restart a", "restart a"], [at("a")]]);
  });
});

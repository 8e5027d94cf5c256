/** Strategies of path supervisors, and exits that come while a restart is under way. */
import { gate } from "../lifecycle/fixture";
import { makePathWorld, settle, trio } from "./path-fixture";

describe("supervisors of paths: strategies", () => {
  test("one-for-one: nobody else is touched", async () => {
    const { at, log, pids } = trio("one-for-one");
    const [a, , c] = pids();
    at("b").send.crash();
    await settle();
    expect([log.filter((entry) => entry !== "-b"), pids()[0], pids()[2]]).toEqual([["+b"], a, c]);
  });

  test("one-for-all: the others stop first, last first, and then all are made in start order", async () => {
    const { at, log, svc, rt, reports, lines } = trio("one-for-all");
    await settle();
    const b = at("b");
    b.send.crash();
    await settle();
    expect(log).toEqual(["-b", "-c", "-a", "+a", "+b", "+c"]);
    expect(svc.children()).toEqual([at("a"), at("b"), at("c")]);
    expect(reports.at(-1)?.siblings).toHaveLength(2);
    expect(lines.at(-1)).toBe(
      `warn /svc replaces ${b}, which ended (panic), with 2 siblings (1 of 3): Error: boom`,
    );
    expect(rt.supervision.count).toBe(3);
  });

  test("rest-for-one: those that came after it, and not those before", async () => {
    const { at, log } = trio("rest-for-one");
    await settle();
    at("b").send.crash();
    await settle();
    expect(log).toEqual(["-b", "-c", "+b", "+c"]);
  });

  test("the strategy of the one that crashed counts, and only it is charged", async () => {
    const { at, log, svc, factory, verdicts } = trio({ strategy: "one-for-one", maxRestarts: 1 });
    svc.supervise(at("c"), factory("c"), { strategy: "one-for-all", maxRestarts: 1 });
    await settle();
    at("c").send.crash();
    await settle();
    expect(log).toEqual(["-c", "-b", "-a", "+a", "+b", "+c"]);
    for (const name of ["a", "b"]) at(name).send.crash(); // their first
    await settle();
    expect(verdicts()).toEqual(["restart c", "restart a", "restart b"]);
  });

  test("those that are only watched are no siblings, nor is one that somebody stops just then", async () => {
    const busy = gate();
    const world = makePathWorld();
    const { rt, worker, factory, log, at } = world;
    const svc = rt.paths.supervisor("/svc", { strategy: "one-for-all" });
    const watched = worker("watched");
    svc.watch(watched);
    svc.supervise(worker("a"), factory("a"));
    const leaving = worker("leaving", busy.opened);
    svc.supervise(leaving, factory("leaving"));
    await settle();
    const stopped = leaving.stop();
    at("a").send.crash();
    await settle();
    busy.open();
    await stopped;
    await settle();
    expect(log).toEqual(["-a", "+a", "-leaving"]);
    expect(svc.children()).toEqual([watched, at("a")]);
  });

  test("a sibling that is temporary is stopped with the others, and does not come back", async () => {
    const { at, log, svc, factory } = trio("one-for-all");
    svc.supervise(at("c"), factory("c"), { restart: "temporary" });
    await settle();
    at("a").send.crash();
    await settle();
    expect([log, svc.children()]).toEqual([
      ["-a", "-c", "-b", "+a", "+b"],
      [at("a"), at("b")],
    ]);
  });

  test("a sibling that does not stop is abandoned after its shutdownMs, and the restart goes on", async () => {
    const world = makePathWorld();
    const { rt, worker, factory, log, at, clock } = world;
    const svc = rt.paths.supervisor("/svc", { strategy: "one-for-all", shutdownMs: 300 });
    svc.supervise(worker("a"), factory("a"));
    svc.supervise(worker("stuck", new Promise(() => {})), factory("stuck"));
    await settle();
    at("a").send.crash();
    await settle();
    expect(log).toEqual(["-a"]);
    await clock.advance(299);
    expect(log).toEqual(["-a"]);
    await clock.advance(1);
    expect([log, clock.pending]).toEqual([["-a", "+a", "+stuck"], 0]);
  });

  test("with a back-off all wait for it, from the crash on", async () => {
    const { at, log, clock } = trio({ strategy: "one-for-all", backoff: { initialMs: 1_000 } });
    await settle();
    at("a").send.crash();
    await settle();
    expect(log).toEqual(["-a", "-c", "-b"]);
    await clock.advance(999);
    expect(log).toHaveLength(3);
    await clock.advance(1);
    expect([log.slice(3), clock.pending]).toEqual([["+a", "+b", "+c"], 0]);
  });
});

describe("supervisors of paths: exits while a restart is under way", () => {
  test("two of a group crash at once: one restart, one is charged", async () => {
    const { at, log, verdicts } = trio("one-for-all");
    await settle();
    at("a").send.crash();
    at("b").send.crash();
    await settle();
    expect([log, verdicts()]).toEqual([["-a", "-b", "-c", "+a", "+b", "+c"], ["restart a"]]);
  });

  test("two crash at once, one-for-one: each is replaced, and charged", async () => {
    const { at, verdicts, rt } = trio("one-for-one");
    for (const name of ["a", "c"]) at(name).send.crash();
    await settle();
    expect([verdicts(), rt.isAlive(at("a")), rt.isAlive(at("c"))]).toEqual([
      ["restart a", "restart c"],
      true,
      true,
    ]);
  });

  test("a sibling that crashes while it waits for its turn to stop is made anew with the others", async () => {
    const busy = gate();
    const world = makePathWorld();
    const { rt, worker, factory, log, at, verdicts } = world;
    const svc = rt.paths.supervisor("/svc", { strategy: "one-for-all" });
    svc.supervise(worker("a"), factory("a"));
    svc.supervise(worker("b"), factory("b"));
    svc.supervise(worker("slow", busy.opened), factory("slow"));
    await settle();
    at("a").send.crash();
    await settle();
    at("b").send.crash(); // it waits for slow
    await settle();
    expect(log).toEqual(["-a", "-b"]);
    busy.open();
    await settle();
    expect([log, verdicts()]).toEqual([["-a", "-b", "-slow", "+a", "+b", "+slow"], ["restart a"]]);
  });

  test("a sibling that is stopped while it waits for its turn leaves", async () => {
    const busy = gate();
    const world = makePathWorld();
    const { rt, worker, factory, log, at, svc } = { ...world, svc: world.rt.paths.supervisor("/svc") };
    for (const name of ["a", "b"]) svc.supervise(worker(name), factory(name), "one-for-all");
    svc.supervise(worker("slow", busy.opened), factory("slow"));
    await settle();
    at("a").send.crash();
    await settle();
    rt.kill(at("b"));
    busy.open();
    await settle();
    expect(log).toEqual(["-a", "-slow", "+a", "+slow"]);
    expect(svc.children()).toEqual([at("a"), at("slow")]);
  });

  test("one that crashes while its siblings are still being made: the group is made anew once more", async () => {
    const world = makePathWorld();
    const { rt, worker, factory, log, at, verdicts } = world;
    const made = gate<void>();
    const svc = rt.paths.supervisor("/svc", { strategy: "one-for-all" });
    svc.supervise(worker("a"), factory("a"));
    let slow = true;
    svc.supervise(worker("b"), async () => {
      const ref = factory("b")();
      if (slow) await made.opened;
      slow = false;
      return ref;
    });
    await settle();
    at("a").send.crash();
    await settle();
    expect(log).toEqual(["-a", "-b", "+a", "+b"]);
    at("a").send.crash(); // while b is awaited
    await settle();
    expect([log.slice(4), verdicts()]).toEqual([
      ["-a", "+a", "+b"],
      ["restart a", "restart a"],
    ]);
    const first = world.lines.length;
    slow = false;
    made.open();
    await settle();
    // Of the two that the factory made one is the child; the other one came too late.
    expect(svc.children()).toEqual([at("a"), expect.anything()]);
    expect([log.slice(7), world.lines.length - first]).toEqual([["-b"], 1]);
    expect(rt.supervision.count).toBe(2);
  });

  test("one in its own back-off joins a group that restarts: all wait for the later of the two", async () => {
    const { at, log, clock, svc, factory } = trio("one-for-one");
    svc.supervise(at("a"), factory("a"), { backoff: { initialMs: 1_000 } });
    svc.supervise(at("b"), factory("b"), { strategy: "one-for-all", backoff: { initialMs: 100 } });
    await settle();
    at("a").send.crash();
    await settle();
    await clock.advance(500);
    at("b").send.crash();
    await settle();
    await clock.advance(499);
    expect(log).toEqual(["-a", "-b", "-c"]);
    await clock.advance(1);
    expect([log.slice(3), clock.pending]).toEqual([["+a", "+b", "+c"], 0]);
  });

  test("one that waits out its own back-off keeps nobody waiting", async () => {
    const { at, log, clock, svc, factory } = trio("one-for-one");
    svc.supervise(at("a"), factory("a"), { backoff: { initialMs: 1_000 } });
    await settle();
    at("a").send.crash();
    at("b").send.crash();
    await settle();
    expect(log).toEqual(["-a", "-b", "+b"]);
    await clock.advance(1_000);
    expect(log.at(-1)).toBe("+a");
  });
});

/** Restarts that somebody asks the supervisor of a path for. */
import { settle, trio } from "./path-fixture";

describe("supervisors of paths: restarts by hand", () => {
  test("one: it is stopped and made anew, nobody is charged, and the promise says when", async () => {
    const { svc, at, log, verdicts, rt } = trio({ maxRestarts: 0 });
    await settle();
    const a = at("a");
    expect(await svc.restart(a)).toBe(true);
    expect([log, rt.isAlive(a), rt.isAlive(at("a")), verdicts()]).toEqual([["-a", "+a"], false, true, []]);
  });

  test("one of a group: its siblings with it, by its strategy", async () => {
    const { svc, at, log } = trio("rest-for-one");
    await settle();
    expect(await svc.restart(at("b").pid)).toBe(true);
    expect(log).toEqual(["-b", "-c", "+b", "+c"]);
  });

  test("all: last first, and then in start order; also those that are temporary, not those that are watched", async () => {
    const { svc, log, worker, at, factory } = trio("one-for-one");
    const watched = worker("watched");
    svc.watch(watched);
    svc.supervise(at("b"), factory("b"), { restart: "temporary" });
    await settle();
    expect(await svc.restart()).toBe(true);
    expect(log).toEqual(["-c", "-b", "-a", "+a", "+b", "+c"]);
    expect(svc.children()).toEqual([at("a"), at("b"), at("c"), watched]);
  });

  test("it cuts a back-off short; the target is the ref of the one that fell", async () => {
    const { svc, at, log, clock } = trio({ backoff: { initialMs: 1_000 } });
    await settle();
    const a = at("a");
    a.send.crash();
    await settle();
    expect(clock.pending).toBe(1);
    expect(await svc.restart(a)).toBe(true);
    expect([log, clock.pending]).toEqual([["-a", "+a"], 0]);
  });

  test("all at once while some are in a back-off: each is made once", async () => {
    const { svc, at, log, clock } = trio({ strategy: "one-for-all", backoff: { initialMs: 1_000 } });
    await settle();
    at("c").send.crash();
    await settle();
    expect(await svc.restart()).toBe(true);
    expect([log, clock.pending]).toEqual([["-c", "-b", "-a", "+a", "+b", "+c"], 0]);
  });

  test("twice at once is one restart; both promises say so", async () => {
    const { svc, at, log } = trio("one-for-one");
    await settle();
    const a = at("a");
    expect(await Promise.all([svc.restart(a), svc.restart(a)])).toEqual([true, true]);
    expect(log).toEqual(["-a", "+a"]);
  });

  test("false for who is not here, is only watched, or cannot be made", async () => {
    const { svc, worker, clock, rt } = trio("one-for-one");
    const [watched, stranger, bad] = [worker("watched"), worker("stranger"), worker("bad")];
    svc.watch(watched);
    svc.supervise(bad, () => 0);
    expect(await Promise.all([watched, stranger, 77].map((target) => svc.restart(target)))).toEqual([
      false,
      false,
      false,
    ]);
    const failing = svc.restart(bad);
    await clock.advance(300);
    expect([await failing, await rt.paths.supervisor("/empty").restart()]).toEqual([false, false]);
    await expect(svc.restart("a" as never)).rejects.toMatchObject({ code: "ERR_INVALID_ARG" });
  });

  test("a sibling that falls before the child is down takes it into its own restart", async () => {
    const { svc, at, log, factory } = trio("one-for-one");
    svc.supervise(at("a"), factory("a"), "one-for-all");
    await settle();
    const restarted = svc.restart(at("c"));
    for (const name of ["a", "c"]) at(name).send.crash();
    expect(await restarted).toBe(true);
    await settle();
    expect([[...log].sort(), svc.children()]).toEqual([
      ["+a", "+b", "+c", "-a", "-b", "-c"],
      [at("a"), at("b"), at("c")],
    ]);
  });

  test("let go in the same breath it lives on", async () => {
    const { svc, at, log, rt } = trio("one-for-one");
    await settle();
    const restarted = svc.restart(at("a"));
    svc.unwatch(at("a"));
    expect([await restarted, rt.isAlive(at("a")), log]).toEqual([false, true, []]);
  });

  test("one that somebody has stopped leaves, whoever wants it back", async () => {
    const { svc, at, log } = trio("rest-for-one");
    await settle();
    const stopped = at("b").stop();
    expect(await svc.restart(at("b"))).toBe(false);
    await stopped;
    expect([log, svc.children()]).toEqual([["-b"], [at("a"), at("c")]]);
  });

  test("from a handler of the child itself: it is stopped when the handler is through", async () => {
    const { svc, rt, log, worker, factory } = trio("one-for-one");
    const asked = rt.spawn(async (_: string) => {
      void svc.restart(asked);
    });
    const a = worker("asked");
    svc.supervise(asked, () => factory("asked")());
    await a.stop();
    asked.tell("go");
    await settle();
    expect([rt.isAlive(asked), log.includes("+asked")]).toEqual([false, true]);
  });
});

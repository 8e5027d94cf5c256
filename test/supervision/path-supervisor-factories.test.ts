/** Factories that fail, hang, or deliver too late. */

import { SystemClock } from "../../src/clock";
import { IrisError } from "../../src/errors";
import { limits } from "../../src/limits";
import { gate } from "../lifecycle/fixture";
import { boom } from "../links/fixture";
import { makePathWorld, makePendingWorld, settle, Worker } from "./path-fixture";

describe("supervisors of paths: factories that fail", () => {
  test("it throws twice and then works: tried again after 100 and 200 ms, with one report", async () => {
    const { rt, worker, factory, at, clock, verdicts } = makePathWorld();
    const a = worker("a");
    const tried: number[] = [];
    rt.paths.supervisor("/svc").supervise(a, () => {
      tried.push(clock.now());
      if (tried.length < 3) throw new Error("not yet");
      return factory("a")();
    });
    a.send.crash();
    await settle();
    await clock.advance(1_000);
    expect([tried, rt.isAlive(at("a")), verdicts()]).toEqual([[0, 100, 300], true, ["restart a"]]);
    expect(clock.pending).toBe(0);
  });

  const hang = new Promise<never>(() => {});
  test.each<[string, (world: ReturnType<typeof makePathWorld>, dead: number) => unknown, string, number]>([
    [
      "throws",
      () => {
        throw new Error("no luck");
      },
      "Error: no luck",
      300,
    ],
    ["rejects", () => Promise.reject(new Error("no luck")), "Error: no luck", 300],
    ["gives nothing", () => undefined, "it gave undefined, which is no actor of this runtime", 300],
    ["gives a promise of nothing", async () => ({}), "it gave an instance of Object, which is no actor", 300],
    ["gives a pid that nobody has", () => 77_777, "it gave pid 77777, which is not alive", 300],
    ["gives the dead one", (_, dead) => dead, "which is not alive", 300],
    [
      "gives an actor that is about to end",
      ({ worker }) => {
        const ref = worker("late");
        void ref.stop();
        return ref;
      },
      "which is about to end",
      300,
    ],
    [
      "gives an actor that was killed",
      ({ rt, worker }) => {
        const ref = worker("late");
        rt.kill(ref);
        return ref;
      },
      "which is not alive",
      300,
    ],
    [
      "spawns below a dead parent",
      ({ rt }, dead) => rt.spawn(Worker, { parent: dead }),
      "which is about to end",
      300,
    ],
    [
      "gives an actor of another runtime",
      () => makePathWorld().worker("a"),
      "which is no actor of this runtime",
      300,
    ],
    ["gives a sibling", ({ at }) => at("sibling"), "which is supervised here already", 300],
    [
      "never answers",
      () => hang,
      `it gave nobody within ${limits.factoryTimeoutMs} ms`,
      3 * limits.factoryTimeoutMs + 300,
    ],
    [
      "gives a thenable whose then throws",
      // biome-ignore lint/suspicious/noThenProperty: a thenable of the user's own making
      () => Object.defineProperty({}, "then", { value: boom }),
      "Error: boom",
      300,
    ],
  ])(
    "one that %s is tried three times, and then the child is given up, loudly",
    async (_, factory, problem, tookMs) => {
      const world = makePathWorld();
      const { rt, worker, clock, verdicts, reports, lines } = world;
      const svc = rt.paths.supervisor("/svc");
      const [a, sibling] = [worker("a"), worker("sibling")];
      svc.supervise(sibling, () => sibling);
      let calls = 0;
      svc.supervise(a, (() => {
        calls++;
        return factory(world, a.pid);
      }) as never);
      a.send.crash();
      await settle();
      await clock.advance(tookMs - 1);
      expect(verdicts()).toEqual(["restart a"]);
      await clock.advance(1);
      expect([calls, verdicts(), clock.pending]).toEqual([3, ["restart a", "escalate a"], 0]);
      const { why, error } = reports.at(-1) ?? {};
      expect([why, IrisError.is(error, "ERR_FACTORY_FAILED"), String(error)]).toEqual([
        "its factory failed 3 times",
        true,
        expect.stringContaining(problem),
      ]);
      expect(error).toMatchObject({ supervisor: "/svc", child: `${a}`, attempts: 3 });
      expect(lines.at(-1)).toContain(
        `error /svc gives up on ${a}, which ended (panic): its factory failed 3 times`,
      );
      expect(svc.children()).toEqual([sibling]);
    },
  );

  test("the cause of giving up is what the factory threw", async () => {
    const { rt, worker, clock, reports } = makePathWorld();
    const a = worker("a");
    const thrown = new Error("no luck");
    rt.paths.supervisor("/svc").supervise(a, () => {
      throw thrown;
    });
    a.send.crash();
    await settle();
    await clock.advance(300);
    expect(reports.at(-1)?.error).toHaveProperty("cause", thrown);
  });

  test("in a group the others are made all the same", async () => {
    const { rt, worker, factory, clock, at, log } = makePathWorld();
    const svc = rt.paths.supervisor("/svc", { strategy: "one-for-all" });
    svc.supervise(worker("a"), factory("a"));
    svc.supervise(worker("bad"), () => undefined as never);
    svc.supervise(worker("c"), factory("c"));
    await settle();
    at("a").send.crash();
    await settle();
    expect(log).toEqual(["-a", "-c", "-bad", "+a"]);
    await clock.advance(300);
    expect([log.slice(4), svc.children()]).toEqual([["+c"], [at("a"), at("c")]]);
  });

  test("one that answers after its deadline, before the next attempt does, is taken; the second is stopped", async () => {
    const { rt, worker, factory, clock, at, lines, log } = makePathWorld();
    const a = worker("a");
    const [first, second] = [gate(), gate()];
    const gates = [first, second];
    const svc = rt.paths.supervisor("/svc");
    svc.supervise(a, async () => {
      await gates.shift()?.opened;
      return factory("a")();
    });
    a.send.crash();
    await settle();
    await clock.advance(limits.factoryTimeoutMs + 100);
    expect(gates).toEqual([]);
    first.open();
    await settle();
    const taken = at("a");
    expect(svc.children()).toEqual([taken]);
    second.open();
    await settle();
    expect([svc.children(), rt.isAlive(taken), clock.pending]).toEqual([[taken], true, 0]);
    expect(log).toEqual(["-a", "+a", "+a", "-a"]);
    expect(lines.at(-1)).toContain("which a factory made, comes too late: it is stopped");
  });

  test("a promise that both attempts return is no second actor", async () => {
    const { rt, worker, clock, at, lines } = makePathWorld();
    const a = worker("a");
    const ready = gate();
    const made = ready.opened.then(() => worker("a"));
    const svc = rt.paths.supervisor("/svc");
    svc.supervise(a, () => made);
    a.send.crash();
    await settle();
    await clock.advance(limits.factoryTimeoutMs + 100);
    ready.open();
    await settle();
    expect([svc.children(), rt.isAlive(at("a"))]).toEqual([[at("a")], true]);
    expect(lines.some((line) => line.includes("too late"))).toBe(false);
  });

  test("a promise that rejects after its deadline is nobody's problem", async () => {
    const { rt, worker, factory, clock, at } = makePathWorld();
    const a = worker("a");
    const first = gate<never>();
    let calls = 0;
    rt.paths.supervisor("/svc").supervise(a, () => (calls++ === 0 ? first.opened : factory("a")()));
    a.send.crash();
    await settle();
    await clock.advance(limits.factoryTimeoutMs + 50);
    first.fail(new Error("too late"));
    await settle();
    await clock.advance(50);
    expect([calls, rt.isAlive(at("a")), clock.pending]).toEqual([2, true, 0]);
  });

  test("one that answers when its child was given up is too late: what it made is stopped", async () => {
    const { rt, door, svc, clock, at, verdicts, lines } = await makePendingWorld();
    await clock.advance(3 * limits.factoryTimeoutMs + 300);
    expect(verdicts()).toEqual(["restart a", "escalate a"]);
    door.open();
    await settle();
    expect([at("a"), svc.children(), rt.supervision.count]).toEqual([undefined, [], 0]);
    expect(lines.filter((line) => line.includes("comes too late"))).toHaveLength(3);
  });

  test("the actor that a factory made may crash at once: that is a crash like any other", async () => {
    const { rt, worker, verdicts } = makePathWorld();
    const a = worker("a");
    const svc = rt.paths.supervisor("/svc");
    svc.supervise(
      a,
      () => {
        const ref = worker("a");
        ref.send.crash();
        return ref;
      },
      { maxRestarts: 3 },
    );
    a.send.crash();
    await settle();
    expect([verdicts(), svc.children()]).toEqual([["restart a", "restart a", "restart a", "escalate a"], []]);
  });
});

test("only the alarms of back-offs and pauses keep the process alive: the deadline of a factory does not", async () => {
  const held = new Map<number, boolean>();
  class Noting extends SystemClock {
    override schedule(delayMs: number, wake: () => void) {
      const alarm = super.schedule(delayMs, wake);
      held.set(delayMs, true);
      return {
        cancel: () => alarm.cancel(),
        hold(alive: boolean) {
          held.set(delayMs, alive);
          alarm.hold(alive);
        },
      };
    }
  }
  const { rt, worker } = makePathWorld({ clock: new Noting() });
  const [a, b] = [worker("a"), worker("b")];
  const svc = rt.paths.supervisor("/svc");
  svc.supervise(a, () => new Promise(() => {}));
  svc.supervise(b, () => undefined as never);
  for (const one of [a, b]) one.send.crash();
  await settle();
  expect([held.get(limits.factoryTimeoutMs), held.get(limits.factoryPauseMs)]).toEqual([false, true]);
  await rt.shutdown();
});

/** Load shedding: at its capacity a runtime refuses new actors, tells so once, and leaves alone those it has. */
import {
  Actor,
  ActorContext,
  IrisError,
  injected,
  limits,
  Receive,
  type RuntimeEvents,
  Supervised,
} from "../../src";
import { settle, setUp, thrownCode } from "../messaging/fixture";

@Supervised()
@Actor()
class Worker {
  readonly ctx = injected(ActorContext) as ActorContext<Worker>;

  @Receive() hire(): string {
    return thrownCode(() => this.ctx.spawn(Worker));
  }
  @Receive() note(_text: string): void {}
  @Receive() crash(): void {
    throw new Error("crash");
  }
}

function shedding(capacity: number) {
  const world = setUp();
  const { rt } = world;
  const changes: RuntimeEvents["shedding"][] = [];
  rt.events.on("shedding", (change) => changes.push(change));
  rt.inspect.setCapacity(capacity);
  rt.inspect.setShedding(true);
  const spawnCode = (): string => thrownCode(() => rt.spawn(Worker));
  return { ...world, changes, spawnCode };
}

test("at the capacity every way to a new actor is refused, with the facts and the way out", async () => {
  const { rt } = shedding(2);
  const ref = rt.spawn(Worker);
  rt.virtual(Worker, "k");
  expect(rt.inspect.isShedding()).toBe(true);
  expect(thrownCode(() => rt.spawn(Worker, { name: "x" }))).toBe("ERR_OVERLOADED");
  expect(thrownCode(() => rt.spawn((_: string) => {}))).toBe("ERR_OVERLOADED");
  expect(thrownCode(() => rt.virtual(Worker, "new"))).toBe("ERR_OVERLOADED");
  expect(thrownCode(() => rt.virtual((_: string) => {}, {}))).toBe("ERR_OVERLOADED");
  expect(await ref.ask.hire()).toBe("ERR_OVERLOADED");
  expect(rt.names.resolve("x")).toBeUndefined();
  let thrown: unknown;
  try {
    rt.spawn(Worker);
  } catch (error) {
    thrown = error;
  }
  expect(IrisError.is(thrown, "ERR_OVERLOADED")).toBe(true);
  expect(thrown).toMatchObject({ live: 2, capacity: 2, kind: "limit" });
  expect(String(thrown)).toContain("setCapacity");
  expect(rt.inspect.metrics()).toMatchObject({
    actors: { live: 2, spawned: 2 },
    shedding: { on: true, active: true, capacity: 2 },
  });
});

test("actors that are there go on: they are restarted, fall asleep and wake up", async () => {
  const { rt, clock } = shedding(2);
  const ref = rt.spawn(Worker);
  const sleepy = rt.virtual(Worker, "k", { idleTimeoutMs: 50 });
  ref.send.crash();
  await sleepy.ask.note("x");
  expect(ref.incarnation).toBe(1);
  await clock.advance(50);
  expect(rt.isActive(sleepy)).toBe(false);
  expect(rt.virtual(Worker, "k")).toBe(sleepy);
  await sleepy.ask.note("y");
  expect(rt.isActive(sleepy)).toBe(true);
  expect(rt.inspect.isShedding()).toBe(true);
});

test("a pool comes whole or not at all, and replaces members although there is no room for more", async () => {
  const { rt, changes } = shedding(3);
  expect(thrownCode(() => rt.spawnPool(Worker, { size: 3 }))).toBe("ERR_OVERLOADED");
  await settle();
  expect(rt.inspect.metrics().actors.live).toBe(0);
  expect(changes.map(({ active }) => active)).toEqual([true, false]);
  const pool = rt.spawnPool(Worker, { size: 2 });
  const [member] = [...pool];
  rt.kill(member as NonNullable<typeof member>);
  await settle();
  expect(rt.inspect.metrics().actors).toMatchObject({ live: 3 });
  expect([...pool].every((one) => rt.isAlive(one))).toBe(true);
});

test("both are needed, a capacity and shedding; it is off by default", () => {
  const { rt } = setUp();
  expect(rt.inspect.isShedding()).toBe(false);
  rt.inspect.setCapacity(1);
  for (let n = 0; n < 3; n++) rt.spawn(Worker);
  expect(rt.inspect.isShedding()).toBe(false);
  rt.inspect.setShedding(true);
  expect(rt.inspect.isShedding()).toBe(true);
  rt.inspect.setCapacity(undefined);
  expect(rt.inspect.isShedding()).toBe(false);
  rt.inspect.setCapacity(0);
  expect(thrownCode(() => rt.spawn(Worker))).toBe("ERR_OVERLOADED");
  rt.inspect.setShedding(false);
  rt.spawn(Worker);
  expect(rt.inspect.metrics()).toMatchObject({
    actors: { live: 4 },
    shedding: { on: false, active: false, capacity: 0 },
  });
});

test("two runtimes do not share a capacity (S9)", () => {
  const { rt } = shedding(0);
  expect(rt.inspect.isShedding()).toBe(true);
  expect(setUp().rt.inspect.isShedding()).toBe(false);
});

describe("the event", () => {
  test("comes with the first refusal, and again when there is room", async () => {
    const { rt, changes, spawnCode } = shedding(2);
    const ref = rt.spawn(Worker);
    rt.spawn(Worker);
    expect(changes).toEqual([]);
    for (let n = 0; n < 3; n++) spawnCode();
    expect(changes).toEqual([{ active: true, live: 2, capacity: 2 }]);
    await ref.stop();
    expect(changes).toEqual([
      { active: true, live: 2, capacity: 2 },
      { active: false, live: 1, capacity: 2 },
    ]);
    expect(spawnCode()).toBe("nothing thrown");
    expect(spawnCode()).toBe("ERR_OVERLOADED");
    expect(changes.map(({ active }) => active)).toEqual([true, false, true]);
  });

  test("comes when the rules change", () => {
    const { rt, changes, spawnCode } = shedding(0);
    spawnCode();
    rt.inspect.setCapacity(1);
    spawnCode();
    spawnCode();
    rt.inspect.setCapacity(1);
    rt.inspect.setShedding(false);
    rt.inspect.setShedding(false);
    rt.inspect.setCapacity(undefined);
    expect(changes).toEqual([
      { active: true, live: 0, capacity: 0 },
      { active: false, live: 0, capacity: 1 },
      { active: true, live: 1, capacity: 1 },
      { active: false, live: 1, capacity: 1 },
    ]);
  });

  test("is not sent for room that a listener of the exit has taken", () => {
    const { rt, changes, spawnCode } = shedding(1);
    const ref = rt.spawn(Worker);
    spawnCode();
    let respawns = 1;
    rt.events.on("exited", () => {
      if (respawns-- > 0) rt.spawn(Worker);
    });
    rt.kill(ref);
    expect(changes.map(({ active }) => active)).toEqual([true]);
    expect(spawnCode()).toBe("ERR_OVERLOADED");
    expect(changes.map(({ active }) => active)).toEqual([true]);
  });

  test("may make room itself: the spawn that was refused stays refused, the next one goes through", async () => {
    const { rt, changes, spawnCode } = shedding(1);
    const ref = rt.spawn(Worker);
    rt.events.on("shedding", ({ active }) => {
      if (active) rt.kill(ref);
    });
    expect(spawnCode()).toBe("ERR_OVERLOADED");
    expect(changes.map(({ active }) => active)).toEqual([true, false]);
    expect(spawnCode()).toBe("nothing thrown");
    await settle();
  });
});

test("wrong arguments are named before anything changes", () => {
  const { rt } = shedding(3);
  for (const count of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, limits.actorsMax + 1, "5", null, {}])
    expect(thrownCode(() => rt.inspect.setCapacity(count as number))).toBe("ERR_INVALID_ARG");
  for (const on of [undefined, null, 1, "true", {}])
    expect(thrownCode(() => rt.inspect.setShedding(on as boolean))).toBe("ERR_INVALID_ARG");
  expect(rt.inspect.metrics().shedding).toEqual({ on: true, active: false, capacity: 3 });
  rt.inspect.setCapacity(limits.actorsMax);
});

test("wrong options of a refused spawn are named first; after shutdown that is the reason", async () => {
  const { rt, spawnCode } = shedding(0);
  expect(thrownCode(() => rt.spawn(Worker, { nam: "x" } as object))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => rt.spawn(5 as never))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => rt.virtual(Worker, ""))).toBe("ERR_INVALID_ARG");
  await rt.shutdown();
  expect(spawnCode()).toBe("ERR_RUNTIME_STOPPED");
});

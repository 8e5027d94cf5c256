/** What `rt.inspect.info` tells about one actor, at each moment of its life. */
import { Actor, type ActorInfo, type ActorRef } from "../../src";
import { expectQuiet, gate, settle, setUp, thrownCode } from "../messaging/fixture";
import { Sturdy, Worker } from "./worker";

beforeEach(() => {
  Worker.starting = undefined;
  Worker.stopping = undefined;
});

function open(options: object = {}) {
  const world = setUp();
  const ref = world.rt.spawn(Worker, options);
  const see = (target: ActorRef<Worker> = ref): Partial<ActorInfo> | undefined =>
    world.rt.inspect.info(target);
  return { ...world, ref, see };
}

describe("info", () => {
  test("tells everything about a calm actor, as plain data", async () => {
    const { rt, ref, see } = open({ name: "first", path: "/a" });
    rt.names.register("second", ref);
    rt.paths.register("/b/c", ref);
    await settle();
    const info = see();
    expect(info).toEqual({
      pid: ref.pid,
      actor: `Worker#${ref.pid}`,
      names: ["first", "second"],
      path: "/b/c",
      parent: undefined,
      children: 0,
      state: "running",
      busy: false,
      mode: "push",
      incarnation: 0,
      version: 1,
      queued: 0,
      parked: 0,
      running: 0,
      capacity: undefined,
      pressure: "NORMAL",
      key: undefined,
      health: undefined,
    });
    expect(JSON.parse(JSON.stringify(info))).toMatchObject({ names: ["first", "second"], state: "running" });
    expect(structuredClone(info)).toEqual(info);
    expect(rt.inspect.info(ref.pid)).toEqual(info);
  });

  test("is of one moment: what happens later does not show in it", async () => {
    const { rt, ref, see } = open({ name: "first" });
    const before = see();
    rt.names.register("second", ref);
    await settle();
    expect(before).toMatchObject({ state: "starting", names: ["first"], busy: true });
  });

  test("knows parents and children", async () => {
    const { rt, ref, see } = open();
    const [one] = [await ref.ask.hire(), await ref.ask.hire()];
    expect(see()).toMatchObject({ parent: undefined, children: 2 });
    expect(rt.inspect.info(one as number)).toMatchObject({ parent: ref.pid, children: 0 });
    rt.kill(one as number);
    expect(see()).toMatchObject({ children: 1 });
  });

  test("counts what is queued, parked and running, in the handler that asks, too", async () => {
    const { rt, ref, see } = open({ mailbox: { capacity: 10, overflow: "block" } });
    const until = gate();
    ref.send.hold(until);
    await settle();
    for (let n = 0; n < 9; n++) ref.send.note("x");
    expect(see()).toMatchObject({ busy: true, queued: 9, running: 1, capacity: 10, pressure: "CRITICAL" });
    for (let n = 0; n < 3; n++) ref.send.note("x");
    expect(see()).toMatchObject({ queued: 10, parked: 2 });
    until.open();
    await settle();
    expect(see()).toMatchObject({ busy: false, queued: 0, parked: 0, running: 0, pressure: "NORMAL" });
    expect(await ref.ask.look(see)).toMatchObject({ busy: true, running: 1 });
    expectQuiet(rt);
  });

  test("names the state of a life: starting, running, restarting, stopping, and then nothing", async () => {
    const { rt } = setUp();
    const start = gate();
    Worker.starting = start;
    const ref = rt.spawn(Sturdy);
    const state = (): unknown => rt.inspect.info(ref)?.state;
    expect(state()).toBe("starting");
    await settle();
    expect(state()).toBe("starting");
    start.open();
    await settle();
    expect(state()).toBe("running");
    const stop = gate();
    Worker.stopping = stop;
    ref.send.crash();
    await settle();
    expect(state()).toBe("restarting");
    stop.open();
    await settle();
    expect(rt.inspect.info(ref)).toMatchObject({ state: "running", incarnation: 1, busy: false });
    const end = gate();
    Worker.stopping = end;
    const stopped = ref.stop();
    await settle();
    expect(state()).toBe("stopping");
    end.open();
    await stopped;
    expect([rt.inspect.info(ref), rt.inspect.info(ref.pid)]).toEqual([undefined, undefined]);
  });

  test("and of a stop that drains", async () => {
    const { ref, see } = open();
    const until = gate();
    await ref.ask.note("x");
    ref.send.hold(until);
    ref.send.hold(until);
    await settle();
    const stopped = ref.stop({ drain: true });
    await settle();
    expect(see()).toMatchObject({ state: "running", queued: 1 }); // its handler is not to be disturbed
    until.open();
    await stopped;
    expect(see()).toBeUndefined();
  });

  test("and of a virtual actor: dormant, running, passivating, dormant", async () => {
    const { rt, clock, see } = open();
    const ref = rt.virtual(Worker, "k", { idleTimeoutMs: 50 });
    expect(see(ref)).toMatchObject({
      actor: `Worker("k")#${ref.pid}`,
      state: "dormant",
      busy: false,
      key: "k",
    });
    await ref.ask.note("x");
    expect(see(ref)).toMatchObject({ state: "running" });
    Worker.stopping = gate();
    await clock.advance(50);
    expect(see(ref)).toMatchObject({ state: "passivating", busy: true });
    Worker.stopping.open();
    await settle();
    expect(see(ref)).toMatchObject({ state: "dormant", busy: false });
  });

  test("a pull actor is busy with a message, not with waiting for one", async () => {
    const { rt } = setUp();
    const until = gate();
    @Actor({ mode: "pull" })
    class Reader {
      async run(mailbox: { receive(): Promise<unknown> }): Promise<void> {
        while ((await mailbox.receive()) !== undefined) await until;
      }
    }
    const ref = rt.spawn(Reader as never) as ActorRef<Reader>;
    await settle();
    expect(rt.inspect.info(ref)).toMatchObject({ mode: "pull", state: "running", busy: false, running: 0 });
    for (const message of ["one", "two", "three"]) rt.send(ref.pid, message);
    await settle();
    expect(rt.inspect.info(ref)).toMatchObject({ busy: true, queued: 2, running: 1 });
    until.open();
    await settle();
    expect(rt.inspect.info(ref)).toMatchObject({ busy: false, queued: 0, running: 0 });
  });

  test("a pool has what its members have queued", async () => {
    const { rt } = setUp();
    const pool = rt.spawnPool(Worker, { size: 2 });
    await settle();
    for (let n = 0; n < 6; n++) pool.send.note("x");
    expect(rt.inspect.info(pool)).toMatchObject({ children: 2, queued: 6, mode: "push", busy: false });
    const queued = [...rt.inspect.list(Worker)].map((info) => (info.pid === pool.pid ? 0 : info.queued));
    expect(queued.reduce((sum, count) => sum + count)).toBe(6);
  });

  test("is undefined for who never was, and refuses what is no target", () => {
    const { rt, ref } = open();
    expect([rt.inspect.info(0), rt.inspect.info(12_345)]).toEqual([undefined, undefined]);
    for (const target of [undefined, null, "first", {}, -1, 1.5, Number.NaN])
      expect(thrownCode(() => rt.inspect.info(target as never))).toBe("ERR_INVALID_ARG");
    expect(thrownCode(() => setUp().rt.inspect.info(ref))).toBe("ERR_FOREIGN_TARGET");
  });
});

/** What `rt.inspect` tells about all actors, and what operators say about them. */
import { type ActorRef, limits } from "../../src";
import { settle, setUp, thrownCode } from "../messaging/fixture";
import { Sturdy, Worker } from "./worker";

describe("list", () => {
  test("visits all living actors, or those of one class or function", () => {
    const { rt } = setUp();
    const fn = (_: string): void => {};
    const pids = [rt.spawn(Worker), rt.spawn(Sturdy), rt.spawn(fn), rt.virtual(Worker, "k")].map(
      ({ pid }) => pid,
    );
    const listed = (type?: never): number[] => [...rt.inspect.list(type)].map(({ pid }) => pid);
    expect(listed()).toEqual(pids);
    expect(listed(Worker as never)).toEqual([pids[0], pids[1], pids[3]]);
    expect(listed(Sturdy as never)).toEqual([pids[1]]);
    expect(listed(fn as never)).toEqual([pids[2]]);
    expect(listed(class Other {} as never)).toEqual([]);
    for (const type of [null, 5, "Worker", {}, Symbol("x")])
      expect(thrownCode(() => rt.inspect.list(type as never))).toBe("ERR_INVALID_ARG");
  });

  test("describes each actor only when it comes to it", async () => {
    const { rt } = setUp();
    const refs = Array.from({ length: 600 }, () => rt.spawn(Worker));
    await settle();
    const infos = rt.inspect.list(Worker);
    expect(infos.next().value).toMatchObject({ queued: 0 });
    refs[1]?.send.note("x");
    expect(infos.next().value).toMatchObject({ queued: 1 });
    infos.return?.();
    expect(infos.next().done).toBe(true);
  });

  test("who ends meanwhile is not visited, who comes may be, and nobody twice", () => {
    const { rt } = setUp();
    const refs = Array.from({ length: 1_000 }, () => rt.spawn(Worker));
    const seen: number[] = [];
    let made = 0;
    for (const { pid } of rt.inspect.list()) {
      seen.push(pid);
      const at = refs.findIndex((ref) => ref.pid === pid);
      if (at >= 0 && at < 998) rt.kill(refs[at + 2] as ActorRef<Worker>);
      if (made < 700) {
        made++;
        rt.spawn(Worker);
      }
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(500);
    expect(seen.length).toBeLessThanOrEqual(1_200);
    for (const pid of seen.filter((pid) => rt.isAlive(pid))) expect(rt.inspect.info(pid)?.pid).toBe(pid);
  });

  test("while an exit is published its actor is not among them", () => {
    const { rt } = setUp();
    const ref = rt.spawn(Worker);
    const counts: number[] = [];
    rt.events.on("exited", () => counts.push([...rt.inspect.list()].length));
    rt.kill(ref);
    expect(counts).toEqual([0]);
  });
});

describe("setHealth", () => {
  test("shows until it is taken back, over restarts and sleep", async () => {
    const { rt, clock } = setUp();
    const ref = rt.virtual(Sturdy, "k", { idleTimeoutMs: 50 });
    rt.inspect.setHealth(ref, "slow since noon");
    ref.send.crash();
    await settle();
    expect(rt.inspect.info(ref)).toMatchObject({ incarnation: 1, health: "slow since noon" });
    await clock.advance(50);
    expect(rt.inspect.info(ref)).toMatchObject({ state: "dormant", health: "slow since noon" });
    rt.inspect.setHealth(ref.pid, "");
    expect(rt.inspect.info(ref)).toMatchObject({ health: "" });
    rt.inspect.setHealth(ref, undefined);
    expect(rt.inspect.info(ref)).toMatchObject({ health: undefined });
  });

  test("goes with the actor: the next one of its name and key has none", async () => {
    const { rt } = setUp();
    const ref = rt.virtual(Worker, "k");
    rt.inspect.setHealth(ref, "ill");
    await ref.stop();
    expect(thrownCode(() => rt.inspect.setHealth(ref, "dead"))).toBe("ERR_ACTOR_NOT_FOUND");
    expect(thrownCode(() => rt.inspect.setHealth(12_345, "?"))).toBe("ERR_ACTOR_NOT_FOUND");
    expect(rt.inspect.info(rt.virtual(Worker, "k"))?.health).toBeUndefined();
  });

  test("takes short texts only", () => {
    const { rt } = setUp();
    const ref = rt.spawn(Worker);
    rt.inspect.setHealth(ref, "x".repeat(limits.healthLengthMax));
    for (const text of ["x".repeat(limits.healthLengthMax + 1), 5, null, {}, ["ok"]])
      expect(thrownCode(() => rt.inspect.setHealth(ref, text as string))).toBe("ERR_INVALID_ARG");
    expect(thrownCode(() => rt.inspect.setHealth({} as never, "ok"))).toBe("ERR_INVALID_ARG");
  });
});

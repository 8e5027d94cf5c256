/** `rt.supervision` and `rt.paths.watch`: who counts as supervised, from when and until when. */
import { Actor } from "../../src/decorators/actor";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import { livingCell } from "../../src/runtime/actor/target";
import { Runtime } from "../../src/runtime/runtime";
import { failureOf, makeWorld, settle } from "../lifecycle/fixture";
import { boom, Healed, Plain } from "../links/fixture";

@Actor()
@Supervised({ maxRestarts: 1, withinMs: 1_000 })
class Child extends Plain {}

@Supervises([Child])
@Actor()
class Parent {
  @Receive() ping(): void {}
}

describe("rt.supervision: who counts", () => {
  test("actors with a policy: of their class, from spawn, or below a supervisor; and plain ones do not", async () => {
    const { rt } = makeWorld();
    const healed = rt.spawn(Healed);
    const given = rt.spawn(() => {}, { supervised: { maxRestarts: 1 } });
    rt.spawn(Plain);
    rt.spawn(Plain, { parent: rt.spawn(Plain) });
    rt.observe();
    const parent = rt.spawn(Parent);
    await settle();
    const [child] = rt.supervision.children(parent);
    expect(rt.supervision.children()).toEqual([healed, given, child]);
    expect([rt.supervision.count, rt.names.resolve("nobody")]).toEqual([3, undefined]);
  });

  test("the count follows restarts, which change nothing, and ends", async () => {
    const { rt } = makeWorld();
    const healed = rt.spawn(Healed);
    await settle();
    healed.send.run(boom);
    await settle();
    expect([healed.incarnation, rt.supervision.children()]).toEqual([1, [healed]]);
    for (let crash = 0; crash < 2; crash++) healed.send.run(boom);
    await settle();
    expect([rt.isAlive(healed), rt.supervision.count]).toEqual([false, 0]);
  });

  test("members of a pool count where their class is supervised, the pool itself does not", () => {
    const { rt } = makeWorld();
    rt.spawnPool(Plain, { size: 2 });
    expect(rt.supervision.count).toBe(0);
    const pool = rt.spawnPool(Healed, { size: 2 });
    expect([rt.supervision.children(), rt.supervision.children(pool)]).toEqual([[...pool], [...pool]]);
  });

  test("sleeping virtual actors count, too", async () => {
    const { rt } = makeWorld();
    const virtual = rt.virtual(Healed, "key");
    expect([rt.isActive(virtual), rt.supervision.children()]).toEqual([false, [virtual]]);
  });

  test("children of an actor are those that count, in start order; of a dead or unknown one there are none", async () => {
    const { rt } = makeWorld();
    const parent = rt.spawn(Plain);
    const [a, , c] = [Healed, Plain, Healed].map((type) => rt.spawn(type as typeof Plain, { parent }));
    const watched = rt.spawn(Plain, { parent });
    rt.supervision.watch(watched);
    expect([rt.supervision.children(parent), rt.supervision.children(parent.pid)]).toEqual([
      [a, c, watched],
      [a, c, watched],
    ]);
    await parent.stop();
    expect([rt.supervision.children(parent), rt.supervision.children(77)]).toEqual([[], []]);
    expect(await failureOf(() => rt.supervision.children("x" as never))).toBe("ERR_INVALID_ARG");
  });
});

describe("rt.supervision: watching", () => {
  test("a watched actor counts once, until it ends or is let go", async () => {
    const { rt } = makeWorld();
    const [a, b, healed] = [rt.spawn(Plain), rt.spawn(Plain), rt.spawn(Healed)];
    for (const one of [a, a, b.pid, healed]) rt.supervision.watch(one);
    expect([rt.supervision.count, rt.supervision.children()]).toEqual([3, [a, b, healed]]);
    expect([rt.supervision.unwatch(a), rt.supervision.unwatch(a), rt.supervision.unwatch(77)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(rt.supervision.unwatch(healed)).toBe(true);
    expect(rt.supervision.children()).toEqual([b, healed]);
    await b.stop();
    expect([rt.supervision.children(), rt.supervision.unwatch(b)]).toEqual([[healed], false]);
  });

  test("it restarts nobody", async () => {
    const { rt } = makeWorld();
    const a = rt.spawn(Plain);
    rt.supervision.watch(a);
    a.send.run(boom);
    await settle();
    expect([rt.isAlive(a), rt.supervision.count]).toEqual([false, 0]);
  });

  test("the dead and wrong targets are refused", async () => {
    const { rt } = makeWorld();
    const dead = rt.spawn(Plain);
    await dead.stop();
    expect(await failureOf(() => rt.supervision.watch(dead))).toBe("ERR_ACTOR_NOT_FOUND");
    expect(await failureOf(() => rt.supervision.watch(77))).toBe("ERR_ACTOR_NOT_FOUND");
    expect(await failureOf(() => rt.supervision.watch(undefined as never))).toBe("ERR_INVALID_ARG");
    expect(await failureOf(() => rt.supervision.watch(makeWorld().rt.spawn(Plain)))).toBe(
      "ERR_FOREIGN_TARGET",
    );
    expect(await failureOf(() => rt.supervision.unwatch("a" as never))).toBe("ERR_INVALID_ARG");
  });

  test("joiners of a watched actor are told all the same, whoever is let go before", async () => {
    const { rt } = makeWorld();
    const a = rt.spawn(Plain);
    const joined = rt.join(a);
    rt.supervision.watch(a);
    rt.supervision.unwatch(a);
    rt.paths.supervisor("/svc").watch(a);
    rt.kill(a);
    expect(await joined).toMatchObject({ reason: "killed" });
  });

  test("who was let go by one that heard of the exit first hears nothing", async () => {
    const { rt } = makeWorld();
    const a = rt.spawn(Plain);
    const [one, two] = [rt.paths.supervisor("/one"), rt.paths.supervisor("/two")];
    const heard: string[] = [];
    for (const each of [one, two]) {
      each.watch(a);
      each.onExit(() => void heard.push(each.path));
    }
    one.onExit(() => void two.unwatch(a));
    rt.kill(a);
    expect(heard).toEqual(["/one"]);
  });

  test("watching again and again leaves nothing at the actor", () => {
    const { rt } = makeWorld();
    const a = rt.spawn(Plain);
    for (let round = 0; round < 10; round++) {
      rt.supervision.watch(a);
      rt.supervision.unwatch(a);
    }
    expect(livingCell(Runtime.inside(rt), a).extras?.joiners).toEqual([]);
  });

  test("churn leaves nothing behind", async () => {
    const { rt } = makeWorld();
    using _ = rt.paths.watch("/", { deep: true });
    for (let round = 0; round < 200; round++) {
      const a = rt.spawn(Plain, { path: `/svc/${round}` });
      rt.supervision.watch(a);
      rt.paths.supervisor("/svc").watch(a);
      rt.kill(a);
    }
    expect([rt.supervision.count, rt.paths.supervisor("/svc").children()]).toEqual([0, []]);
  });
});

describe("rt.paths.watch", () => {
  test("one level below the prefix: those that are there, and those that come", () => {
    const { rt } = makeWorld();
    const spawn = (path: string) => rt.spawn(Plain, { path });
    const there = spawn("/svc/there");
    for (const path of ["/svc", "/svc/there/deep", "/other/x", "/svcs/x"]) spawn(path);
    rt.paths.watch("/svc/");
    expect(rt.supervision.children()).toEqual([there]);
    const came = spawn("/svc/came");
    spawn("/svc/came/deep");
    const later = rt.spawn(Plain);
    rt.paths.register("/svc/later", later);
    expect(rt.supervision.children()).toEqual([there, came, later]);
  });

  test("deep: all levels; and the root is a prefix, too", () => {
    const { rt } = makeWorld();
    const spawn = (path: string) => rt.spawn(Plain, { path });
    const deep = spawn("/svc/a/b/c");
    rt.paths.watch("/svc", { deep: true });
    const [direct, deeper] = [spawn("/svc/a"), spawn("/svc/a/b/c/d/e")];
    spawn("/svc");
    spawn("/sv/c");
    expect(rt.supervision.children()).toEqual([deep, direct, deeper]);
    using _ = rt.paths.watch("/");
    spawn("/top");
    expect(rt.supervision.count).toBe(5); // with /svc, and without /sv/c
    using __ = rt.paths.watch("", { deep: true });
    expect(rt.supervision.count).toBe(6);
  });

  test("an actor at several paths, or below several watched prefixes, counts once", () => {
    const { rt } = makeWorld();
    const a = rt.spawn(Plain, { path: "/svc/a" });
    rt.paths.register("/svc/b", a);
    rt.paths.watch("/svc");
    rt.paths.watch("/svc");
    rt.paths.watch("/", { deep: true });
    expect(rt.supervision.children()).toEqual([a]);
  });

  test("the disposer takes back what only it had watched, and what comes later is left alone", async () => {
    const { rt } = makeWorld();
    const [a, b] = [rt.spawn(Plain, { path: "/svc/a" }), rt.spawn(Plain, { path: "/svc/b" })];
    rt.supervision.watch(b);
    const stop = rt.paths.watch("/svc");
    expect(rt.supervision.count).toBe(2);
    stop();
    stop();
    rt.spawn(Plain, { path: "/svc/c" });
    expect(rt.supervision.children()).toEqual([b]);
    expect(rt.isAlive(a)).toBe(true);
  });

  test("the dead leave by themselves; one that lost its path stays", async () => {
    const { rt } = makeWorld();
    rt.paths.watch("/svc");
    const [a, b] = [rt.spawn(Plain, { path: "/svc/a" }), rt.spawn(Plain, { path: "/svc/b" })];
    rt.paths.unregister("/svc/b");
    await a.stop();
    expect(rt.supervision.children()).toEqual([b]);
  });

  test("wrong calls", async () => {
    const { rt } = makeWorld();
    expect(await failureOf(() => rt.paths.watch("svc"))).toBe("ERR_INVALID_ARG");
    expect(await failureOf(() => rt.paths.watch("/svc", { deep: 1 as never }))).toBe("ERR_INVALID_ARG");
    expect(() => rt.paths.watch("/svc", { depe: true } as never)).toThrow('(did you mean "deep"?)');
  });
});

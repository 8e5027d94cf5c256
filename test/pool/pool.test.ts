/** What a pool is: its members, its ref, its life. */
import { inspect } from "node:util";
import { Actor, type ActorContext, type ActorPool, type Mailbox, message } from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { failureOf, gate } from "../lifecycle/fixture";
import { Careful, pids, Worker } from "./fixture";

describe("members", () => {
  test("a pool has as many members as asked for, each with a pid of its own, and is their parent", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 5 });
    expect(pool.size).toBe(5);
    expect(new Set([...pids(pool), pool.pid]).size).toBe(6);
    const parents = await Promise.all([...pool].map((member) => member.ask.above()));
    expect(new Set(parents)).toEqual(new Set([pool.pid]));
  });

  test("members skip the name of their class; name and path are the pool's", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 2, name: "workers", path: "/workers" });
    expect(rt.names.resolve("workers")).toBe(pool);
    expect(rt.names.resolve("workers", Worker)).toBe(pool);
    expect(rt.paths.resolve("/workers")).toBe(pool);
    expect(rt.ref(pool.pid)).toBe(pool);
    expect(pool.path).toBe("/workers");
    expect(rt.names.resolve("worker")).toBeUndefined();
    expect([...pool].map((member) => rt.ref(member.pid))).toEqual([...pool]);
  });

  test("every member gets init and the other options of spawn", async () => {
    await using rt = testRuntime();
    const mailbox = { capacity: 1 };
    const pool = rt.spawnPool(Worker, { size: 2, init: { who: "ann" }, mailbox });
    expect(await Promise.all([...pool].map((member) => member.ask.name()))).toEqual(["ann", "ann"]);
    const sent = [1, 2, 3].map((n) => pool.send.add(n));
    expect(sent).toEqual([true, true, false]);
  });

  test("a function can be the code of a pool", async () => {
    await using rt = testRuntime();
    const got: [number, number][] = [];
    const pool = rt.spawnPool((n: number, ctx) => got.push([ctx.self.pid, n]), { size: 2 });
    for (const n of [1, 2, 3]) pool.tell(n);
    await settle(rt);
    const [first, second] = pids(pool);
    expect(got.sort(([, a], [, b]) => a - b)).toEqual([
      [first, 1],
      [second, 2],
      [first, 3],
    ]);
  });

  test("pull actors can be members", async () => {
    await using rt = testRuntime();
    const got: [number, unknown][] = [];
    @Actor({ mode: "pull" })
    class Puller {
      async run(mailbox: Mailbox<object>, ctx: ActorContext<Puller>): Promise<void> {
        for await (const one of mailbox) {
          got.push([ctx.self.pid, one]);
          mailbox.reply(ctx.self.pid);
        }
      }
    }
    const pool = rt.spawnPool(Puller, { size: 2 });
    const [first, second] = pids(pool);
    const call = message(Worker).add(1);
    pool.tell(call); // stays a value: a pull actor takes whole messages
    pool.tell({ n: 2 });
    expect(await rt.ask(pool, { n: 3 })).toBe(first);
    await pool.stop({ drain: true });
    expect(got.sort(([a], [b]) => a - b)).toEqual([
      [first, call],
      [first, { n: 3 }],
      [second, { n: 2 }],
    ]);
    expect(rt).toBeBalanced();
  });

  test("an actor's pool ends with the actor, members first", async () => {
    await using rt = testRuntime();
    const exits: number[] = [];
    let pool: ActorPool<Worker> | undefined;
    const parent = rt.spawn((_: string, ctx) => {
      pool = ctx.spawnPool(Worker, { size: 2 });
    });
    parent.tell("go");
    await settle(rt);
    rt.events.on(
      "exited",
      ({ pid, reason }) => exits.push(pid) && expect(reason).toMatch(/parent_exited|normal/),
    );
    const [first, second] = pids(pool as ActorPool<Worker>);
    await parent.stop();
    expect(exits).toEqual([second, first, pool?.pid, parent.pid]);
  });

  test("a pool for a parent that is gone ends at once, with its members", async () => {
    await using rt = testRuntime();
    const parent = rt.spawn(Worker);
    rt.kill(parent);
    const pool = rt.spawnPool(Worker, { size: 2, parent });
    await settle(rt);
    for (const ref of [pool, ...pool]) expect(ref).toHaveExited("parent_exited", rt);
    expect(rt.log.texts("error")).toEqual([]);
  });

  test("a context that was revoked makes no pool", async () => {
    await using rt = testRuntime();
    let own: ActorContext<never> | undefined;
    const ref = rt.spawn((_: string, ctx) => {
      own = ctx as never;
    });
    ref.tell("go");
    await settle(rt);
    rt.kill(ref);
    expect(await failureOf(() => own?.spawnPool(Worker, { size: 1 }))).toBe("ERR_REVOKED");
  });
});

describe("the ref", () => {
  test("is one object, says what it is, and can be inspected", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 2 });
    expect(inspect(pool)).toBe(`ActorPool(Worker pool#${pool.pid}, size 2)`);
    expect(String(pool)).toBe(`Worker pool#${pool.pid}`);
    expect(rt.mailboxes.size(pool)).toBe(0);
  });

  test("mailboxes.size of a pool is the sum of its members", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 3 });
    for (let n = 0; n < 7; n++) pool.send.add(n);
    expect(rt.mailboxes.size(pool)).toBe(7);
    expect([...pool].map((member) => rt.mailboxes.size(member))).toEqual([3, 2, 2]);
    rt.kill(pool);
    expect(rt.mailboxes.size(pool)).toBeUndefined();
  });

  test("sends by all ways go to members: send, tell, by pid, by name, timers, redirect, many, async", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 2, name: "w" });
    const full = rt.spawn(Worker, { mailbox: { capacity: 1, overflow: { redirect: pool } } });
    const add = message(Worker).add(1);
    full.send.add(0);
    full.send.add(1); // redirected
    pool.send.add(1);
    pool.tell(add);
    rt.send(pool.pid, add);
    rt.sendNamed("w", add);
    rt.timers.after(pool, 5, add);
    expect(rt.sendMany(pool, [add, add])).toBe(2);
    expect(await rt.sendAsync(pool, add)).toBe(true);
    expect(rt.sendDetailed(pool, add)).toMatchObject({ accepted: true, fate: "queued" });
    await rt.clock.advance(5);
    const sums = await Promise.all([...pool].map((member) => member.ask.add(0)));
    expect(sums.reduce((sum, n) => sum + n)).toBe(10);
    expect(rt).toBeBalanced();
  });

  test("an unmarked method is refused in the name of the class, a detached one too", async () => {
    await using rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 1 });
    const { add } = pool.send;
    expect(await failureOf(() => pool.send.onStart())).toBe("ERR_NOT_A_MESSAGE");
    expect(await failureOf(() => add(1))).toBe("ERR_DETACHED");
  });
});

describe("stopping", () => {
  test("S6: stop with drain handles everything that was sent", async () => {
    await using rt = testRuntime();
    const got: number[] = [];
    const pool = rt.spawnPool((n: number) => got.push(n), { size: 3 });
    for (let n = 0; n < 100; n++) pool.tell(n);
    const stopped = pool.stop({ drain: true });
    expect(pool.tell(100)).toBe(false);
    expect(await stopped).toBe(true);
    expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect([...pool].filter((member) => rt.isAlive(member))).toEqual([]);
    expect(rt).toBeBalanced();
  });

  test("S6: stop without drain makes dead letters of what is queued, and replaces nobody", async () => {
    await using rt = testRuntime();
    let spawned = 0;
    const pool = rt.spawnPool(Worker, { size: 2 });
    rt.events.on("spawned", () => spawned++);
    for (let n = 0; n < 10; n++) pool.send.add(n);
    await pool.stop();
    const { handled, discarded } = rt.audit();
    expect([handled + discarded, discarded > 0]).toEqual([10, true]);
    expect(spawned).toBe(0);
    expect(rt).toBeBalanced();
  });

  test("kill ends pool and members at once, and every ask of them (S11)", async () => {
    await using rt = testRuntime();
    const until = gate();
    const pool = rt.spawnPool(Worker, { size: 2 });
    const asks = [1, 2, 3, 4].map(() => failureOf(() => pool.ask.hold(until.opened)));
    await settle(rt, { inFlight: "ignore" });
    expect(rt.kill(pool)).toBe(true);
    expect(await Promise.all(asks)).toEqual(Array(4).fill("ERR_ACTOR_DEAD"));
    expect(await failureOf(() => pool.ask.me())).toBe("ERR_ACTOR_DEAD");
    expect(pool.send.add(1)).toBe(false);
    expect(rt).toBeBalanced();
  });

  test("shutdown while a listener kills members ends quietly", async () => {
    const rt = testRuntime();
    const pool = rt.spawnPool(Worker, { size: 4 });
    rt.events.on("exited", () => {
      for (const member of pool) rt.kill(member);
    });
    await rt.shutdown();
    expect(rt.log.texts("error")).toEqual([]);
    expect(rt).toBeBalanced();
  });
});

test("a pool that does not fit into the runtime's capacity leaves nothing behind", async () => {
  await using rt = testRuntime();
  rt.inspect.setCapacity(4);
  rt.inspect.setShedding(true);
  expect(await failureOf(() => rt.spawnPool(Worker, { size: 4, name: "p" }))).toBe("ERR_OVERLOADED");
  expect(rt.names.resolve("p")).toBeUndefined();
  expect([...rt.inspect.list()]).toEqual([]);
  const pool = rt.spawnPool(Worker, { size: 3 });
  rt.kill([...pool][0] as never); // a replacement is nobody new
  expect([...pool][0]).toBeAlive();
  expect(await failureOf(() => pool.resize(4))).toBe("ERR_OVERLOADED");
  expect(pool.size).toBe(3);
});

test("a pool has no code of its own to be swapped; its members have", async () => {
  await using rt = testRuntime();
  const pool = rt.spawnPool(Worker, { size: 2 });
  expect(await failureOf(() => rt.behaviors.swap(pool, Careful))).toBe("ERR_INVALID_ARG");
  await rt.behaviors.swap([...pool][0] as never, Careful);
  expect(await pool.ask.add(1)).toBe(1);
});

describe("wrong options", () => {
  test.each<[string, object | undefined, string]>([
    ["no options", undefined, "size must be a whole number"],
    ["size 0", { size: 0 }, "size must be a whole number, from 1 to 65536; got 0."],
    ["half a member", { size: 1.5 }, "got 1.5"],
    ["too many", { size: 65_537 }, "got 65537"],
    ["an unknown route", { size: 1, route: "roundrobin" }, 'did you mean "roundRobin"?'],
    ["hash without a key", { size: 1, route: "hash" }, "key must be a function"],
    ["a key that is none", { size: 1, route: "hash", key: "id" }, "key must be a function"],
    ["a key without hash", { size: 1, key: String }, 'key must be left out where route is not "hash"'],
    ["an unknown option", { size: 1, rout: "random" }, 'did you mean "route"?'],
    ["a wrong mailbox", { size: 1, mailbox: { capacity: 0 } }, "mailbox.capacity"],
    ["a wrong budget", { size: 1, budget: 0 }, "budget"],
  ])("%s", async (_, options, text) => {
    await using rt = testRuntime();
    let spawned = 0;
    rt.events.on("spawned", () => spawned++);
    expect(() => rt.spawnPool(Worker, options as never)).toThrow(text);
    expect(spawned).toBe(0);
  });

  test("a name that is taken, a class without marks, a runtime that was shut down", async () => {
    const rt = testRuntime();
    rt.spawnPool(Worker, { size: 1, name: "taken" });
    const taken = (): unknown => rt.spawnPool(Worker, { size: 1, name: "taken" });
    expect(await failureOf(taken)).toBe("ERR_NAME_TAKEN");
    expect(await failureOf(() => rt.spawnPool(class Plain {}, { size: 1 }))).toBe("ERR_NOT_AN_ACTOR");
    await rt.shutdown();
    expect(await failureOf(() => rt.spawnPool(Worker, { size: 1 }))).toBe("ERR_RUNTIME_STOPPED");
  });
});

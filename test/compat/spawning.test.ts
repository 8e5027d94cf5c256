/** Starting actors by the names of the guide. */
import { failureOf } from "../lifecycle/fixture";
import { brief, bytes, makeCompat, recorder, settle } from "./fixture";

describe("compat: spawning", () => {
  test("pids are numbers, and actors are called after their handlers", () => {
    const { node } = makeCompat();
    const first = node.spawn(function greet() {});
    const second = node.spawnWithMailbox(async function worker(mailbox) {
      await mailbox.recv();
    });
    expect([first, second]).toEqual([1, 2]);
    expect(node.actorInfo(first)?.actor).toBe("greet#1");
    expect(node.actorInfo(second)).toMatchObject({ actor: "worker#2", mode: "pull" });
  });

  test("one function can be the handler of many actors, in both ways", async () => {
    const { node } = makeCompat();
    const seen: unknown[] = [];
    const handler = (given: object): void => void seen.push(Buffer.isBuffer(given));
    const pids = [node.spawn(handler), node.spawn(handler), node.spawnWithMailbox(handler)];
    for (const pid of pids) node.send(pid, bytes("x"));
    await settle();
    expect(seen.sort()).toEqual([false, true, true]);
  });

  test("a budget is how many messages an actor handles before others have their turn", async () => {
    const { node } = makeCompat();
    const turns: string[] = [];
    const a = node.spawn(() => turns.push("a"), 1);
    const b = node.spawn(() => turns.push("b"), 2);
    for (const pid of [a, b]) node.sendMany(pid, [bytes("1"), bytes("2"), bytes("3"), bytes("4")]);
    await settle();
    expect(turns.join("")).toBe("abbabbaa");
  });

  test("so it is for observers", async () => {
    const { node } = makeCompat();
    const recorded: number[][] = [];
    for (const observer of [node.spawnObservedHandler(1), node.spawnWithPathObserved(2, "/two")]) {
      const counts: number[] = [];
      recorded.push(counts);
      const other = node.spawn(() => counts.push(node.getMessages(observer).length), 1);
      for (const pid of [observer, other]) node.sendMany(pid, [bytes("1"), bytes("2"), bytes("3")]);
    }
    await settle();
    expect(recorded).toEqual([
      [1, 2, 3],
      [2, 3, 3],
    ]);
  });

  test("spawnBounded and spawnPyHandlerBounded take a capacity, each in its place", async () => {
    const { node } = makeCompat();
    const bounded = [node.spawnBounded(() => {}, 2, 10), node.spawnPyHandlerBounded(() => {}, 10, 2)];
    for (const pid of bounded) {
      expect(node.sendMany(pid, [bytes("1"), bytes("2"), bytes("3")])).toBe(2);
      expect(node.actorInfo(pid)?.capacity).toBe(2);
    }
  });

  test("a child ends with its parent, also when that crashes", async () => {
    const { node, rt } = makeCompat();
    const parent = node.spawn(() => {
      throw new Error("planted");
    });
    const children = [
      node.spawnChild(parent, () => {}),
      node.spawnChildWithMailbox(parent, async (mailbox) => void (await mailbox.recv())),
    ];
    node.send(parent, bytes("x"));
    await Promise.all(children.map((pid) => node.join(pid)));
    expect(await rt.join(children[0] as number)).toMatchObject({ reason: "parent_exited" });
    expect(node.listActors()).toEqual([]);
  });

  test("a child of one who is gone already ends at once", async () => {
    const { node, rt } = makeCompat();
    for (const pid of [node.spawnChild(77, () => {}), ...node.spawnChildPool(77, () => {}, 2)]) {
      expect(await rt.join(pid)).toMatchObject({ reason: "parent_exited" });
    }
    expect(node.listActors()).toEqual([]);
  });

  test("a pool is a list of workers, which come back after a crash and end with the parent", async () => {
    const { node } = makeCompat();
    const parent = node.spawn(() => {});
    const texts: string[] = [];
    const workers = node.spawnChildPool(
      parent,
      (message) => {
        if (message.toString() === "crash") throw new Error("planted");
        texts.push(message.toString());
      },
      3,
    );
    expect(new Set(workers).size).toBe(3);
    for (const pid of workers) node.sendMany(pid, [bytes("crash"), bytes(`to ${pid}`)]);
    await settle();
    expect(texts.sort()).toEqual(workers.map((pid) => `to ${pid}`));
    node.stop(parent);
    await node.join(parent);
    expect(workers.filter((pid) => node.isAlive(pid))).toEqual([]);
  });

  test("a virtual actor begins with its first message, sleeps, and comes back under its pid", async () => {
    const { node, rt, clock } = makeCompat();
    const { texts, handler } = recorder();
    const pid = node.spawnVirtual(handler, 100, 50);
    expect([node.isAlive(pid), rt.isActive(pid), node.mailboxSize(pid)]).toEqual([true, false, 0]);
    node.send(pid, bytes("one"));
    await settle();
    await clock.advance(60);
    expect([texts, rt.isActive(pid)]).toEqual([["one"], false]);
    node.send(pid, bytes("two"));
    await settle();
    expect(texts).toEqual(["one", "two"]);
  });

  test("an observer records in order, at its path", async () => {
    const { node } = makeCompat();
    const pid = node.spawnWithPathObserved(10, "/svc/observer");
    expect(node.whereisPath("/svc/observer")).toBe(pid);
    node.sendMany(pid, [bytes("one"), bytes("two")]);
    await settle();
    expect(node.getMessages(pid).map(brief)).toEqual(["one", "two"]);
    expect(node.getMessages(pid)).toEqual([{ data: bytes("one") }, { data: bytes("two") }]);
  });

  test("load shedding: beyond the capacity spawns throw, and there is room again after an exit", async () => {
    const { node } = makeCompat();
    node.setSystemCapacity(1);
    node.setLoadShedding(true);
    const first = node.spawn(() => {});
    expect(node.isLoadSheddingActive()).toBe(true);
    expect(await failureOf(() => node.spawn(() => {}))).toBe("ERR_OVERLOADED");
    node.stop(first);
    await node.join(first);
    expect(node.isLoadSheddingActive()).toBe(false);
    expect(node.isAlive(node.spawnObservedHandler(5))).toBe(true);
  });
});

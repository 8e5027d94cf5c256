/** Ends, numbers, and runtimes that are shared, or are not. */
import { Actor, Receive, type Ref } from "../../src/index";
import { NodeRuntime } from "../../src/runtime/compat/index";
import { failureOf, gate } from "../lifecycle/fixture";
import { brief, bytes, makeCompat, recorder, settle } from "./fixture";

describe("compat: stop, join, isAlive", () => {
  test("stop answers at once, and from then on nothing new is taken", async () => {
    const { node } = makeCompat();
    const { texts, handler } = recorder();
    const pid = node.spawn(handler);
    await settle();
    expect([node.stop(pid), node.send(pid, bytes("late"))]).toEqual([true, false]);
    await node.join(pid);
    expect([node.isAlive(pid), node.stop(pid), texts]).toEqual([false, false, []]);
  });

  test("an actor can stop itself, but not join itself", async () => {
    const { node } = makeCompat();
    const failures: string[] = [];
    const pid: number = node.spawn(async () => {
      node.stop(pid);
      failures.push(await failureOf(() => node.join(pid)));
    });
    node.send(pid, bytes("x"));
    await node.join(pid);
    expect(node.isAlive(pid)).toBe(false);
    expect(failures).toEqual(["ERR_DEADLOCK"]);
  });

  test("a crash ends the actor, and is logged", async () => {
    const { node, lines } = makeCompat();
    const pid = node.spawn(function fragile() {
      throw new Error("planted");
    });
    node.send(pid, bytes("x"));
    await node.join(pid);
    expect(lines.join("\n")).toContain("fragile#1");
  });
});

describe("compat: for operators", () => {
  test("listActors, actorInfo, setActorHealth and getMetrics", async () => {
    const { node } = makeCompat();
    const [one, two] = [node.spawn(() => {}), node.spawnObservedHandler()];
    expect(node.listActors()).toEqual([one, two]);
    expect(node.actorInfo(one)?.health).toBeUndefined();
    node.setActorHealth(one, "busy");
    expect(node.actorInfo(one)).toMatchObject({ pid: one, health: "busy", queued: 0 });
    expect(node.getMetrics()).toMatchObject({ actors: { live: 2, spawned: 2 }, shedding: { on: false } });
  });
});

describe("compat: runtimes", () => {
  test("S9: two NodeRuntimes in one process do not notice each other", async () => {
    const [one, two] = [makeCompat().node, makeCompat().node];
    const pid = one.spawn(() => {});
    expect([two.isAlive(pid), one.isAlive(pid)]).toEqual([false, true]);
    one.register("svc", pid);
    expect(two.resolve("svc")).toBeUndefined();
    expect(two.spawn(() => {})).toBe(pid); // numbers of its own
  });

  test("without an argument it has a runtime of its own, and ends it", async () => {
    await using node = new NodeRuntime();
    const pid = node.spawn(() => {});
    await node.shutdown({ drain: true });
    expect(node.isAlive(pid)).toBe(false);
    expect(await failureOf(() => node.spawn(() => {}))).toBe("ERR_RUNTIME_STOPPED");
  });

  test("two faces of one runtime share its actors, also the mailboxes of pull actors", async () => {
    const { node, rt } = makeCompat();
    const other = new NodeRuntime(rt);
    const busy = gate();
    const pid = node.spawnWithMailbox(() => busy.opened);
    other.send(pid, bytes("x"));
    expect(brief(await other.selectiveRecv(pid, () => true))).toBe("x");
    expect(other.runtime).toBe(node.runtime);
    busy.open();
  });

  test("class code and compat code meet: pids lead to refs, and refs have pids", async () => {
    const { node, rt } = makeCompat();
    const { texts, handler } = recorder();
    const pid = node.spawn(handler);
    const ref = rt.ref(pid) as Ref<unknown>;
    expect(rt.names.resolve("svc")?.pid).toBe(node.resolve("svc"));
    ref.tell(bytes("bytes"));
    ref.tell("a string");
    await settle();
    expect(texts).toEqual(["bytes", "a string"]);
    expect((await rt.ask(pid, bytes("x"))) as unknown).toBeUndefined();
  });

  test("what class code sends that is no bytes comes as it is", async () => {
    const { node, rt } = makeCompat();
    const got: unknown[] = [];
    const push = node.spawn((message) => got.push(message));
    const observer = node.spawnObservedHandler();
    const order = { order: 5 };
    for (const pid of [push, observer]) rt.send(pid, order);
    await settle();
    expect(got[0]).toBe(order);
    expect(node.getMessages(observer)[0]?.data).toBe(order);
  });

  test("an actor of a class gets the Buffer, and replies to a call with bytes or a string", async () => {
    const { node, rt } = makeCompat();
    @Actor()
    class Echo {
      @Receive.any() other(message: unknown): unknown {
        return Buffer.isBuffer(message) ? `${message}!` : 5;
      }
    }
    const ref = rt.spawn(Echo);
    expect((await node.call(ref.pid, bytes("hey"))).toString()).toBe("hey!");
  });
});

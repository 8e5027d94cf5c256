/** Virtual actors: one instance while it is needed, its state kept when it is not (A1). */
import { ActorContext, injected, OnStart, OnStop, Receive } from "../../src";
import { codeOf, expectQuiet, type Gate, gate, settle, setUp, thrownCode } from "../messaging/fixture";

const idleTimeoutMs = 100;

class Cart {
  static built = 0;
  static stopping: Gate | undefined = undefined;
  readonly ctx = injected(ActorContext) as ActorContext<Cart>;
  readonly number = ++Cart.built;
  items: string[] = [];
  starts = 0;

  @OnStart() start(): void {
    this.starts++;
  }
  @OnStop() stop(): unknown {
    return Cart.stopping;
  }
  @Receive() add(item: string): number {
    return this.items.push(item);
  }
  @Receive() async addLater(item: string, until: Promise<void>): Promise<void> {
    await until;
    this.items.push(item);
  }
  @Receive() list(): string[] {
    return [...this.items];
  }
  @Receive() facts(): { key: string | undefined; ownContext: boolean; starts: number } {
    const { ctx, starts } = this;
    return { key: ctx.key, ownContext: thrownCode(() => ctx.register("cart")) === "nothing thrown", starts };
  }
}

beforeEach(() => {
  Cart.built = 0;
  Cart.stopping = undefined;
});

function idleCart(options: object = {}) {
  const world = setUp();
  const log: string[] = [];
  for (const kind of ["activated", "passivated", "exited"] as const)
    world.rt.events.on(kind, () => log.push(kind));
  const ref = world.rt.virtual(Cart, "k", { idleTimeoutMs, ...options });
  return { ...world, log, ref };
}

describe("activation", () => {
  test("100 concurrent first sends make one instance, and keep their order", async () => {
    const { rt } = setUp();
    for (let n = 0; n < 100; n++) expect(rt.virtual(Cart, "a").send.add(String(n))).toBe(true);
    expect(Cart.built).toBe(0);
    expect(await rt.virtual(Cart, "a").ask.list()).toEqual(Array.from({ length: 100 }, (_, n) => String(n)));
    expect(Cart.built).toBe(1);
    expectQuiet(rt);
  });

  test("before the first message it is alive, not active, and empty; the ref is always the same", () => {
    const { rt } = setUp();
    const ref = rt.virtual(Cart, "a");
    expect(rt.virtual(Cart, "a")).toBe(ref);
    expect(rt.virtual(Cart, "b")).not.toBe(ref);
    expect([rt.isAlive(ref), rt.isActive(ref), rt.mailboxes.size(ref)]).toEqual([true, false, 0]);
    expect(rt.ref(ref.pid)).toBe(ref);
    ref.send.add("x");
    expect([rt.isActive(ref), rt.mailboxes.size(ref)]).toEqual([true, 1]);
  });

  test("keys are strings of 1 to 1,024 characters", () => {
    const { rt } = setUp();
    for (const key of ["", "x".repeat(1_025), 5, null, undefined, {}, Symbol("k")])
      expect(thrownCode(() => rt.virtual(Cart, key as string))).toBe("ERR_INVALID_ARG");
    for (const key of ["x".repeat(1_024), "__proto__", "constructor", "\0", " "])
      expect(rt.isAlive(rt.virtual(Cart, key))).toBe(true);
  });

  test("options are checked, for classes and functions", () => {
    const { rt } = setUp();
    const fn = (): void => {};
    for (const options of [
      5,
      null,
      "fast",
      { idleTimeoutMs: 0 },
      { idleTimeoutMs: Number.NaN },
      { budget: 0 },
    ]) {
      if (options !== "fast")
        expect(thrownCode(() => rt.virtual(fn, options as object))).toBe("ERR_INVALID_ARG");
      expect(thrownCode(() => rt.virtual(Cart, "k", options as object))).toBe("ERR_INVALID_ARG");
    }
    expect(thrownCode(() => rt.virtual(5 as never, "k"))).toBe("ERR_INVALID_ARG");
  });

  test("a function is a virtual actor of its own with each call; with a key it is shared", async () => {
    const { rt, clock } = setUp();
    let calls = 0;
    const fn = (_: string): number => ++calls;
    const one = rt.virtual(fn, { idleTimeoutMs });
    expect(rt.virtual(fn, { idleTimeoutMs })).not.toBe(one);
    expect(rt.isActive(one)).toBe(false);
    expect(await rt.ask(one, "x")).toBe(1);
    await clock.advance(idleTimeoutMs);
    expect(rt.isActive(one)).toBe(false);
    expect(await rt.ask(one, "x")).toBe(2);
  });
});

describe("passivation", () => {
  test("after the idle timeout the instance goes, and its state comes back with the next message", async () => {
    const { rt, clock, ref, log } = idleCart();
    ref.send.add("tea");
    await clock.advance(idleTimeoutMs - 1);
    expect(rt.isActive(ref)).toBe(true);
    await clock.advance(1);
    expect([rt.isAlive(ref), rt.isActive(ref)]).toEqual([true, false]);
    expect(clock.pending).toBe(0);
    expect(await ref.ask.list()).toEqual(["tea"]);
    expect(Cart.built).toBe(2);
    expect(await ref.ask.facts()).toEqual({ key: "k", ownContext: true, starts: 2 });
    expect(log).toEqual(["activated", "passivated", "activated"]);
    expect(ref.incarnation).toBe(0);
  });

  test("each message starts the idle time anew, a running handler stops it", async () => {
    const { rt, clock, ref } = idleCart();
    for (let n = 0; n < 5; n++) {
      ref.send.add("x");
      await clock.advance(idleTimeoutMs - 10);
      expect(rt.isActive(ref)).toBe(true);
    }
    const until = gate();
    ref.send.addLater("late", until);
    await clock.advance(10 * idleTimeoutMs);
    expect(rt.isActive(ref)).toBe(true);
    until.open();
    await clock.advance(idleTimeoutMs - 1);
    expect(rt.isActive(ref)).toBe(true);
    await clock.advance(1);
    expect(rt.isActive(ref)).toBe(false);
    expect(Cart.built).toBe(1);
  });

  test("of a reentrant actor the idle time counts from the end of its last handler", async () => {
    const { rt, clock, ref } = idleCart({ reentrant: true });
    const until = gate();
    ref.send.addLater("late", until);
    await clock.advance(idleTimeoutMs + 60);
    until.open();
    await clock.advance(idleTimeoutMs - 1);
    expect(rt.isActive(ref)).toBe(true);
    await clock.advance(1);
    expect(rt.isActive(ref)).toBe(false);
    expect(await ref.ask.list()).toEqual(["late"]);
  });

  test.each([
    ["the message first", true],
    ["the timeout first", false],
  ])("a message exactly at the idle edge, %s, is handled", async (_, early) => {
    const { clock, rt, ref } = idleCart();
    if (early) clock.schedule(idleTimeoutMs, () => ref.send.add("edge"));
    ref.send.add("first");
    await settle();
    if (!early) clock.schedule(idleTimeoutMs, () => ref.send.add("edge"));
    await clock.advance(idleTimeoutMs);
    expect(await ref.ask.list()).toEqual(["first", "edge"]);
    expectQuiet(rt);
  });

  test("messages during an async @OnStop wait for the next activation", async () => {
    const { rt, clock, ref, log } = idleCart();
    Cart.stopping = gate();
    ref.send.add("one");
    await clock.advance(idleTimeoutMs);
    const reply = ref.ask.add("two");
    ref.send.add("three");
    await settle();
    expect(rt.audit()).toMatchObject({ queued: 2, running: 0, balanced: true });
    Cart.stopping.open();
    expect(await reply).toBe(2);
    expect(await ref.ask.list()).toEqual(["one", "two", "three"]);
    expect(log).toEqual(["activated", "passivated", "activated"]);
    expectQuiet(rt);
  });

  test("killed, or stopped, while passivating: it is gone, and its messages are dead letters", async () => {
    for (const end of ["kill", "stop"] as const) {
      const { rt, clock, ref, letters } = idleCart();
      Cart.stopping = gate();
      ref.send.add("one");
      await clock.advance(idleTimeoutMs);
      const reply = codeOf(ref.ask.add("two"));
      const stopped = end === "kill" ? rt.kill(ref) : ref.stop();
      Cart.stopping.open();
      expect(await stopped).toBe(true);
      expect(await reply).toBe("ERR_ACTOR_DEAD");
      expect(letters).toMatchObject([{ fate: "discarded", message: "add" }]);
      expect(rt.isAlive(ref)).toBe(false);
      expect(rt.virtual(Cart, "k")).not.toBe(ref);
      await settle();
      expect(clock.pending).toBe(0);
      expectQuiet(rt);
    }
  });

  test("reactivate: false makes the first passivation the end", async () => {
    const { rt, clock, ref, log } = idleCart({ reactivate: false });
    ref.send.add("one");
    await clock.advance(idleTimeoutMs);
    expect(rt.isAlive(ref)).toBe(false);
    expect(ref.send.add("two")).toBe(false);
    expect(await rt.join(ref)).toMatchObject({ reason: "normal" });
    expect(log).toEqual(["activated", "exited"]);
    expect(rt.virtual(Cart, "k")).not.toBe(ref);
  });

  test("without an idle timeout it stays", async () => {
    const { rt, clock } = setUp();
    const ref = rt.virtual(Cart, "k");
    ref.send.add("x");
    await clock.advance(1e9);
    expect(rt.isActive(ref)).toBe(true);
  });

  test("stop forgets the key, asleep or awake: the next actor starts afresh", async () => {
    const { rt } = setUp();
    for (const awake of [false, true]) {
      const ref = rt.virtual(Cart, "k");
      if (awake) await ref.ask.add("x");
      expect(await ref.stop()).toBe(true);
      expect(ref.send.add("y")).toBe(false);
      const next = rt.virtual(Cart, "k");
      expect(next).not.toBe(ref);
      expect(await next.ask.list()).toEqual([]);
      await next.stop();
    }
  });
});

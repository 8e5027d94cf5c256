/** What moves by plain fields when a restart keeps the state, and what stays with the new instance. */
import { Actor, ActorContext, injected, Receive, Runtime, Supervised, type Timer } from "../../src";
import { makeWorld, settle } from "./fixture";

const keep = { maxRestarts: 9, withinMs: 1_000, state: "keep" } as const;

/** Crashes `type`'s only actor after `change` was applied to the first instance; both instances. */
async function restarted<A extends object>(
  type: new () => A,
  change: (first: A) => void,
): Promise<{ first: A; second: A; rt: Runtime }> {
  const made: A[] = [];
  class Watched extends (type as new () => object) {
    constructor() {
      super();
      made.push(this as unknown as A);
    }
    ready(): number {
      return made.length;
    }
    crash(): void {
      throw new Error("crash");
    }
  }
  Receive()(Watched.prototype, "ready", { value: Watched.prototype.ready });
  Receive()(Watched.prototype, "crash", { value: Watched.prototype.crash });
  Supervised(keep)(Watched);
  Actor()(Watched);
  const { rt } = makeWorld();
  const ref = rt.spawn(Watched);
  await ref.ask.ready();
  change(made[0] as A);
  ref.send.crash();
  await settle();
  expect(await ref.ask.ready()).toBe(2);
  return { first: made[0] as A, second: made[1] as A, rt };
}

describe("state: keep, by plain fields", () => {
  test("an arrow-function field works on the new instance, not on the dead one", async () => {
    class Counter {
      n = 0;
      readonly add = (): number => ++this.n;
    }
    const { first, second } = await restarted(Counter, (one) => one.add());
    expect(second.add()).toBe(2);
    expect([first.n, second.n]).toEqual([1, 2]);
  });

  test("timers, AbortSignals and contexts of the old incarnation are not carried over", async () => {
    class Holder {
      private readonly ctx = injected<ActorContext<unknown>>(ActorContext);
      n = 0;
      again: ActorContext<unknown> | undefined = undefined;
      lazy: Timer | undefined = undefined;
      readonly eager: Timer = this.ctx.after(1_000, new Error("late") as never);
      cleared: Timer | undefined = this.ctx.after(1_000, new Error("late") as never);
      readonly signal = this.ctx.signal;
      use(): void {
        this.n = 7;
        this.again = this.ctx;
        this.lazy = this.ctx.after(1_000, new Error("late") as never);
        this.cleared?.cancel();
        this.cleared = undefined;
      }
    }
    const { first, second } = await restarted(Holder, (one) => one.use());
    expect(first.signal.aborted).toBe(true);
    expect(second.signal.aborted).toBe(false);
    expect(second).toMatchObject({ n: 7, again: undefined, lazy: undefined });
    expect(second.eager).not.toBe(first.eager);
    expect(second.eager.cancel()).toBe(true);
    expect(second.cleared?.cancel()).toBe(true);
  });

  test("a pending timer of rt.timers outlives the restart, and its handle does", async () => {
    class Holder {
      readonly rt = injected(Runtime);
      timer: Timer | undefined = undefined;
    }
    const { second } = await restarted(Holder, (one) => {
      const target = one.rt.spawn(() => {});
      one.timer = one.rt.timers.after(target, 1_000, "x" as never);
    });
    expect(second.timer?.cancel()).toBe(true);
  });

  test("a field named __proto__ is a field, and changes no prototype", async () => {
    class Plain {
      n = 1;
    }
    const { second } = await restarted(Plain, (one) =>
      Object.defineProperty(one, "__proto__", { value: { evil: 1 }, enumerable: true }),
    );
    expect(Object.getPrototypeOf(second)).not.toEqual({ evil: 1 });
    expect((second as { evil?: number }).evil).toBeUndefined();
    expect(Object.getOwnPropertyDescriptor(second, "__proto__")?.value).toEqual({ evil: 1 });
  });

  test("setters do not run; accessors and frozen fields of the new instance stay, the rest moves", async () => {
    let made = 0;
    const calls: unknown[] = [];
    class Changing {
      before = 0;
      shown = 0;
      frozen = 0;
      after = 0;
      constructor() {
        if (++made === 1) return;
        const set = (value: unknown): void => void calls.push(value);
        Object.defineProperty(this, "shown", { get: () => "mine", set });
        Object.defineProperty(this, "frozen", { value: "mine", writable: false, configurable: false });
      }
      set late(value: unknown) {
        calls.push(value);
      }
    }
    const { second } = await restarted(Changing, (one) => {
      Object.assign(one, { before: 1, shown: 2, frozen: 3, after: 4 });
      Object.defineProperty(one, "late", { value: 5, enumerable: true });
    });
    expect(second).toMatchObject({ before: 1, shown: "mine", frozen: "mine", after: 4, late: 5 });
    expect(calls).toEqual([]);
  });

  test("a frozen new instance is left alone", async () => {
    let made = 0;
    class Ice {
      n = 0;
      thaw(): void {
        this.n = 5;
      }
    }
    class Freezer extends Ice {
      readonly mine = ++made === 2;
      readonly box = this.mine ? Object.freeze({ n: 0 }) : { n: 1 };
      constructor() {
        super();
        if (this.mine) Object.preventExtensions(this);
      }
    }
    const { second } = await restarted(Freezer, (one) => {
      one.thaw();
      Object.assign(one, { extra: 1 });
    });
    expect(second.n).toBe(5);
    expect("extra" in second).toBe(false);
  });

  test("symbol-keyed fields move like the others", async () => {
    const key = Symbol("key");
    class Keyed {
      [key] = 0;
    }
    const { second } = await restarted(Keyed, (one) => {
      one[key] = 3;
    });
    expect(second[key]).toBe(3);
  });
});

/** Compiled, never run: what hot swap says about targets, code and state, and what must not compile. */
import type { ActorContext, ActorRef, Mailbox, Runtime, SwapOptions } from "../../src/index";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only where the two types are the same. */
function same<A, B>(_proof: Same<A, B>): void {}

class Old {
  count = 0;
  add(): number {
    return ++this.count;
  }
}
class New {
  total = 0;
  constructor(readonly ctx: ActorContext<New>) {}
  add(by: number): number {
    this.total += by;
    return this.total;
  }
}
class Puller {
  async run(_: Mailbox<string>): Promise<void> {}
}
abstract class Base {
  abstract add(): void;
}

export async function swaps(rt: Runtime, ref: ActorRef<Old>): Promise<void> {
  const version = await rt.behaviors.swap(ref, New);
  same<typeof version, number>(true);
  await rt.behaviors.swap(ref.pid, New);
  await rt.behaviors.swap(ref, Puller);
  await rt.behaviors.swap(ref, (message: string, ctx) => ctx.log.info({}, message));
  await rt.behaviors.swap(ref, async (mailbox: Mailbox<string>) => {
    for await (const text of mailbox) same<typeof text, string>(true);
  });
  // @ts-expect-error nothing can be made of an abstract class
  await rt.behaviors.swap(ref, Base);
  // @ts-expect-error an instance is no class
  await rt.behaviors.swap(ref, new Old());
  // @ts-expect-error a name is no target
  await rt.behaviors.swap("service", New);
}

export async function states(rt: Runtime, ref: ActorRef<Old>): Promise<void> {
  // What the state is of, before and after, is said where the functions are written.
  await rt.behaviors.swap(ref, New, {
    migrate: (old: Pick<Old, "count">) => ({ total: old.count }),
    migrateBack: (later: Pick<New, "total">) => ({ count: later.total }),
  });
  await rt.behaviors.swap(ref, New, { migrate: ({ count }) => ({ total: Number(count) }) });
  await rt.behaviors.swap(ref, () => {}, { migrate: (saved: readonly string[]) => ({ saved }) });
  // @ts-expect-error the new fields are an object
  await rt.behaviors.swap(ref, New, { migrate: () => 5 });
  // @ts-expect-error no such option
  await rt.behaviors.swap(ref, New, { migrateForth: () => ({}) });
  const options: SwapOptions<{ count: number }, { total: number }> = {
    migrate: ({ count }) => ({ total: count }),
    migrateBack: ({ total }) => ({ count: total }),
  };
  await rt.behaviors.swap(ref, New, options);
}

export async function versions(rt: Runtime, ref: ActorRef<Old>): Promise<void> {
  same<ReturnType<typeof rt.behaviors.version>, number>(true);
  same<Awaited<ReturnType<typeof rt.behaviors.rollback>>, number>(true);
  rt.behaviors.version(ref.pid);
  await rt.behaviors.rollback(ref);
  await rt.behaviors.rollback(ref, 2);
  // @ts-expect-error steps are a number
  await rt.behaviors.rollback(ref, "2");
  rt.events.on("swapped", ({ pid, before, version, revision }) => {
    same<typeof pid, number>(true);
    same<[typeof before, typeof version, typeof revision], [number, number, number]>(true);
  });
  rt.events.on("swap-failed", ({ version, error }) => {
    same<typeof version, number>(true);
    same<typeof error, unknown>(true);
  });
}

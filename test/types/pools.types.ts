/** Compiled, never run: what pools say about the class of their members, and what must not compile. */
import {
  type ActorContext,
  type ActorPool,
  type ActorRef,
  type FunctionPool,
  message,
  type Ref,
  type Runtime,
} from "../../src/index";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only where the two types are the same. */
function same<A, B>(_proof: Same<A, B>): void {}

class Account {
  deposit(amount: number): number {
    return amount;
  }
  onTick(_message: { type: "tick"; at: number }): void {}
}

class WithInit {
  onStart(_init: { url: string }): void {}
  ping(): void {}
}

export async function pools(rt: Runtime): Promise<void> {
  const pool = rt.spawnPool(Account, { size: 2 });
  same<typeof pool, ActorPool<Account>>(true);
  same<Awaited<ReturnType<typeof pool.ask.deposit>>, number>(true);
  pool.send.deposit(5);
  pool.tell({ type: "tick", at: 5 });
  rt.send(pool, message(Account).deposit(5));
  for (const member of pool) same<typeof member, ActorRef<Account>>(true);
  const asActor: ActorRef<Account> = pool;
  const size: number = pool.size;
  await pool.resize(size + 1);
  await pool.resize(1, { timeoutMs: 100 });
  // @ts-expect-error a pool's size changes by resize
  pool.size = 3;
  // @ts-expect-error no such message
  asActor.send.withdraw(5);
  // @ts-expect-error wrong argument
  pool.send.deposit("5");
  // @ts-expect-error a size is a number
  await pool.resize("3");
}

export function options(rt: Runtime, ctx: ActorContext<Account>): void {
  rt.spawnPool(Account, { size: 2, route: "broadcast", name: "a", path: "/a", budget: 5, parent: 5 });
  rt.spawnPool(Account, {
    size: 2,
    route: "hash",
    key: (sent) => ("type" in sent ? sent.type : sent.method),
  });
  rt.spawnPool(WithInit, { size: 2, init: { url: "x" } }).send.ping();
  ctx.spawnPool(WithInit, { size: 2, init: { url: "x" }, route: "random" }).send.ping();
  // @ts-expect-error a pool needs options
  rt.spawnPool(Account);
  // @ts-expect-error a pool needs a size
  rt.spawnPool(Account, { route: "random" });
  // @ts-expect-error no such route
  rt.spawnPool(Account, { size: 2, route: "roundrobin" });
  // @ts-expect-error hash needs a key
  rt.spawnPool(Account, { size: 2, route: "hash" });
  // @ts-expect-error only hash has a key
  rt.spawnPool(Account, { size: 2, route: "random", key: () => "x" });
  // @ts-expect-error without a route it is round robin, which has no key
  rt.spawnPool(Account, { size: 2, key: () => "x" });
  // @ts-expect-error a key is a string
  rt.spawnPool(Account, { size: 2, route: "hash", key: () => 5 });
  // @ts-expect-error onStart needs an init
  rt.spawnPool(WithInit, { size: 2 });
  // @ts-expect-error another init
  rt.spawnPool(WithInit, { size: 2, init: { url: 5 } });
  // @ts-expect-error no such option
  ctx.spawnPool(Account, { size: 2, nane: "x" });
}

/** Bound to the actor that asks, a pool is a ref like any other. */
export function bound(pool: ActorPool<Account>, functions: FunctionPool<number>, ctx: ActorContext): void {
  const ref = ctx.on(pool);
  same<typeof ref, ActorRef<Account>>(true);
  same<Awaited<ReturnType<typeof ref.ask.deposit>>, number>(true);
  ctx.on(functions).tell(5);
  // @ts-expect-error its size is the pool's own
  ref.size;
  // @ts-expect-error so is what changes it
  void ref.resize(3);
  // @ts-expect-error so are its members: each is bound by itself
  for (const _ of ref);
}

export function functions(rt: Runtime, ctx: ActorContext): void {
  const pool = rt.spawnPool((n: number) => n, { size: 2, route: "hash", key: (n) => String(n) });
  same<typeof pool, FunctionPool<number>>(true);
  pool.tell(5);
  for (const member of pool) same<typeof member, Ref<number>>(true);
  ctx.spawnPool(async (_: string, own) => own.stopSelf(), { size: 2 }).tell("x");
  // @ts-expect-error its messages are numbers
  pool.tell("5");
  // @ts-expect-error its messages are numbers
  rt.spawnPool((n: number) => n, { size: 2, route: "hash", key: (text: string) => text });
  // @ts-expect-error a function actor has no named messages
  pool.send;
}

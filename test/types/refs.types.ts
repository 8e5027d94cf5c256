/** Compiled, never run: what refs, asks, spawns and messages say about a class, and what must not compile. */
import {
  type ActorContext,
  type ActorRef,
  type MessageOf,
  message,
  type Ref,
  type ReplyOf,
  type Runtime,
  type Sender,
} from "../../src/index";
import { probe } from "../../src/runtime/testing/index";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only where the two types are the same. */
function same<A, B>(_proof: Same<A, B>): void {}

class Deposit {
  readonly kind = "deposit";
  constructor(readonly amount: number) {}
}

class Account {
  readonly owner = "me";
  private total = 0;
  #secret = 0;
  deposit(amount: number, note?: string): number {
    this.total += amount;
    return this.total + (note?.length ?? 0);
  }
  async balance(): Promise<number> {
    return this.total;
  }
  onDeposit(_message: Deposit): void {}
  onTick(_message: { type: "tick"; at: number }): void {}
  many(..._numbers: number[]): void {}
  frozen(..._numbers: readonly number[]): void {}
  overloaded(value: string): string;
  overloaded(value: number): number;
  overloaded(value: string | number): string | number {
    return value;
  }
  protected hidden(): void {}
  private secret(): number {
    return this.#secret;
  }
  reveal(): number {
    return this.secret();
  }
}

class Wide {
  generic<T>(value: T): T {
    return value;
  }
  onDeposit(_message: Deposit): void {}
}

class WithInit {
  onStart(_init: { url: string }): void {}
  ping(): void {}
}

class WithOptionalInit {
  onStart(_init?: { url: string }): void {}
}

class WithContext {
  constructor(readonly ctx: ActorContext<WithContext>) {}
  ping(): void {}
}

abstract class Unfinished {
  abstract ping(): void;
}

export function sends(ref: ActorRef<Account>): void {
  same<ReturnType<typeof ref.send.deposit>, boolean>(true);
  ref.send.deposit(5);
  ref.send.deposit(5, "note");
  ref.send.balance();
  ref.send.many(1, 2, 3);
  // @ts-expect-error no such message
  ref.send.withdraw(5);
  // @ts-expect-error wrong argument
  ref.send.deposit("5");
  // @ts-expect-error a missing argument
  ref.send.deposit();
  // @ts-expect-error one argument too many
  ref.send.balance(1);
  // @ts-expect-error a private method is no message
  ref.send.secret();
  // @ts-expect-error a protected method is no message
  ref.send.hidden();
  // @ts-expect-error a field is no message
  ref.send.owner();
  // @ts-expect-error the sender's methods are not for changing
  ref.send.balance = () => true;
}

export async function asks(ref: ActorRef<Account>): Promise<void> {
  same<Awaited<ReturnType<typeof ref.ask.deposit>>, number>(true);
  same<ReturnType<typeof ref.ask.balance>, Promise<number>>(true); // not Promise<Promise<number>>
  same<ReturnType<typeof ref.ask.onDeposit>, Promise<void>>(true);
  same<ReplyOf<Account["balance"]>, number>(true);
  const { signal } = new AbortController();
  same<Awaited<ReturnType<ReturnType<typeof ref.asking>["reveal"]>>, number>(true);
  await ref.asking({ timeoutMs: 5, signal }).deposit(1);
  // @ts-expect-error the reply is a number
  const text: string = await ref.ask.deposit(5);
  // @ts-expect-error no such option
  await ref.asking({ timeout: 5 }).deposit(1);
  void text;
}

export function limitsOfInference(ref: ActorRef<Account>, wide: ActorRef<Wide>): void {
  // Of an overloaded method the last signature counts.
  ref.send.overloaded(5);
  // @ts-expect-error the first signature is not seen
  ref.send.overloaded("5");
  // A generic method is widened.
  same<ReturnType<typeof wide.ask.generic>, Promise<unknown>>(true);
  wide.send.generic("anything");
  // And so is what such an actor takes as a whole message: nothing tells a method message from a handler of any.
  wide.tell("anything");
  // @ts-expect-error a readonly rest parameter is not seen as a rest parameter
  ref.send.frozen(1, 2, 3);
}

export function spawns(rt: Runtime): void {
  same<ReturnType<typeof rt.spawn<Account>>, ActorRef<Account>>(true);
  rt.spawn(Account);
  rt.spawn(Account, { name: null, path: "/a", budget: 1, init: "anything" });
  rt.spawn(WithInit, { init: { url: "x" } });
  rt.spawn(WithOptionalInit);
  rt.spawn(WithOptionalInit, { init: { url: "x" } });
  rt.spawn(WithContext, { parent: rt.spawn(Account) });
  rt.spawn(WithContext, { parent: 5 });
  // @ts-expect-error onStart needs an init
  rt.spawn(WithInit);
  // @ts-expect-error onStart needs an init, and these are only the other options
  rt.spawn(WithInit, { name: "x" });
  // @ts-expect-error another init
  rt.spawn(WithInit, { init: { url: 5 } });
  // @ts-expect-error another init
  rt.spawn(WithOptionalInit, { init: 5 });
  // @ts-expect-error an abstract class has no instances
  rt.spawn(Unfinished);
  // @ts-expect-error no such option
  rt.spawn(Account, { nane: "x" });
  // @ts-expect-error wrong type of an option
  rt.spawn(Account, { budget: "1" });
  // @ts-expect-error neither a class nor a function
  rt.spawn({});
}

export function functions(rt: Runtime): void {
  const ref = rt.spawn((n: number, ctx) => {
    same<typeof ctx.self, ActorRef<import("../../src/index").FunctionActor<number>>>(true);
    ctx.self.tell(n + 1);
    ctx.after(5, 1);
    // @ts-expect-error its messages are numbers
    ctx.after(5, "1");
    ctx.stopSelf();
    return n;
  });
  same<typeof ref, Ref<number>>(true);
  ref.tell(5);
  rt.send(ref, 5);
  rt.timers.after(ref, 5, 1);
  rt.spawn(async (_: string) => {}).tell("x");
  // @ts-expect-error its messages are numbers
  ref.tell("5");
  // @ts-expect-error its messages are numbers
  rt.send(ref, "5");
  // @ts-expect-error a function actor has no named messages
  ref.send;
}

export async function values(rt: Runtime, ref: ActorRef<Account>, other: ActorRef<WithInit>): Promise<void> {
  const deposit = message(Account).deposit(5);
  ref.tell(deposit);
  rt.send(ref, deposit);
  rt.timers.every(ref, 5, deposit);
  same<Awaited<ReturnType<typeof askDeposit>>, number>(true);
  function askDeposit() {
    return rt.ask(ref, deposit);
  }
  // @ts-expect-error wrong argument
  message(Account).deposit("5");
  // @ts-expect-error no such message
  message(Account).withdraw(5);
  // @ts-expect-error a private method is no message
  message(Account).secret();
  // @ts-expect-error the message of another class
  other.tell(deposit);
  // @ts-expect-error the message of another class
  rt.send(other, deposit);
}

export function whole(rt: Runtime, ref: ActorRef<Account>): void {
  ref.tell(new Deposit(5));
  ref.tell({ type: "tick", at: 5 });
  rt.send(ref, new Deposit(5));
  const one: MessageOf<Account> = { type: "tick", at: 1 };
  void one;
  // @ts-expect-error no method takes that tag
  ref.tell({ type: "tock", at: 5 });
  // @ts-expect-error half a message
  ref.tell({ type: "tick" });
  // @ts-expect-error whole messages are objects
  ref.tell(5);
  // @ts-expect-error whole messages are objects
  rt.send(ref, "deposit");
  // By pid anything goes: the type is not known.
  rt.send(ref.pid, 5);
}

export function contexts(ctx: ActorContext<Account>, rt: Runtime): void {
  ctx.self.send.deposit(5);
  ctx.on(ctx.self).ask.balance();
  ctx.after(5, message(Account).deposit(5));
  ctx.spawn(WithInit, { init: { url: "x" } }).send.ping();
  ctx.spawn((n: number, own) => own.self.tell(n)).tell(5);
  // @ts-expect-error onStart needs an init
  ctx.spawn(WithInit);
  // @ts-expect-error the message of another class
  ctx.after(5, message(WithInit).ping());
  // @ts-expect-error a context is for reading
  ctx.init = 5;
  // @ts-expect-error a parent's messages are not known, so none can be sent
  ctx.parent?.tell({});
  const named = rt.names.resolve("x", Account);
  named?.send.deposit(5);
  // An abstract base will do to find an actor, and to name its messages.
  const unfinished = rt.names.resolve("x", Unfinished);
  unfinished?.send.ping();
  unfinished?.tell(message(Unfinished).ping());
  rt.names.resolve(Unfinished)?.send.ping();
  // @ts-expect-error no such message
  unfinished?.send.pong();
  // @ts-expect-error it may not be there
  named.send.deposit(5);
  // @ts-expect-error without a class no message is known
  rt.names.resolve("x")?.send.deposit(5);
}

/** Where the class of an actor is not known, whole messages are as free as by pid, and named ones are not there. */
export function untyped(rt: Runtime, typed: ActorRef<Account>): void {
  rt.ref(5)?.tell({});
  rt.ref(5)?.tell("text");
  rt.names.resolve("x")?.tell({});
  rt.paths.resolve("/x")?.tell({});
  for (const [, ref] of rt.paths.list("")) ref.tell({});
  const known: ActorRef<unknown> = typed;
  known.tell({});
  // @ts-expect-error a typed ref stays typed
  typed.tell({});
}

export function virtuals(rt: Runtime): void {
  const ref = rt.virtual(Account, "k");
  same<typeof ref, ActorRef<Account>>(true);
  rt.virtual(Account, "k", { idleTimeoutMs: 5, budget: 1, init: "anything" });
  rt.virtual(WithInit, "k", { init: { url: "x" } });
  rt.virtual(WithOptionalInit, "k");
  rt.virtual((n: number) => n, { init: 5 }).tell(1);
  // @ts-expect-error onStart needs an init
  rt.virtual(WithInit, "k");
  // @ts-expect-error onStart needs an init, and these are only the other options
  rt.virtual(WithInit, "k", { idleTimeoutMs: 5 });
  // @ts-expect-error another init
  rt.virtual(WithInit, "k", { init: { url: 5 } });
  // @ts-expect-error another init
  rt.virtual(WithOptionalInit, "k", { init: 5 });
  // @ts-expect-error a virtual actor has its key for a name
  rt.virtual(Account, "k", { name: "x" });
}

export function probes(rt: Runtime): void {
  // A probe stands in for whatever has the messages of a class, an abstract one, too.
  probe(rt, Unfinished).ref.send.ping();
  // @ts-expect-error no such message
  probe(rt, Unfinished).ref.send.pong();
}

/** A sender of a subclass is one of its base. */
export function variance(send: Sender<Account & { more(): void }>): Sender<Account> {
  return send;
}

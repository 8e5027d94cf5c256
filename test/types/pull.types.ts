/** Compiled, never run: what the types of pull actors, observers and the stash say, and what must not compile. */
import {
  type ActorContext,
  type ActorRef,
  type Envelope,
  type ExitSignal,
  type Mailbox,
  type MessageOf,
  message,
  type Observer,
  type Receiver,
  type Ref,
  type Runtime,
  type Sender,
} from "../../src/index";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only where the two types are the same. */
function same<A, B>(_proof: Same<A, B>): void {}

type Ping = { readonly kind: "ping"; readonly n: number };
type Pong = { readonly kind: "pong" };

const isPong = (m: Ping | Pong): m is Pong => m.kind === "pong";

class Worker {
  helper(): void {}
  async run(mailbox: Mailbox<Ping | Pong>, _ctx: ActorContext<Worker>): Promise<void> {
    for await (const m of mailbox) same<typeof m, Ping | Pong>(true);
  }
}

class WithInit {
  onStart(_init: { url: string }): void {}
  run(_mailbox: Mailbox<number>): void {}
}

/** Its `run` is a message like any other. */
class Runner {
  run(_command: string): number {
    return 1;
  }
}

export function messagesOfPullClasses(rt: Runtime): void {
  same<MessageOf<Worker>, Ping | Pong>(true);
  same<MessageOf<WithInit>, number>(true);
  same<keyof Sender<Worker>, never>(true);
  same<keyof Sender<Runner>, "run">(true);
  const worker = rt.spawn(Worker);
  same<typeof worker, ActorRef<Worker>>(true);
  worker.tell({ kind: "ping", n: 1 });
  rt.send(worker, { kind: "pong" });
  void rt.ask(worker, { kind: "pong" });
  // @ts-expect-error not one of its messages
  worker.tell({ kind: "pang" });
  // @ts-expect-error not one of its messages
  rt.send(worker, 5);
  // @ts-expect-error run is what takes the messages, not one of them
  worker.send.run();
  // @ts-expect-error a pull actor has no messages by name
  worker.ask.helper();
  // @ts-expect-error nor as values
  message(Worker).helper();
  void rt.spawn(Runner).ask.run("x");
  rt.spawnPull(WithInit, { init: { url: "x" } }).tell(5);
  // @ts-expect-error its init is missing
  rt.spawnPull(WithInit);
  // @ts-expect-error its init has another type
  rt.spawnPull(WithInit, { init: { url: 5 } });
}

export function functions(rt: Runtime, ctx: ActorContext<Worker>): void {
  const ref = rt.spawnPull(async (mailbox: Mailbox<number>, inner) => {
    inner.self.tell as unknown;
    mailbox.reply("anything");
  });
  same<typeof ref, Ref<number>>(true);
  ref.tell(1);
  // @ts-expect-error a number is wanted
  ref.tell("1");
  same<ReturnType<typeof child>, Ref<string>>(true);
  function child() {
    return ctx.spawnPull(async (_mailbox: Mailbox<string>) => {});
  }
  // @ts-expect-error not code
  rt.spawnPull(5);
  // @ts-expect-error it takes a mailbox, not a message
  rt.spawnPull((m: number) => m);
}

export async function receives(mailbox: Mailbox<Ping | Pong>): Promise<void> {
  const any = await mailbox.receive();
  same<typeof any, Ping | Pong | undefined>(true);
  const pong = await mailbox.receive(isPong, { timeoutMs: 5 });
  same<typeof pong, Pong | undefined>(true);
  const some = await mailbox.receive((m) => m.kind === "ping" && m.n > 1);
  same<typeof some, Ping | Pong | undefined>(true);
  const looked = mailbox.tryReceive(isPong);
  same<typeof looked, Pong | undefined>(true);
  const taken = mailbox.receiveSync((m) => m.kind === "pong", { timeoutMs: 0 });
  same<typeof taken, Pong | undefined>(true);
  const first = mailbox.receiveSync({ timeoutMs: 0 });
  same<typeof first, Ping | Pong | undefined>(true);
  const seen = mailbox.tryReceive({ system: true });
  same<typeof seen, Envelope<Ping | Pong> | undefined>(true);
  const down = mailbox.tryReceive((e) => e.system?.type === "DOWN", { system: true });
  same<typeof down, Envelope<Ping | Pong> | undefined>(true);
  const there = mailbox.receiveSync({ system: true, timeoutMs: 0 });
  same<typeof there, Envelope<Ping | Pong> | undefined>(true);
  const exit = mailbox.receiveSync((e) => e.system?.type === "EXIT", { system: true });
  same<typeof exit, Envelope<Ping | Pong> | undefined>(true);
  const envelope = await mailbox.receive({ system: true });
  same<typeof envelope, Envelope<Ping | Pong> | undefined>(true);
  if (envelope?.system !== undefined) same<typeof envelope.system, ExitSignal>(true);
  else if (envelope !== undefined) same<typeof envelope.message, Ping | Pong>(true);
  await mailbox.receive((e) => e.system?.type === "DOWN", { system: true, timeoutMs: 5 });
  // @ts-expect-error a matcher answers at once
  await mailbox.receive(async (m: Ping | Pong) => m.kind === "pong");
  // @ts-expect-error a matcher answers with a boolean
  await mailbox.receive((m: Ping | Pong) => m.kind);
  // @ts-expect-error matches something that never comes
  await mailbox.receive((m: string) => m === "x");
  // @ts-expect-error no such option
  await mailbox.receive({ timeout: 5 });
  // @ts-expect-error a look waits for nothing
  mailbox.tryReceive({ timeoutMs: 5 });
  // @ts-expect-error a look sees no system messages unless it says so
  mailbox.tryReceive((e: Envelope<Ping>) => e.system !== undefined);
  // @ts-expect-error an option that is only ever true
  mailbox.tryReceive({ system: false });
  // @ts-expect-error a matcher comes first
  mailbox.receiveSync({ system: true }, (e) => e.system !== undefined);
  // @ts-expect-error nothing aborts a thread that waits
  mailbox.receiveSync({ system: true, signal: AbortSignal.abort() });
  // @ts-expect-error nothing aborts a thread that waits
  mailbox.receiveSync({ signal: AbortSignal.abort() });
  // @ts-expect-error to be looked at
  mailbox.size = 5;
}

export function variance(narrow: Mailbox<Pong>, wide: Mailbox<Ping | Pong>): void {
  const widened: Mailbox<Ping | Pong> = narrow;
  // @ts-expect-error it may hand out a Ping
  const narrowed: Mailbox<Pong> = wide;
  void [widened, narrowed];
}

export async function observers(rt: Runtime): Promise<void> {
  const observer = rt.observe<Ping | Pong>({ capacity: 5, path: "/x" });
  same<typeof observer, Observer<Ping | Pong>>(true);
  observer.tell({ kind: "pong" });
  const pong = observer.take(isPong);
  same<typeof pong, Pong | undefined>(true);
  const waited = await observer.receive(isPong, { timeoutMs: 5 });
  same<typeof waited, Pong | undefined>(true);
  const there = observer.receiveSync((e) => e.system !== undefined, { system: true, timeoutMs: 0 });
  same<typeof there, Envelope<Ping | Pong> | undefined>(true);
  await firstOf(observer);
  const all = observer.messages();
  same<typeof all, readonly Envelope<Ping | Pong>[]>(true);
  for await (const m of observer) same<typeof m, Ping | Pong>(true);
  // @ts-expect-error not one of its messages
  observer.tell(5);
  // @ts-expect-error an observer has no mailbox to bound
  rt.observe({ mailbox: { capacity: 5 } });
  // @ts-expect-error a take waits for nothing
  observer.take(isPong, { timeoutMs: 5 });
}

/** What is common to mailboxes and observers. */
async function firstOf(from: Receiver<Ping | Pong>): Promise<Pong | undefined> {
  for await (const m of from) if (isPong(m)) return m;
  return from.receiveSync(isPong) ?? (await from.receive(isPong));
}

export function receivers(mailbox: Mailbox<Pong>, observer: Observer<Ping | Pong>): void {
  same<Awaited<ReturnType<typeof firstOf>>, Pong | undefined>(true);
  void [firstOf(mailbox), firstOf(observer)];
}

export function stashes(ctx: ActorContext<Worker>): void {
  same<ReturnType<typeof ctx.stash>, void>(true);
  same<ReturnType<typeof ctx.unstash>, number>(true);
  // @ts-expect-error it is the message being handled, always
  ctx.stash({ kind: "pong" });
}

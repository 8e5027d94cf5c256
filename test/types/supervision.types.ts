/** Compiled, never run, in both decorator modes: what `@Supervises`, `child` and restart policies let through. */
import {
  type ActorContext,
  type ChildSpec,
  child,
  type Failure,
  type Mailbox,
  Receive,
  type Runtime,
  Supervised,
  Supervises,
} from "../../src/index";

class Ledger {
  @Receive() post(_amount: number): void {}
}
class Feed {
  onStart(_init: { url: string }): void {}
}
class Cache {
  onStart(_init?: { size: number }): void {}
}
class Puller {
  run(_mailbox: Mailbox<number>): void {}
}
class Injected {
  constructor(readonly ledger: Ledger) {}
}
abstract class Store {
  abstract read(): string;
}
function audit(_message: string, _ctx: ActorContext<unknown>): void {}

@Supervises([
  Ledger,
  Cache,
  Puller,
  Injected,
  audit,
  child(Feed, { id: "euro", init: { url: "/euro" } }),
  child(Cache, { init: { size: 5 }, budget: 5, name: null }),
])
export class Exchange {}

@Supervises([], {
  strategy: "rest-for-one",
  maxRestarts: 5,
  withinMs: 1,
  shutdownMs: 0,
  backoff: { jitter: 1 },
})
export class Empty {}

@Supervises(() => [Later, child(Later, { id: "second" })], { decide: () => undefined })
export class Forward {}
class Later {}

const list = [Ledger, Cache] as const;
const specs: readonly ChildSpec[] = [child(Ledger), child(Feed, { init: { url: "" } })];
@Supervises(list)
export class ByConstant {}
@Supervises(specs)
export class BySpecs {}
@Supervises([...list, ...specs])
export class ByBoth {}

@Supervises([Ledger], {
  decide: (error, failure) => {
    const { pid, actor, message, reason, restarts } = failure satisfies Failure;
    if (restarts > 3 || message === undefined) return "escalate";
    return error === reason || actor === "" || pid === 0 ? "resume" : undefined;
  },
})
export class Deciding {}

// @ts-expect-error its onStart needs an init: child(Feed, { init })
@Supervises([Feed])
export class WithoutInit {}

// @ts-expect-error the same in a list by a function
@Supervises(() => [Ledger, Feed])
export class WithoutInitLater {}

// @ts-expect-error an instance is no child
@Supervises([new Ledger()])
export class Instance {}

// @ts-expect-error nor is a name
@Supervises([Ledger, "Cache"])
export class ByName {}

// @ts-expect-error nor nothing
@Supervises([undefined])
export class Nothing {}

// @ts-expect-error nor what nobody can construct
@Supervises([Store])
export class Abstract {}

// @ts-expect-error a class instead of a list
@Supervises(Ledger)
export class NoList {}

// @ts-expect-error no list at all
@Supervises()
export class Without {}

// @ts-expect-error a list that comes later
@Supervises(async () => [Ledger])
export class Asynchronous {}

// @ts-expect-error the parentheses are missing
@Supervises
export class Bare {}

// @ts-expect-error options alone
@Supervises({ maxRestarts: 5 })
export class OptionsAlone {}

// @ts-expect-error an option that does not exist
@Supervises([Ledger], { maxRestart: 5 })
export class WrongOption {}

// @ts-expect-error what a child says of itself
@Supervises([Ledger], { restart: "permanent" })
export class ChildOption {}

// @ts-expect-error not a strategy
@Supervises([Ledger], { strategy: "all-for-one" })
export class WrongStrategy {}

// @ts-expect-error not a decision
@Supervises([Ledger], { decide: () => "restar" })
export class WrongDecision {}

// @ts-expect-error a decision that comes later
@Supervises([Ledger], { decide: async () => "stop" as const })
export class LateDecision {}

export class WrongPlace {
  // @ts-expect-error classes only
  @Supervises([Ledger]) method(): void {}
}

export const children: ChildSpec[] = [
  child(Ledger),
  child(Ledger, {}),
  child(Cache),
  child(audit),
  child((message: number, ctx) => ctx.self.tell(message), { id: "echo", mailbox: { capacity: 5 } }),
  child(Feed, { init: { url: "/" }, path: "/feeds", supervised: { restart: "permanent" } }),
  // @ts-expect-error its onStart needs an init
  child(Feed),
  // @ts-expect-error and nothing else does
  child(Feed, { id: "feed" }),
  // @ts-expect-error of another type
  child(Feed, { init: { url: 5 } }),
  // @ts-expect-error an option that does not exist
  child(Ledger, { bugdet: 5 }),
  // @ts-expect-error its parent is the supervisor
  child(Ledger, { parent: 5 }),
  // @ts-expect-error an id is a string
  child(Ledger, { id: null }),
  // @ts-expect-error not when to restart
  child(Ledger, { supervised: { restart: "always" } }),
  // @ts-expect-error nobody can construct it
  child(Store),
  // @ts-expect-error it is one already
  child(child(Ledger)),
  // @ts-expect-error an instance
  child(new Ledger()),
];

@Supervised({
  strategy: "one-for-all",
  restart: "permanent",
  maxRestarts: 0,
  withinMs: 5,
  backoff: { initialMs: 1, maxMs: 2, factor: 3, jitter: 0.5 },
  shutdownMs: 5,
  onRestart: "redeliverCurrent",
  maxAttempts: 3,
  children: "keep",
  state: "keep",
})
export class Everything {}

@Supervised({ strategy: undefined, backoff: undefined, maxAttempts: undefined })
export class NothingSaid {}

// @ts-expect-error not when to restart
@Supervised({ restart: "always" })
export class WrongRestart {}

// @ts-expect-error not what becomes of messages
@Supervised({ onRestart: "redeliver" })
export class WrongOnRestart {}

// @ts-expect-error a number
@Supervised({ maxRestarts: "5" })
export class WrongNumber {}

// @ts-expect-error a back-off has no such option
@Supervised({ backoff: { delayMs: 5 } })
export class WrongBackoff {}

// @ts-expect-error what a supervisor says
@Supervised({ decide: () => "stop" })
export class DecidesItself {}

export function policiesAtSpawn(rt: Runtime, ctx: ActorContext<Exchange>): void {
  rt.spawn(Ledger, { supervised: { restart: "permanent", maxRestarts: 1 } });
  rt.spawn((_message: string) => {}, { supervised: { maxAttempts: 2 } });
  ctx.spawn(Ledger, { supervised: undefined });
  // @ts-expect-error not a policy
  rt.spawn(Ledger, { supervised: true });
  // @ts-expect-error an option that does not exist
  rt.spawn(Ledger, { supervised: { maxRestart: 1 } });
  // @ts-expect-error what a supervisor says
  ctx.spawn(Ledger, { supervised: { decide: () => "stop" } });
}

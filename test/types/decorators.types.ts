/** Compiled, never run, in both decorator modes: each `@ts-expect-error` is code that must not compile. */
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnExit, OnRestart, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Restore, Snapshot } from "../../src/decorators/state";
import { Supervised } from "../../src/decorators/supervised";
import type { ExitSignal } from "../../src/exit";
import { ActorContext } from "../../src/runtime/actor/actor-context";

class Deposit {
  constructor(readonly amount: number) {}
}
class Withdrawal {
  constructor(
    readonly amount: number,
    readonly fee: number,
  ) {}
}
const secret = Symbol("secret");

@Actor({ name: "account", budget: 10, mailbox: { capacity: 5, overflow: "block" } })
@Supervised({ strategy: "one-for-one", backoff: { initialMs: 10 } })
export class Account {
  @Receive() balance(): number {
    return 0;
  }
  @Receive({ timeoutMs: 5 }) async transfer(_to: string, _amount: number): Promise<boolean> {
    return true;
  }
  @Receive() generic<T>(value: T): T {
    return value;
  }
  @Receive(Deposit) deposit(_message: Deposit): void {}
  @Receive(Deposit, { maxAttempts: 2 }) either(_message: Deposit | Withdrawal): Promise<string> {
    return Promise.resolve("");
  }
  @Receive(Withdrawal) wider(_message: { readonly amount: number }): void {}
  @Receive(Deposit) ping(): void {}
  @Receive("open") open(_message: { type: "open"; owner: string }): void {}
  @Receive("close") openOrClose(_message: { type: "open" } | { type: "close"; by: string }): void {}
  @Receive("text") loose(_message: { type: string }): void {}
  @Receive("whatever") unknown(_message: unknown): void {}
  @Receive("nothing") nothing(): void {}
  @Receive.any() rest(_message: unknown): void {}
  @Receive.any({ timeoutMs: 1 }) union(_message: Deposit | { type: "x" }): void {}
  @OnStart() onStart(_init: { url: string }): void {}
  @OnStop() async onStop(): Promise<void> {}
  @OnRestart() again(_error: unknown): void {}
  @OnExit() exit(_signal: ExitSignal): void {}
  @Snapshot() save(): { total: number } {
    return { total: 0 };
  }
  @Restore() load(_state: { total: number }, _fromVersion: number): void {}

  // @ts-expect-error a Deposit has no fee
  @Receive(Deposit) wrongClass(_message: Withdrawal): void {}
  // @ts-expect-error a message class makes one argument
  @Receive(Deposit) twoArguments(_message: Deposit, _more: number): void {}
  // @ts-expect-error the method takes another tag
  @Receive("open") wrongTag(_message: { type: "close" }): void {}
  // @ts-expect-error the method takes no object with a type
  @Receive("open") number(_message: number): void {}
  // @ts-expect-error an option that does not exist
  @Receive({ timeout: 5 }) option(): void {}
  // @ts-expect-error symbols name no messages
  @Receive() [secret](): void {}
  // @ts-expect-error fields are not methods
  @Receive() field = 1;
  // @ts-expect-error accessors are not methods
  @Receive() get value(): number {
    return 1;
  }
  // @ts-expect-error the parentheses are missing
  @OnStart bare(): void {}
  // @ts-expect-error a snapshot takes nothing
  @Snapshot() snapshotOf(_part: string): void {}
  // @ts-expect-error the second argument is a version
  @Restore() restoreFrom(_state: object, _version: string): void {}
}

// @ts-expect-error not a strategy
@Supervised({ strategy: "one-for-none" })
export class WrongStrategy {}

// @ts-expect-error not an overflow policy
@Actor({ mailbox: { overflow: "dropAll" } })
export class WrongOverflow {}

export class WrongPlaces {
  // @ts-expect-error classes only
  @Actor() method(): void {}
}

// @ts-expect-error methods only
@OnStart()
export class NotAMethod {}

abstract class Store {
  abstract read(): string;
}
export const context: ActorContext<Account> = injected(ActorContext<Account>);
export const store: Store = injected(Store);
export const deposit: Deposit = injected(Deposit);
export const limit: number = injected<number>("limit");
export const unknownly: unknown = injected(Symbol("x"));
// @ts-expect-error another class
export const wrong: Withdrawal = injected(Deposit);

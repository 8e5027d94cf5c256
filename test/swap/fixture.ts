/** What the tests of hot swap share: two versions of a counter, and a ref seen as one of another class. */
import { Actor, type ActorRef, Receive } from "../../src";

export { codeOf, type Gate, gate, thrownCode } from "../messaging/fixture";

/** The same ref, for the messages of the code that its actor was swapped to. */
export function as<A>(ref: object, _type?: abstract new (...args: never[]) => A): ActorRef<A> {
  return ref as unknown as ActorRef<A>;
}

@Actor()
export class Old {
  count = 0;
  @Receive() add(): string {
    return `old ${++this.count}`;
  }
  @Receive() async slow(until: Promise<unknown>): Promise<string> {
    await until;
    return `old ${++this.count}`;
  }
  @Receive() onlyOld(): string {
    return "only old";
  }
  @Receive() fail(): void {
    throw new Error("old failed");
  }
  /** A message in one of the two versions only. */
  sometimes(): void {}
}

@Actor()
export class New {
  count = 0;
  @Receive() add(): string {
    return `new ${++this.count}`;
  }
  @Receive() async slow(until: Promise<unknown>): Promise<string> {
    await until;
    return `new ${++this.count}`;
  }
  @Receive() onlyNew(): string {
    return "only new";
  }
  @Receive() sometimes(): string {
    return "sometimes";
  }
  /** Not a message. */
  plain(): void {}
}

/** Names of resources that were disposed, in order. */
export const disposed: string[] = [];

class Resource {
  constructor(readonly name = "?") {}
  dispose(): void {
    disposed.push(this.name);
  }
}
export class OldResource extends Resource {
  constructor() {
    super("old");
  }
}
export class NewResource extends Resource {
  constructor() {
    super("new");
  }
}

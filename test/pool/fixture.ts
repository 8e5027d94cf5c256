/** What the tests of pools share: workers that count, crash, wait and leave. */
import { Actor, ActorContext, OnStart, Receive, Supervised } from "../../src";
import { irisMatchers } from "../../src/runtime/testing";

expect.extend(irisMatchers);

/** Its name is not used by pools. */
@Actor({ name: "worker" })
export class Worker {
  private count = 0;
  private who = "";

  constructor(private readonly ctx: ActorContext<Worker>) {}

  @OnStart() onStart(init?: { who: string }): void {
    this.who = init?.who ?? "";
  }

  @Receive() add(by: number): number {
    this.count += by;
    return this.count;
  }

  @Receive() crash(): void {
    throw new Error("crash");
  }

  @Receive() me(): number {
    return this.ctx.self.pid;
  }

  @Receive() name(): string {
    return this.who;
  }

  @Receive() async hold(until: Promise<void>): Promise<void> {
    await until;
  }

  @Receive() leave(): void {
    this.ctx.stopSelf();
  }

  @Receive() above(): number | undefined {
    return this.ctx.parent?.pid;
  }
}

@Actor()
@Supervised({ maxRestarts: 1, withinMs: 1_000, state: "keep" })
export class Careful extends Worker {}

export const pids = (pool: Iterable<{ readonly pid: number }>): number[] => [...pool].map(({ pid }) => pid);

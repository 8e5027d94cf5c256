/** An actor that does what a test of inspection wants to see. */
import { Actor, ActorContext, injected, OnStart, OnStop, Receive, Supervised } from "../../src";
import type { Gate } from "../messaging/fixture";

export class Worker {
  static starting: Gate | undefined = undefined;
  static stopping: Gate | undefined = undefined;
  readonly ctx = injected(ActorContext) as ActorContext<Worker>;

  @OnStart() start(): unknown {
    return Worker.starting;
  }
  @OnStop() stop(): unknown {
    return Worker.stopping;
  }
  @Receive() hold(until: Promise<unknown>): Promise<unknown> {
    return until;
  }
  @Receive() note(_text: string): void {}
  @Receive() hire(): number {
    return this.ctx.spawn(Worker).pid;
  }
  @Receive() crash(): void {
    throw new Error("crash");
  }
  @Receive() look(see: () => unknown): unknown {
    return see();
  }
}

/** The same, and it comes back after a crash. */
@Supervised({ shutdownMs: 1_000 })
@Actor()
export class Sturdy extends Worker {}

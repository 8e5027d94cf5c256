/** Actors for tests of trees: each writes what happens to it into one log, by its name and incarnation. */
import { injected } from "../../src/decorators/injected";
import { OnRestart, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { ActorContext } from "../../src/runtime/actor/actor-context";

export const log: string[] = [];

beforeEach(() => {
  log.length = 0;
});

/** What was logged since the last look. */
export function logged(): string[] {
  return log.splice(0);
}

export class Boom extends Error {
  constructor(message = "boom") {
    super(message);
    this.name = "Boom";
  }
}

/** Starts, stops and crashes on demand. Subclasses give it a name in the log, and a policy. */
export class Worker {
  protected readonly ctx = injected(ActorContext<Worker>);
  count = 0;

  get id(): string {
    return `${this.constructor.name.toLowerCase()}${this.ctx.self.incarnation || ""}`;
  }

  @OnStart() start(): unknown {
    log.push(`+${this.id}`);
    return undefined;
  }

  @OnStop() stop(): unknown {
    log.push(`-${this.id}`);
    return undefined;
  }

  @OnRestart() again(error: Error | undefined, message: unknown): void {
    log.push(
      `~${this.id} ${error?.message} ${(message as { method?: string } | undefined)?.method ?? ""}`.trim(),
    );
  }

  @Receive() crash(text = "boom"): void {
    throw new Boom(text);
  }

  @Receive() crashAs(error: Error): void {
    throw error;
  }

  @Receive() add(): number {
    return ++this.count;
  }

  @Receive() wait(until: Promise<unknown>): Promise<unknown> {
    return until;
  }

  @Receive() leave(): void {
    this.ctx.stopSelf();
  }
}

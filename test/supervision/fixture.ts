/** Actors for tests of trees: each writes what happens to it into one log, by its name and incarnation. */
import { injected } from "../../src/decorators/injected";
import { OnRestart, OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import type { Runtime } from "../../src/runtime/runtime";

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

export class A extends Worker {}
export class B extends Worker {}
export class C extends Worker {}

/** The child of a supervisor, by class or id. */
export async function childOf<W extends object>(
  sup: ActorRef<{ get(id: string): unknown }>,
  id: string,
): Promise<ActorRef<W>> {
  return (await sup.ask.get(id)) as ActorRef<W>;
}

/** A supervisor that tells of its children, and writes nothing into the log. */
export class Quiet {
  protected readonly ctx = injected(ActorContext<Quiet>);
  @Receive() get(id: string): unknown {
    return this.ctx.child(id);
  }
}

export class Top extends Quiet {
  @OnStart() start(): void {
    log.push(`+${this.constructor.name.toLowerCase()}${this.ctx.self.incarnation || ""}`);
  }
  @Receive() crash(): void {
    throw new Boom("top");
  }
}

export async function threeOf(rt: Runtime, Sup: new () => Top) {
  const sup = rt.spawn(Sup);
  const [a, b, c] = await Promise.all([childOf<A>(sup, "A"), childOf<B>(sup, "B"), childOf<C>(sup, "C")]);
  return { sup, a, b, c };
}

/** A supervisor that writes its own starts and stops as "top", whatever its class is called. */
export class Head extends Top {
  @OnStart() override start(): void {
    log.push(`+top${this.ctx.self.incarnation || ""}`);
  }
  @OnStop() stop(): void {
    log.push("-top");
  }
}

/** A supervisor and its children of these ids, with the log of their start forgotten. */
export async function family(rt: Runtime, Sup: new () => Head, ...ids: string[]) {
  const sup = rt.spawn(Sup);
  const refs = await Promise.all(ids.map((id) => sup.ask.get(id)));
  logged();
  return [sup, ...refs] as [ActorRef<Head>, ActorRef<Worker>, ActorRef<Worker>, ActorRef<Worker>];
}

/** Fails to start as often as `failures` says. */
export class Shaky extends Worker {
  static failures = 0;
  @OnStart() override start(): void {
    if (Shaky.failures-- > 0) throw new Boom("no start");
    super.start();
  }
}

beforeEach(() => {
  Shaky.failures = 0;
});

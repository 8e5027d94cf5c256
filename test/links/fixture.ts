/** Actors that record the signals they see, and do what they are told. */
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnExit, OnRestart } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import type { ExitSignal } from "../../src/exit";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { Target } from "../../src/runtime/actor/protocol";

export class Boom extends Error {}
export const boom = (): never => {
  throw new Boom("boom");
};

/** Does what a message says: the base of all here. */
@Actor()
export class Plain {
  protected readonly ctx = injected(ActorContext<Plain>);
  @Receive() run(work: (ctx: ActorContext<Plain>) => unknown): unknown {
    return work(this.ctx);
  }
  @Receive() link(target: Target): void {
    this.ctx.link(target);
  }
  @Receive() ping(): string {
    return "pong";
  }
}

export interface Sight {
  readonly signals: ExitSignal[];
}

@Actor()
export class Watching extends Plain {
  private readonly sight = this.ctx.init as Sight | undefined;
  @OnExit() gone(signal: ExitSignal): void {
    this.sight?.signals.push(signal);
  }
}

@Actor({ trapExit: true })
export class Trapping extends Watching {}

@Actor()
@Supervised({ maxRestarts: 2 })
export class Healed extends Plain {
  @OnRestart() again(error: unknown, message: unknown): void {
    (this.ctx.init as { restarts?: unknown[] } | undefined)?.restarts?.push([error, message]);
  }
}

/** `reason type target<from` of signals, for comparing. */
export function brief(signals: readonly ExitSignal[]): string[] {
  return signals.map(({ type, reason, target, from }) => `${type} ${target}<${from} ${reason}`);
}

export function reasons(exits: readonly { pid: number; reason: string }[]): [number, string][] {
  return exits.map(({ pid, reason }) => [pid, reason]);
}

/** What actors do at each step of their lives, by chance: mostly nothing, at times the worst. */
import type { Decision } from "../../../src/options";
import type { ActorContext } from "../../../src/runtime/actor/actor-context";
import type { Cell } from "../../../src/runtime/actor/cell";
import type { Chance } from "./chance";
import type { World } from "./world";

export type Step =
  | "constructor"
  | "start"
  | "restart"
  | "stop"
  | "exit"
  | "snapshot"
  | "restore"
  | "work"
  | "disposal"
  | "decide"
  | "event";
type Deed = "fine" | "throw" | "wait" | "late" | "hang" | "meddle";

type Odds = Readonly<Partial<Record<Deed, number>>>;

/** In percent, besides "fine". */
const odds: Readonly<Record<Step, Odds>> = {
  constructor: { throw: 2, meddle: 1 },
  start: { throw: 2, wait: 12, late: 2, hang: 0.5, meddle: 2 },
  restart: { throw: 2, wait: 8, late: 2, hang: 0.5, meddle: 2 },
  stop: { throw: 3, wait: 12, late: 3, hang: 2, meddle: 2 },
  exit: { throw: 2, wait: 6, late: 2, hang: 0.5, meddle: 2 },
  snapshot: { throw: 4, meddle: 1 },
  restore: { throw: 4, meddle: 1 },
  work: { throw: 1.2, wait: 7, late: 0.8, hang: 0.2, meddle: 4 },
  disposal: { wait: 15, late: 5, hang: 2, meddle: 1 },
  decide: { throw: 5, meddle: 1 },
  event: { throw: 0.5, meddle: 0.7 },
};

/** Everything that may happen: "start throw", "stop hang" … */
export function possible(): string[] {
  return Object.entries(odds).flatMap(([step, deeds]) => Object.keys(deeds).map((deed) => `${step} ${deed}`));
}

/** Something of the harness went wrong on purpose. */
export class Boom extends Error {
  constructor(step: Step) {
    super(step);
    this.name = "Boom";
  }
}

export class Mischief {
  /** How bad it is; 0: nothing happens but what is fine. */
  rate = 1;
  private readonly hung = new Set<() => void>();
  readonly done: Partial<Record<`${Step} ${Deed}`, number>> = {};

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
  ) {}

  /** One step: what it returns, or throws. */
  act(step: Step, ctx: ActorContext | undefined): Promise<void> | undefined {
    const deed = this.choose(step);
    if (deed !== "fine") {
      this.world.note(`${step} ${deed} ${ctx?.self.pid ?? ""}`);
      this.done[`${step} ${deed}`] = (this.done[`${step} ${deed}`] ?? 0) + 1;
    }
    switch (deed) {
      case "throw":
        throw new Boom(step);
      case "wait":
        return this.world.sleep(this.chance.one([0, 1, 3, 8, 25]));
      case "late":
        return this.world.sleep(this.chance.one([0, 1, 8])).then(() => {
          throw new Boom(step);
        });
      case "hang":
        return new Promise((resolve) => this.hung.add(resolve));
      case "meddle":
        this.meddle(step, ctx);
        return undefined;
      default:
        return undefined;
    }
  }

  private choose(step: Step): Deed {
    if (this.rate === 0) return "fine";
    let left = (this.chance.next() * 100) / this.rate;
    for (const [deed, percent] of Object.entries(odds[step])) {
      left -= percent;
      if (left < 0) return deed as Deed;
    }
    return "fine";
  }

  /** Lets all go on that hang; how many those were. */
  release(): number {
    const released = [...this.hung];
    this.hung.clear();
    for (const resolve of released) resolve();
    return released.length;
  }

  /** Interferes with itself, its family, or anybody. */
  meddle(step: Step, ctx: ActorContext | undefined): void {
    const { world, chance } = this;
    const self = ctx && world.cell(ctx.self.pid);
    const what = chance.weighted({
      send: 30,
      "stop self": ctx === undefined ? 0 : 8,
      "kill self": 4,
      "stop other": 4,
      "kill other": 3,
      "kill parent": 2,
      "stop parent": 2,
      restart: 10,
      "restart self": 8,
      link: 4,
      monitor: self === undefined ? 0 : 3,
      spawn: 10,
      swap: 5,
      unstash: ctx === undefined ? 0 : 10,
      after: ctx === undefined ? 0 : 5,
      ask: step === "work" ? 0 : 4,
    });
    const other = world.anybody();
    if (other === undefined) return;
    world.note(`  ${what} ${other.pid}`);
    this.interfere(what, self ?? other, other, ctx);
  }

  private interfere(what: string, self: Cell, other: Cell, ctx: ActorContext | undefined): unknown {
    const { world, chance } = this;
    const { rt } = world;
    const parent = self.parent === undefined || self.parent.pid === 0 ? other : self.parent;
    switch (what) {
      case "send":
        return world.post.send(self.pid, other);
      case "stop self":
        return guarded(() => ctx?.stopSelf());
      case "kill self":
        return rt.kill(self.pid);
      case "kill other":
        return rt.kill(other.pid);
      case "kill parent":
        return rt.kill(parent.pid);
      case "stop other":
      case "stop parent": {
        const target = what === "stop other" ? other : parent;
        const timeoutMs = chance.one([0, 10, 60]);
        return world.await("a stop", rt.stop(target.pid, { drain: chance.maybe(0.3), timeoutMs }));
      }
      case "restart":
      case "restart self": {
        const target = what === "restart" ? other : self;
        return world.restart(target);
      }
      case "link":
        return rt.links.link(self.pid, other.pid);
      case "monitor":
        return guarded(() => ctx?.monitor(other.pid));
      case "spawn":
        return world.spawn(chance.maybe(0.5) ? ctx : undefined, other);
      case "swap":
        return world.swap(other);
      case "unstash":
        return guarded(() => {
          ctx?.unstash();
          world.ledger.unstashed(self.pid);
        });
      case "after":
        return guarded(() => ctx?.after(chance.between(0, 20), world.post.timed(self.pid) as never));
      default:
        return world.post.ask(self.pid, other);
    }
  }

  decide(): Decision | undefined {
    this.act("decide", undefined);
    const weights = { none: 60, restart: 10, resume: 15, stop: 2, escalate: 5, nonsense: 4 };
    const said = this.rate === 0 ? "none" : this.chance.weighted(weights);
    return said === "none" ? undefined : (said as Decision);
  }
}

/** A context that was revoked, or has no such call, refuses. */
function guarded(call: () => unknown): void {
  try {
    call();
  } catch {
    // It is the caller's fault, and it goes on.
  }
}

/**
 * Random graphs of links and monitors, and random exits in them, against OTP's rules in their shortest form: who is
 * alive, who ended and why, who restarted, and which signals were seen.
 */
import fc from "fast-check";
import { Actor } from "../../src/decorators/actor";
import { Supervised } from "../../src/decorators/supervised";
import type { Disposer } from "../../src/disposer";
import type { ExitSignal } from "../../src/exit";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import type { CellRef } from "../../src/runtime/actor/ref";
import { Runtime } from "../../src/runtime/runtime";
import { makeWorld, settle, type World } from "../lifecycle/fixture";
import { Plain, Trapping } from "./fixture";

@Actor()
@Supervised({ maxRestarts: 1_000 })
class Healing extends Plain {}

@Actor()
@Supervised({ maxRestarts: 0 })
class Spent extends Plain {}

const kinds = { plain: Plain, trapping: Trapping, healing: Healing, spent: Spent } as const;
type Kind = keyof typeof kinds;

const ops = [
  "link",
  "link",
  "link",
  "unlink",
  "monitor",
  "monitor",
  "cancel",
  "stop",
  "kill",
  "crash",
] as const;
const reasonsGiven = ["normal", "moved", "shutdown", "killed"] as const;

interface Step {
  readonly op: (typeof ops)[number];
  readonly one: number;
  readonly other: number;
  readonly reason: (typeof reasonsGiven)[number];
}

const actors = 8;
const crew = fc.array(fc.constantFrom(...(Object.keys(kinds) as Kind[])), {
  minLength: actors,
  maxLength: actors,
});
const steps = fc.array(
  fc.record<Step>({
    op: fc.constantFrom(...ops),
    one: fc.nat(actors - 1),
    other: fc.nat(actors - 1),
    reason: fc.constantFrom(...reasonsGiven),
  }),
  { size: "max", minLength: 10, maxLength: 40 },
);

/** One actor, by OTP's rules. */
class ModelActor {
  reason: string | undefined = undefined;
  restarts = 0;
  readonly links = new Set<ModelActor>();
  readonly watchers: ModelActor[] = [];
  readonly signals: string[] = [];

  constructor(
    readonly at: number,
    readonly kind: Kind,
  ) {}

  get alive(): boolean {
    return this.reason === undefined;
  }

  /** It ends, and with it those that its links take along. */
  exit(reason: string): void {
    if (!this.alive) return;
    this.reason = reason;
    const links = [...this.links];
    this.links.clear();
    for (const peer of links) peer.links.delete(this);
    for (const watcher of this.watchers.splice(0)) watcher.see("DOWN", this, reason);
    for (const peer of links) peer.hear(this, reason);
  }

  /** An exit signal of `peer` arrives. */
  hear(peer: ModelActor, reason: string): void {
    if (this.kind === "trapping") this.see("EXIT", peer, reason);
    else if (reason !== "normal" && this.kind === "healing") this.restarts++;
    else if (reason !== "normal") this.exit(reason);
  }

  see(type: string, peer: ModelActor, reason: string): void {
    if (this.alive) this.signals.push(`${type} ${peer.at} ${reason}`);
  }

  link(peer: ModelActor): void {
    if (peer === this || !(this.alive || peer.alive)) return;
    if (!peer.alive) this.hear(peer, "noproc");
    else if (!this.alive) peer.hear(this, "noproc");
    else {
      this.links.add(peer);
      peer.links.add(this);
    }
  }
}

class Both {
  readonly model: ModelActor[];
  readonly refs: ActorRef<Plain>[];
  readonly seen: ExitSignal[][] = [];
  private readonly monitors: { dispose: Disposer; cancel: () => void }[] = [];

  constructor(
    private readonly world: World,
    kindsOf: readonly Kind[],
  ) {
    this.model = kindsOf.map((kind, at) => new ModelActor(at, kind));
    this.refs = kindsOf.map((kind, at) => {
      const signals: ExitSignal[] = [];
      this.seen[at] = signals;
      return world.rt.spawn(kinds[kind], { init: { signals } });
    });
  }

  take({ op, one, other, reason }: Step): void {
    const { rt } = this.world;
    const [ref, target] = [this.refs[one], this.refs[other]] as [ActorRef<Plain>, ActorRef<Plain>];
    const [actor, peer] = [this.model[one], this.model[other]] as [ModelActor, ModelActor];
    if (op === "link") {
      rt.links.link(ref, target.pid);
      actor.link(peer);
    } else if (op === "unlink") {
      rt.links.unlink(ref, target);
      actor.links.delete(peer);
      peer.links.delete(actor);
    } else if (op === "monitor") this.monitor(one, other);
    else if (op === "cancel") {
      const [monitor] = this.monitors.splice(one % (this.monitors.length + 1), 1);
      monitor?.dispose();
      monitor?.cancel();
    } else if (op === "stop") {
      void ref.stop({ reason });
      actor.exit(reason);
    } else if (op === "kill") {
      rt.kill(ref);
      actor.exit("killed");
    } else this.crash(ref, actor);
  }

  private monitor(one: number, other: number): void {
    const [actor, peer] = [this.model[one], this.model[other]] as [ModelActor, ModelActor];
    if (actor.kind !== "trapping" || one === other) return;
    const dispose = this.world.rt.links.monitor(this.refs[one] as never, this.refs[other] as never);
    if (!peer.alive) actor.see("DOWN", peer, "noproc");
    if (!actor.alive || !peer.alive) return;
    peer.watchers.push(actor);
    const cancel = (): void => {
      const at = peer.watchers.indexOf(actor);
      if (at >= 0) peer.watchers.splice(at, 1);
    };
    this.monitors.push({ dispose, cancel });
  }

  private crash(ref: ActorRef<Plain>, actor: ModelActor): void {
    ref.send.run(() => {
      throw new Error("boom");
    });
    if (actor.kind === "healing" && actor.alive) actor.restarts++;
    else actor.exit("panic");
  }

  /** What is seen from outside. Of several linked exits that come at once, one restart is enough. */
  compare(): void {
    const { rt, exits } = this.world;
    this.model.forEach((actor, at) => {
      const ref = this.refs[at] as ActorRef<Plain>;
      const exit = exits.find(({ pid }) => pid === ref.pid);
      const place = (pid: number): number => this.refs.findIndex((other) => other.pid === pid);
      const signals = this.seen[at]?.map(({ type, target, reason }) => `${type} ${place(target)} ${reason}`);
      const found = [at, rt.isAlive(ref), exit?.reason, ref.incarnation > 0, signals?.sort()];
      expect(found).toEqual([at, actor.alive, actor.reason, actor.restarts > 0, [...actor.signals].sort()]);
      expect(ref.incarnation).toBeLessThanOrEqual(actor.restarts);
    });
  }

  /** Nothing dead is tied to anything, and ties have two ends. */
  checkTies(): void {
    const { slots } = Runtime.inside(this.world.rt);
    let loose = 0;
    slots.forEach((cell) => {
      const { peers, watching, watchers } = cell.extras?.bonds ?? {};
      for (const peer of peers ?? []) {
        if (slots.at(peer.pid) !== peer || !peer.extras?.bonds?.peers?.has(cell)) loose++;
      }
      for (const monitor of watching ?? []) {
        if (!monitor.target.extras?.bonds?.watchers?.has(monitor)) loose++;
      }
      for (const monitor of watchers ?? []) {
        if (!monitor.watcher.extras?.bonds?.watching?.has(monitor)) loose++;
      }
    });
    expect(loose).toBe(0);
    for (const ref of this.refs) {
      if (this.world.rt.isAlive(ref)) continue;
      const { peers, watching, watchers } = (ref as unknown as CellRef).cell.extras?.bonds ?? {};
      expect([peers, watching, watchers]).toEqual([undefined, undefined, undefined]);
    }
  }
}

test("links, monitors and exits end as OTP's rules say (random)", async () => {
  await fc.assert(
    fc.asyncProperty(crew, steps, async (kindsOf, list) => {
      const world = makeWorld();
      const both = new Both(world, kindsOf);
      await settle();
      for (const step of list) {
        both.take(step);
        await settle();
        both.compare();
        both.checkTies();
      }
      expect(world.rt.audit().balanced).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("in any order within one moment: ties stay consistent, each exit comes once, and nothing hangs (random)", async () => {
  await fc.assert(
    fc.asyncProperty(crew, fc.array(steps, { minLength: 1, maxLength: 4 }), async (kindsOf, bursts) => {
      const world = makeWorld();
      const both = new Both(world, kindsOf);
      for (const burst of bursts) {
        for (const step of burst) both.take(step);
        both.checkTies();
        await settle();
        both.checkTies();
      }
      const { exits, rt } = world;
      expect(new Set(exits.map(({ pid }) => pid)).size).toBe(exits.length);
      for (const ref of both.refs) if (rt.isAlive(ref)) expect(await ref.ask.ping()).toBe("pong");
      expect(rt.audit().balanced).toBe(true);
    }),
    { numRuns: 60 },
  );
});

/** Workers that do what they are told, a factory that keeps count of what it made, and what was reported. */
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import type { Strategy } from "../../src/options";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import type { ReplacementOptions } from "../../src/supervision/path-supervisor-options";
import type { SupervisionReport } from "../../src/supervision/report";
import { gate, makeWorld, settle, type World } from "../lifecycle/fixture";

export interface Init {
  readonly name: string;
  readonly log: string[];
  /** Awaited by `@OnStop`. */
  readonly stopped?: Promise<void>;
}

@Actor()
export class Worker {
  private readonly ctx = injected(ActorContext<Worker>);
  private readonly life = this.ctx.init as Init | undefined;

  @Receive() crash(text = "boom"): void {
    throw new Error(text);
  }
  @Receive() retire(): void {
    this.ctx.stopSelf();
  }
  @Receive({ timeoutMs: 1_000 }) hang(): Promise<void> {
    return new Promise(() => {});
  }
  @Receive() ping(): string {
    return "pong";
  }
  @OnStop() async gone(): Promise<void> {
    await this.life?.stopped;
    this.life?.log.push(`-${this.life.name}`);
  }
}

export interface PathWorld extends World {
  readonly reports: SupervisionReport[];
  /** What factories made and `@OnStop` ended, in order: "+a", "-a". */
  readonly log: string[];
  /** Spawns a worker at /svc/NAME, without a word in the log. */
  worker(name: string, stopped?: Promise<void>): ActorRef<Worker>;
  /** A factory of such workers. */
  factory(name: string): () => ActorRef<Worker>;
  /** Who is at /svc/NAME. */
  at(name: string): ActorRef<Worker>;
  /** `verdict name` of all reports. */
  verdicts(): string[];
}

export function makePathWorld(options?: Parameters<typeof makeWorld>[0]): PathWorld {
  const world = makeWorld(options);
  const { rt } = world;
  const reports: SupervisionReport[] = [];
  rt.events.on("supervision", (report) => reports.push(report));
  const log: string[] = [];
  const names = new Map<number, string>();
  const worker = (name: string, stopped?: Promise<void>): ActorRef<Worker> => {
    const ref = rt.spawn(Worker, {
      path: `/svc/${name}`,
      init: { name, log, stopped },
    } as never) as ActorRef<Worker>;
    names.set(ref.pid, name);
    return ref;
  };
  return {
    ...world,
    reports,
    log,
    worker,
    factory: (name) => () => {
      log.push(`+${name}`);
      return worker(name);
    },
    at: (name) => rt.paths.resolve(`/svc/${name}`) as ActorRef<Worker>,
    verdicts: () =>
      reports
        .filter(({ supervisor }) => supervisor === "/svc")
        .map(({ verdict, pid }) => `${verdict} ${names.get(pid)}`),
  };
}

/** How one child is replaced. */
export type How = Strategy | ReplacementOptions;

/** a, b and c below /svc, all with the same options. */
export function trio(how: How, world = makePathWorld()) {
  const svc = world.rt.paths.supervisor("/svc");
  for (const name of ["a", "b", "c"]) svc.supervise(world.worker(name), world.factory(name), how);
  const pids = () => ["a", "b", "c"].map((name) => world.at(name)?.pid);
  return { ...world, svc, pids };
}

export { settle };

/** "a" has crashed, and what is to take its place waits for a door. */
export async function makePendingWorld() {
  const world = makePathWorld();
  const { rt, worker, factory } = world;
  const a = worker("a");
  const door = gate();
  const svc = rt.paths.supervisor("/svc");
  svc.supervise(a, async () => {
    await door.opened;
    return factory("a")();
  });
  a.send.crash();
  await settle();
  return { ...world, a, door, svc };
}

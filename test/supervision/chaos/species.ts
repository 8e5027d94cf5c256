/** Kinds of actors, made by chance: what they are, by which policy they come back, and whom they supervise. */
import { Actor } from "../../../src/decorators/actor";
import { injected } from "../../../src/decorators/injected";
import { OnExit, OnRestart, OnStart, OnStop } from "../../../src/decorators/lifecycle";
import { Receive } from "../../../src/decorators/receive";
import { Restore, Snapshot } from "../../../src/decorators/state";
import { Supervised } from "../../../src/decorators/supervised";
import { child, Supervises } from "../../../src/decorators/supervises";
import type { ActorOptions, SupervisedOptions, SupervisesOptions } from "../../../src/options";
import { ActorContext } from "../../../src/runtime/actor/actor-context";
import type { Mailbox } from "../../../src/runtime/actor/mailbox";
import type { Note } from "./ledger";

export interface Traits {
  readonly name: string;
  readonly kind: "push" | "pull" | "virtual" | "function" | "pull function";
  readonly actor: ActorOptions;
  readonly supervised: SupervisedOptions | undefined;
  readonly list: readonly Species[] | undefined;
  readonly above: SupervisesOptions;
  readonly hooks: readonly ("start" | "restart" | "stop" | "exit" | "state" | "owns")[];
  /** Spawned by its @OnStart. */
  readonly pool: Species | undefined;
  readonly spawns: Species | undefined;
  readonly slowMs: number;
}

/** A kind of actor: `code` is what is spawned; `twin` the same again, for hot swaps. */
export interface Species {
  readonly traits: Traits;
  readonly code: Code;
  readonly twin: Code;
}

export type Code = (new () => Wild) | ((message: Note, ctx: ActorContext) => unknown);

/** What actors tell the harness, and ask it to do. */
export interface Stage {
  made(traits: Traits, ctx: ActorContext, who: object): void;
  hook(step: "start" | "restart" | "stop" | "exit", traits: Traits, ctx: ActorContext, who: object): unknown;
  state(step: "snapshot" | "restore", ctx: ActorContext): void;
  work(traits: Traits, ctx: ActorContext, who: object | undefined, note: Note): unknown;
  pull(traits: Traits, ctx: ActorContext, mailbox: Mailbox<Note>): Promise<void>;
  disposal(): Promise<void> | undefined;
  decide: NonNullable<SupervisesOptions["decide"]>;
}

interface Kind {
  readonly stage: Stage;
  readonly traits: Traits;
}

/** An injected value of one incarnation. */
class Resource {
  stage: Stage | undefined = undefined;
  [Symbol.asyncDispose](): Promise<void> {
    return this.stage?.disposal() ?? Promise.resolve();
  }
}

/** Does in each step what the stage says. */
export class Wild {
  protected readonly ctx = injected(ActorContext<Wild>);
  protected readonly resource: Resource | undefined;
  count = 0;

  constructor() {
    const { stage, traits } = this.kind;
    if (traits.hooks.includes("owns")) {
      this.resource = injected(Resource);
      this.resource.stage = stage;
    }
    stage.made(traits, this.ctx, this);
  }

  private get kind(): Kind {
    return this.constructor as unknown as Kind;
  }
  start(): unknown {
    return this.kind.stage.hook("start", this.kind.traits, this.ctx, this);
  }
  again(): unknown {
    return this.kind.stage.hook("restart", this.kind.traits, this.ctx, this);
  }
  stop(): unknown {
    return this.kind.stage.hook("stop", this.kind.traits, this.ctx, this);
  }
  exit(): unknown {
    return this.kind.stage.hook("exit", this.kind.traits, this.ctx, this);
  }
  save(): number {
    this.kind.stage.state("snapshot", this.ctx);
    return this.count;
  }
  load(count: number): void {
    this.kind.stage.state("restore", this.ctx);
    this.count = count;
  }
  work(note: Note): unknown {
    this.count++;
    return this.kind.stage.work(this.kind.traits, this.ctx, this, note);
  }
  slow(note: Note): unknown {
    return this.work(note);
  }
  run(mailbox: Mailbox<Note>): Promise<void> {
    return this.kind.stage.pull(this.kind.traits, this.ctx, mailbox);
  }
}

type Key = "start" | "again" | "stop" | "exit" | "save" | "load" | "work" | "slow";

/** Puts a decorator on a method, as the compiler of legacy decorators does. */
function mark(decorator: unknown, type: typeof Wild, key: Key): void {
  const method = Object.getOwnPropertyDescriptor(Wild.prototype, key);
  (decorator as (target: object, key: string, method: unknown) => void)(type.prototype, key, method);
}

function makeClass(stage: Stage, traits: Traits): new () => Wild {
  class Made extends Wild {
    static readonly stage = stage;
    static readonly traits = traits;
  }
  Object.defineProperty(Made, "name", { value: traits.name });
  const { hooks, list, above, actor, supervised, kind, slowMs } = traits;
  Actor({ ...actor, ...(kind === "pull" && { mode: "pull" as const }) })(Made);
  if (supervised !== undefined) Supervised(supervised)(Made);
  if (list !== undefined) Supervises(list.map(listedAs) as never, above)(Made);
  if (hooks.includes("start")) mark(OnStart(), Made, "start");
  if (hooks.includes("restart")) mark(OnRestart(), Made, "again");
  if (hooks.includes("stop")) mark(OnStop(), Made, "stop");
  if (hooks.includes("exit")) mark(OnExit(), Made, "exit");
  if (hooks.includes("state")) {
    mark(Snapshot(), Made, "save");
    mark(Restore(), Made, "load");
  }
  if (kind === "pull") return Made;
  mark(Receive("work"), Made, "work");
  mark(Receive("slow", { timeoutMs: slowMs }), Made, "slow");
  mark(Receive(), Made, "work"); // also by method
  return Made;
}

function listedAs({ code, traits }: Species, at: number): unknown {
  const id = `${traits.name}-${at}`;
  const isFunction = traits.kind === "function";
  return child(code as never, { id, ...(isFunction && { supervised: traits.supervised }) });
}

function makeCode(stage: Stage, traits: Traits): Code {
  if (traits.kind === "function") return (note, ctx) => stage.work(traits, ctx, undefined, note);
  if (traits.kind === "pull function")
    return ((mailbox: Mailbox<Note>, ctx: ActorContext) => stage.pull(traits, ctx, mailbox)) as never;
  return makeClass(stage, traits);
}

export function makeSpecies(stage: Stage, traits: Traits): Species {
  return { traits, code: makeCode(stage, traits), twin: makeCode(stage, traits) };
}

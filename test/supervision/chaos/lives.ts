/**
 * What actors do, and whether it was their time to: hooks in their order, each once, messages only to an instance that
 * is up, one at a time (S1), none to an instance that is gone, and no context that outlives its incarnation.
 */
import type { SupervisesOptions } from "../../../src/options";
import type { ActorContext } from "../../../src/runtime/actor/actor-context";
import { Activity, type Cell } from "../../../src/runtime/actor/cell";
import { childrenOf } from "../../../src/runtime/actor/children";
import { awaitsParent } from "../../../src/runtime/actor/clearing";
import { goesDown } from "../../../src/runtime/actor/links";
import type { Mailbox } from "../../../src/runtime/actor/mailbox";
import { Phase } from "../../../src/runtime/actor/phase";
import { isThenable } from "../../../src/thenable";
import type { Entry, Note } from "./ledger";
import type { Stage, Traits } from "./species";
import type { World } from "./world";

/** One instance. */
interface Life {
  step: "made" | "starting" | "started" | "restarting" | "up" | "stopping";
  readonly incarnation: number;
}

export class Lives implements Stage {
  private readonly lives = new WeakMap<object, Life>();
  private readonly incarnations = new Map<number, number>();

  constructor(private readonly world: World) {}

  readonly decide: NonNullable<SupervisesOptions["decide"]> = () => this.world.mischief.decide();

  disposal(): Promise<void> | undefined {
    return this.world.mischief.act("disposal", undefined);
  }

  made(_traits: Traits, ctx: ActorContext, who: object): void {
    const { world } = this;
    const cell = this.cellOf(ctx);
    if (cell.phase !== Phase.Starting) {
      const before = this.lives.get(cell.instance as object);
      // A hot swap; its @Snapshot may have restarted it meanwhile.
      if (
        before === undefined ||
        ![Phase.Running, Phase.Draining, Phase.Restarting].includes(cell.phase as 3)
      )
        world.violated(`${cell.label} is made in phase ${cell.phase}`);
      this.lives.set(who, { step: before?.step ?? "up", incarnation: cell.incarnation });
    } else {
      this.lives.set(who, { step: "made", incarnation: cell.incarnation });
      world.ledger.overdue(cell.pid, world.clock.now());
      const { active } = world.ledger.receiver(cell.pid);
      if (active.size > 0)
        world.violated(`${cell.label} is made while its old instance handles a message (S1)`);
      this.begins(cell.pid);
    }
    world.mischief.act("constructor", ctx);
  }

  /** A new incarnation of an actor. */
  begins(pid: number): void {
    const { world } = this;
    const cell = world.cell(pid);
    if (cell === undefined || cell.incarnation === 0 || cell.extras?.key !== undefined) return;
    if (this.incarnations.get(pid) === cell.incarnation) return; // passivated in between, or made twice
    this.incarnations.set(pid, cell.incarnation);
    world.ledger.unstashed(pid);
    if (cell.extras?.ending === undefined) world.budgets.starts(pid, cell.label);
    if (cell.policy?.children === "keep") return;
    // Those that its restart took down begin with a fresh budget.
    for (const child of childrenOf(cell))
      if (child.extras?.oversight?.listedAs) world.budgets.renew(child.pid);
  }

  private cellOf(ctx: ActorContext): Cell {
    return this.world.cell(ctx.self.pid) as Cell;
  }

  private lifeOf(who: object): Life {
    return this.lives.get(who) as Life;
  }

  hook(step: "start" | "restart" | "stop" | "exit", traits: Traits, ctx: ActorContext, who: object): unknown {
    const { world } = this;
    const life = this.lifeOf(who);
    const cell = world.cell(ctx.self.pid);
    const wrong = (): void =>
      world.violated(`${cell?.label} in ${life.step}, phase ${cell?.phase}: @On${step}`);
    if (cell?.instance !== who) wrong();
    if (step === "start") {
      if (life.step !== "made") wrong();
      life.step = "starting";
    } else if (step === "restart") {
      if (life.step !== (traits.hooks.includes("start") ? "started" : "made") || life.incarnation === 0)
        wrong();
      life.step = "restarting";
    } else if (step === "stop") {
      if (life.step === "starting" || life.step === "stopping") wrong();
      world.ledger.overdue(ctx.self.pid, world.clock.now());
      if (world.ledger.receiver(ctx.self.pid).active.size > 0) wrong();
      life.step = "stopping";
    } else if (life.step === "starting" || life.step === "stopping") wrong();
    const pending = world.mischief.act(step, ctx);
    if (step === "start" && world.chance.maybe(0.9)) this.populate(traits, ctx, cell);
    const next = step === "start" ? "started" : step === "restart" ? "up" : undefined;
    const through = (): void => {
      if (next !== undefined && (life.step === "starting" || life.step === "restarting")) life.step = next;
    };
    if (pending !== undefined) return pending.then(through);
    through();
    return undefined;
  }

  /** Children that nobody lists. */
  private populate({ pool, spawns }: Traits, ctx: ActorContext, cell: Cell | undefined): void {
    const { world } = this;
    if (cell?.lastChild !== undefined || !world.rt.isAlive(ctx.self.pid)) return;
    if (spawns !== undefined) world.spawn(ctx, undefined, [spawns]);
    if (pool === undefined || cell === undefined || ctx.signal.aborted) return;
    const route = world.chance.one(["roundRobin", "leastLoaded", "random"] as const);
    const { supervised, kind } = pool.traits;
    const options = { size: world.chance.between(1, 3), route, ...(kind === "function" && { supervised }) };
    try {
      ctx.spawnPool(pool.code as never, options as never);
    } catch (error) {
      if (!/ERR_(REVOKED|RUNTIME_STOPPED)/.test((error as { code?: string }).code ?? "")) throw error;
    }
  }

  state(step: "snapshot" | "restore", ctx: ActorContext): void {
    this.world.mischief.act(step, ctx);
  }

  work(traits: Traits, ctx: ActorContext, who: object | undefined, note: Note): unknown {
    const { world } = this;
    const cell = this.cellOf(ctx);
    if (who !== undefined) this.checkInstance(cell, who, traits);
    if (ctx.signal.aborted) world.violated(`${cell.label} handles ${note.n} with an old context`);
    if (cell.phase !== Phase.Running && cell.phase !== Phase.Draining)
      world.violated(`${cell.label} handles ${note.n} in phase ${cell.phase}`);
    if ((note as { type: string }).type === "DOWN") return world.mischief.act("exit", ctx);
    this.checkTree(cell);
    const taker = { ...this.limitsOf(traits), pid: cell.pid, isPull: false, reentrant: cell.reentrant };
    const entry = world.ledger.begin(note, taker);
    if (entry === undefined) return undefined;
    return this.handle(entry, ctx, cell);
  }

  private limitsOf({ supervised, slowMs, kind }: Traits): {
    attempts: number;
    slowMs: number;
    nowMs: number;
  } {
    const attempts = supervised?.maxAttempts ?? (supervised?.onRestart === "redeliverCurrent" ? 2 : 1);
    const hasDeadline = kind === "push" || kind === "virtual";
    return {
      attempts,
      slowMs: hasDeadline ? slowMs : Number.POSITIVE_INFINITY,
      nowMs: this.world.clock.now(),
    };
  }

  private handle(entry: Entry, ctx: ActorContext, cell: Cell): unknown {
    const { world } = this;
    const attempt = entry.tries;
    let result: unknown;
    try {
      result = this.deed(entry, ctx, cell);
    } catch (error) {
      world.ledger.end(entry, attempt, true);
      throw error;
    }
    if (!isThenable(result)) {
      world.ledger.end(entry, attempt, false);
      return entry.note.n;
    }
    const isOverdue = (): boolean => ctx.signal.aborted && entry.dueMs <= world.clock.now();
    return result.then(
      () => {
        this.checkAbandoned(entry, attempt, ctx);
        if (!isOverdue()) world.ledger.end(entry, attempt, false);
        return entry.note.n;
      },
      (error: unknown) => {
        if (!isOverdue()) world.ledger.end(entry, attempt, true);
        throw error;
      },
    );
  }

  private deed(entry: Entry, ctx: ActorContext, cell: Cell): unknown {
    const { world } = this;
    const { chance, mischief } = world;
    if (mischief.rate > 0 && !cell.blueprint.isPull) {
      if (chance.maybe(0.004) && cell.extras?.key === undefined) return this.stash(entry, ctx);
      if (chance.maybe(0.02)) {
        const other = world.anybody();
        if (other !== undefined) return world.post.ask(cell.pid, other);
      }
    }
    if (mischief.rate > 0 && chance.maybe(0.05)) {
      const other = world.anybody();
      if (other !== undefined) world.post.send(cell.pid, other);
    }
    return mischief.act("work", ctx);
  }

  private stash(entry: Entry, ctx: ActorContext): unknown {
    ctx.stash();
    entry.stashing = true;
    return this.world.chance.maybe(0.3) ? this.world.sleep(1) : undefined;
  }

  /** A handler that was abandoned has a context that refuses everything (S1). */
  private checkAbandoned(entry: Entry, attempt: number, ctx: ActorContext): void {
    if (entry.fate === undefined && entry.tries === attempt) return;
    if (!ctx.signal.aborted)
      this.world.violated(`message ${entry.note.n} was abandoned, its context lives (S1)`);
  }

  private checkInstance(cell: Cell, who: object, { hooks, name }: Traits): void {
    const { world } = this;
    const life = this.lifeOf(who);
    if (cell.instance !== who) world.violated(`an old instance of ${cell.label} gets a message`);
    const isUp =
      life.step === "up" ||
      (life.step === "started" &&
        (life.incarnation === 0 || !hooks.includes("restart") || isRenewed(cell))) ||
      (life.step === "made" && !hooks.includes("start"));
    if (!isUp) world.violated(`${cell.label} (${name}) gets a message while it is ${life.step}`);
  }

  /** A supervisor that handles messages has all of its list: each child was up since, or has ended. */
  private checkTree(cell: Cell): void {
    const listed = cell.extras?.oversight?.listed;
    const { due } = cell.extras?.oversight ?? {};
    if (listed === undefined || due !== undefined || cell.extras?.ending || goesDown(cell)) return;
    for (const child of listed.values()) {
      const isMissing = child.phase === Phase.Created || awaitsParent(child);
      if (!isMissing || child.extras?.ending !== undefined) continue;
      this.world.violated(`${cell.label} is up, its child ${child.label} is not (phase ${child.phase})`);
    }
  }

  async pull(traits: Traits, ctx: ActorContext, mailbox: Mailbox<Note>): Promise<void> {
    const { world } = this;
    const cell = this.cellOf(ctx);
    this.begins(cell.pid);
    for await (const note of mailbox) {
      const taker = { ...this.limitsOf(traits), pid: ctx.self.pid, isPull: true, reentrant: false };
      const entry = world.ledger.begin(note, taker);
      if (entry === undefined) continue;
      const pending = this.handle(entry, ctx, cell);
      if (isThenable(pending)) await pending;
      mailbox.reply(note.n);
      if (world.mischief.rate > 0 && world.chance.maybe(0.003)) return;
    }
  }
}

/** A virtual actor that fell asleep and woke up: no restart, although it has been restarted once. */
function isRenewed(cell: Cell): boolean {
  return cell.extras?.key !== undefined || cell.activity === Activity.Ended;
}

/**
 * The runtime's private record of one actor, and the services that all actors of a runtime share.
 *
 * One class for every kind of actor, all fields set in one order: the hot path stays monomorphic. The user's instance,
 * its context and its senders are fields, made when first needed; what few actors have is in `Extras`.
 *
 *   ref ─▶ cell ─▶ blueprint (code)          head slot   the only message of a calm actor: no queue at all
 *            ├──▶ instance  (the user's)     queue       made when a second message waits
 *            └──▶ system    (shared)         urgent      life-cycle work goes before user messages (S3)
 */
import type { Alarm, Clock } from "../../clock";
import type { Logger } from "../../logger";
import type { Random } from "../../random";
import type { RestartPolicy } from "../../supervision/policy";
import type { Blueprint } from "../blueprint";
import type { Injector } from "../container";
import type { Events } from "../events";
import type { ChunkPool } from "../mailbox/chunk-pool";
import type { Bounds } from "../mailbox/overflow";
import type { Queue } from "../mailbox/queue";
import type { Ask, AskDeadlines } from "../messages/ask";
import type { Counts } from "../messages/conservation";
import type { DeadLetters } from "../messages/dead-letters";
import type { Exits } from "../messages/exits";
import type { Names } from "../messages/names";
import type { Paths } from "../messages/paths";
import type { Selector, Selectors } from "../messages/selector";
import type { Scheduler } from "../scheduler/scheduler";
import type { Turns } from "../scheduler/turns";
import type { HandleTrace, Tracing } from "../tracing";
import { Extras, Oversight, type Pull } from "./extras";
import { Phase } from "./phase";
import type { Population } from "./population";
import type { Slots } from "./slots";
import type { TimerTable } from "./timers";

/** What an actor is doing, for the scheduler. */
export const Activity = {
  /** Nothing queued, nothing to do. */
  Idle: 0,
  /** In the ready ring. */
  Ready: 1,
  /** Having its turn. */
  Running: 2,
  /** Waiting for a promise or for children; messages queue up. */
  Suspended: 3,
  /** Gone. */
  Ended: 4,
  /** Having its turn, in a handler that has put its message aside (`ctx.stash`). */
  Stashing: 5,
} as const;
export type Activity = (typeof Activity)[keyof typeof Activity];

/**
 * Why a message may not simply be queued, or a turn not simply end; bits of `Cell.gate`. Zero is the hot path.
 * Watched: a virtual actor whose idle time is measured. Routed: a pool, whose messages go to its members.
 */
export const Gate = { Open: 0, Bounded: 1, Dormant: 2, Closed: 4, Watched: 8, Routed: 16 } as const;

/** An async handler that has not settled. */
export class Run {
  /** Settled, or abandoned: whatever comes later is ignored (S1). */
  done = false;
  earlier: Run | undefined = undefined;
  later: Run | undefined = undefined;
  /** Asks that this handler waits for, as far as is known. */
  waitingFor: Set<Ask<Cell>> | undefined = undefined;
  trace: HandleTrace | undefined = undefined;
  /** Its message was put aside (`ctx.stash`): it is not handled by this. */
  stashed = false;
  /** Ends it, where its handler has a deadline. */
  alarm: Alarm | undefined = undefined;
  /** Set where this is the `run` of a pull actor, which handles many messages. */
  pull: Pull | undefined = undefined;

  constructor(
    readonly selector: Selector,
    readonly argument: unknown,
    readonly ask: Ask<Cell> | undefined,
  ) {}
}

export class Cell {
  phase: Phase = Phase.Created;
  activity: Activity = Activity.Idle;
  gate = 0;
  urgent = false;
  budget: number;
  pid = 0;
  headSelector: Selector | undefined = undefined;
  headArgument: unknown = undefined;
  queue: Queue | undefined = undefined;
  instance: unknown = undefined;
  runs: Run | undefined = undefined;
  bounds: Bounds<Cell> | undefined = undefined;
  extras: Extras<Cell> | undefined = undefined;
  ref: object | undefined = undefined;
  sender: object | undefined = undefined;
  asker: object | undefined = undefined;
  context: CellContext | undefined = undefined;
  parent: Cell | undefined = undefined;
  earlierSibling: Cell | undefined = undefined;
  laterSibling: Cell | undefined = undefined;
  lastChild: Cell | undefined = undefined;

  constructor(
    readonly system: System,
    /** Changed by hot swap only. */
    public blueprint: Blueprint,
  ) {
    this.budget = blueprint.budget;
  }

  /** For people: `Account#12`, or `Airport("JFK")#40` for a virtual actor. */
  get label(): string {
    const key = this.extras?.key;
    const name = key === undefined ? this.blueprint.label : `${this.blueprint.label}(${JSON.stringify(key)})`;
    return `${name}#${this.pid}`;
  }

  get incarnation(): number {
    return this.extras === undefined ? 0 : this.extras.incarnation;
  }

  get reentrant(): boolean {
    return this.extras?.reentrant ?? this.blueprint.reentrant;
  }

  /** How it comes back after a crash; undefined: not at all. */
  get policy(): RestartPolicy | undefined {
    const { extras, blueprint, parent } = this;
    if (extras?.policy !== undefined) return extras.policy;
    const tree = parent?.blueprint.tree;
    return tree === undefined ? blueprint.policy : tree.policyOf(blueprint);
  }

  /** Messages that may be handled next. */
  get waiting(): number {
    return (this.headSelector === undefined ? 0 : 1) + (this.queue === undefined ? 0 : this.queue.size);
  }

  /** Queued user messages, with those put aside. */
  get queued(): number {
    return this.waiting + (this.extras?.aside === undefined ? 0 : this.extras.aside.size);
  }

  /** What counts against the capacity: all that is queued but a stash, which a handler made itself. */
  get occupied(): number {
    return this.blueprint.isPull ? this.queued : this.waiting;
  }

  /** Undefined for a mailbox that takes `mailboxDepthMax`. */
  get capacity(): number | undefined {
    return this.bounds?.refuses ? this.bounds.capacity : undefined;
  }

  /** Of the code that it runs. */
  get version(): number {
    return this.extras?.behaviors?.current.number ?? 1;
  }

  /** Whether a hot swap or rollback is pending. */
  get hasChanges(): boolean {
    const behaviors = this.extras?.behaviors;
    return behaviors !== undefined && behaviors.pending.length > 0;
  }

  /** Whether it was cleared away and waits to start again. */
  get isHeld(): boolean {
    return this.extras?.oversight?.held === true;
  }

  more(): Extras<Cell> {
    this.extras ??= new Extras<Cell>();
    return this.extras;
  }
}

/** What supervision knows of a cell, made when first needed. */
export function oversightOf(cell: Cell): Oversight<Cell> {
  const extras = cell.more();
  extras.oversight ??= new Oversight();
  return extras.oversight;
}

/** What a cell needs of its context: to revoke it. */
export interface CellContext {
  revoke(): void;
}

/** The services that all actors of one runtime share. Made by the runtime, read by everything under `actor/`. */
export interface System {
  readonly name: string;
  readonly clock: Clock;
  /** On that clock. */
  readonly startedMs: number;
  readonly random: Random;
  readonly turns: Turns;
  readonly logger: Logger;
  readonly counts: Counts;
  readonly scheduler: Scheduler<Cell>;
  readonly chunks: ChunkPool;
  readonly selectors: Selectors;
  readonly slots: Slots<Cell>;
  readonly population: Population;
  readonly names: Names<Cell>;
  readonly paths: Paths<Cell>;
  readonly timers: TimerTable<Cell, Letter>;
  readonly asks: AskDeadlines;
  readonly deadLetters: DeadLetters;
  readonly events: Events;
  readonly injector: Injector;
  readonly blueprints: { of(type: unknown, isPull?: boolean): Blueprint };
  readonly tracing: Tracing;
  /** Whether anybody listens; looked up once a burst, not once a turn. */
  traced: boolean;
  readonly exits: Exits;
  /** Roots are its children. It has no instance and no mailbox. */
  readonly guardian: Cell;
  /** The message being handled in the current turn, for deadlock reports. */
  handling: Selector | undefined;
  /** Asks made in the synchronous part of the handler that is running. */
  asking: Set<Ask<Cell>> | undefined;
  /** The traced message being handled, where somebody listens. */
  trace: HandleTrace | undefined;
  stopped: boolean;
  readonly supervision: RuntimeSupervision;
  /** Told when a cell has ended for good, before its exit is published: listeners find its key free. */
  forget(cell: Cell): void;
}

/** What the runtime itself does about actors that fell. */
export interface RuntimeSupervision {
  /** Whether reports go to the logger. */
  readonly log: boolean;
  /** Told of a root that could not be healed; whether all is to end for it. */
  readonly endsAll: boolean;
  /** Ends all. */
  end(): void;
  /** Whether the supervisor of a path puts another actor in the place of this one. Set where there is such a one. */
  isReplaced?: (cell: Cell) => boolean;
}

/** A message on its way to a mailbox: what timers and parking lanes hold. */
export interface Letter {
  readonly selector: Selector;
  readonly argument: unknown;
}

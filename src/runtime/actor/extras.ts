/**
 * What only some actors have: kept out of the cell, so that a million plain ones stay small. `C` is a cell.
 */
import type { Alarm } from "../../clock";
import type { ExitInfo, ExitMetadata, ExitReason, SystemSignal } from "../../exit";
import type { SupervisedOptions, VirtualOptions } from "../../options";
import type { Hold } from "../../supervision/child-port";
import { type History, noHistory, type RestartPolicy } from "../../supervision/policy";
import type { Aside } from "../mailbox/aside";
import type { Bonds } from "../messages/bonds";
import type { Fate } from "../messages/fate";
import type { Selector } from "../messages/selector";
import type { Behaviors } from "./behaviors";
import type { ResizeOptions } from "./protocol";

/** State on its way from one instance to the next. */
export interface SavedState {
  /** What `@Snapshot` returned, or the plain fields of an instance. */
  readonly kind: "snapshot" | "fields";
  readonly state: unknown;
  /** Of the code that it was taken from. */
  readonly version: number;
}

/** What a cell needs of a pull actor's work; see `pull-state.ts`. */
export interface Pull {
  /** Whether it is working on a message. */
  readonly busy: boolean;
  /** No more messages: a receive that waits, and all later ones, get nothing. */
  close(): void;
  /** Closed, and the message that it works on is lost. */
  abandon(): void;
}

/** Who waits for places in a pool. */
export interface Hopeful {
  /** Whether it has what it waits for, now. */
  look(): boolean;
}

/** Why a pool can choose no member for a message. */
export class Unrouted {
  constructor(readonly cause: unknown) {}
}

/** What a pool has instead of a mailbox; see `pool.ts`. */
export interface Router<C> {
  /** By slot. */
  readonly members: readonly C[];
  /** Whether messages go to each member. */
  readonly broadcasts: boolean;
  /** Those who wait for a member: called whenever a slot was filled. */
  readonly hopefuls: Set<() => void>;
  /** Those who wait for a place in each member, by level, first come first served; see `ready.ts`. */
  readonly lines: readonly Set<Hopeful>[];
  /** The member for this message; undefined where it goes to each, or there are none yet. */
  pick(selector: Selector, argument: unknown): C | Unrouted | undefined;
  send(selector: Selector, argument: unknown): boolean;
  deliver(selector: Selector, argument: unknown, depth: number): Fate;
  /** See `ActorPool.resize`. */
  resize(size: number, options: ResizeOptions): Promise<void>;
}

/** A stop that was asked for. */
export class Ending {
  /** Those who await the stop. */
  waiters: ((stopped: boolean) => void)[] | undefined = undefined;
  /** Set once it turned out that it has to wait. */
  alarm: Alarm | undefined = undefined;
  /** Somebody wanted it to end: it was stopped, killed, or ends with its parent. Else it came down by itself. */
  asked = false;

  constructor(
    public reason: ExitReason,
    public error: unknown,
    /** Who caused it, for exit signals. */
    public from: number,
    public timeoutMs: number,
    /** When it was asked for, on the runtime's clock. */
    readonly askedMs: number,
    /** Handle what is queued first. */
    public drain: boolean,
    /** What the caller of `stop` gave, for those who are told. */
    public metadata: ExitMetadata | undefined = undefined,
  ) {}
}

/** What becomes of the children: they end; those of a supervisor's list are held back, and the rest end; nothing. */
export type Leavers = "end" | "hold" | "keep";

/** What an incarnation still has to give back before it is gone; see `clearing.ts`. */
export interface Clearing<C> {
  readonly children: Leavers;
  readonly drain: boolean;
  readonly timeoutMs: number;
  /** Whether `timeoutMs` counts for it; else its ending brings a deadline. */
  readonly bounded: boolean;
  hooksDone: boolean;
  disposed: boolean;
  /** The deadline has passed: nothing is waited for any more. */
  forced: boolean;
  /** Those from here on are held back already, as far as is known. `C` is a cell. */
  heldFrom: C | undefined;
}

/** It is to fall in its next turn: a child could not be healed, or it ended of its own accord and is permanent. */
export interface Due {
  readonly error: unknown;
  /** What it falls for, for people; undefined where it ended by itself. */
  readonly name: string | undefined;
}

/** What supervision knows of one actor: made when it first falls, is held back, or is told how to come back. */
export class Oversight<C> {
  /** From spawn's options; else the class and its supervisor decide. */
  given: SupervisedOptions | undefined = undefined;
  history: History = noHistory;
  due: Due | undefined = undefined;
  /** Who says when it may start again; undefined: at once. */
  hold: Hold<C> | undefined = undefined;
  /** What it is restarted for with others, until it goes down. */
  cause: unknown = undefined;
  /** It was cleared away and waits to start again. */
  held = false;
  /** It need not wait any more. */
  released = false;
  /** Its state is taken once its handlers are through. */
  savesState = false;
  /** How often messages that were put back were tried, by their requests. */
  attempts: WeakMap<object, number> | undefined = undefined;
  /** Told once, when it next runs or has ended, by who waits for that. */
  risen: Map<object, () => void> | undefined = undefined;
  /** Its list is being started: goes on with that, or gives it up where the actor is to end. */
  listing: (() => void) | undefined = undefined;
  /** In its supervisor's list, under this id. */
  listedAs: string | undefined = undefined;
  /** The children of a supervisor's list, by id; those that have ended, too. */
  listed: Map<string, C> | undefined = undefined;

  /** Calls back once, when the actor next runs or has ended; the later call where `who` asked for it twice. */
  whenRisen(who: object, then: () => void): void {
    this.risen ??= new Map();
    this.risen.set(who, then);
  }
}

/** Made when a cell first needs any of it. */
export class Extras<C> {
  /** How often it was restarted. */
  incarnation = 0;
  /** From spawn's options; else the class decides. */
  reentrant: boolean | undefined = undefined;
  /** Set for virtual actors only. */
  virtual: VirtualOptions | undefined = undefined;
  init: unknown = undefined;
  key: string | undefined = undefined;
  /** Injected values made for this incarnation alone, in order; disposed with it. */
  owned: object[] | undefined = undefined;
  joiners: ((info: ExitInfo) => void)[] | undefined = undefined;
  /** Why it restarts, for the new instance. */
  crash: { readonly error: unknown; readonly message: unknown } | undefined = undefined;
  /** Links and monitors; see `links.ts`. */
  bonds: Bonds<C> | undefined = undefined;
  /** Signals that the actor has not seen yet. */
  signals: SystemSignal[] | undefined = undefined;
  ending: Ending | undefined = undefined;
  clearing: Clearing<C> | undefined = undefined;
  /** The life-cycle promise being waited for; another object means it was abandoned. */
  step: object | undefined = undefined;
  /** Bounds the clearing before a restart or passivation. */
  deadline: Alarm | undefined = undefined;
  /** State on its way to the next incarnation. */
  saved: SavedState | undefined = undefined;
  /** `@OnStart` of this incarnation went through, so `@OnStop` is owed. */
  started = false;
  idleSince = 0;
  idleAlarm: Alarm | undefined = undefined;
  passivate = false;
  /** Messages put aside by a selective receive or `ctx.stash`. */
  aside: Aside | undefined = undefined;
  /** Those who wait to send, to be told when it takes no more; see `places.ts`. */
  producers: Set<() => void> | undefined = undefined;
  /** Of a pull actor. */
  pull: Pull | undefined = undefined;
  /** Set with the first hot swap. */
  behaviors: Behaviors | undefined = undefined;
  /** What a virtual actor is filed under, whatever it was swapped for. */
  keyedBy: unknown = undefined;
  /** Set for pools only. */
  router: Router<C> | undefined = undefined;
  /** How it comes back after a crash, whatever its class says; see `Cell.policy`. */
  policy: RestartPolicy | undefined = undefined;
  oversight: Oversight<C> | undefined = undefined;
}

/**
 * The runtime: one system of actors. This file only puts the parts together and names them for users; the work is
 * done under `actor/`, `mailbox/`, `scheduler/` and `messages/`.
 */
import { Lazy } from "../lazy";
import "reflect-metadata";

import { inspect } from "node:util";
import type { DependencyContainer } from "tsyringe";
import { brand } from "../draft";
import type { ExitInfo } from "../exit";
import type { ActorContext } from "./actor/actor-context";
import type { System } from "./actor/cell";
import { checkOptions, checkStopOptions } from "./actor/checks";
import { kill } from "./actor/ending";
import { exitOf } from "./actor/fates";
import type { Mailbox } from "./actor/mailbox";
import type { ObserveOptions, Observer } from "./actor/observation";
import { Phase } from "./actor/phase";
import type { AnyPoolOptions } from "./actor/pool";
import type {
  ActorClass,
  ActorPool,
  ActorRef,
  FunctionActor,
  FunctionPool,
  InitOf,
  JoinOptions,
  MessageOf,
  PoolOptions,
  Ref,
  SpawnArguments,
  SpawnOptions,
  StopOptions,
  Target,
  VirtualArguments,
  VirtualSpawnOptions,
} from "./actor/protocol";
import { refOf, stopCell } from "./actor/ref";
import { type AnySpawnOptions, spawnCell, spawnDormant, spawnPull } from "./actor/spawn";
import { targetCell } from "./actor/target";
import { type AnyVirtualOptions, VirtualActors } from "./actor/virtual";
import type { Events } from "./events";
import type { BehaviorService } from "./facets/behaviors";
import type { Links } from "./facets/links";
import { Mailboxes } from "./facets/mailboxes";
import { NameRegistry } from "./facets/names";
import { PathRegistry } from "./facets/paths";
import type { Supervision } from "./facets/supervision";
import { TimerService } from "./facets/timers";
import type { Inspect } from "./inspect/inspect";
import { type Audit, makeAudit } from "./messages/conservation";
import { Messenger } from "./messenger";
import { checkRuntimeOptions, type RuntimeOptions, type ShutdownOptions } from "./runtime-options";
import { endSystem, makeSystem, underWay } from "./system";

const watch = new Lazy(() => require("./actor/watch") as typeof import("./actor/watch"));
const behaviors = new Lazy(() => require("./facets/behaviors") as typeof import("./facets/behaviors"));
const links = new Lazy(() => require("./facets/links") as typeof import("./facets/links"));
const inspection = new Lazy(() => require("./inspect/inspect") as typeof import("./inspect/inspect"));
const supervision = new Lazy(() => require("./facets/supervision") as typeof import("./facets/supervision"));
const observers = new Lazy(() => require("./actor/observer") as typeof import("./actor/observer"));
const pools = new Lazy(() => require("./actor/pool") as typeof import("./actor/pool"));

/** One system of actors. Two of them in one process do not notice each other (S9). */
export class Runtime extends Messenger implements AsyncDisposable {
  static {
    brand(Runtime, "Runtime");
  }

  readonly names: NameRegistry;
  readonly paths: PathRegistry;
  readonly timers: TimerService;
  readonly mailboxes: Mailboxes;
  /** The runtime's own container: register values and fakes here before the first spawn that needs them. */
  readonly container: DependencyContainer;
  readonly events: Events;
  readonly #system: System;
  readonly #virtual: VirtualActors;
  #behaviors: BehaviorService | undefined = undefined;
  #links: Links | undefined = undefined;
  #inspect: Inspect | undefined = undefined;
  #supervision: Supervision | undefined = undefined;
  #shutdown: Promise<void> | undefined = undefined;

  /** @throws ERR_INVALID_ARG for an option of the wrong kind */
  constructor(options: RuntimeOptions = {}) {
    checkRuntimeOptions(options);
    const virtual = new VirtualActors();
    super((self) =>
      makeSystem(options, {
        builtins: new Map<unknown, unknown>([[Runtime, self]]),
        forget: (cell) => virtual.forget(cell),
        endAll: () => void (self as Runtime).shutdown(),
      }),
    );
    const system = Messenger.inside(this);
    this.#system = system;
    this.#virtual = virtual;
    this.names = new NameRegistry(system);
    this.paths = new PathRegistry(system, () => supervision.module.Supervision.watched(this.supervision));
    this.timers = new TimerService(system);
    this.mailboxes = new Mailboxes(system);
    this.container = system.injector.container;
    this.events = system.events;
  }

  /** Hot swap: other code for an actor that lives on. */
  get behaviors(): BehaviorService {
    this.#behaviors ??= new behaviors.module.BehaviorService(this.#system);
    return this.#behaviors;
  }

  /** Links and monitors between actors, by target. */
  get links(): Links {
    this.#links ??= new links.module.Links(this.#system);
    return this.#links;
  }

  /** Who is supervised, by whomever. */
  get supervision(): Supervision {
    this.#supervision ??= new supervision.module.Supervision(this.#system);
    return this.#supervision;
  }

  /** What is there and how it is doing, for operators. */
  get inspect(): Inspect {
    this.#inspect ??= new inspection.module.Inspect(this.#system, () => this.audit());
    return this.#inspect;
  }

  /** For logs and errors. */
  get name(): string {
    return this.#system.name;
  }

  /**
   * Starts an actor; usable at once. Its constructor and `@OnStart` run in its first turn: what they throw is a crash.
   *
   * @throws ERR_RUNTIME_STOPPED, ERR_INVALID_ARG, ERR_NAME_TAKEN, ERR_NOT_AN_ACTOR, ERR_MISSING_DEPENDENCY, ERR_LIMIT,
   *   ERR_OVERLOADED
   */
  spawn<M>(
    behavior: (message: M, ctx: ActorContext<FunctionActor<M>>) => unknown,
    options?: SpawnOptions & { readonly init?: unknown },
  ): Ref<M>;
  spawn<A extends object>(type: ActorClass<A>, ...rest: SpawnArguments<A>): ActorRef<A>;
  spawn(type: unknown, options?: AnySpawnOptions): unknown {
    return refOf(spawnCell(this.#system, type, options, this.#system.guardian));
  }

  /**
   * Starts `size` actors of one class or function behind one ref. What that ref is sent goes to a member: by `route` to
   * the next in turn ("roundRobin", the default), the one with the least to do ("leastLoaded"), any ("random"), the one
   * of the message's `key` ("hash"), or to each ("broadcast"; it cannot be asked). The pool itself has no mailbox;
   * `[...pool]` are the members.
   *
   * A member that crashes is restarted in its slot by the policy of its class, or 3 times within 5 seconds where that
   * has none. One that ends is replaced by a fresh actor, as often for each slot; then the pool ends, with "panic".
   *
   * @throws as `spawn`
   */
  spawnPool<M>(
    behavior: (message: M, ctx: ActorContext<FunctionActor<M>>) => unknown,
    options: PoolOptions<M> & { readonly init?: unknown },
  ): FunctionPool<M>;
  spawnPool<A extends object>(
    type: ActorClass<A>,
    options: PoolOptions<MessageOf<A>> & InitOf<A>,
  ): ActorPool<A>;
  spawnPool(type: unknown, options: AnyPoolOptions): unknown {
    return pools.module.spawnPool(this.#system, type, options, this.#system.guardian);
  }

  /**
   * Starts an actor that takes its messages itself: a function of a mailbox, or a class with
   * `@Actor({ mode: "pull" })`, whose method `run(mailbox, ctx)` it is (`spawn` takes such a class, too). When it
   * returns, the actor ends, normally; what it throws is a crash.
   *
   * @throws as `spawn`
   */
  spawnPull<M>(
    run: (mailbox: Mailbox<M>, ctx: ActorContext<FunctionActor<M>>) => unknown,
    options?: SpawnOptions & { readonly init?: unknown },
  ): Ref<M>;
  spawnPull<A extends object>(type: ActorClass<A>, ...rest: SpawnArguments<A>): ActorRef<A>;
  spawnPull(type: unknown, options?: AnySpawnOptions): unknown {
    return refOf(spawnPull(this.#system, type, options, this.#system.guardian));
  }

  /**
   * Starts an actor that records what it is sent, for tests and monitoring: see `Observer`.
   *
   * @throws ERR_RUNTIME_STOPPED, ERR_INVALID_ARG, ERR_NAME_TAKEN, ERR_LIMIT, ERR_OVERLOADED
   */
  observe<M = unknown>(options?: ObserveOptions): Observer<M> {
    return observers.module.observe(this.#system, options);
  }

  /**
   * The virtual actor of a class and a key: the same one each time, with an instance only while it is needed. A
   * function has no key; each call is another actor. Options, `init` among them, count only when the key is new.
   *
   * @throws as `spawn`, and ERR_PRIVATE_STATE when its state could not survive passivation
   */
  virtual<A extends object>(type: ActorClass<A>, key: string, ...rest: VirtualArguments<A>): ActorRef<A>;
  virtual<M>(
    behavior: (message: M, ctx: ActorContext<FunctionActor<M>>) => unknown,
    options?: VirtualSpawnOptions & { readonly init?: unknown },
  ): Ref<M>;
  virtual(type: unknown, keyOrOptions?: unknown, options?: AnyVirtualOptions): unknown {
    const isFunction = this.#system.blueprints.of(type).behavior !== undefined;
    const isKeyless = isFunction && typeof keyOrOptions !== "string";
    checkOptions("virtual options", isKeyless ? keyOrOptions : options);
    if (isKeyless) {
      return refOf(spawnDormant(this.#system, type, undefined, keyOrOptions as AnyVirtualOptions));
    }
    return refOf(this.#virtual.of(this.#system, type, keyOrOptions as string, options));
  }

  /** The ref of a living actor's pid. */
  ref(pid: number): ActorRef<unknown> | undefined {
    const cell = targetCell(this.#system, pid);
    return cell === undefined ? undefined : refOf(cell);
  }

  /**
   * Ends an actor: the running handler finishes, children end first, then `@OnStop`; queued messages become dead
   * letters unless `drain` is set. Resolves once the exit is published; false when it was already gone. Called from
   * the actor's own handler it resolves at once, and the actor ends after the handler.
   */
  async stop(target: Target, options: StopOptions = {}): Promise<boolean> {
    checkStopOptions(options);
    const cell = targetCell(this.#system, target);
    return cell === undefined ? false : stopCell(cell, options);
  }

  /** Ends an actor and its children now: no handler finishes, no `@OnStop`. False when it was already gone. */
  kill(target: Target): boolean {
    const cell = targetCell(this.#system, target);
    return cell === undefined ? false : kill(cell, "killed");
  }

  /**
   * Resolves when the actor has ended, at once if it has: with its exit record (kept for the last 1,000 exits).
   *
   * @throws (rejects) ERR_JOIN_TIMEOUT, the signal's reason, ERR_DEADLOCK for an actor that joins itself
   */
  async join(target: Target, options: JoinOptions = {}): Promise<ExitInfo | undefined> {
    checkOptions("join options", options);
    const cell = targetCell(this.#system, target);
    if (cell !== undefined) return watch.module.join(this.#system, cell, options);
    return exitOf(this.#system, target);
  }

  /** True until the exit is published; a virtual actor without an instance is alive, too. */
  isAlive(target: Target): boolean {
    const cell = targetCell(this.#system, target);
    return cell !== undefined && cell.phase !== Phase.Stopped;
  }

  /** Whether the actor has an instance, or is about to: false for a passive virtual actor. */
  isActive(target: Target): boolean {
    return this.isAlive(target) && targetCell(this.#system, target)?.phase !== Phase.Dormant;
  }

  /** Where every message is or went (S4). */
  audit(): Audit {
    return makeAudit(this.#system.counts, underWay(this.#system));
  }

  /**
   * Stops all actors, roots in reverse start order, then disposes what the runtime made. Later calls join the first.
   * From the first call on `spawn` throws ERR_RUNTIME_STOPPED. An actor takes messages until its own turn to end comes,
   * so that the `@OnStop` of one can still tell those it was started after; in the end `send` returns false. Called in
   * the synchronous part of a handler it resolves at once: that handler has to end first.
   */
  shutdown(options: ShutdownOptions = {}): Promise<void> {
    checkStopOptions(options, "shutdown options");
    this.#shutdown ??= endSystem(this.#system, options);
    return this.#system.scheduler.current === undefined ? this.#shutdown : Promise.resolve();
  }

  /** As `shutdown()`: for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  /** Only its name: the rest has no end. */
  toJSON(): { readonly name: string } {
    return { name: this.name };
  }

  /** How `console.log` shows it. */
  [inspect.custom](): string {
    return `${this.constructor.name}(${JSON.stringify(this.name)})`;
  }
}

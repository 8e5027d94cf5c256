/**
 * The runtime: one system of actors. This file only puts the parts together and names them for users; the work is
 * done under `actor/`, `mailbox/`, `scheduler/` and `messages/`.
 */
import "reflect-metadata";

import { inspect } from "node:util";
import { type DependencyContainer, container as rootContainer } from "tsyringe";
import { SystemClock } from "../clock";
import { brand } from "../draft";
import { describe, errors } from "../errors";
import type { ExitInfo } from "../exit";
import { limits } from "../limits";
import { consoleLogger, harmless } from "../logger";
import { SystemRandom } from "../random";
import type { ActorContext } from "./actor/actor-context";
import { ask, askUnknown } from "./actor/asking";
import type { Cell, System } from "./actor/cell";
import { checkOptions, checkStopOptions } from "./actor/checks";
import { kill } from "./actor/ending";
import { exitOf, type Fate, fateOfPid, isAccepted, refuseUnknown } from "./actor/fates";
import { Phase } from "./actor/phase";
import { letterOf, post, postDetailed } from "./actor/post";
import type {
  ActorClass,
  ActorRef,
  AskOptions,
  FunctionActor,
  JoinOptions,
  MessageOf,
  MethodMessage,
  Ref,
  SpawnArguments,
  SpawnOptions,
  StopOptions,
  Target,
  VirtualArguments,
  VirtualSpawnOptions,
} from "./actor/protocol";
import { refOf, stopCell } from "./actor/ref";
import { sendAsync, sendMany, sendNamed } from "./actor/sending";
import { type AnySpawnOptions, spawnCell, spawnDormant } from "./actor/spawn";
import { targetCell } from "./actor/target";
import { type AnyVirtualOptions, VirtualActors } from "./actor/virtual";
import { join } from "./actor/watch";
import type { Events } from "./events";
import { Mailboxes } from "./facets/mailboxes";
import { NameRegistry } from "./facets/names";
import { PathRegistry } from "./facets/paths";
import { TimerService } from "./facets/timers";
import { type PressureLevel, pressureOf } from "./mailbox/pressure";
import { type Audit, makeAudit } from "./messages/conservation";
import { checkRuntimeOptions, type RuntimeOptions, type ShutdownOptions } from "./runtime-options";
import { SystemTurns } from "./scheduler/turns";
import { endSystem, makeSystem, underWay } from "./system";

/** What became of a message that was sent with `sendDetailed`. */
export interface SendResult {
  readonly accepted: boolean;
  readonly fate: Fate;
  /** The target's pressure after this send. */
  readonly level: PressureLevel;
}

/** One system of actors. Two of them in one process do not notice each other (S9). */
export class Runtime implements AsyncDisposable {
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
  readonly #virtual = new VirtualActors();
  #shutdown: Promise<void> | undefined = undefined;

  /** @throws ERR_INVALID_ARG for an option of the wrong kind */
  constructor(options: RuntimeOptions = {}) {
    checkRuntimeOptions(options);
    const parts = {
      name: options.name ?? "iris",
      clock: options.clock ?? new SystemClock(),
      random: options.random ?? new SystemRandom(),
      turns: options.turns ?? new SystemTurns(),
      logger: harmless(options.logger ?? consoleLogger),
      sliceMs: options.sliceMs ?? limits.sliceMs,
      parent: options.container ?? rootContainer,
      builtins: new Map<unknown, unknown>([[Runtime, this]]),
      forget: (cell: Cell) => this.#virtual.forget(cell),
    };
    const system = makeSystem(parts);
    this.#system = system;
    this.names = new NameRegistry(system);
    this.paths = new PathRegistry(system);
    this.timers = new TimerService(system);
    this.mailboxes = new Mailboxes(system);
    this.container = system.injector.container;
    this.events = system.events;
  }

  /** For logs and errors. */
  get name(): string {
    return this.#system.name;
  }

  /**
   * Starts an actor; usable at once. Its constructor and `@OnStart` run in its first turn: what they throw is a crash.
   *
   * @throws ERR_RUNTIME_STOPPED, ERR_INVALID_ARG, ERR_NAME_TAKEN, ERR_NOT_AN_ACTOR, ERR_MISSING_DEPENDENCY, ERR_LIMIT
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

  /** Sends a message without waiting. False: refused (full, dead, unknown, stopping). */
  send<M>(target: Ref<M>, message: M): boolean;
  send(target: number, message: unknown): boolean;
  send(target: Target, message: unknown): boolean {
    const cell = targetCell(this.#system, target);
    return cell === undefined ? refuseUnknown(this.#system, target, message) : post(cell, message);
  }

  /** The same, and what became of it: the fate, and the target's pressure afterwards. */
  sendDetailed<M>(target: Ref<M>, message: M): SendResult;
  sendDetailed(target: number, message: unknown): SendResult;
  sendDetailed(target: Target, message: unknown): SendResult {
    const cell = targetCell(this.#system, target);
    if (cell === undefined) {
      refuseUnknown(this.#system, target, message);
      return { accepted: false, fate: fateOfPid(this.#system, target), level: "NORMAL" };
    }
    const fate = postDetailed(cell, message);
    const level = cell.phase === Phase.Stopped ? "NORMAL" : pressureOf(cell.queued, cell.bounds?.capacity);
    return { accepted: isAccepted(fate), fate, level };
  }

  /**
   * Sends, and where the mailbox is full and its policy is "block" (or "spill"), waits for room: first come, first
   * served. Resolves false when the actor ends, the deadline passes, or another policy refuses.
   *
   * @throws (rejects) the signal's reason when aborted; ERR_SELF_BLOCK for an actor that waits for itself
   */
  sendAsync<M>(target: Ref<M>, message: M, options?: JoinOptions): Promise<boolean>;
  sendAsync(target: number, message: unknown, options?: JoinOptions): Promise<boolean>;
  async sendAsync(target: Target, message: unknown, options: JoinOptions = {}): Promise<boolean> {
    const cell = targetCell(this.#system, target);
    return cell === undefined
      ? refuseUnknown(this.#system, target, message)
      : sendAsync(cell, message, options);
  }

  /** Sends each message, in order and without anything in between; returns how many were accepted. */
  sendMany<M>(target: Ref<M>, messages: Iterable<M>): number;
  sendMany(target: number, messages: Iterable<unknown>): number;
  sendMany(target: Target, messages: Iterable<unknown>): number {
    if (typeof messages?.[Symbol.iterator] !== "function") {
      throw errors.invalidArg({
        argument: "messages",
        expected: "an iterable",
        received: describe(messages),
      });
    }
    const cell = targetCell(this.#system, target);
    return sendMany(cell, messages, (message) => refuseUnknown(this.#system, target, message));
  }

  /** Sends to whoever has this name now. False when nobody has. */
  sendNamed(name: string, message: unknown): boolean {
    return sendNamed(this.#system, name, message);
  }

  /**
   * Sends a message and resolves to the handler's result. Rejects with the handler's error, ERR_ASK_TIMEOUT (5 s
   * unless given), ERR_ACTOR_DEAD at once when the target ends, ERR_MAILBOX_FULL, ERR_UNHANDLED, ERR_DEADLOCK, or the
   * signal's reason.
   */
  ask<A, R>(target: ActorRef<A>, message: MethodMessage<A, R>, options?: AskOptions): Promise<R>;
  ask<A>(target: ActorRef<A>, message: MessageOf<A>, options?: AskOptions): Promise<unknown>;
  ask<M>(target: Ref<M>, message: M, options?: AskOptions): Promise<unknown>;
  ask(target: number, message: unknown, options?: AskOptions): Promise<unknown>;
  async ask(target: Target, message: unknown, options?: AskOptions): Promise<unknown> {
    checkOptions("ask options", options);
    const cell = targetCell(this.#system, target);
    if (cell === undefined) throw askUnknown(this.#system, target, message);
    const { selector, argument } = letterOf(cell, message);
    return ask(cell, selector, argument, options, undefined);
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
    if (cell !== undefined) return join(this.#system, cell, options);
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

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  toJSON(): { readonly name: string } {
    return { name: this.name };
  }

  [inspect.custom](): string {
    return `${this.constructor.name}(${JSON.stringify(this.name)})`;
  }

  /** @internal The inside of a runtime, for `iris-actors/testing`. Not in the published types. */
  static inside(runtime: Runtime): System {
    return runtime.#system;
  }
}

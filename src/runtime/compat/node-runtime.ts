/**
 * `NodeRuntime`: the runtime of the Iris usage guide, with its names in camelCase, pids as numbers and payloads as
 * Buffers. A thin face: everything is done by the `Runtime` beneath it.
 *
 *   NodeRuntime ─▶ Supervising ─▶ Messaging ─▶ Spawning ─▶ LaterCalls       one class each, by topic
 */
import type { ActorRef } from "../actor/protocol";
import type { Metrics } from "../inspect/metrics";
import type { ActorInfo } from "../inspect/snapshot";
import type { Runtime } from "../runtime";
import type { ShutdownOptions } from "../runtime-options";
import { hotSwap, rollbackBehavior } from "./behaviors";
import type { PullHandler, PushHandler } from "./code";
import { Supervising } from "./supervising";

/**
 * A runtime in the words of the Iris guide. Unknown pids give false, undefined, 0 or an empty list, but where a method
 * says that it throws. Times are in milliseconds where the name says `Ms`, and in seconds for the timeouts of `recv`,
 * `selectiveRecv` and `call`.
 */
export class NodeRuntime extends Supervising implements AsyncDisposable {
  /** With a runtime of its own, or on one that is there. @throws ERR_INVALID_ARG for what is no runtime */
  constructor(runtime?: Runtime) {
    super(runtime);
  }

  // — names and paths —

  /** Gives an actor a name; the last registration wins. @throws ERR_ACTOR_NOT_FOUND, ERR_NAME_TAKEN, ERR_INVALID_ARG */
  register(name: string, pid: number): void {
    this.runtime.names.register(name, pid);
  }

  /** Frees a name; false when nobody had it. */
  unregister(name: string): boolean {
    return this.runtime.names.unregister(name);
  }

  /** Who has this name. */
  resolve(name: string): number | undefined {
    return this.runtime.names.resolve(name)?.pid;
  }

  /** Who has this name, as `resolve`. */
  whereis(name: string): number | undefined {
    return this.resolve(name);
  }

  /** Puts an actor at a path; the last registration wins. @throws ERR_ACTOR_NOT_FOUND, ERR_INVALID_ARG */
  registerPath(path: string, pid: number): void {
    this.runtime.paths.register(path, pid);
  }

  /** Frees a path; false when nobody had it. */
  unregisterPath(path: string): boolean {
    return this.runtime.paths.unregister(path);
  }

  /** Who is at exactly this path. */
  whereisPath(path: string): number | undefined {
    return this.runtime.paths.resolve(path)?.pid;
  }

  /** Everything below a prefix, sorted by path. */
  listChildren(prefix: string): [path: string, pid: number][] {
    return this.runtime.paths.list(prefix).map(withPid);
  }

  /** One level below a prefix, sorted by path. */
  listChildrenDirect(prefix: string): [path: string, pid: number][] {
    return this.runtime.paths.listDirect(prefix).map(withPid);
  }

  // — behaviour —

  /**
   * Other code from the next message on. Returns the version that comes into force then; should it fail, that is a
   * "swap-failed" event of `runtime.events`.
   *
   * @throws ERR_ACTOR_NOT_FOUND, ERR_INVALID_ARG, ERR_PRIVATE_STATE for an actor of a class whose state cannot be kept;
   *   ERR_LIMIT while 1,024 changes are pending
   */
  hotSwap(pid: number, handler: PushHandler): number;
  /** The same for an actor that takes its messages itself; its old handler finds the mailbox closed, and returns. */
  hotSwap(pid: number, handler: PullHandler): number;
  hotSwap(pid: number, handler: PushHandler | PullHandler): number {
    return hotSwap(this.runtime, pid, handler);
  }

  /** The version that the next message will run on, 1 at first. @throws ERR_ACTOR_NOT_FOUND */
  behaviorVersion(pid: number): number {
    return this.runtime.behaviors.version(pid);
  }

  /**
   * Goes back; returns the version that comes into force.
   *
   * @throws ERR_ACTOR_NOT_FOUND, ERR_INVALID_ARG, ERR_BEHAVIOR_HISTORY when fewer versions are kept, ERR_LIMIT
   */
  rollbackBehavior(pid: number, steps = 1): number {
    return rollbackBehavior(this.runtime, pid, steps);
  }

  // — life —

  /** Ends an actor. Returns at once whether it was there; it takes nothing new from the call on. */
  stop(pid: number): boolean {
    const isThere = this.runtime.isAlive(pid);
    void this.runtime.stop(pid);
    return isThere;
  }

  /** Resolves when the actor has ended, at once if it has. @throws (rejects) ERR_DEADLOCK when it joins itself */
  async join(pid: number): Promise<void> {
    await this.runtime.join(pid);
  }

  /** True until its end is published. */
  isAlive(pid: number): boolean {
    return this.runtime.isAlive(pid);
  }

  /** Ties the ends of two actors together; pull actors and observers see an EXIT instead. */
  link(one: number, other: number): void {
    this.runtime.links.link(one, other);
  }

  /** Lets an observer, pull actor or push handler see one DOWN when the target ends. */
  monitor(observer: number, target: number): void {
    this.runtime.links.monitor(observer, target);
  }

  /** Ends all actors, and with them the runtime. @throws (rejects) ERR_INVALID_ARG */
  async shutdown(options?: ShutdownOptions): Promise<void> {
    await this.runtime.shutdown(options);
  }

  /** As `shutdown()`: for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  // — for operators —

  /** All living actors. */
  listActors(): number[] {
    return [...this.runtime.inspect.list()].map(({ pid }) => pid);
  }

  /** One actor: its pid, health, state, mailbox and more. */
  actorInfo(pid: number): ActorInfo | undefined {
    return this.runtime.inspect.info(pid);
  }

  /** Says how an actor is: shows as `actorInfo(pid).health`. @throws ERR_ACTOR_NOT_FOUND, ERR_INVALID_ARG */
  setActorHealth(pid: number, health: string): void {
    this.runtime.inspect.setHealth(pid, health);
  }

  /** The runtime in numbers. */
  getMetrics(): Metrics {
    return this.runtime.inspect.metrics();
  }

  /** How many actors may live while load shedding is on. @throws ERR_INVALID_ARG */
  setSystemCapacity(actorsMax: number): void {
    this.runtime.inspect.setCapacity(actorsMax);
  }

  /** While it is on and the capacity is reached, spawns throw ERR_OVERLOADED. */
  setLoadShedding(on: boolean): void {
    this.runtime.inspect.setShedding(on);
  }

  /** Whether the next spawn would throw ERR_OVERLOADED. */
  isLoadSheddingActive(): boolean {
    return this.runtime.inspect.isShedding();
  }
}

function withPid([path, { pid }]: [path: string, ref: ActorRef<unknown>]): [path: string, pid: number] {
  return [path, pid];
}

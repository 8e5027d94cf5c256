/**
 * A pool: an actor without an instance whose messages go to its members, which are its children.
 *
 *   pool.send.x() ─▶ gate: Routed ─▶ route picks ─▶ member's mailbox      nothing is ever queued in the pool
 *
 *   member crashes ─▶ restarts in its slot (same ref)
 *   member ends    ─▶ a fresh actor in its slot ── too often for one slot ──▶ the pool ends, with "panic"
 */
import { textOf } from "../../describe";
import { errors } from "../../errors";
import type { ExitInfo } from "../../exit";
import { limits } from "../../limits";
import { judge } from "../../supervision/judge";
import { type History, noHistory, type RestartPolicy, restartPolicy } from "../../supervision/policy";
import { type Behavior, Blueprint } from "../blueprint";
import { levelNames } from "../mailbox/pressure";
import type { Ask } from "../messages/ask";
import { type Fate, isAccepted } from "../messages/fate";
import { type Selector, Shape } from "../messages/selector";
import { Cell, Gate, type System } from "./cell";
import { checkOptions, checkTimeout } from "./checks";
import { admit, deliver } from "./delivery";
import { endWithPanic, kill } from "./ending";
import { type Hopeful, type Router, Unrouted } from "./extras";
import { nameOf, refuseDead, refuseUnrouted } from "./fates";
import { Phase } from "./phase";
import { checkPoolOptions, checkPoolSize } from "./pool-options";
import { PoolRef } from "./pool-ref";
import type { PoolRoute, ResizeOptions, SpawnOptions } from "./protocol";
import { stopCell } from "./ref";
import { type KeyOf, type Route, routeOf } from "./routes";
import { type AnySpawnOptions, enroll, makeCell, register, settleIn } from "./spawn";
import { callFor } from "./supervising";
import { targetCell } from "./target";

// Local constants, because each use of an import costs two loads through the CommonJS exports object.
const { Closed } = Gate;
const { Asked } = Shape;
const direct = deliver;

/** Options of a pool, whatever the type of its members. */
export type AnyPoolOptions = SpawnOptions & {
  readonly size: number;
  readonly route?: PoolRoute | undefined;
  readonly key?: KeyOf | undefined;
  readonly init?: unknown;
};

/**
 * Makes a pool and its members. Where that fails half way, all of it ends.
 *
 * @throws what `spawnCell` throws
 */
export function spawnPool(
  system: System,
  type: unknown,
  options: AnyPoolOptions,
  parent: Cell,
): PoolRef<never> {
  if (system.stopped) throw errors.runtimeStopped({ runtime: system.name });
  checkPoolOptions(options);
  const { size, route, key, name, path, parent: above, ...own } = options;
  const blueprint = system.blueprints.of(type);
  const first = makeCell(system, blueprint, own); // throws for wrong options, before there is anything
  const owner = above === undefined ? parent : targetCell(system, above);
  system.population.admit();
  const cell = new Cell(system, poolBlueprint(blueprint));
  const pool = new Pool(cell, blueprint, own, routeOf(route, key, system.random));
  const ref = new PoolRef<never>(cell);
  cell.ref = ref;
  cell.gate |= Gate.Routed;
  cell.more().router = pool;
  enroll(cell);
  register(cell, { name, path });
  settleIn(cell, owner);
  try {
    pool.grow(first);
    for (let count = 1; count < size; count++) pool.grow();
  } catch (error) {
    kill(cell, "killed");
    throw error;
  }
  return ref;
}

/** The face of the class, and nothing behind it: the pool has no instance. */
function poolBlueprint(of: Blueprint): Blueprint {
  const whole: Behavior | undefined = of.takesWhole ? () => {} : undefined;
  const blueprint = new Blueprint(of.type, whole, undefined, {}, undefined, `${of.label} pool`);
  for (const [method, handler] of of.methods) blueprint.methods.set(method, handler);
  return blueprint;
}

class Pool implements Router<Cell> {
  /** By slot. Never empty where the pool lives: who ended stands there until it is replaced. */
  readonly members: Cell[] = [];
  /** When each slot's member was replaced, within the policy's window. */
  private readonly histories: History[] = [];
  /** What a crashed member comes back by; where its class says nothing, the defaults. */
  private readonly policy: RestartPolicy;
  /** How often a slot gets a fresh one, however the last one ended. */
  private readonly slotPolicy: RestartPolicy;
  /** Slots whose member ended. */
  private readonly vacant: number[] = [];
  private replacing = false;
  readonly broadcasts: boolean;
  readonly hopefuls = new Set<() => void>();
  readonly lines = levelNames.map(() => new Set<Hopeful>());
  private resizing: Promise<void> | undefined = undefined;

  constructor(
    private readonly cell: Cell,
    private readonly blueprint: Blueprint,
    private readonly own: AnySpawnOptions,
    /** Undefined: to each. */
    private readonly route: Route | undefined,
  ) {
    this.policy = restartPolicy({ ...blueprint.supervised, ...own.supervised });
    this.slotPolicy = { ...this.policy, restart: "permanent", backoff: undefined };
    this.broadcasts = route === undefined;
  }

  pick(selector: Selector, argument: unknown): Cell | Unrouted | undefined {
    const { route } = this;
    if (route === undefined) return undefined;
    try {
      return route.pick(this.members, selector, argument);
    } catch (error) {
      return new Unrouted(error); // a key function's: no sender is to blame (S5)
    }
  }

  /** The hot path: `deliver` without a word for the fate. */
  send(selector: Selector, argument: unknown): boolean {
    const { route, members } = this;
    let member: Cell | undefined;
    try {
      member = route?.pick(members, selector, argument);
    } catch (error) {
      return isAccepted(refuseUnrouted(this.cell, selector, argument, error));
    }
    if (member === undefined) return isAccepted(this.deliver(selector, argument, 0));
    if (selector.shape === Asked) (argument as Ask<Cell>).target = member;
    return direct(member, selector, argument);
  }

  deliver(selector: Selector, argument: unknown, depth: number): Fate {
    const member = this.pick(selector, argument);
    if (member === undefined || member instanceof Unrouted) {
      return this.deliverUnpicked(member, selector, argument, depth);
    }
    if (selector.shape === Asked) (argument as Ask<Cell>).target = member;
    return admit(member, selector, argument, depth);
  }

  private deliverUnpicked(
    failure: Unrouted | undefined,
    selector: Selector,
    argument: unknown,
    depth: number,
  ): Fate {
    const { cell } = this;
    if (failure !== undefined) return refuseUnrouted(cell, selector, argument, failure.cause);
    if (this.broadcasts) return this.broadcast(selector, argument, depth);
    return refuseDead(cell, selector, argument); // a listener, while it is made
  }

  /** Accepted where one member accepts. Each copy is a message of its own. */
  private broadcast(selector: Selector, argument: unknown, depth: number): Fate {
    if (selector.shape === Asked) return this.refuseAsk(argument as Ask<Cell>);
    let fate: Fate | undefined;
    for (const member of [...this.members]) {
      if ((member.gate & Closed) !== 0) continue;
      const one = admit(member, selector, argument, depth);
      if (fate === undefined || (isAccepted(one) && !isAccepted(fate))) fate = one;
    }
    return fate ?? refuseDead(this.cell, selector, argument);
  }

  private refuseAsk(ask: Ask<Cell>): Fate {
    const { label, system } = this.cell;
    system.counts.refused++;
    ask.fail(errors.broadcastAsk({ pool: label, request: nameOf(ask.selector, ask.argument) }));
    return "unrouted";
  }

  /** Adds a slot, and its member. @throws what spawning throws */
  grow(member = this.makeMember()): void {
    this.cell.system.population.admit();
    this.enlist(this.members.length, member);
  }

  private makeMember(): Cell {
    return makeCell(this.cell.system, this.blueprint, this.own);
  }

  private enlist(slot: number, member: Cell): void {
    const { cell: parent, blueprint } = this;
    const extras = member.more();
    if (blueprint.policy === undefined) extras.policy = this.policy;
    extras.joiners = [(info) => this.lost(member, info)];
    enroll(member);
    this.members[slot] = member;
    this.histories[slot] ??= noHistory;
    settleIn(member, parent);
    for (const filled of [...this.hopefuls]) filled(); // who is not content gets in line again
  }

  /** A member ended for good. */
  private lost(member: Cell, info: ExitInfo): void {
    const slot = this.members.indexOf(member);
    const { system } = this.cell;
    if (slot < 0 || !this.isOpen || system.stopped) return;
    const { withinMs } = this.slotPolicy;
    const history = this.histories[slot] as History;
    const verdict = judge(this.slotPolicy, history, { isNormal: false }, system.clock.now(), 0);
    if (verdict.do === "restart") {
      this.histories[slot] = verdict.history;
      this.vacant.push(slot);
      this.replace();
      return;
    }
    const problem = `it was replaced ${history.count} times within ${withinMs} ms and ended again`;
    this.giveUp(slot, `${problem} (${info.reason})`, info.error);
  }

  /** One after the other: a listener of "spawned" may kill the new one, too. */
  private replace(): void {
    if (this.replacing) return;
    this.replacing = true;
    for (let slot = this.vacant.pop(); slot !== undefined; slot = this.vacant.pop()) {
      if (!this.isOpen || this.members[slot]?.phase !== Phase.Stopped) continue;
      try {
        this.enlist(slot, this.makeMember());
      } catch (error) {
        this.giveUp(slot, `it cannot be replaced: ${textOf(error)}`, error);
      }
    }
    this.replacing = false;
  }

  private giveUp(slot: number, problem: string, cause: unknown): void {
    const { cell } = this;
    const error = errors.poolGaveUp({ pool: cell.label, slot, problem }, cause);
    cell.system.logger.error({ pid: cell.pid, actor: cell.label, error }, error.message);
    endWithPanic(cell, error);
    if (cell.parent !== undefined) callFor(cell.parent, cell, problem, error);
  }

  private get isOpen(): boolean {
    return this.cell.phase !== Phase.Stopped && this.cell.extras?.ending === undefined;
  }

  /** One at a time, in the order of the calls. */
  async resize(size: number, options: ResizeOptions): Promise<void> {
    checkPoolSize(size);
    checkOptions("resize options", options);
    checkTimeout("timeoutMs", options.timeoutMs);
    const before = this.resizing;
    let done = (): void => {};
    const mine = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.resizing = mine;
    try {
      if (before !== undefined) await before;
      await this.resizeNow(size, options.timeoutMs ?? limits.stopTimeoutMs);
    } finally {
      if (this.resizing === mine) this.resizing = undefined;
      done();
    }
  }

  /** Grows before it returns, by all that it should or not at all. */
  private resizeNow(size: number, timeoutMs: number): Promise<unknown> | undefined {
    const { members, cell } = this;
    if (!this.isOpen) throw errors.actorNotFound({ target: cell.label });
    const before = members.length;
    try {
      while (members.length < size && this.isOpen) this.grow();
    } catch (error) {
      return this.shrink(before, timeoutMs).then(() => Promise.reject(error));
    }
    if (!this.isOpen) throw errors.actorNotFound({ target: cell.label }); // ended by a listener
    return members.length === size ? undefined : this.shrink(size, timeoutMs);
  }

  /** What leaves takes no message from here on, handles what it has, and is awaited. */
  private shrink(size: number, timeoutMs: number): Promise<unknown> {
    this.histories.length = size;
    const leaving = this.members.splice(size).reverse();
    return Promise.all(leaving.map((member) => stopCell(member, { drain: true, timeoutMs })));
  }
}

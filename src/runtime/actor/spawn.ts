/** Bringing an actor into being: what `spawn` checks, and the cell it makes. The instance comes at the first turn. */
import { draftsOf } from "../../draft";
import { describe, errors } from "../../errors";
import {
  checkBudget,
  checkMailboxOptions,
  checkPressureSize,
  checkSupervisedOptions,
  checkVirtualOptions,
} from "../../option-checks";
import type { MailboxOptions, Overflow, SupervisedOptions, VirtualOptions } from "../../options";
import { slotOf } from "../../pid";
import { restartPolicy } from "../../supervision/policy";
import { type Behavior, Blueprint, blueprintOf } from "../blueprint";
import { Bounds, Policy } from "../mailbox/overflow";
import { demandAttention } from "./attention";
import { Cell, Gate, oversightOf, type System } from "./cell";
import { checkFlag, checkOptions } from "./checks";
import { attach, takesChildren } from "./children";
import { requestStop } from "./ending";
import { bondsOf, seesSignals } from "./links";
import { Phase } from "./phase";
import type { ActorClass, SpawnOptions } from "./protocol";
import { targetCell } from "./target";

/** Blueprints of one runtime, by class or function. */
export class Blueprints {
  private readonly known = new WeakMap<object, Blueprint>();
  /** Functions that take a mailbox: one function may be used in both ways. */
  private readonly pulls = new WeakMap<object, Blueprint>();

  constructor(private readonly injector: System["injector"]) {}

  of(type: unknown, isPull = false): Blueprint {
    if (typeof type !== "function") {
      throw errors.invalidArg({
        argument: "what to spawn",
        expected: "a class or a function",
        received: describe(type),
      });
    }
    const found = (isPull ? this.pulls.get(type) : undefined) ?? this.known.get(type);
    if (found !== undefined && (found.type !== undefined || found.isPull === isPull)) return found;
    const isOwn = isClass(type);
    const blueprint = isOwn
      ? blueprintOf(type as ActorClass, (of) => this.injector.plan(of))
      : new Blueprint(undefined, type as Behavior, undefined, isPull ? { mode: "pull" } : {}, undefined);
    (isPull && !isOwn ? this.pulls : this.known).set(type, blueprint);
    return blueprint;
  }
}

/** A class has a `prototype` that cannot be replaced; one that was compiled to a function has decorators of ours. */
function isClass(type: object): boolean {
  const prototype = Reflect.getOwnPropertyDescriptor(type, "prototype");
  if (prototype === undefined) return false; // an arrow function, a method, an async function
  return prototype.writable === false || draftsOf(type as ActorClass).length > 0;
}

/** Options of a spawn, whatever the actor's type. */
export type AnySpawnOptions = SpawnOptions & { readonly init?: unknown };

/**
 * Makes an actor and queues its first turn. Its constructor runs then, not here.
 *
 * @throws ERR_RUNTIME_STOPPED, ERR_INVALID_ARG, ERR_NAME_TAKEN, ERR_NOT_AN_ACTOR, ERR_MISSING_DEPENDENCY, ERR_LIMIT,
 *   ERR_OVERLOADED
 */
export function spawnCell(
  system: System,
  type: unknown,
  options: AnySpawnOptions | undefined,
  parent: Cell,
): Cell {
  checkOptions("spawn options", options);
  return spawnAs(system, system.blueprints.of(type), options, parent);
}

/** The same for a class or function that takes its messages from a mailbox. @throws as `spawnCell` */
export function spawnPull(
  system: System,
  type: unknown,
  options: AnySpawnOptions | undefined,
  parent: Cell,
): Cell {
  checkOptions("spawn options", options);
  const blueprint = system.blueprints.of(type, true);
  if (!blueprint.isPull) {
    const expected = 'a function of a mailbox, or a class with @Actor({ mode: "pull" })';
    throw errors.invalidArg({ argument: "what to spawn", expected, received: describe(type) });
  }
  return spawnAs(system, blueprint, options, parent);
}

/** The same for a blueprint that is there. */
export function spawnAs(
  system: System,
  blueprint: Blueprint,
  options: AnySpawnOptions | undefined,
  parent: Cell,
): Cell {
  if (system.stopped) throw errors.runtimeStopped({ runtime: system.name });
  system.population.admit();
  const cell = makeCell(system, blueprint, options);
  const owner = options?.parent === undefined ? parent : targetCell(system, options.parent);
  enroll(cell);
  register(cell, options);
  settleIn(cell, owner);
  return cell;
}

/** A cell with its options, that nobody knows yet. @throws ERR_INVALID_ARG, ERR_NOT_BOUNDED, ERR_NO_ON_EXIT */
export function makeCell(system: System, blueprint: Blueprint, options: AnySpawnOptions | undefined): Cell {
  const cell = new Cell(system, blueprint);
  if (options !== undefined) applyOptions(cell, options);
  boundAs(cell, options?.mailbox);
  return cell;
}

/** Makes a virtual actor: an address without an instance. A function has no key of its own. */
export function spawnDormant(
  system: System,
  type: unknown,
  key: string | undefined,
  options: (Omit<AnySpawnOptions, "name" | "path" | "parent"> & VirtualOptions) | undefined,
): Cell {
  if (system.stopped) throw errors.runtimeStopped({ runtime: system.name });
  const blueprint = system.blueprints.of(type);
  checkOptions("virtual options", options);
  const { idleTimeoutMs, reactivate, ...rest } = options ?? {};
  const virtual: VirtualOptions = { ...blueprint.virtual, ...given({ idleTimeoutMs, reactivate }) };
  checkVirtualOptions(virtual);
  if (blueprint.isPull && virtual.idleTimeoutMs !== undefined) {
    const expected = "left out: a pull actor cannot passivate while it runs";
    throw errors.invalidArg({ argument: "idleTimeoutMs", expected, received: describe(idleTimeoutMs) });
  }
  if (virtual.idleTimeoutMs !== undefined && virtual.reactivate !== false) {
    blueprint.requireMovableState("passivation");
  }
  system.population.admit();
  const cell = new Cell(system, blueprint);
  applyOptions(cell, rest);
  boundAs(cell, rest.mailbox);
  Object.assign(cell.more(), { virtual, key });
  cell.phase = Phase.Dormant;
  cell.gate |= Gate.Dormant | (virtual.idleTimeoutMs === undefined ? 0 : Gate.Watched);
  enroll(cell);
  attach(system.guardian, cell);
  return cell;
}

/** Gives a cell its pid. @throws ERR_LIMIT */
export function enroll(cell: Cell): void {
  const { slots, population } = cell.system;
  cell.pid = slots.pidAt(slots.acquire(cell));
  population.spawned++;
}

/** The options that were given a value. */
function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The first turn is due. A parent that is already gone takes its child with it (A1). */
export function settleIn(cell: Cell, parent: Cell | undefined): void {
  const { system } = cell;
  if (cell.phase === Phase.Stopped) return; // killed by a listener, when it took its path from another
  const orphan = parent === undefined || parent.phase === Phase.Stopped;
  attach(orphan ? system.guardian : parent, cell);
  if (cell.extras?.oversight?.given !== undefined) supervise(cell, cell.extras.oversight.given);
  demandAttention(cell);
  if (system.events.wants("spawned")) system.events.emit("spawned", { pid: cell.pid, actor: cell.label });
  if (orphan || parent.extras?.ending !== undefined || takesChildren(parent))
    requestStop(cell, { reason: "parent_exited" }, parent?.pid ?? 0);
}

/** How it comes back: as it was told at spawn, then as its class says, then as its supervisor does. */
function supervise(cell: Cell, given: SupervisedOptions): void {
  const { blueprint, parent } = cell;
  cell.more().policy = restartPolicy({ ...blueprint.supervised, ...given }, parent?.blueprint.tree?.options);
}

function applyOptions(cell: Cell, options: AnySpawnOptions): void {
  const { budget, reentrant, trapExit, init, supervised } = options;
  if (supervised !== undefined) {
    const given = checkSupervisedOptions(supervised, "supervised");
    if (given.state === "keep") cell.blueprint.requireMovableState('supervised: { state: "keep" }');
    oversightOf(cell).given = given;
  }
  if (budget !== undefined) {
    checkBudget(budget);
    cell.budget = budget;
  }
  if (reentrant !== undefined) {
    checkFlag("reentrant", reentrant);
    cell.more().reentrant = reentrant;
  }
  if (trapExit !== undefined) {
    checkFlag("trapExit", trapExit);
    const actor = cell.blueprint.label;
    if (trapExit && !seesSignals(cell)) throw errors.noOnExit({ actor, call: "spawn({ trapExit: true })" });
    bondsOf(cell).trapExit = trapExit;
  }
  if (init !== undefined) cell.more().init = init;
}

/** Names and path; when one is taken, nothing remains of the cell. */
export function register(cell: Cell, options: AnySpawnOptions | undefined): void {
  const { system, blueprint } = cell;
  const name = options?.name === undefined ? blueprint.name : options.name;
  const path = options?.path;
  if (name === undefined && path === undefined) return;
  try {
    if (name !== undefined && name !== null) system.names.register(name, cell, { exclusive: true });
    if (path !== undefined) system.paths.register(path, cell);
  } catch (error) {
    system.names.release(cell);
    system.slots.release(slotOf(cell.pid));
    system.population.spawned--;
    throw error;
  }
}

function boundAs(cell: Cell, given: MailboxOptions | undefined): void {
  const { mailbox: declared } = cell.blueprint;
  // The class's own were checked where they were declared.
  const mailbox = given === undefined ? declared : merged(declared, checkMailboxOptions(given));
  if (mailbox === undefined) return;
  const { capacity, softLimit, overflow } = mailbox;
  checkPressureSize(mailbox);
  if (capacity === undefined && overflow !== undefined) {
    throw errors.notBounded({ target: cell.blueprint.label });
  }
  if (capacity === undefined && softLimit === undefined) return;
  cell.bounds = new Bounds(mailbox);
  cell.gate |= Gate.Bounded;
  if (overflow !== undefined) setOverflow(cell, overflow);
}

/** Options of a spawn win over the class's one by one, and have to go together with the others. */
function merged(declared: MailboxOptions | undefined, given: MailboxOptions): MailboxOptions {
  return declared === undefined ? given : checkMailboxOptions({ ...declared, ...given });
}

/**
 * Sets what a full mailbox does from the next send on: a policy in its canonical form (`normalizeOverflow`).
 *
 * @throws ERR_NOT_BOUNDED without a capacity; ERR_INVALID_ARG for a missing or dead target, or itself
 */
export function setOverflow(cell: Cell, policy: Overflow): void {
  const { bounds } = cell;
  if (bounds === undefined || !bounds.refuses) throw errors.notBounded({ target: cell.label });
  if (typeof policy === "string") {
    bounds.policy =
      policy === "dropOld" ? Policy.DropOld : policy === "block" ? Policy.Block : Policy.DropNew;
    bounds.target = undefined;
    return;
  }
  const wanted = "redirect" in policy ? policy.redirect : policy.spill;
  const target = targetCell(cell.system, wanted);
  if (target === undefined || target === cell || target.phase === Phase.Stopped) {
    const expected = "a living actor other than itself";
    throw errors.invalidArg({ argument: "the overflow target", expected, received: describe(wanted) });
  }
  bounds.policy = "redirect" in policy ? Policy.Redirect : Policy.Spill;
  bounds.target = target;
}

/** Bringing an actor into being: what `spawn` checks, and the cell it makes. The instance comes at the first turn. */
import { draftsOf } from "../../draft";
import { describe, errors } from "../../errors";
import {
  checkBudget,
  checkMailboxOptions,
  checkVirtualOptions,
  normalizeOverflow,
} from "../../option-checks";
import type { MailboxOptions, Overflow, VirtualOptions } from "../../options";
import { slotOf } from "../../pid";
import { type Behavior, Blueprint, blueprintOf } from "../blueprint";
import { Bounds, Policy } from "../mailbox/overflow";
import { demandAttention } from "./attention";
import { Cell, Gate, type System } from "./cell";
import { checkFlag, checkOptions } from "./checks";
import { attach } from "./children";
import { requestStop } from "./ending";
import { Phase } from "./phase";
import type { ActorClass, SpawnOptions } from "./protocol";
import { targetCell } from "./target";

/** Blueprints of one runtime, by class or function. */
export class Blueprints {
  private readonly known = new WeakMap<object, Blueprint>();

  constructor(private readonly injector: System["injector"]) {}

  of(type: unknown): Blueprint {
    const found = typeof type === "function" ? this.known.get(type) : undefined;
    if (found !== undefined) return found;
    if (typeof type !== "function") {
      throw errors.invalidArg({
        argument: "what to spawn",
        expected: "a class or a function",
        received: describe(type),
      });
    }
    const blueprint = isClass(type)
      ? blueprintOf(type as ActorClass, (of) => this.injector.plan(of))
      : new Blueprint(undefined, type as Behavior, undefined, {}, undefined);
    this.known.set(type, blueprint);
    return blueprint;
  }
}

function isClass(type: object): boolean {
  return draftsOf(type as ActorClass).length > 0 || /^class\b/.test(Function.prototype.toString.call(type));
}

/** Options of a spawn, whatever the actor's type. */
export type AnySpawnOptions = SpawnOptions & { readonly init?: unknown };

/**
 * Makes an actor and queues its first turn. Its constructor runs then, not here.
 *
 * @throws ERR_RUNTIME_STOPPED, ERR_INVALID_ARG, ERR_NAME_TAKEN, ERR_NOT_AN_ACTOR, ERR_MISSING_DEPENDENCY, ERR_LIMIT
 */
export function spawnCell(
  system: System,
  type: unknown,
  options: AnySpawnOptions | undefined,
  parent: Cell,
): Cell {
  if (system.stopped) throw errors.runtimeStopped({ runtime: system.name });
  checkOptions("spawn options", options);
  const blueprint = system.blueprints.of(type);
  const cell = new Cell(system, blueprint);
  if (options !== undefined) applyOptions(cell, options);
  boundAs(cell, options?.mailbox);
  const owner = options?.parent === undefined ? parent : targetCell(system, options.parent);
  cell.pid = system.slots.pidAt(system.slots.acquire(cell));
  register(cell, options);
  settleIn(cell, owner);
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
  if (virtual.idleTimeoutMs !== undefined && virtual.reactivate !== false) {
    blueprint.requireMovableState("passivation");
  }
  const cell = new Cell(system, blueprint);
  applyOptions(cell, rest);
  boundAs(cell, rest.mailbox);
  Object.assign(cell.more(), { virtual, key });
  cell.phase = Phase.Dormant;
  cell.gate |= Gate.Dormant | (virtual.idleTimeoutMs === undefined ? 0 : Gate.Watched);
  cell.pid = system.slots.pidAt(system.slots.acquire(cell));
  attach(system.guardian, cell);
  return cell;
}

/** The options that were given a value. */
function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The first turn is due. A parent that is already gone takes its child with it (A1). */
function settleIn(cell: Cell, parent: Cell | undefined): void {
  const { system } = cell;
  if (cell.phase === Phase.Stopped) return; // killed by a listener, when it took its path from another
  const orphan = parent === undefined || parent.phase === Phase.Stopped;
  attach(orphan ? system.guardian : parent, cell);
  demandAttention(cell);
  if (system.events.wants("spawned")) system.events.emit("spawned", { pid: cell.pid, actor: cell.label });
  const leaving = parent?.extras;
  if (orphan || leaving?.ending !== undefined || leaving?.clearing?.keepChildren === false)
    requestStop(cell, { reason: "parent_exited" }, parent?.pid ?? 0);
}

function applyOptions(cell: Cell, options: AnySpawnOptions): void {
  const { budget, reentrant, init } = options;
  if (budget !== undefined) {
    checkBudget(budget);
    cell.budget = budget;
  }
  if (reentrant !== undefined) {
    checkFlag("reentrant", reentrant);
    cell.more().reentrant = reentrant;
  }
  if (init !== undefined) cell.more().init = init;
}

/** Names and path; when one is taken, nothing remains of the cell. */
function register(cell: Cell, options: AnySpawnOptions | undefined): void {
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
    throw error;
  }
}

function boundAs(cell: Cell, given: MailboxOptions | undefined): void {
  if (given === undefined && cell.blueprint.mailbox === undefined) return;
  if (given !== undefined) checkMailboxOptions(given);
  const { capacity, overflow } = { ...cell.blueprint.mailbox, ...given };
  if (capacity === undefined) {
    if (overflow !== undefined) throw errors.notBounded({ target: cell.blueprint.label });
    return;
  }
  cell.bounds = new Bounds(capacity);
  cell.gate |= Gate.Bounded;
  if (overflow !== undefined) setOverflow(cell, overflow);
}

/**
 * Sets what a full mailbox does from the next send on.
 *
 * @throws ERR_NOT_BOUNDED without a capacity; ERR_INVALID_ARG for an unknown policy, a missing or dead target, itself
 */
export function setOverflow(cell: Cell, overflow: Overflow): void {
  const { bounds } = cell;
  if (bounds === undefined) throw errors.notBounded({ target: cell.label });
  const policy = normalizeOverflow(overflow);
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

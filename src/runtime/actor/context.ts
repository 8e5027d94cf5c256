/** The context of one incarnation: what its handlers may do, until it is revoked (S1). */

import type { Disposer } from "../../disposer";
import { errors } from "../../errors";
import { Lazy } from "../../lazy";
import type { Logger } from "../../logger";
import { ActorContext, type IntervalOptions, type Timer, type TimerOptions } from "./actor-context";
import type { Cell, CellContext } from "./cell";
import { checkFlag, checkOptions, checkTimerOptions } from "./checks";
import { retire } from "./ending";
import { endOwnedMonitors } from "./links";
import { Phase } from "./phase";
import type { AnyPoolOptions } from "./pool";
import { letterOf } from "./post";
import type { ActorRef, MessageOf, Ref, Target } from "./protocol";
import { BoundRef, cellOf, refOf } from "./ref";
import { type AnySpawnOptions, spawnCell, spawnPull } from "./spawn";

const linking = new Lazy(() => require("./linking") as typeof import("./linking"));
const listed = new Lazy(() => require("./listed-children") as typeof import("./listed-children"));
const pools = new Lazy(() => require("./pool") as typeof import("./pool"));
const stashing = new Lazy(() => require("./stash") as typeof import("./stash"));

/** The cell's context, made when first asked for. */
export function contextOf(cell: Cell): LiveContext {
  if (cell.context === undefined) {
    cell.context = new LiveContext(cell);
    if (cell.phase === Phase.Stopped) cell.context.revoke(); // its constructor ended it
  }
  return cell.context as LiveContext;
}

class LiveContext extends ActorContext<unknown> implements CellContext {
  readonly #cell: Cell;
  #revoked = false;
  #abort: AbortController | undefined = undefined;
  #log: Logger | undefined = undefined;

  constructor(cell: Cell) {
    super();
    this.#cell = cell;
  }

  get self(): ActorRef<unknown> {
    return refOf(this.#cell);
  }

  get parent(): Ref<never> | undefined {
    const { parent, system } = this.#cell;
    return parent === undefined || parent === system.guardian ? undefined : refOf(parent);
  }

  get key(): string | undefined {
    return this.#cell.extras?.key;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#revoked) this.#abort.abort(this.#revocation("its work"));
    }
    return this.#abort.signal;
  }

  get init(): unknown {
    return this.#cell.extras?.init;
  }

  get log(): Logger {
    this.#log ??= named(this.#cell);
    return this.#log;
  }

  on<R>(ref: R): R {
    this.#live("ctx.on()");
    const cell = cellOf(ref);
    // A ref of another runtime, or of another node, has nothing to bind to.
    return cell === undefined || cell.system !== this.#cell.system
      ? ref
      : (new BoundRef(cell, this.#cell) as R);
  }

  spawn(type: unknown, options?: AnySpawnOptions): never {
    this.#live("ctx.spawn()");
    return refOf(spawnCell(this.#cell.system, type, options, this.#cell)) as never;
  }

  spawnPool(type: unknown, options: AnyPoolOptions): never {
    this.#live("ctx.spawnPool()");
    return pools.module.spawnPool(this.#cell.system, type, options, this.#cell) as never;
  }

  spawnPull(type: unknown, options?: AnySpawnOptions): never {
    this.#live("ctx.spawnPull()");
    return refOf(spawnPull(this.#cell.system, type, options, this.#cell)) as never;
  }

  child(wanted: unknown): never {
    this.#live("ctx.child()");
    const child = listed.module.listedChild(this.#cell, wanted);
    return (child && refOf(child)) as never;
  }

  stash(): void {
    this.#live("ctx.stash()");
    stashing.module.stash(this.#cell);
  }

  unstash(): number {
    this.#live("ctx.unstash()");
    return this.#cell.blueprint.isPull ? 0 : stashing.module.unstash(this.#cell);
  }

  after(delayMs: number, message: MessageOf<unknown>, options?: TimerOptions): Timer {
    this.#live("ctx.after()");
    checkTimerOptions(options, "timer options");
    const cell = this.#cell;
    return cell.system.timers.after(cell, delayMs, letterOf(cell, message), { ...options, owner: this });
  }

  every(intervalMs: number, message: MessageOf<unknown>, options?: IntervalOptions): Timer {
    this.#live("ctx.every()");
    checkTimerOptions(options, "interval options");
    const cell = this.#cell;
    return cell.system.timers.every(cell, intervalMs, letterOf(cell, message), { ...options, owner: this });
  }

  stopSelf(): void {
    this.#live("ctx.stopSelf()");
    retire(this.#cell);
  }

  register(name: string, options?: { readonly exclusive?: boolean }): void {
    this.#live("ctx.register()");
    checkOptions("register options", options);
    checkFlag("exclusive", options?.exclusive);
    this.#cell.system.names.register(name, this.#cell, options);
  }

  link(target: Target): void {
    this.#live("ctx.link()");
    linking.module.link(this.#cell, linking.module.endOf(this.#cell.system, target));
  }

  unlink(target: Target): void {
    this.#live("ctx.unlink()");
    linking.module.unlink(this.#cell, linking.module.endOf(this.#cell.system, target));
  }

  monitor(target: Target): Disposer {
    this.#live("ctx.monitor()");
    const { monitor, endOf } = linking.module;
    return monitor(this.#cell, endOf(this.#cell.system, target), this, "ctx.monitor()");
  }

  revoke(): void {
    if (this.#revoked) return;
    this.#revoked = true;
    endOwnedMonitors(this.#cell, this);
    this.#cell.system.timers.endOwned(this);
    this.#abort?.abort(this.#revocation("its work"));
  }

  /** @throws ERR_REVOKED when this incarnation is over */
  #live(call: string): void {
    if (this.#revoked) throw this.#revocation(call);
  }

  #revocation(call: string): Error {
    return errors.revoked({ actor: this.#cell.label, call });
  }
}

/** The runtime's logger, with the actor in every line's facts: as it is called now, for a hot swap may rename it. */
function named(cell: Cell): Logger {
  const { logger } = cell.system;
  const about = (facts: object): object => ({ actor: cell.label, pid: cell.pid, ...facts });
  return {
    debug: (facts, text) => logger.debug(about(facts), text),
    info: (facts, text) => logger.info(about(facts), text),
    warn: (facts, text) => logger.warn(about(facts), text),
    error: (facts, text) => logger.error(about(facts), text),
  };
}

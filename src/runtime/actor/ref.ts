/** Refs: what users hold of an actor. One object per cell, so that `===` works; bound refs know who is asking. */

import { inspect } from "node:util";
import { Lazy } from "../../lazy";
import type { Facade } from "../blueprint";
import { checkAskOptions } from "./asking";
import type { Cell } from "./cell";
import { checkStopOptions } from "./checks";
import { requestStop } from "./ending";
import { facadeOf } from "./facade";
import { post } from "./post";
import type {
  ActorRef,
  Asker,
  AskOptions,
  MessageOf,
  PipeOptions,
  ReadyOptions,
  Sender,
  StopOptions,
} from "./protocol";

const pipes = new Lazy(() => require("./pipe") as typeof import("./pipe"));
const readiness = new Lazy(() => require("./ready") as typeof import("./ready"));

export class CellRef<A = unknown> implements ActorRef<A> {
  static {
    // What users know it by, for error texts that name what was given.
    Object.defineProperty(CellRef, "name", { value: "ActorRef" });
  }

  constructor(readonly cell: Cell) {}

  get pid(): number {
    return this.cell.pid;
  }

  get path(): string | undefined {
    return this.cell.system.paths.pathOf(this.cell);
  }

  get incarnation(): number {
    return this.cell.incarnation;
  }

  get send(): Sender<A> {
    const { cell } = this;
    cell.sender ??= new (facadeFor(cell).Sender)(cell);
    return cell.sender as Sender<A>;
  }

  get ask(): Asker<A> {
    const { cell } = this;
    cell.asker ??= makeAsker(cell, undefined, undefined);
    return cell.asker as Asker<A>;
  }

  asking(options: AskOptions): Asker<A> {
    checkAskOptions(options);
    return makeAsker(this.cell, options, undefined) as Asker<A>;
  }

  tell(message: MessageOf<A>): boolean {
    return post(this.cell, message);
  }

  ready(options?: ReadyOptions): Promise<void> {
    return readiness.module.ready(this.cell, options);
  }

  pipe(source: AsyncIterable<MessageOf<A>> | Iterable<MessageOf<A>>, options?: PipeOptions): Promise<number> {
    return pipes.module.pipe(this.cell, source, options);
  }

  stop(options: StopOptions = {}): Promise<boolean> {
    return stopCell(this.cell, options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop().then(() => {});
  }

  toString(): string {
    return this.cell.label;
  }

  toJSON(): { actor: string; pid: number } {
    return { actor: this.cell.blueprint.label, pid: this.pid };
  }

  [inspect.custom](): string {
    return `ActorRef(${this.cell.label})`;
  }
}

/** The same actor, as seen by one that asks: `ctx.on(ref)`. */
export class BoundRef<A = unknown> extends CellRef<A> {
  constructor(
    cell: Cell,
    readonly asker: Cell,
  ) {
    super(cell);
  }

  override get ask(): Asker<A> {
    return makeAsker(this.cell, undefined, this.asker) as Asker<A>;
  }

  override asking(options: AskOptions): Asker<A> {
    checkAskOptions(options);
    return makeAsker(this.cell, options, this.asker) as Asker<A>;
  }
}

function makeAsker(cell: Cell, options: AskOptions | undefined, asker: Cell | undefined): object {
  return new (facadeFor(cell).Asker)(cell, options as object, asker);
}

/** A swapped actor offers the messages of all the code that it has run. */
function facadeFor(cell: Cell): Facade {
  return cell.extras?.behaviors?.facade ?? facadeOf(cell.blueprint, cell.system.selectors);
}

/** The one ref of a cell. */
export function refOf<A>(cell: Cell): CellRef<A> {
  cell.ref ??= new CellRef(cell);
  return cell.ref as CellRef<A>;
}

/** The cell behind a ref; undefined for what is none. */
export function cellOf(ref: unknown): Cell | undefined {
  return ref instanceof CellRef ? ref.cell : undefined;
}

/** Who asks, where a ref was bound to an actor by `ctx.on`. */
export function askerOf(ref: unknown): Cell | undefined {
  return ref instanceof BoundRef ? ref.asker : undefined;
}

/** Stops a cell; resolves once its exit is published. @throws ERR_INVALID_ARG for wrong options */
export function stopCell(cell: Cell, options: StopOptions): Promise<boolean> {
  checkStopOptions(options);
  const from = cell.system.scheduler.current?.pid ?? cell.pid;
  if (waitsForTurn(cell)) return Promise.resolve(requestStop(cell, options, from));
  return new Promise((resolve) => {
    if (!requestStop(cell, options, from, resolve)) resolve(false);
  });
}

/**
 * In the synchronous part of the actor's own handler, or of a child's, which ends before its parent, waiting for the
 * end of the actor would be waiting for oneself. Shutdown waits all the same: what comes after it needs the end.
 */
export function waitsForTurn(cell: Cell): boolean {
  const { guardian, scheduler } = cell.system;
  if (cell === guardian) return false;
  let at = scheduler.current;
  while (at !== undefined && at !== cell) at = at.parent;
  return at === cell;
}

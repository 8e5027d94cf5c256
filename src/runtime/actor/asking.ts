/** How an ask is put to a cell: deadline, abort signal, and the check that its reply can come at all (S11). */

import { errors } from "../../errors";
import { Lazy } from "../../lazy";
import { limits } from "../../limits";
import { reject } from "../../option-checks";
import { silence } from "../../thenable";
import { Ask, AskState } from "../messages/ask";
import { messageName } from "../messages/method-message";
import { askedSelector, type Selector } from "../messages/selector";
import { Activity, type Cell, type System } from "./cell";
import { checkOptions, checkSignal } from "./checks";
import { deliver, takerOf, withdraw } from "./delivery";
import { exitOf, nameOf, refuseUnknown } from "./fates";
import type { AskOptions, Target } from "./protocol";

const deadlock = new Lazy(() => require("../messages/deadlock") as typeof import("../messages/deadlock"));

/**
 * Puts a request to a cell. Rejects, never throws, for what the target does; a wrong `options` throws at once.
 *
 * @param asker the actor that waits, where a context knows it; otherwise the handler that is running now, if any
 */
export function ask(
  cell: Cell,
  selector: Selector,
  argument: unknown,
  options: AskOptions | undefined,
  asker: Cell | undefined,
): Promise<unknown> {
  if (options !== undefined) checkAskOptions(options);
  const timeoutMs = options?.timeoutMs ?? limits.askTimeoutMs;
  const signal = options?.signal;
  let tracked: Ask<Cell> | undefined;
  const promise = new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const { system } = cell;
    const target = takerOf(cell, selector, argument);
    const request = new Ask<Cell>(target, selector, argument, resolve, reject);
    const waiting = asker ?? system.scheduler.current;
    if (waiting !== undefined && !waiting.reentrant) {
      if (!registerWait(request, waiting)) return;
      tracked = request;
    }
    if (signal !== undefined) abortWith(request, signal);
    system.asks.watch(request as Ask, timeoutMs);
    deliver(target, askedSelector, request);
  });
  if (tracked !== undefined) tracked.promise = promise;
  return promise;
}

/** Asks end with the handler that made them (S8): it was abandoned, and nobody waits for the replies. */
export function endAsks(asker: Cell, asks: Set<Ask<Cell>> | undefined): void {
  for (const request of [...(asks ?? [])]) {
    if (request.promise !== undefined) silence(request.promise);
    const queued = request.state === AskState.Queued;
    if (request.fail(errors.revoked({ actor: asker.label, call: "its ask" })) && queued) withdraw(request);
  }
}

/** Counts an ask to a pid that nobody has (any more), and says why nobody will reply. */
export function askUnknown(system: System, target: Target, message: unknown): Error {
  refuseUnknown(system, target, message);
  const exit = exitOf(system, target);
  const facts = { target: exit?.actor ?? `Pid ${target}`, request: messageName(message) };
  return errors.actorDead({ ...facts, reason: exit?.reason ?? "unknown" });
}

/** @throws ERR_INVALID_ARG for a deadline that is not a positive number, or a signal that is none */
export function checkAskOptions(options: AskOptions): void {
  checkOptions("ask options", options);
  const { timeoutMs, signal } = options ?? {};
  if (timeoutMs !== undefined && !(typeof timeoutMs === "number" && timeoutMs > 0))
    reject("timeoutMs", "a positive number of milliseconds, or Infinity", timeoutMs);
  checkSignal(signal);
}

/** What happens when the deadline passes: the request may still be handled; its reply will be late. */
export function expireAsk(request: Ask, timeoutMs: number): void {
  const cell = request.target as Cell;
  const name = nameOf(request.selector, request.argument);
  request.fail(errors.askTimeout({ target: cell.label, request: name, timeoutMs }));
}

function abortWith(request: Ask<Cell>, signal: AbortSignal): void {
  const abort = (): void => {
    const queued = request.state === AskState.Queued;
    if (request.fail(signal.reason) && queued) withdraw(request);
  };
  signal.addEventListener("abort", abort, { once: true });
  onRelease(request, () => signal.removeEventListener("abort", abort));
}

function onRelease(request: Ask<Cell>, release: () => void): void {
  const before = request.release;
  request.release = () => {
    before?.();
    release();
  };
}

/** Records who waits for this ask; rejects it, and returns false, when that closes a cycle. */
function registerWait(request: Ask<Cell>, asker: Cell): boolean {
  const { system } = asker;
  const { runs } = asker;
  const inTurn = system.scheduler.current === asker && system.handling !== undefined;
  if (!inTurn && runs === undefined) return true;
  const chain = deadlock.module.chainOfWaits(request.target, asker, waitsOf, limits.askCycleMax);
  if (chain !== undefined) {
    const last = `${nameOfActor(request.target)}.${nameOf(request.selector, request.argument)}`;
    system.counts.refused++;
    request.fail(errors.deadlock({ cycle: [...chain.map(stepOf), last].join(" → "), awaited: "reply" }));
    return false;
  }
  let waits: Set<Ask<Cell>>;
  if (inTurn) {
    system.asking ??= new Set();
    waits = system.asking;
  } else {
    const run = runs as NonNullable<typeof runs>;
    run.waitingFor ??= new Set();
    waits = run.waitingFor;
  }
  waits.add(request);
  onRelease(request, () => waits.delete(request));
  return true;
}

/** Whom a cell waits for. A reentrant one is never blocked by its own waiting. */
function waitsOf(cell: Cell): Cell[] {
  const { system, runs } = cell;
  const asks = isHandling(cell) ? system.asking : cell.reentrant ? undefined : runs?.waitingFor;
  return asks === undefined ? [] : [...asks].map((ask) => ask.target);
}

/** What a cell is busy with, for people: `Account.deposit`. */
function stepOf(cell: Cell): string {
  const { system, runs } = cell;
  const name = nameOfActor(cell);
  if (isHandling(cell)) return `${name}.${system.handling?.name ?? "…"}`;
  return runs === undefined ? name : `${name}.${nameOf(runs.selector, runs.argument)}`;
}

/** Whether the cell is in the synchronous part of a handler or hook. */
function isHandling(cell: Cell): boolean {
  return cell.activity === Activity.Running && cell.system.scheduler.current === cell;
}

function nameOfActor(cell: Cell): string {
  const key = cell.extras?.key;
  return key === undefined ? cell.blueprint.label : `${cell.blueprint.label}(${JSON.stringify(key)})`;
}

/** Puts the services of one runtime together: everything a cell shares with the others. */
import { container as rootContainer } from "tsyringe";
import { Clock, SystemClock } from "../clock";
import { errors } from "../errors";
import { limits } from "../limits";
import { consoleLogger, harmless, silentLogger } from "../logger";
import { Random, SystemRandom } from "../random";
import { expireAsk } from "./actor/asking";
import { Activity, Cell, type Letter, type System } from "./actor/cell";
import { deliver } from "./actor/delivery";
import { advance, Phase } from "./actor/phase";
import { Population } from "./actor/population";
import { stopCell } from "./actor/ref";
import { countRuns } from "./actor/runs";
import { Slots } from "./actor/slots";
import { Blueprints } from "./actor/spawn";
import { TimerTable } from "./actor/timers";
import { endTurn, runTurn } from "./actor/turn";
import { Blueprint } from "./blueprint";
import { Injector } from "./container";
import { Events } from "./events";
import { ChunkPool } from "./mailbox/chunk-pool";
import { AskDeadlines } from "./messages/ask";
import { Counts } from "./messages/conservation";
import { DeadLetters } from "./messages/dead-letters";
import { Exits } from "./messages/exits";
import { Names } from "./messages/names";
import { Paths } from "./messages/paths";
import { Selectors } from "./messages/selector";
import type { RuntimeOptions, ShutdownOptions } from "./runtime-options";
import { Scheduler } from "./scheduler/scheduler";
import { SystemTurns, type Turns } from "./scheduler/turns";
import { Tracing } from "./tracing";

/** What a system needs of the runtime around it. */
export interface SystemPorts {
  /** Values injected by token, besides the ports. */
  readonly builtins: ReadonlyMap<unknown, unknown>;
  forget(cell: Cell): void;
  /** Ends everything: a root could not be healed. */
  endAll(): void;
}

export function makeSystem(options: RuntimeOptions, ports: SystemPorts): System {
  const { name = "iris", container: parent = rootContainer, sliceMs = limits.sliceMs } = options;
  const { clock = new SystemClock(), random = new SystemRandom(), turns = new SystemTurns() } = options;
  const logger = harmless(options.logger ?? consoleLogger);
  const events = new Events({ logger });
  const injector = new Injector(parent, new Map([...ports.builtins, [Clock, clock], [Random, random]]));
  const replaced = (what: string, before: Cell, now: Cell): void =>
    events.emit("replaced", { name: what, before: before.pid, now: now.pid });
  const tracing = new Tracing();
  const slots = new Slots<Cell>();
  const lookUp = (): void => {
    system.traced = tracing.active;
  };
  const system: System = {
    name,
    clock,
    startedMs: clock.now(),
    random,
    turns,
    logger,
    events,
    injector,
    forget: (cell) => ports.forget(cell),
    counts: new Counts(),
    scheduler: new Scheduler<Cell>(clock, turns, sliceMs, limits.sliceMessagesMax, runTurn, endTurn, lookUp),
    chunks: new ChunkPool(),
    selectors: new Selectors(),
    slots,
    population: new Population({
      runtime: name,
      live: () => slots.live,
      changed: (change) => events.emit("shedding", change),
    }),
    names: new Names<Cell>({ label: (cell) => cell.label, replaced }),
    paths: new Paths<Cell>({ replaced }),
    timers: makeTimers(clock, turns, events),
    asks: new AskDeadlines(clock, turns, expireAsk),
    deadLetters: new DeadLetters(clock, logger, (letter) => events.emit("dead-letter", letter)),
    blueprints: new Blueprints(injector),
    tracing,
    traced: false,
    exits: new Exits(),
    guardian: undefined as never,
    handling: undefined,
    asking: undefined,
    trace: undefined,
    stopped: false,
    supervision: {
      log: options.supervision?.log ?? options.logger !== silentLogger,
      endsAll: options.supervision?.onEscalation === "shutdown",
      end: () => ports.endAll(),
    },
  };
  return Object.assign(system, { guardian: makeGuardian(system) });
}

function makeTimers(clock: Clock, turns: Turns, events: Events): TimerTable<Cell, Letter> {
  return new TimerTable<Cell, Letter>({
    clock,
    fire: (cell, { selector, argument }) => deliver(cell, selector, argument),
    isLive: (cell) => cell.phase !== Phase.Stopped,
    ended: (timer, cell) => events.emit("timer-ended", { timer, pid: cell.pid, actor: cell.label }),
    soon: (work) => turns.soon(work),
  });
}

/** The parent of all roots: pid 0, no messages, ended only by shutdown. */
function makeGuardian(system: System): Cell {
  const guardian = new Cell(system, new Blueprint(undefined, function actor() {}, undefined, {}, undefined));
  for (const phase of [Phase.Starting, Phase.Running] as const) advance(guardian, phase);
  guardian.activity = Activity.Idle;
  return guardian;
}

/** What is on its way right now, looked up in every mailbox. */
export function underWay(system: System): { queued: number; parked: number; running: number } {
  let queued = 0;
  let parked = 0;
  let running = system.scheduler.current !== undefined && system.handling !== undefined ? 1 : 0;
  system.slots.forEach((cell) => {
    queued += cell.queued;
    parked += cell.bounds?.parked ?? 0;
    running += countRuns(cell);
  });
  return { queued, parked, running };
}

/** Stops every actor, then disposes of what the runtime made, each within the deadline. Never rejects. */
export async function endSystem(system: System, options: ShutdownOptions): Promise<void> {
  const { name, logger, clock, injector } = system;
  const timeoutMs = options.timeoutMs ?? limits.stopTimeoutMs;
  system.stopped = true;
  await stopCell(system.guardian, { ...options, reason: "shutdown" });
  system.timers.close();
  const late = errors.stopTimeout({
    actor: name,
    timeoutMs,
    waitingFor: "the disposal of an injected value",
  });
  for (const error of (await within(clock, timeoutMs, injector.dispose())) ?? [late]) {
    logger.error({ error }, `${name}: disposing an injected value failed.`);
  }
  system.deadLetters.flush();
  system.events.close();
}

/** What a promise resolves to; undefined if that takes longer. */
function within<T>(clock: Clock, timeoutMs: number, promise: Promise<T>): Promise<T | undefined> {
  if (timeoutMs === Number.POSITIVE_INFINITY) return promise;
  return new Promise((resolve, reject) => {
    const alarm = clock.schedule(timeoutMs, () => resolve(undefined));
    promise.then(resolve, reject).finally(() => alarm.cancel());
  });
}

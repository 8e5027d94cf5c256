/** What `rt.inspect` tells about one actor: plain data, taken at one moment. */
import { Activity, type Cell } from "../actor/cell";
import { parkedOf, pressureOf, queuedOf, runningOf } from "../actor/holding";
import { Phase } from "../actor/phase";
import { countRuns } from "../actor/runs";
import type { PressureLevel } from "../mailbox/pressure";

/** Where an actor is in its life. */
export type ActorState =
  /** Virtual, without an instance. */
  | "dormant"
  /** Waits for its first turn, or its constructor or `@OnStart` is under way. */
  | "starting"
  | "running"
  | "restarting"
  /** Virtual, on its way to dormant. */
  | "passivating"
  /** Asked to stop; handles what is queued first. */
  | "draining"
  | "stopping";

/** One actor, as it was when you asked. Data without references: `rt.ref(info.pid)` gives the ref. */
export interface ActorInfo {
  readonly pid: number;
  /** How it is called, for people: "Account#12", or `Cart("k")#40` for a virtual actor. */
  readonly actor: string;
  /** Its names, oldest first. */
  readonly names: readonly string[];
  /** The path it got last, among those it still has. */
  readonly path: string | undefined;
  /** Pid of its parent; undefined for a root. */
  readonly parent: number | undefined;
  /** How many children it has. */
  readonly children: number;
  readonly state: ActorState;
  /** It has a turn or waits for one, or a handler, hook or child of it is awaited. */
  readonly busy: boolean;
  /** Whether messages call its handlers, or it takes them itself. */
  readonly mode: "push" | "pull";
  /** How often it was restarted. */
  readonly incarnation: number;
  /** Version of its code: 1, and one more with each hot swap. */
  readonly version: number;
  /** Messages in its mailbox; of a pool, here and in the next two, those of its members. */
  readonly queued: number;
  /** Messages that wait in front of its full mailbox. */
  readonly parked: number;
  /** Messages whose handlers are under way. */
  readonly running: number;
  /** Messages its mailbox takes; undefined where only `limits.mailboxDepthMax` bounds it, and of a pool. */
  readonly capacity: number | undefined;
  /** Of a pool the highest among its members. */
  readonly pressure: PressureLevel;
  /** Of a virtual actor. */
  readonly key: string | undefined;
  /** What `rt.inspect.setHealth` said last. */
  readonly health: string | undefined;
}

const states: readonly ActorState[] = Object.freeze(
  Object.values({
    [Phase.Dormant]: "dormant",
    [Phase.Created]: "starting",
    [Phase.Starting]: "starting",
    [Phase.Running]: "running",
    [Phase.Restarting]: "restarting",
    [Phase.Passivating]: "passivating",
    [Phase.Draining]: "draining",
    [Phase.Stopping]: "stopping",
  } satisfies Record<Exclude<Phase, typeof Phase.Stopped>, ActorState>),
);

/** Describes a cell that has not stopped. */
export function snapshot(cell: Cell, health: string | undefined): ActorInfo {
  const { system, blueprint, parent } = cell;
  return {
    pid: cell.pid,
    actor: cell.label,
    names: system.names.namesOf(cell),
    path: system.paths.pathOf(cell),
    parent: parent === undefined || parent === system.guardian ? undefined : parent.pid,
    children: countChildren(cell),
    state: states[cell.phase] as ActorState,
    busy: isBusy(cell),
    mode: blueprint.isPull ? "pull" : "push",
    incarnation: cell.incarnation,
    version: cell.version,
    queued: queuedOf(cell),
    parked: parkedOf(cell),
    running: runningOf(cell),
    capacity: cell.capacity,
    pressure: pressureOf(cell),
    key: cell.extras?.key,
    health,
  };
}

function countChildren(cell: Cell): number {
  let count = 0;
  for (let child = cell.lastChild; child !== undefined; child = child.earlierSibling) count++;
  return count;
}

/** A pull actor that waits for a message is not: its `run` is under way for as long as it lives. */
function isBusy(cell: Cell): boolean {
  const { activity, extras } = cell;
  if (activity !== Activity.Idle && activity !== Activity.Suspended) return true;
  return extras?.step !== undefined || extras?.clearing !== undefined || countRuns(cell) > 0;
}

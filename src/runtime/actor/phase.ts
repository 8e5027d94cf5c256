/**
 * The life of an actor as an ordered enum and one transition table.
 *
 *   Dormant ─▶ Created ─▶ Starting ─▶ Running ─▶ Draining ─▶ Stopping ─▶ Stopped
 *      ▲                      ▲          │  │
 *      │                      └ Restarting  │
 *      └──────── Passivating ◀──────────────┘
 *
 * Every phase may end in Stopped at once: that is `kill`.
 */
import { assert } from "../../assert";

export const Phase = {
  /** A virtual actor without an instance. */
  Dormant: 0,
  /** Waiting for its first turn; the constructor has not run. */
  Created: 1,
  /** Constructor or `@OnStart` under way. */
  Starting: 2,
  Running: 3,
  /** The old incarnation is being cleared away. */
  Restarting: 4,
  /** A virtual actor on its way back to Dormant. */
  Passivating: 5,
  /** Asked to stop, still handling what was queued. */
  Draining: 6,
  /** Children and `@OnStop` under way. */
  Stopping: 7,
  Stopped: 8,
} as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

const next: Record<Phase, readonly Phase[]> = {
  [Phase.Dormant]: [Phase.Created, Phase.Stopping],
  [Phase.Created]: [Phase.Starting, Phase.Restarting, Phase.Stopping, Phase.Draining],
  [Phase.Starting]: [Phase.Running, Phase.Restarting, Phase.Stopping, Phase.Draining],
  [Phase.Running]: [Phase.Restarting, Phase.Passivating, Phase.Draining, Phase.Stopping],
  [Phase.Restarting]: [Phase.Starting, Phase.Stopping],
  [Phase.Passivating]: [Phase.Dormant, Phase.Created, Phase.Stopping],
  [Phase.Draining]: [Phase.Stopping],
  [Phase.Stopping]: [],
  [Phase.Stopped]: [],
};

/** Whether an actor may step from one phase to another. */
export function mayAdvance(from: Phase, to: Phase): boolean {
  return to === Phase.Stopped ? from !== Phase.Stopped : next[from].includes(to);
}

/** The only place that changes a phase; an illegal step is a bug in this package. */
export function advance(cell: { phase: Phase }, to: Phase): void {
  assert(mayAdvance(cell.phase, to), `illegal phase change ${cell.phase} → ${to}`);
  cell.phase = to;
}

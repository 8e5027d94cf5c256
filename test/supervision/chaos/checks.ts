/** What has to hold of the tree at any moment, and at rest. */
import { Activity, type Cell } from "../../../src/runtime/actor/cell";
import { childrenOf } from "../../../src/runtime/actor/children";
import { describeWait } from "../../../src/runtime/actor/ending";
import { Phase } from "../../../src/runtime/actor/phase";
import { Runtime } from "../../../src/runtime/runtime";
import type { World } from "./world";

export function livingOf({ rt }: World): Cell[] {
  const cells: Cell[] = [];
  Runtime.inside(rt).slots.forEach((cell) => void cells.push(cell));
  return cells;
}

/** Conservation, and nobody whose parent is gone. */
export function checkNow(world: World): void {
  const { rt } = world;
  const audit = rt.audit();
  if (!audit.balanced) world.violated(`unbalanced: ${JSON.stringify(audit)} (S4)`);
  Runtime.inside(rt).slots.forEach((cell) => {
    const { parent } = cell;
    const isOrphan = parent === undefined || parent.phase === Phase.Stopped;
    if (isOrphan && cell.extras?.ending === undefined) world.violated(`${cell.label} is an orphan`);
    if (cell.phase === Phase.Stopped) world.violated(`${cell.label} has ended and has a slot`);
    if (cell.isHeld && cell.phase !== Phase.Restarting && cell.phase < Phase.Draining)
      world.violated(`${cell.label} is held back in phase ${cell.phase}`);
    if (cell.isHeld && cell.extras?.oversight?.hold === undefined && !cell.urgent)
      world.violated(`${cell.label} is held back by nobody`);
  });
}

/** Lets time pass until nothing is under way any more, with nobody misbehaving. */
export async function comeToRest(world: World): Promise<void> {
  const { clock, turns, mischief } = world;
  const { rate } = mischief;
  mischief.rate = 0;
  for (let round = 0; round < 100; round++) {
    const released = mischief.release();
    await turns.settle();
    await clock.runAll({ maxMs: 100_000 });
    if (released === 0 && clock.pending === 0) break;
  }
  mischief.rate = rate;
  if (clock.pending > 0) world.violated(`alarms ring for ever: ${clock.pending}`);
}

/** Everybody is up and idle, or asleep. */
export async function checkAtRest(world: World): Promise<void> {
  const cells = livingOf(world);
  let children = 0;
  for (const cell of [...cells, Runtime.inside(world.rt).guardian]) {
    children += childrenOf(cell).length;
    const { phase, activity, urgent, blueprint, waiting } = cell;
    const isUp = phase === Phase.Running || (phase === Phase.Dormant && cell.extras?.key !== undefined);
    const isCalm = activity === Activity.Idle && (blueprint.isPull || (!urgent && cell.runs === undefined));
    if (!isUp || !isCalm || waiting > 0)
      world.violated(
        `${cell.label} at rest: phase ${phase}, activity ${activity}, ${waiting} waiting, for ${describeWait(cell)}`,
      );
    checkListed(world, cell);
  }
  checkNames(world);
  if (children !== cells.length) world.violated(`${cells.length} live, ${children} are somebody's children`);
  if (world.unsettled.length > 0) world.violated(`not settled: ${world.unsettled.join(", ")}`);
  if (world.problems.length === 0) await checkAnswers(world, cells);
}

/** Whoever lives has kept its name and path; nobody else has them. */
function checkNames(world: World): void {
  const { rt, named } = world;
  for (const [name, pid] of named) {
    const expected = rt.isAlive(pid) ? pid : undefined;
    const found = [rt.names.resolve(name)?.pid, rt.paths.resolve(name.replace("actor ", "/chaos/"))?.pid];
    if (found.some((one) => one !== expected)) world.violated(`${name} is ${found}, not ${expected}`);
  }
}

function checkListed(world: World, cell: Cell): void {
  const species = world.tree(cell);
  if (species === undefined || cell.phase === Phase.Dormant) return;
  const listed = cell.extras?.oversight?.listed;
  if (listed?.size !== species.traits.list?.length) world.violated(`${cell.label} has no complete list`);
  for (const child of listed?.values() ?? []) {
    if (child.phase === Phase.Running || child.phase === Phase.Stopped) continue;
    world.violated(`${cell.label} is up, its child ${child.label} is in phase ${child.phase}`);
  }
}

/** No zombie: whoever lives answers. */
async function checkAnswers(world: World, cells: readonly Cell[]): Promise<void> {
  const { rate } = world.mischief;
  world.mischief.rate = 0;
  // A pool passes it on to a member, which may have room for one only.
  const [pools, others] = [cells.filter(isPool), cells.filter((cell) => !isPool(cell))];
  for (const group of [others, pools]) {
    const answers = group.map((cell) => ({ cell, entry: world.post.probe(cell) }));
    await world.turns.settle();
    await world.clock.runAll({ maxMs: 1_000 });
    for (const { cell, entry } of answers) {
      const { ask, note } = entry;
      if (ask?.value === note.n) continue;
      world.violated(`${cell.label} does not answer at rest: ${String(ask?.error)}`);
    }
  }
  await comeToRest(world);
  world.mischief.rate = rate;
}

function isPool({ extras }: Cell): boolean {
  return extras?.router !== undefined;
}

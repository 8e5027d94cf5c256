/** One run: a world, and everything that is done to it. */
import { Runtime } from "../../../src/runtime/runtime";
import { checkAtRest, checkNow, comeToRest } from "./checks";
import { type Settings, Violation, World } from "./world";

export interface Outcome {
  readonly messages: number;
  readonly spawned: number;
  readonly most: number;
  readonly restarted: number;
  readonly swapped: number;
  readonly exited: number;
  readonly retried: number;
  readonly stashed: number;
  readonly verdicts: World["budgets"]["verdicts"];
  readonly done: World["mischief"]["done"];
  readonly hash: number;
}

/**
 * Lives it through. A rejection that nobody handles fails the test without this: jest sees to it.
 *
 * @throws Violation with all that was found, and how to see it again
 */
export async function run(settings: Settings): Promise<Outcome> {
  const world = new World(settings);
  try {
    await live(world);
    await end(world);
  } catch (error) {
    world.violated(`thrown: ${(error as Error).stack}`);
  }
  report(world);
  const { counts, ledger, budgets, mischief, hash } = world;
  const { retried, stashed } = ledger.totals;
  const { spawned } = Runtime.inside(world.rt).population;
  return {
    messages: ledger.sent,
    spawned,
    ...counts,
    retried,
    stashed,
    verdicts: budgets.verdicts,
    done: mischief.done,
    hash,
  };
}

function report({ problems, settings, lines, ledger }: World): void {
  if (problems.length === 0) return;
  const { seed, messages, actors, rate } = settings;
  const variables = { SEED: seed, MESSAGES: messages, ACTORS: actors, RATE: rate };
  const set = Object.entries(variables).map(([name, value]) => `CHAOS_${name}=${value}`);
  const again = `${set.join(" ")} npx jest test/supervision/chaos.test`;
  const found = problems.slice(0, 10).join("\n  ");
  const text = `seed ${seed}, after ${ledger.sent} messages; again: ${again}\n  ${found}`;
  throw Object.assign(new Violation(text), { lines });
}

async function live(world: World): Promise<void> {
  const { chance, ledger, settings, problems } = world;
  let restAt = 0;
  while (ledger.sent < settings.messages && problems.length === 0) {
    populate(world);
    await step(world);
    checkNow(world);
    if (ledger.sent < restAt || problems.length > 0) continue;
    restAt = ledger.sent + chance.between(500, 4_000);
    await rest(world);
  }
  if (problems.length === 0) await rest(world);
}

async function rest(world: World): Promise<void> {
  await comeToRest(world);
  if (world.problems.length > 0) return;
  await checkAtRest(world);
  if (world.problems.length === 0) world.ledger.close(world.rt.audit(), (entry) => world.isAside(entry));
  world.note(`rest ${world.ledger.sent}`);
}

/** Trees come and go: this many actors there should be. */
function populate(world: World): void {
  const { fauna, chance, settings } = world;
  const { slots } = Runtime.inside(world.rt);
  for (let tries = 0; slots.live < settings.actors && tries < 20; tries++) {
    const kinds = chance.weighted({ supervisors: 6, parents: 2, leaves: 1, pulls: 1, virtuals: 0.3 });
    world.spawn(undefined, undefined, fauna[kinds]);
  }
}

async function step(world: World): Promise<void> {
  const { chance, clock, turns, mischief, rt } = world;
  const what = chance.weighted({ burst: 30, ask: 15, waitFor: 5, flood: 2, meddle: 6, turns: 12, time: 25 });
  const other = world.anybody();
  if (other === undefined) return turns.settle();
  switch (what) {
    case "burst":
      for (let left = chance.between(1, 60); left > 0; left--) {
        const to = world.anybody();
        if (to !== undefined) world.post.send(0, to, chance.maybe(0.2));
      }
      return;
    case "flood":
      for (let left = chance.between(10, 150); left > 0; left--) world.post.send(0, other);
      return;
    case "ask":
      for (let left = chance.between(1, 5); left > 0; left--)
        void world.post.ask(0, world.anybody() ?? other);
      return;
    case "waitFor":
      for (let left = chance.between(1, 5); left > 0; left--)
        world.post.sendAsync(0, chance.maybe(0.5) ? other : (world.anybody() ?? other));
      return;
    case "meddle":
      return mischief.meddle("event", undefined);
    case "turns":
      for (let left = chance.between(1, 6); left > 0; left--) {
        turns.step();
        for (let ticks = chance.below(4); ticks > 0; ticks--) await Promise.resolve();
      }
      return;
    default:
      if (chance.maybe(0.02)) mischief.release();
      await clock.advance(chance.one([0, 1, 2, 5, 10, 40]));
      if (Runtime.inside(rt).stopped) world.violated("the runtime stopped by itself");
  }
}

/** A shutdown in the middle of everything leaves nothing. */
async function end(world: World): Promise<void> {
  const { rt, clock, turns, problems, chance, counts, mischief } = world;
  if (problems.length > 0) return;
  for (let left = chance.between(3, 30); left > 0; left--) await step(world);
  const ended = rt.shutdown({ timeoutMs: chance.one([0, 50, 1_000]), drain: chance.maybe(0.3) });
  await clock.runAll({ maxMs: 50_000 });
  await ended;
  await comeToRest(world);
  await turns.settle();
  mischief.rate = 0;
  const { slots, names, paths, timers, population } = Runtime.inside(rt);
  const left = {
    slots: slots.live,
    names: names.size,
    paths: paths.size,
    timers: timers.size,
    alarms: clock.pending,
  };
  if (Object.values(left).some((count) => count > 0)) world.violated(`left: ${JSON.stringify(left)}`);
  if (population.spawned !== counts.exited)
    world.violated(`${population.spawned} spawned, ${counts.exited} exited`);
  if (world.unsettled.length > 0) world.violated(`not settled: ${world.unsettled.join(", ")}`);
  checkNow(world);
  world.ledger.close(rt.audit(), () => false);
  if (world.ledger.left > 0) world.violated(`${world.ledger.left} messages have no fate`);
}

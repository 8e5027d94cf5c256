/** Random policies, and kinds of actors that have them. */
import type {
  ActorOptions,
  BackoffOptions,
  MailboxOptions,
  SupervisedOptions,
  SupervisesOptions,
} from "../../../src/options";
import type { Chance } from "./chance";
import { makeSpecies, type Species, type Stage, type Traits } from "./species";

/** What may be spawned by name: leaves, and supervisors by level. */
export interface Fauna {
  readonly leaves: readonly Species[];
  readonly pulls: readonly Species[];
  readonly supervisors: readonly Species[];
  /** With children of their own that nobody lists. */
  readonly parents: readonly Species[];
  readonly virtuals: readonly Species[];
  readonly all: readonly Species[];
}

const strategies = ["one-for-one", "one-for-all", "rest-for-one"] as const;

export function backoff(chance: Chance): BackoffOptions {
  return {
    initialMs: chance.one([0, 1, 5, 20]),
    maxMs: chance.one([20, 60, 200]),
    factor: chance.one([1, 1.5, 2, 3]),
    jitter: chance.one([0, 0, 0.5, 1]),
  };
}

function shared(chance: Chance) {
  return {
    ...(chance.maybe(0.6) && { strategy: chance.one(strategies) }),
    ...(chance.maybe(0.8) && { maxRestarts: chance.one([0, 1, 2, 3, 5, 10, Number.POSITIVE_INFINITY]) }),
    ...(chance.maybe(0.8) && { withinMs: chance.one([10, 50, 200, 1_000]) }),
    ...(chance.maybe(0.4) && { backoff: backoff(chance) }),
    ...(chance.maybe(0.8) && { shutdownMs: chance.one([0, 5, 30, 100]) }),
  };
}

export function supervised(chance: Chance): SupervisedOptions {
  const onRestart = chance.maybe(0.4) ? chance.one(["keep", "drop", "redeliverCurrent"] as const) : undefined;
  return {
    ...shared(chance),
    onRestart,
    ...(chance.maybe(0.5) && { restart: chance.one(["permanent", "permanent", "transient", "temporary"]) }),
    ...(chance.maybe(0.2) && onRestart !== "drop" && { maxAttempts: chance.between(2, 4) }),
    ...(chance.maybe(0.3) && { children: chance.one(["restart", "keep"] as const) }),
    ...(chance.maybe(0.4) && { state: chance.one(["renew", "keep"] as const) }),
  };
}

function above(chance: Chance, stage: Stage): SupervisesOptions {
  return { ...shared(chance), ...(chance.maybe(0.4) && { decide: stage.decide }) };
}

function mailbox(chance: Chance): MailboxOptions {
  const capacity = chance.one([1, 3, 10]);
  return { capacity, overflow: chance.one(["dropNew", "dropOld", "block"] as const) };
}

const allHooks = ["start", "restart", "stop", "exit", "state", "owns"] as const;

function traits(chance: Chance, name: string, kind: Traits["kind"]): Traits {
  const isFunction = kind === "function" || kind === "pull function";
  const hooks = chance.maybe(0.2) || isFunction ? [] : allHooks.filter(() => chance.maybe(0.55));
  const isPush = kind === "push";
  const options: ActorOptions = {
    ...(chance.maybe(0.25) && !isFunction && { mailbox: mailbox(chance) }),
    ...(isPush && chance.maybe(0.15) && { reentrant: true }),
    ...(hooks.includes("exit") && chance.maybe(0.3) && { trapExit: true }),
    ...(chance.maybe(0.2) && { budget: chance.one([1, 3]) }),
    ...(kind === "virtual" && { virtual: { idleTimeoutMs: chance.one([5, 40]) } }),
  };
  const isSupervised = isFunction || chance.maybe(0.8);
  return {
    name,
    kind,
    actor: options,
    supervised: isSupervised ? supervised(chance) : undefined,
    list: undefined,
    above: {},
    hooks,
    pool: undefined,
    spawns: undefined,
    slowMs: chance.one([3, 10, 40]),
  };
}

/** Kinds of actors of one run. Supervisors of one level list those of the levels below. */
export function makeFauna(chance: Chance, stage: Stage): Fauna {
  const make = (kind: Traits["kind"], name: string, more: Partial<Traits> = {}): Species =>
    makeSpecies(stage, { ...traits(chance, name, kind), ...more });
  const several = (count: number, made: (at: number) => Species): Species[] =>
    Array.from({ length: count }, (_, at) => made(at));
  const leaves = several(9, (at) => make(chance.one(["push", "push", "push", "function"]), `Leaf${at}`));
  const pulls = several(4, (at) => make(at % 2 === 0 ? "pull" : "pull function", `Pull${at}`));
  const virtuals = several(2, (at) => make("virtual", `Sleeper${at}`));
  const below: Species[] = [...leaves, pulls[0] as Species, pulls[2] as Species];
  const supervisors: Species[] = [];
  const levels = chance.between(2, 5);
  for (let level = 0; level < levels; level++) {
    const made = several(3, (at) =>
      make("push", `Sup${level}${"abc"[at]}`, {
        list: several(chance.between(chance.maybe(0.1) ? 0 : 1, 5), () => chance.one(below)),
        above: above(chance, stage),
        ...(chance.maybe(0.25) && { pool: chance.one(leaves) }),
        ...(chance.maybe(0.4) && { spawns: chance.one(below) }),
      }),
    );
    supervisors.push(...made);
    below.push(...made);
  }
  const parents = several(3, (at) =>
    make("push", `Parent${at}`, { spawns: chance.one(below), ...(at === 0 && { pool: chance.one(leaves) }) }),
  );
  const all = [...leaves, ...pulls, ...supervisors, ...parents, ...virtuals];
  return { leaves, pulls, supervisors, parents, virtuals, all };
}

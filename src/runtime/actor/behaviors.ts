/**
 * The code that one actor has run, newest last: what hot swap and rollback move along.
 *
 *   kept  [ v2 | v3 | v4 ]     the last is in force; up to `limits.behaviorsKept` earlier ones can come back
 *   pending  swap, rollback    asked for, in force once the handler under way is through; up to `limits.changesMax`
 *
 * A version number counts swaps and goes down again with a rollback; the revision only goes up, so it tells apart two
 * versions of one number.
 */
import { limits } from "../../limits";
import type { Blueprint, Facade } from "../blueprint";

const none: readonly never[] = Object.freeze([]);

/** From the state of the code before to the plain fields of the code after. */
export type Migrate = (state: never) => object;

/** How state moves with a swap, and back. */
export interface Migrations {
  readonly migrate?: Migrate | undefined;
  readonly migrateBack?: Migrate | undefined;
}

export class BehaviorVersion {
  constructor(
    readonly number: number,
    readonly revision: number,
    readonly blueprint: Blueprint,
    /** Undoes what the swap to this version did to the state. */
    readonly migrateBack: Migrate | undefined,
    /** That swap changed the state in its own way: only `migrateBack` knows the way back. */
    readonly hasMigrated: boolean,
  ) {}
}

/** A change that was asked for: forwards to other code, or `steps` back. */
export class Change {
  constructor(
    readonly blueprint: Blueprint | undefined,
    readonly steps: number,
    readonly migrate: Migrate | undefined,
    readonly migrateBack: Migrate | undefined,
    readonly done: (version: number) => void,
    readonly failed: (error: unknown) => void,
  ) {}
}

export class Behaviors {
  readonly kept: BehaviorVersion[];
  readonly pending: Change[] = [];
  /** Senders and askers with the methods of every version so far. */
  facade: Facade | undefined = undefined;
  /** A change is under way. */
  isChanging = false;
  /** The version that the next message will run on: in force when all that is under way or pending has come about. */
  plannedVersion = 1;
  /** How many earlier ones can be gone back to then. */
  plannedEarlier = 0;
  private revision = 1;
  /** Every class that it has been, with their bases. Weak: what only they refer to may go. */
  private readonly types = new WeakSet<object>();

  constructor(blueprint: Blueprint) {
    this.note(blueprint);
    this.kept = [new BehaviorVersion(1, 1, blueprint, undefined, false)];
  }

  get current(): BehaviorVersion {
    return this.kept[this.kept.length - 1] as BehaviorVersion;
  }

  /** How many versions can be gone back to. */
  get earlier(): number {
    return this.kept.length - 1;
  }

  /** A change is pending from now on. */
  request(change: Change): void {
    this.pending.push(change);
    this.plan(change);
  }

  /** The change under way has failed: those that are pending start from what is in force. */
  replan(): void {
    this.plannedVersion = this.current.number;
    this.plannedEarlier = this.earlier;
    for (const change of this.pending) this.plan(change);
  }

  private plan({ steps }: Change): void {
    this.plannedVersion += steps === 0 ? 1 : -steps;
    this.plannedEarlier =
      steps === 0 ? Math.min(this.plannedEarlier + 1, limits.behaviorsKept) : this.plannedEarlier - steps;
  }

  /** What a change leads to; undefined when it goes back too far. */
  next({ blueprint, steps, migrate, migrateBack }: Change): BehaviorVersion | undefined {
    const revision = this.revision + 1;
    if (blueprint !== undefined) {
      return new BehaviorVersion(
        this.current.number + 1,
        revision,
        blueprint,
        migrateBack,
        migrate !== undefined,
      );
    }
    const target = this.kept[this.earlier - steps];
    if (target === undefined) return undefined;
    const { number, blueprint: code, migrateBack: back, hasMigrated } = target;
    return new BehaviorVersion(number, revision, code, back, hasMigrated);
  }

  /** The version whose swap migrated the state and gave no way back, where a change goes back over one. */
  oneWay({ steps }: Change): number | undefined {
    const undone = steps === 0 ? [] : this.kept.slice(this.kept.length - steps);
    return undone.find((one) => one.hasMigrated && one.migrateBack === undefined)?.number;
  }

  /** The migrations on the way of a change, one for each step. */
  migrations({ steps, migrate }: Change): readonly (Migrate | undefined)[] {
    if (steps === 0) return migrate === undefined ? none : [migrate];
    return this.kept
      .slice(this.kept.length - steps)
      .reverse()
      .map((undone) => undone.migrateBack);
  }

  /** A version is in force from now on. What a rollback left is forgotten. */
  enter(version: BehaviorVersion, { steps }: Change): void {
    this.revision = version.revision;
    if (this.kept[this.earlier - 1]?.blueprint !== version.blueprint) this.note(version.blueprint);
    if (steps > 0) {
      this.kept.length -= steps;
      this.kept[this.kept.length - 1] = version;
      return;
    }
    this.kept.push(version);
    if (this.kept.length > limits.behaviorsKept + 1) this.kept.shift();
  }

  /** Whether it has been of this class at any time, or of one derived from it. */
  hasBeen(type: object): boolean {
    return this.types.has(type);
  }

  private note({ type }: Blueprint): void {
    if (type === undefined || this.types.has(type)) return;
    for (let at: object | null = type; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      this.types.add(at);
    }
  }

  /** The actor has ended: nothing that is pending will come about. */
  refuse(error: () => unknown): void {
    for (const change of this.pending.splice(0)) change.failed(error());
  }
}

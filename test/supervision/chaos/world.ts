/** The runtime under test, with everything that the harness knows of it. */
import type { ActorContext } from "../../../src/runtime/actor/actor-context";
import type { Cell } from "../../../src/runtime/actor/cell";
import { childrenOf } from "../../../src/runtime/actor/children";
import { Phase } from "../../../src/runtime/actor/phase";
import { Ask } from "../../../src/runtime/messages/ask";
import { Runtime } from "../../../src/runtime/runtime";
import { SimulatedTurns } from "../../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../../src/runtime/testing/virtual-clock";
import type { SupervisionReport } from "../../../src/supervision/report";
import { Budgets } from "./budgets";
import { Chance } from "./chance";
import { type Entry, Ledger } from "./ledger";
import { Lives } from "./lives";
import { Mischief } from "./mischief";
import { Post } from "./post";
import { type Fauna, makeFauna } from "./profile";
import type { Sabotage } from "./sabotage";
import type { Code, Species } from "./species";

/** What a run is made from. */
export interface Settings {
  readonly seed: number;
  readonly messages: number;
  readonly actors: number;
  readonly rate: number;
  /** The harness itself is broken, and has to find out. */
  readonly sabotage?: Sabotage | undefined;
  readonly trace?: boolean | undefined;
}

export class Violation extends Error {}

export class World {
  readonly chance: Chance;
  readonly turns: SimulatedTurns;
  readonly clock: VirtualClock;
  readonly rt: Runtime;
  readonly ledger: Ledger;
  readonly budgets: Budgets;
  readonly mischief: Mischief;
  readonly lives: Lives;
  readonly fauna: Fauna;
  readonly post = new Post(this);
  readonly problems: string[] = [];
  readonly lines: string[] = [];
  readonly counts = { exited: 0, restarted: 0, swapped: 0, most: 0 };
  /** Of all that happened, to compare two runs. */
  hash = 0;
  /** By name; each has the path of its number, too. */
  readonly named = new Map<string, number>();
  private names = 0;
  private readonly cells: Cell[] = [];
  private readonly kinds = new Map<unknown, Species>();
  private readonly exits = new Set<number>();
  private readonly waiting = new Map<object, string>();

  constructor(readonly settings: Settings) {
    const { seed, sabotage } = settings;
    this.chance = new Chance(seed);
    this.turns = new SimulatedTurns({ seed });
    this.clock = new VirtualClock({ settle: () => this.turns.settle() });
    const violated = (problem: string): void => this.violated(problem);
    this.ledger = new Ledger(violated, sabotage === "count twice" ? 97 : 0);
    const now = (): number => this.clock.now();
    this.budgets = new Budgets(now, violated, sabotage === "tight budgets" ? 1 : 0);
    this.mischief = new Mischief(this, this.chance);
    this.mischief.rate = settings.rate;
    const log = (_facts: object, text: string): void => this.note(text);
    this.rt = new Runtime({
      clock: this.clock,
      turns: this.turns,
      random: new Chance(seed + 1),
      logger: { debug: log, info: log, warn: log, error: log },
    });
    this.lives = new Lives(this);
    this.fauna = makeFauna(this.chance, this.lives);
    for (const species of this.fauna.all) {
      this.kinds.set(species.code, species);
      this.kinds.set(species.twin, species);
    }
    this.listen();
  }

  violated(problem: string): void {
    this.problems.push(`at ${this.clock.now()} ms: ${problem}`);
    this.note(`VIOLATION ${problem}`);
  }

  note(text: string): void {
    for (let at = 0; at < text.length; at++) this.hash = (Math.imul(this.hash, 31) + text.charCodeAt(at)) | 0;
    if (this.settings.trace) this.lines.push(`${this.clock.now()} ${text}`);
  }

  private listen(): void {
    const { rt, ledger, counts } = this;
    const { slots } = Runtime.inside(rt);
    rt.events.on("spawned", ({ pid, actor }) => {
      this.cells.push(slots.at(pid) as Cell);
      counts.most = Math.max(counts.most, slots.live);
      this.note(`spawned ${actor}`);
    });
    rt.events.on("exited", ({ pid, actor, reason }) => {
      if (this.exits.has(pid)) this.violated(`${actor} exits twice`);
      this.exits.add(pid);
      counts.exited++;
      this.note(`exited ${actor} ${reason}`);
    });
    rt.events.on("restarted", ({ pid, actor }) => {
      counts.restarted++;
      ledger.unstashed(pid);
      this.note(`restarted ${actor}`);
      if (this.cell(pid)?.blueprint.type === undefined) this.lives.begins(pid);
    });
    rt.events.on("swapped", ({ pid }) => {
      counts.swapped++;
      ledger.unstashed(pid);
    });
    rt.events.on("dead-letter", (letter) => ledger.letter(letter));
    rt.events.on("supervision", (report) => this.reported(report));
    for (const kind of ["spawned", "exited", "restarted", "dead-letter", "supervision"] as const)
      rt.events.on(kind, () => void this.mischief.act("event", undefined));
  }

  private reported(report: SupervisionReport): void {
    const cell = this.cell(report.pid) as Cell;
    this.note(`${report.actor} ${report.verdict} ${report.reason} ${report.message ?? ""} ${report.delayMs}`);
    const { parent } = cell;
    const siblings =
      parent === undefined || parent.pid === 0 ? [] : childrenOf(parent).map(({ label }) => label);
    this.budgets.reported(report, {
      own: this.species(cell)?.traits.supervised,
      above: this.tree(parent)?.traits.above,
      isListed: cell.extras?.oversight?.listedAs !== undefined,
      isMember: parent?.extras?.router !== undefined,
      siblings,
    });
  }

  cell(pid: number): Cell | undefined {
    return Runtime.inside(this.rt).slots.at(pid);
  }

  /** Whether a message is stashed, and was not withdrawn. */
  isAside({ receiver, note }: Entry): boolean {
    const aside = this.cell(receiver)?.extras?.aside;
    for (let at = 0; at < (aside?.size ?? 0); at++) {
      const argument = aside?.argumentAt(at);
      const held = argument instanceof Ask ? argument.argument : argument;
      if (held === note) return true;
    }
    return false;
  }

  /** What a living actor is; undefined for a pool. */
  species({ blueprint, extras }: Cell): Species | undefined {
    return extras?.router === undefined ? this.kinds.get(blueprint.type ?? blueprint.behavior) : undefined;
  }

  tree(cell: Cell | undefined): Species | undefined {
    const species = cell && this.species(cell);
    return species?.traits.list === undefined ? undefined : species;
  }

  /** Anybody who lives, or has just died. */
  anybody(): Cell | undefined {
    const { cells } = this;
    if (cells.length === 0) return undefined;
    const at = this.chance.below(cells.length);
    const cell = cells[at] as Cell;
    if (this.exits.has(cell.pid)) {
      const last = cells.pop() as Cell;
      if (at < cells.length) cells[at] = last;
    }
    return cell;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.schedule(ms, resolve);
    });
  }

  /** Something that has to settle. */
  await(what: string, promise: Promise<unknown>): void {
    const token = {};
    this.waiting.set(token, what);
    const settled = (): boolean => this.waiting.delete(token);
    promise.then(settled, settled);
  }

  get unsettled(): string[] {
    return [...this.waiting.values()];
  }

  /** One more actor, below one that is there, or a root. */
  spawn(ctx: ActorContext | undefined, near?: Cell, kinds?: readonly Species[]): void {
    const { rt, chance, fauna, settings } = this;
    if (Runtime.inside(rt).slots.live > settings.actors * 1.2) return;
    const species = chance.one(
      kinds ?? [...fauna.leaves, ...fauna.pulls, ...fauna.parents, ...fauna.supervisors],
    );
    const { traits, code } = species;
    const supervised =
      typeof code === "function" && /unction/.test(traits.kind) ? traits.supervised : undefined;
    const parent = ctx === undefined && near !== undefined && chance.maybe(0.3) ? near.pid : undefined;
    const name = chance.maybe(0.2) ? `actor ${this.names++}` : undefined;
    const options = { supervised, parent, name, path: name?.replace("actor ", "/chaos/") } as never;
    const maker = (ctx ?? rt) as Runtime;
    const isPull = traits.kind === "pull function";
    try {
      if (traits.kind === "virtual") {
        this.wake(code);
        return;
      }
      const { pid } = isPull ? maker.spawnPull(code as never, options) : maker.spawn(code as never, options);
      if (name !== undefined) this.named.set(name, pid);
    } catch (error) {
      if (!/ERR_(REVOKED|RUNTIME_STOPPED|PRIVATE_STATE)/.test((error as { code?: string }).code ?? ""))
        throw error;
    }
  }

  /** A virtual actor; nobody hears of a new one. */
  private wake(code: Code): void {
    const { pid } = this.rt.virtual(code as never, `k${this.chance.below(10)}`) as { pid: number };
    const cell = this.cell(pid) as Cell;
    if (!this.cells.includes(cell)) this.cells.push(cell);
  }

  /** By hand; where it restarts already, it and those with it need not wait for their back-off any more. */
  restart(cell: Cell): void {
    const hold = cell.extras?.oversight?.hold;
    if (hold !== undefined && cell.phase === Phase.Restarting && cell.parent !== undefined) {
      for (const other of childrenOf(cell.parent))
        if (other.extras?.oversight?.hold === hold) this.budgets.hurry(other.pid);
    }
    this.await("a restart", this.rt.supervision.restart(cell.pid));
  }

  /** The same actor with other code that does the same. */
  swap(cell: Cell): void {
    const species = this.species(cell);
    if (species === undefined || !this.rt.isAlive(cell.pid)) return;
    const { code, twin } = species;
    const current = cell.blueprint.type ?? cell.blueprint.behavior;
    const next: Code = current === code ? twin : code;
    this.await("a swap", this.rt.behaviors.swap(cell.pid, next as never));
  }
}

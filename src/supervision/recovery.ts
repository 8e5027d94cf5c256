/**
 * One restart of several children, or of one after a delay (as OTP's `supervisor` does it):
 *
 *   Up ─takeDown─▶ Going ─cleared─▶ Down ─bringUp─▶ Coming ─rose─▶ (through)
 *                    ▲                                 │ fell
 *                    └─────────────────────────────────┘
 *
 * The one that fell goes first, then the others, last first and one at a time. When all are down and the back-off is
 * over they come up in start order, each after the one before. One that falls meanwhile goes down again and waits for
 * the later of the delays; one that ends is left out. Nothing here knows what a child is.
 */
import type { Alarm } from "../clock";
import type { ChildPort, Hold } from "./child-port";

const Stage = { Up: 0, Going: 1, Down: 2, Coming: 3 } as const;
type Stage = (typeof Stage)[keyof typeof Stage];

export class Recovery<C> implements Hold<C> {
  /** In start order. Those that are through stand in it, but in `stages` no more. */
  private members: readonly C[] = [];
  private readonly stages = new Map<C, Stage>();
  private going = 0;
  private coming = 0;
  /** No member from here on is up, none before `comesNext` is down. */
  private goesNext = 0;
  private comesNext = 0;
  /** The back-off that is not over yet. */
  private alarm: Alarm | undefined = undefined;
  private dueMs = Number.NEGATIVE_INFINITY;
  private advancing = false;

  constructor(
    private readonly port: ChildPort<C>,
    private readonly now: () => number,
  ) {}

  /** How many it has under way. */
  get size(): number {
    return this.stages.size;
  }

  has(child: C): boolean {
    return this.stages.has(child);
  }

  /**
   * `fallen` is being taken down, for at least `delayMs`, and `members` are to be restarted with it.
   *
   * @param members in start order, with `fallen` and all that this recovery has already
   */
  restart(fallen: C, members: readonly C[], delayMs: number): void {
    this.members = members;
    this.goesNext = members.length;
    this.comesNext = 0;
    for (const member of members) if (!this.stages.has(member)) this.put(member, Stage.Up);
    this.put(fallen, Stage.Going);
    this.dueMs = Math.max(this.dueMs, this.now() + delayMs);
    this.advance();
  }

  /** Takes over what another recovery has under way; its members have to be among those of the next `restart`. */
  absorb(other: Recovery<C>): void {
    for (const [child, stage] of [...other.stages]) {
      other.put(child, undefined);
      this.put(child, stage);
    }
    this.dueMs = Math.max(this.dueMs, other.dueMs);
    other.advance();
  }

  /** A member that is coming up goes down again: who comes of it would be older than those who are restarted first. */
  turnBack(child: C): void {
    if (this.stages.get(child) !== Stage.Coming) return;
    this.put(child, Stage.Going);
    this.port.takeDown(child);
  }

  goesDown(child: C): boolean {
    const stage = this.stages.get(child);
    return stage === Stage.Up || stage === Stage.Going;
  }

  cleared(child: C): void {
    const stage = this.stages.get(child);
    if (stage === undefined || stage === Stage.Down) return;
    // Up or Coming: it went by itself, as when it is restarted by hand.
    if (stage === Stage.Coming) this.comesNext = Math.min(this.comesNext, this.members.indexOf(child));
    this.put(child, Stage.Down);
    this.advance();
  }

  rose(child: C): void {
    this.left(child);
  }

  left(child: C): void {
    if (!this.stages.has(child)) return;
    this.put(child, undefined);
    this.advance();
  }

  private put(child: C, stage: Stage | undefined): void {
    const before = this.stages.get(child);
    if (before === Stage.Going) this.going--;
    if (before === Stage.Coming) this.coming--;
    if (stage === Stage.Going) this.going++;
    if (stage === Stage.Coming) this.coming++;
    if (stage === undefined) this.stages.delete(child);
    else this.stages.set(child, stage);
  }

  /** Does what can be done now. The port may call back at once. */
  private advance(): void {
    if (this.advancing) return;
    this.advancing = true;
    while (this.step());
    this.advancing = false;
  }

  private step(): boolean {
    const { members, stages, port } = this;
    if (stages.size === 0) {
      this.alarm?.cancel();
      this.alarm = undefined;
      return false;
    }
    if (this.going > 0) return false;
    while (this.goesNext > 0) {
      const member = members[--this.goesNext] as C;
      if (stages.get(member) !== Stage.Up) continue;
      this.put(member, Stage.Going);
      port.takeDown(member);
      return true;
    }
    if (this.coming > 0 || !this.isDue()) return false;
    while (this.comesNext < members.length) {
      const member = members[this.comesNext++] as C;
      if (stages.get(member) !== Stage.Down) continue;
      this.put(member, Stage.Coming);
      port.bringUp(member);
      return true;
    }
    return false;
  }

  /** Waits no longer than it has to. */
  hurry(): void {
    this.dueMs = Number.NEGATIVE_INFINITY;
    this.alarm?.cancel();
    this.alarm = undefined;
    this.advance();
  }

  private isDue(): boolean {
    const leftMs = this.dueMs - this.now();
    if (leftMs <= 0) return true;
    this.alarm ??= this.port.schedule(leftMs, () => {
      this.alarm = undefined;
      this.advance();
    });
    return false;
  }
}

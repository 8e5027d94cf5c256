/**
 * The table of live actors: pid → value by array index, no hashing.
 *
 *   pages[slot >> 8] ─▶ pids    [ 1 | 2 | -1 | … ]     the pid that is live there, or -1 - the next generation
 *                       values  [ A | B |    | … ]     `at(pid)` is one compare: pids[i] === pid
 *                       links   [   |   |  7 | … ]     the page's free slots, last freed first
 *
 * Pages of 256 slots, so that growing copies nothing and memory comes back after a peak even where one long-lived
 * actor sits high up: an empty page is dropped (one spare is kept against thrashing) and only the highest
 * generation of it is remembered, so that its pids stay unique when the page comes back.
 */
import { assert } from "../../assert";
import { errors } from "../../errors";
import { limits } from "../../limits";
import { generationOf, packPid, slotOf } from "../../pid";

const pageBits = 8;
const pageSize = 2 ** pageBits;
const pageMask = pageSize - 1;
const none = -1;

class Page<T> {
  readonly pids = new Float64Array(pageSize);
  readonly values: (T | undefined)[] = new Array(pageSize).fill(undefined);
  private readonly links = new Int16Array(pageSize);
  private free = none;
  /** Slots from here on were never used since the page was made. */
  private fresh: number;
  live = 0;
  /** The lowest generation that no slot of this page has used. */
  floor: number;
  /** Neighbours in the list of pages with room. */
  before: Page<T> | undefined = undefined;
  after: Page<T> | undefined = undefined;

  constructor(
    readonly index: number,
    private readonly firstGeneration: number,
    private readonly size: number,
  ) {
    this.floor = firstGeneration;
    this.fresh = index === 0 ? 1 : 0; // slot 0 is nobody, so that no pid is 0
  }

  get hasRoom(): boolean {
    return this.free !== none || this.fresh < this.size;
  }

  /** Takes a slot of the page; which one. Call only when there is room. */
  take(value: T, actorsMax: number): number {
    let at = this.free;
    let generation = this.firstGeneration;
    if (at === none) {
      at = this.fresh++;
    } else {
      this.free = this.links[at] as number;
      generation = -1 - (this.pids[at] as number);
    }
    const slot = (this.index << pageBits) | at;
    this.pids[at] = packPid(slot, generation, actorsMax);
    this.values[at] = value;
    this.live++;
    return slot;
  }

  /** Frees a slot for its next generation, or retires it for good when generations ran out. */
  give(at: number, nextGeneration: number, generationsMax: number): void {
    this.values[at] = undefined;
    this.pids[at] = -1 - nextGeneration;
    this.live--;
    if (nextGeneration > this.floor) this.floor = nextGeneration;
    if (nextGeneration >= generationsMax) return;
    this.links[at] = this.free;
    this.free = at;
  }
}

export interface SlotLimits {
  /** A power of two; one less values fit, because slot 0 stays empty. */
  readonly actorsMax: number;
  /** How many generations a slot lives through before it is retired. */
  readonly generationsMax: number;
}

export class Slots<T> {
  private readonly pages: (Page<T> | undefined)[] = [];
  /** By page index: the generation a dropped page starts from when it comes back. */
  private readonly floors: number[] = [];
  /** Indices of dropped pages. */
  private readonly vacant: number[] = [];
  /** The pages with room, in a list; the first one serves. */
  private open: Page<T> | undefined = undefined;
  /** One page that is kept although it is empty. */
  private spare: Page<T> | undefined = undefined;
  private count = 0;
  private readonly actorsMax: number;
  private readonly generationsMax: number;

  constructor(max: SlotLimits = limits) {
    assert(
      max.actorsMax >= 2 && (max.actorsMax & (max.actorsMax - 1)) === 0,
      "actorsMax must be a power of two",
    );
    assert(max.actorsMax * max.generationsMax <= 2 ** 53, "a pid must stay a safe integer");
    this.actorsMax = max.actorsMax;
    this.generationsMax = max.generationsMax;
  }

  /** Values in the table. */
  get live(): number {
    return this.count;
  }

  /** Pages in memory, 256 slots each. For tests and `inspect`. */
  get pageCount(): number {
    return this.pages.filter((page) => page !== undefined).length;
  }

  /**
   * Stores a value under a pid that no other value ever had. Returns the slot; `pidAt(slot)` is the pid.
   *
   * @throws ERR_LIMIT when no slot is left.
   */
  acquire(value: T): number {
    const page = this.open ?? this.addPage();
    const slot = page.take(value, this.actorsMax);
    this.count++;
    if (page === this.spare) this.spare = undefined;
    if (!page.hasRoom) this.close(page);
    return slot;
  }

  /** The pid that is live in a slot; 0 when none is. */
  pidAt(slot: number): number {
    const pid = this.pages[slot >> pageBits]?.pids[slot & pageMask];
    return pid !== undefined && pid > 0 ? pid : 0;
  }

  /** The value of exactly this pid; undefined for any other number. */
  at(pid: number): T | undefined {
    const slot = slotOf(pid, this.actorsMax);
    const page = this.pages[slot >> pageBits];
    if (page === undefined || page.pids[slot & pageMask] !== pid) return undefined;
    return page.values[slot & pageMask];
  }

  /** Ends the pid that is live in a slot (not: a pid). False when none is; so release once, while it is live. */
  release(slot: number): boolean {
    const page = this.pages[slot >> pageBits];
    const pid = this.pidAt(slot);
    if (page === undefined || pid === 0) return false;
    const hadRoom = page.hasRoom;
    page.give(slot & pageMask, generationOf(pid, this.actorsMax) + 1, this.generationsMax);
    this.count--;
    if (!hadRoom && page.hasRoom) this.reopen(page);
    if (page.live === 0) this.retreat(page);
    return true;
  }

  /** Visits every value, by slot. The visitor may acquire and release; what it adds may or may not be visited. */
  forEach(visit: (value: T, pid: number) => void): void {
    for (let index = 0; index < this.pages.length; index++) {
      for (let at = 0; at < pageSize; at++) {
        const page = this.pages[index]; // again each time: the visitor may have emptied it
        if (page === undefined) break;
        const pid = page.pids[at] as number;
        if (pid > 0) visit(page.values[at] as T, pid);
      }
    }
  }

  /** The same one by one, each looked up only when it is asked for. */
  *values(): Generator<T, undefined> {
    for (let index = 0; index < this.pages.length; index++) {
      for (let at = 0; at < pageSize; at++) {
        const page = this.pages[index];
        if (page === undefined) break;
        if ((page.pids[at] as number) > 0) yield page.values[at] as T;
      }
    }
  }

  private addPage(): Page<T> {
    const index = this.vacant.pop() ?? this.pages.length;
    const size = Math.min(pageSize, this.actorsMax - index * pageSize);
    if (size <= 0) {
      throw errors.limitReached({
        limit: "actorsMax",
        value: this.actorsMax,
        fix: "Stop actors that are no longer needed, or use virtual actors with an idle timeout.",
      });
    }
    const page = new Page<T>(index, this.floors[index] ?? 0, size);
    this.pages[index] = page;
    this.reopen(page);
    return page;
  }

  /** A page became empty: it is the spare, or it goes. */
  private retreat(page: Page<T>): void {
    if (this.spare === undefined && page.hasRoom) {
      this.spare = page;
      return;
    }
    // Some of its slots ran out of generations but others did not: dropping it would retire them all.
    if (page.floor >= this.generationsMax && page.hasRoom) return;
    if (page.hasRoom) this.close(page);
    this.pages[page.index] = undefined;
    this.floors[page.index] = page.floor;
    if (page.floor < this.generationsMax) this.vacant.push(page.index);
  }

  private reopen(page: Page<T>): void {
    page.after = this.open;
    if (this.open !== undefined) this.open.before = page;
    this.open = page;
  }

  private close(page: Page<T>): void {
    if (page.before === undefined) this.open = page.after;
    else page.before.after = page.after;
    if (page.after !== undefined) page.after.before = page.before;
    page.before = undefined;
    page.after = undefined;
  }
}

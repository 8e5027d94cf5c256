/** A backlog against a plain array: searched and thinned anywhere, also in a search within a search; and its costs. */
import * as fc from "fast-check";
import { Backlog } from "../../src/runtime/mailbox/backlog";

const step = fc.record({
  op: fc.constantFrom("push", "push", "oldest", "oldest", "remove", "search", "clear"),
  count: fc.integer({ min: 1, max: 900 }),
  at: fc.nat(5_000),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Entry {
  readonly n: number;
}

/** What it keeps, with the slots in front that are cleared. */
function slotsOf(backlog: Backlog<Entry>): unknown[] {
  return (backlog as unknown as { entries: unknown[] }).entries;
}

function check(backlog: Backlog<Entry>, model: readonly Entry[]): void {
  expect(backlog.size).toBe(model.length);
  for (let at = 0; at < model.length; at += 1 + (model.length >> 4)) {
    if (backlog.at(at) !== model[at]) expect(at).toBe("the right entry");
  }
  const slots = slotsOf(backlog);
  expect(slots.length).toBeLessThanOrEqual(2 * model.length + 1_024);
  expect(slots.filter((slot) => slot !== undefined)).toHaveLength(model.length);
}

/** Removes on the way, and searches within; it must see all that was there in its turn, in order. */
function search(backlog: Backlog<Entry>, model: Entry[], every: number, depth: number): void {
  backlog.beginSearch();
  for (const [turn, entry] of [...model].entries()) {
    if (!model.includes(entry)) continue;
    const at = backlog.cursor++;
    if (backlog.at(at) !== entry) expect(at).toBe("the next entry");
    if (turn % every !== 0) continue;
    if (depth > 0 && turn % 2 === 0) search(backlog, model, every * 9, depth - 1);
    if (model.length === 0) continue;
    const victim = (turn * 31) % model.length;
    backlog.removeAt(victim);
    model.splice(victim, 1);
    const isThere = backlog.cursor > 0 && backlog.at(backlog.cursor - 1) === entry;
    expect(isThere).toBe(model.includes(entry));
  }
  expect(backlog.cursor).toBe(backlog.size);
  backlog.endSearch();
}

function runSteps(steps: readonly Step[]): void {
  const backlog = new Backlog<Entry>();
  const model: Entry[] = [];
  for (const { op, count, at } of steps) {
    if (op === "clear") {
      if (count < 300) model.length = 0;
      if (count < 300) backlog.clear();
    } else if (op === "search") {
      search(backlog, model, 3 + (count % 97), 2);
    } else {
      for (let n = 0; n < count; n++) {
        if (op === "push") {
          const entry = { n };
          backlog.push(entry);
          model.push(entry);
        } else if (op === "oldest") {
          if (backlog.dropOldest() !== model.shift()) expect(n).toBe("the oldest");
        } else if (model.length > 0) {
          const victim = (at + n) % model.length;
          backlog.removeAt(victim);
          model.splice(victim, 1);
        }
      }
    }
    check(backlog, model);
  }
  expect(backlog.list()).toEqual(model);
}

test("a backlog behaves like an array (random)", () => {
  fc.assert(fc.property(fc.array(step, { size: "max", maxLength: 40 }), runSteps), { numRuns: 40 });
});

test("clear ends what every search under way has to look at", () => {
  const backlog = new Backlog<Entry>();
  for (let n = 0; n < 5; n++) backlog.push({ n });
  backlog.beginSearch();
  backlog.cursor = 4;
  backlog.beginSearch();
  backlog.cursor = 2;
  backlog.clear();
  backlog.push({ n: 9 });
  expect([backlog.cursor, backlog.size]).toEqual([0, 1]);
  backlog.endSearch();
  expect(backlog.cursor).toBe(0);
});

/** How many slots are read or written while `work` runs on a backlog of `size` entries. */
function touched(size: number, work: (backlog: Backlog<Entry>) => void): number {
  const backlog = new Backlog<Entry>();
  for (let n = 0; n < size; n++) backlog.push({ n });
  let count = 0;
  const isSlot = (key: string | symbol): boolean => typeof key === "string" && /^\d+$/.test(key);
  const counted = new Proxy(slotsOf(backlog), {
    get: (slots, key) => {
      if (isSlot(key)) count++;
      return Reflect.get(slots, key);
    },
    set: (slots, key, value) => {
      if (isSlot(key)) count++;
      return Reflect.set(slots, key, value);
    },
  });
  Object.assign(backlog, { entries: counted });
  work(backlog);
  expect(slotsOf(backlog)).toBe(counted);
  return count;
}

test("a full ring: what a push and a drop touch does not grow with its size", () => {
  const ring = (backlog: Backlog<Entry>): void => {
    for (let n = 0; n < 20_000; n++) {
      backlog.push({ n });
      backlog.dropOldest();
    }
  };
  for (const size of [10, 1_000, 5_000]) expect(touched(size, ring)).toBeLessThan(20_000 * 8);
});

test("a removal touches no more than it takes to get there from the nearer end", () => {
  for (const at of [0, 1, 50, 4_949, 4_998, 4_999]) {
    const way = Math.min(at + 1, 5_000 - at);
    expect([at, touched(5_000, (backlog) => backlog.removeAt(at)) <= 2 * way + 2]).toEqual([at, true]);
  }
});

/**
 * Proves that counters and indices are int32 and inside their arrays, and makes them so. What hangs on parameters and
 * lengths is asked once, at entry, by guards; a kernel whose guards fail does nothing, and another tier runs.
 *
 *   for (let i = 0; i < n; i++)  s += a[i * n + k]       (f64 counter, checked read)
 *     →  guards: n is an int32; k is one; n <= 0, or (n - 1) * n + k < a.length and k >= 0
 *        for (i: i32 = 0; i < n')  s += a[i * n' + k']   (int32 arithmetic, unchecked)
 *
 * A condition around an access that compares what its index is made of is taken for a check by the programmer: such an
 * access stays checked, since its guard would hardly ever hold.
 */
import { apply, f64 } from "../ir/build";
import type { Fn, ForStmt, Load, Node, StoreStmt } from "../ir/node";
import { structure } from "../ir/structure";
import {
  below,
  type Condition,
  distinct,
  either,
  int32Max,
  int32Min,
  isInt32,
  notAbove,
  plus,
} from "./bounds";
import { splitCounters } from "./counts";
import { findUses, type Use } from "./index-uses";
import { Integers, type Proof } from "./integers";
import { NodeSet } from "./node-set";
import { type Range, Ranges } from "./ranges";
import { withoutUnread } from "./unread";

export interface NarrowOptions {
  /** Proofs may rest on guards (the default). Without, only what holds for all arguments is used. */
  readonly guards?: boolean | undefined;
}

/** What must hold inside of loops, if they run at all. */
interface Place {
  readonly around: readonly ForStmt[];
  readonly holds: readonly Condition[];
}

export function narrow(fn: Fn, options: NarrowOptions = {}): Fn {
  return new Narrowing(splitCounters({ ...fn, body: structure(fn.body) }), options.guards ?? true).run();
}

class Narrowing {
  private readonly ranges: Ranges;
  private readonly guards = new NodeSet();
  private readonly proofs = new Map<Load | StoreStmt, Proof>();
  private readonly counters = new Set<ForStmt>();

  constructor(
    private readonly fn: Fn,
    private readonly mayGuard: boolean,
  ) {
    this.ranges = new Ranges(fn);
    for (const guard of fn.guards) this.guards.add(guard);
  }

  run(): Fn {
    const { fn } = this;
    const uses = findUses(fn.body, this.ranges);
    const loops = uses.filter((use) => use.tag === "loop");
    for (const local of new Set(loops.map(({ loop }) => loop.local))) {
      this.loops(loops.filter(({ loop }) => loop.local === local));
    }
    const byAccess = new Map<Load | StoreStmt, Extract<Use, { tag: "access" }>[]>();
    for (const use of uses) {
      if (use.tag === "access") byAccess.set(use.access, [...(byAccess.get(use.access) ?? []), use]);
    }
    for (const [access, all] of byAccess) this.access(access, all);
    const integers = new Integers(fn, this.ranges, this.counters, this.proofs);
    const done = integers.rewrite();
    const guards = this.guards.all;
    return withoutUnread({ ...done, guards, undefinedReads: fn.undefinedReads && integers.checkedReads });
  }

  /** All loops with one counter: reads of it are rewritten in all of them, or in none. */
  private loops(uses: readonly Extract<Use, { tag: "loop" }>[]): void {
    const asked = uses.map((use) => this.asked(use));
    const known = asked.filter((one) => one !== undefined);
    if (known.length < uses.length) return;
    if (known.every(({ place, counter }) => this.demand([place], counter))) {
      for (const { loop } of uses) this.counters.add(loop);
    }
  }

  /** What must hold for a counter to be an int32; undefined when that cannot be said. */
  private asked({ loop, around }: Extract<Use, { tag: "loop" }>) {
    if (loop.local.type !== "f64" || !this.ranges.isCounter(loop.local)) return undefined;
    const [from, limit] = [this.ranges.of(loop.from), this.ranges.of(loop.limit)];
    const counter = this.ranges.counter(loop);
    if (from === undefined || limit === undefined || counter === undefined) return undefined;
    const last = plus(loop.step > 0 ? counter.high : counter.low, f64(loop.step));
    const fits = [from.low, from.high, limit.low, limit.high, last].flatMap(inInt32);
    const zero = from.minusZero ? notMinusZero(from) : true;
    return { place: { around, holds: [...counter.given, ...fits, zero] }, counter };
  }

  private access(access: Load | StoreStmt, uses: readonly Extract<Use, { tag: "access" }>[]): void {
    const range = this.ranges.of(access.index);
    if (!range?.whole) return;
    const length = apply("toF64", [{ op: "length", type: "i32", array: access.array }]);
    const inside = [...range.given, notAbove(f64(0), range.low), below(range.high, length)];
    const fits = [...range.given, ...[range.low, range.high].flatMap(inInt32)];
    const at = (holds: readonly Condition[]) => uses.map(({ around }) => ({ around, holds }));
    const isChecked = uses.some(({ isConditional }) => isConditional);
    if (!access.checked ? this.demand([], range) : !isChecked && this.demand(at(inside), range)) {
      this.proofs.set(access, "inside");
    } else if (access.checked && this.demand(at(fits), range)) this.proofs.set(access, "int32");
  }

  /** Asks for conditions at entry; false when they cannot hold, or may not be asked. */
  private demand(places: readonly Place[], { params }: Range): boolean {
    const conditions: Condition[] = [...params].map((local) => isInt32({ op: "get", type: "f64", local }));
    for (const { around, holds } of places) {
      const idle = around.map((outer) => this.ranges.neverRuns(outer));
      // What is false is not asked: the answer could only be that nothing runs.
      if (holds.includes(false) && !idle.includes(true)) return false;
      for (const condition of holds) conditions.push(either([...idle, condition]));
    }
    const open = distinct(conditions);
    if (conditions.includes(false) || (open.length > 0 && !this.mayGuard)) return false;
    for (const guard of open) this.guards.add(guard);
    return true;
  }
}

function inInt32(bound: Node): Condition[] {
  return [notAbove(f64(int32Min), bound), notAbove(bound, f64(int32Max))];
}

/** Only of a single value can it be asked. */
function notMinusZero({ low, high }: Range): Condition {
  if (low !== high) return false;
  return apply("ne", [apply("div", [f64(1), low]), f64(Number.NEGATIVE_INFINITY)]);
}

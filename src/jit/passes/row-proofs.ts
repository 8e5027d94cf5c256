/**
 * What must hold at entry so that a function goes into its arrays of arrays inside of them only: where no condition on
 * parameters and sizes can make sure of it, the function is refused.
 *
 *   for (i = 1; i < n; i++)  s += a[i - 1][k]     n is an int32, k too; n <= 1, or n - 2 < rows, 0 <= k < columns
 *
 * Bounds come from passes/ranges.ts; the conditions around a use (`i > 0 ? a[i - 1][k] : 0`) make them narrower. Reads
 * are checked ones, so one that is computed although its condition does not hold does no harm. What is proven without
 * conditions needs no check; where only a row rests on one, another row is read instead, so that loops run in lanes:
 *
 *   i > 0 ? a[i - 1][k] : 0     →     select(i > 0, a[max(i - 1, 0) * columns + k], 0)
 */
import { apply, f64, get } from "../ir/build";
import type { Fn, ForStmt, Local, Node, Stmt } from "../ir/node";
import type { RowUse, RowUses } from "../ir/rows";
import type { Elem } from "../ir/types";
import { bodiesOf, nodesOf, operandsOf } from "../ir/walk";
import { all, below, type Condition, distinct, either, notAbove, plus } from "./bounds";
import { definitionsIn } from "./definitions";
import { Facts } from "./facts";
import { localsSet } from "./find";
import { asked } from "./range-rules";
import { Ranges } from "./ranges";
import { withoutChecks } from "./row-checks";

export interface ProvenRows {
  /** The function, with checks gone where they are not needed. */
  readonly fn: Fn;
  /** The conditions, each a bool over parameters. */
  readonly guards: readonly Node[];
}

/**
 * @param elements parameters that are elements of mapped arrays
 * @throws Refusal
 */
export function proveRows(fn: Fn, uses: RowUses, elements: ReadonlyMap<Local, Elem>): ProvenRows {
  if (uses.size === 0) return { fn, guards: [] };
  return new RowProofs(fn, uses, elements).run();
}

/** How an index is known to be inside: whatever conditions say, or by those around it. */
interface Proof {
  readonly condition: Condition;
  readonly isSure: boolean;
}

/** What is known where a node stands. */
interface Place {
  readonly facts: Facts;
  readonly around: readonly ForStmt[];
}

class RowProofs {
  private readonly ranges: Ranges;
  private readonly guards: Condition[] = [];
  private readonly seen = new Set<RowUse>();
  private readonly holding = new Map<Node, boolean>();
  /** Of uses that were proven: which of their indices are inside whatever conditions say. */
  private readonly sure = new Map<RowUse, boolean[]>();

  constructor(
    private readonly fn: Fn,
    private readonly uses: RowUses,
    elements: ReadonlyMap<Local, Elem>,
  ) {
    this.ranges = new Ranges(fn, elements);
  }

  run(): ProvenRows {
    const { fn, uses, seen } = this;
    const place = { facts: new Facts(this.ranges, definitionsIn(fn.body, "terms")), around: [] };
    for (const { length } of fn.arrays) if (length) this.node(length, place);
    this.list(fn.body, place);
    // One whose value nobody asks for would throw in JavaScript all the same.
    for (const use of uses.values()) if (!seen.has(use)) throw use.refuse();
    return { fn: withoutChecks(fn, uses, this.sure), guards: distinct(this.guards) };
  }

  private list(list: readonly Stmt[], { facts: first, around }: Place): void {
    let facts = first;
    for (const stmt of list) {
      this.statement(stmt, { facts, around });
      if (stmt.tag === "if") {
        // After `if (i >= n) break` i is below n.
        if (endsInJump(stmt.then)) facts = facts.and(stmt.cond, false);
        if (endsInJump(stmt.else)) facts = facts.and(stmt.cond, true);
      }
      facts = facts.without(localsSet([stmt]));
    }
  }

  private statement(stmt: Stmt, place: Place): void {
    const { facts, around } = place;
    switch (stmt.tag) {
      case "if":
        this.node(stmt.cond, place);
        this.list(stmt.then, { facts: facts.and(stmt.cond, true), around });
        this.list(stmt.else, { facts: facts.and(stmt.cond, false), around });
        return;
      case "for": {
        this.node(stmt.from, place);
        const again = facts.without(localsSet([stmt]));
        this.node(stmt.limit, { facts: again, around });
        this.list(stmt.body, { facts: again, around: [...around, stmt] });
        return;
      }
      case "while": {
        const again = facts.without(localsSet([stmt]));
        this.node(stmt.cond, { facts: again, around });
        const inside = stmt.test === "before" ? again.and(stmt.cond, true) : again;
        this.list(stmt.body, { facts: inside, around });
        this.list(stmt.update, { facts: again, around });
        return;
      }
      default:
        for (const node of nodesOf(stmt)) this.node(node, place);
        for (const body of bodiesOf(stmt)) this.list(body, place);
    }
  }

  private node(node: Node, place: Place): void {
    if (!this.holds(node)) return;
    const use = this.uses.get(node);
    if (use !== undefined) this.use(use, place);
    const [first, ...others] = operandsOf(node);
    if (first === undefined) return;
    this.node(first, place);
    const isLogic = node.type === "bool" && (node.op === "and" || node.op === "or");
    others.forEach((operand, at) => {
      // In JavaScript the other operands of a choice are evaluated only when their turn comes.
      const isTurn = isLogic ? node.op === "and" : node.op === "select" ? at === 0 : undefined;
      const facts = isTurn === undefined ? place.facts : place.facts.and(first, isTurn);
      this.node(operand, { ...place, facts });
    });
  }

  /** Whether a use is in it. */
  private holds(node: Node): boolean {
    let found = this.holding.get(node);
    if (found === undefined) {
      found = this.uses.has(node) || operandsOf(node).some((operand) => this.holds(operand));
      this.holding.set(node, found);
    }
    return found;
  }

  private use(use: RowUse, { facts, around }: Place): void {
    this.seen.add(use);
    const idle = around.map((loop) => this.ranges.neverRuns(loop));
    for (const [at, index] of use.indices.entries()) {
      const size = apply("toF64", [get(use.sizes[at] as Local)]);
      const { condition, isSure } = this.inside(index, size, facts);
      if (condition === false) throw use.refuse();
      this.guards.push(either([...idle, condition]));
      // The row that is read instead has to be there.
      if (!isSure && at < use.indices.length - 1) this.guards.push(either([...idle, below(f64(0), size)]));
      const known = this.sure.get(use) ?? use.indices.map(() => true);
      known[at] &&= isSure;
      this.sure.set(use, known);
    }
  }

  /** That a whole number is at least 0 and below a size. */
  private inside(index: Node, size: Node, facts: Facts): Proof {
    if (index.op === "toF64") return this.inside(index.args[0] as Node, size, facts);
    if (index.op === "select") return this.choice(index, size, facts);
    const direct = this.direct(index, size, facts);
    const definition = index.op === "get" ? this.ranges.definitions.get(index.local) : undefined;
    if (direct.condition === true || definition?.op !== "select") return direct;
    // Whatever was known when it was chosen: its own condition is all that is looked at.
    const { condition } = this.choice(definition, size, facts.none);
    return { condition: either([direct.condition, condition]), isSure: false };
  }

  private choice(node: Node, size: Node, facts: Facts): Proof {
    const [cond, then, otherwise] = operandsOf(node) as [Node, Node, Node];
    const condition = all([
      this.inside(then, size, facts.and(cond, true)).condition,
      this.inside(otherwise, size, facts.and(cond, false)).condition,
    ]);
    return { condition, isSure: false };
  }

  private direct(index: Node, size: Node, facts: Facts): Proof {
    const range = this.ranges.of(index);
    if (!range?.whole && index.type !== "i32") return { condition: false, isSure: false };
    const known = range === undefined ? [] : [range];
    const least = known.map(({ low }) => notAbove(f64(0), low));
    const most = known.map(({ high }) => below(high, size));
    const [above, under] = [facts.about(index, "high"), facts.about(index, "low")];
    const isSure =
      known.length > 0 &&
      (above.length === 0 || least.includes(true)) &&
      (under.length === 0 || most.includes(true));
    for (const { low, strict, apart } of above) {
      const other = this.ranges.of(low);
      if (other === undefined) continue;
      const bound = plus(other.low, f64(apart + (strict && other.whole ? 1 : 0)));
      least.push(all([...asked(other), notAbove(f64(0), bound)]));
    }
    for (const { high, strict, apart } of under) {
      const other = this.ranges.of(high);
      if (other === undefined) continue;
      const bound = plus(other.high, f64(apart - (strict && other.whole ? 1 : 0)));
      most.push(all([...asked(other), below(bound, size)]));
    }
    return { condition: all([...known.flatMap(asked), either(least), either(most)]), isSure };
  }
}

function endsInJump(list: readonly Stmt[]): boolean {
  const last = list.at(-1);
  return last?.tag === "break" || last?.tag === "continue" || last?.tag === "return";
}

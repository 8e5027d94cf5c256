/**
 * What conditions say of numbers where they hold: an order between two expressions. A fact is forgotten as soon as
 * something that it is about may change.
 *
 *   if (i > 0 && j !== n - 1)      0 < i,  j < n - 1  (when j is known never to be above)
 */
import { f64 } from "../ir/build";
import type { Local, Node } from "../ir/node";
import { operandsOf } from "../ir/walk";
import { int32Max, notAbove } from "./bounds";
import { localsRead } from "./find";
import { NodeSet } from "./node-set";
import type { Ranges } from "./ranges";

/** `low <= high`, or, when it is strict, `low < high`. */
export interface Fact {
  readonly low: Node;
  readonly high: Node;
  readonly strict: boolean;
}

/** An expression as another one and a constant. */
export interface Shifted {
  /** The same number for the same expression; undefined for none. */
  readonly base: number | undefined;
  readonly by: number;
}

const flipped = Object.freeze({ lt: "ge", ge: "lt", gt: "le", le: "gt", eq: "ne", ne: "eq" } as const);
type Order = keyof typeof flipped;

export class Facts {
  /** @param terms locals that still are what they were set to, wherever they are read */
  constructor(
    private readonly ranges: Ranges,
    private readonly terms: ReadonlyMap<Local, Node>,
    private readonly known: readonly Fact[] = [],
    private readonly numbering = new NodeSet(),
  ) {}

  /** With what follows from a condition that holds, or from one that does not. */
  and(cond: Node, holds: boolean): Facts {
    const more = this.from(cond, holds);
    return more.length === 0 ? this : this.with([...this.known, ...more]);
  }

  /** Without those about locals that are set. */
  without(set: ReadonlySet<Local>): Facts {
    const left = this.known.filter(
      ({ low, high }) => ![...this.reads([low, high])].some((one) => set.has(one)),
    );
    return left.length === this.known.length ? this : this.with(left);
  }

  /** Where nothing is known yet. */
  get none(): Facts {
    return this.with([]);
  }

  private with(known: readonly Fact[]): Facts {
    return new Facts(this.ranges, this.terms, known, this.numbering);
  }

  /** Those with this expression, give or take a constant, on the side that is asked for. */
  about(node: Node, side: "low" | "high"): readonly (Fact & { readonly apart: number })[] {
    const { base, by } = this.split(node);
    if (base === undefined) return []; // a number is known anyway
    return this.known.flatMap((fact) => {
      const other = this.split(fact[side]);
      return other.base === base ? [{ ...fact, apart: by - other.by }] : [];
    });
  }

  private split(node: Node, by = 0): Shifted {
    if (node.op === "const") return { base: undefined, by: by + node.value };
    if (node.op === "toF64" && node.args[0]?.type === "i32") return this.split(node.args[0], by);
    if (node.op === "get") {
      const term = this.terms.get(node.local);
      const isLasting = term !== undefined && !readsMemory(term);
      return isLasting ? this.split(term, by) : { base: this.numbering.of(node), by };
    }
    const [a, b] = operandsOf(node);
    const isSum = node.type === "f64" && (node.op === "add" || node.op === "sub");
    if (isSum && a && isExact(b)) return this.split(a, node.op === "add" ? by + b.value : by - b.value);
    if (isSum && node.op === "add" && b && isExact(a)) return this.split(b, by + a.value);
    return { base: this.numbering.of(node), by };
  }

  private reads(nodes: readonly Node[]): Set<Local> {
    const found = localsRead(nodes);
    for (const local of found) {
      const term = this.terms.get(local);
      if (term !== undefined) for (const inner of localsRead([term])) found.add(inner);
    }
    return found;
  }

  private from(cond: Node, holds: boolean): Fact[] {
    switch (cond.op) {
      case "lt":
      case "le":
      case "gt":
      case "ge":
      case "eq":
      case "ne":
        return this.order(holds ? cond.op : flipped[cond.op], cond.args[0] as Node, cond.args[1] as Node);
      case "toBool":
        return this.order(holds ? "ne" : "eq", cond.args[0] as Node, f64(0));
      case "not":
        return this.from(cond.args[0] as Node, !holds);
      case "and":
      case "or":
        if (cond.type !== "bool" || holds !== (cond.op === "and")) return [];
        return cond.args.flatMap((arg) => this.from(arg, holds));
      case "get": {
        const term = this.terms.get(cond.local);
        return term === undefined ? [] : this.from(term, holds);
      }
      default:
        return [];
    }
  }

  /** What is read from memory may be another value the next time. */
  private order(op: Order, a: Node, b: Node): Fact[] {
    if (a.type === "bool" || [a, b].some(readsMemory)) return [];
    switch (op) {
      case "lt":
        return [{ low: a, high: b, strict: true }];
      case "le":
        return [{ low: a, high: b, strict: false }];
      case "gt":
      case "ge":
        return this.order(op === "gt" ? "lt" : "le", b, a);
      case "eq":
        return [
          { low: a, high: b, strict: false },
          { low: b, high: a, strict: false },
        ];
      default:
        return this.unequal(a, b);
    }
  }

  /** Of two that are known not to be one above the other, the one is then below. */
  private unequal(a: Node, b: Node): Fact[] {
    const [x, y] = [this.ranges.of(a), this.ranges.of(b)];
    if (x === undefined || y === undefined) return [];
    if (notAbove(y.high, x.low) === true) return [{ low: b, high: a, strict: true }];
    return notAbove(x.high, y.low) === true ? [{ low: a, high: b, strict: true }] : [];
  }
}

/** Whether adding it to an index rounds nothing: what is known of the sum is then known of the index. */
function isExact(node: Node | undefined): node is Extract<Node, { op: "const" }> {
  return node?.op === "const" && Number.isInteger(node.value) && Math.abs(node.value) <= int32Max;
}

function readsMemory(node: Node): boolean {
  return node.op === "load" || operandsOf(node).some(readsMemory);
}

/** Whether the iterations of a loop may run side by side: none reads or writes what another one writes. */
import type { ArrayRef, ForStmt, Local, Node } from "../ir/node";
import { eachStmt } from "../ir/walk";
import {
  atomOf,
  constantOf,
  mentions,
  minus,
  type Polynomial,
  plus,
  polynomialOf,
  scaled,
  split,
} from "./affine";
import { definitionsIn } from "./definitions";
import { eachNodeIn, localsSet } from "./find";

interface Access {
  readonly array: ArrayRef;
  readonly index: Node;
  readonly writes: boolean;
}

export type Pair = readonly [ArrayRef, ArrayRef];

/** Independent, when the pairs of arrays do not overlap; or why not. */
export type Dependence = { readonly disjoint: readonly Pair[] } | { readonly reason: string };

/** Whether two indices of one array, in different iterations, never name one element. */
export interface Apartness {
  apart(a: Node, b: Node): boolean;
}

export function dependenceOf(loop: ForStmt, test: Apartness = sameArray(loop)): Dependence {
  const accesses = accessesIn(loop);
  const writes = accesses.filter(({ writes }) => writes);
  const disjoint: Pair[] = [];
  for (const write of writes) {
    for (const other of accesses) {
      if (other.array !== write.array) addPair(disjoint, write.array, other.array);
      else if (!test.apart(write.index, other.index)) {
        const does = other.writes ? "writes" : "reads";
        return {
          reason: `one iteration ${does} an element of ${write.array.name} that another one may write`,
        };
      }
    }
  }
  return { disjoint };
}

export function sameArray(loop: ForStmt): Apartness {
  const definitions = definitionsIn(loop.body, "terms");
  const inner = new Set([...localsSet(loop.body)].filter((local) => !definitions.has(local)).map(atomOf));
  return new SameArray(loop, definitions, inner);
}

function accessesIn(loop: ForStmt): Access[] {
  const found: Access[] = [];
  eachStmt(loop.body, (stmt) => {
    if (stmt.tag === "store") found.push({ array: stmt.array, index: stmt.index, writes: true });
  });
  eachNodeIn(loop.body, (node) => {
    if (node.op === "load") found.push({ array: node.array, index: node.index, writes: false });
  });
  return found;
}

function addPair(pairs: Pair[], a: ArrayRef, b: ArrayRef): void {
  if (a.origin === "alloc" || b.origin === "alloc") return; // made by the function itself: shared with nothing
  const known = pairs.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
  if (!known) pairs.push([a, b]);
}

/** Where the counter itself counts elements, or rows do not meet that it counts the columns of. */
class SameArray implements Apartness {
  constructor(
    private readonly loop: ForStmt,
    private readonly definitions: ReadonlyMap<Local, Node>,
    /** Atoms that change within an iteration: counters of inner loops. */
    private readonly inner: ReadonlySet<string>,
  ) {}

  /** Whether they never meet. */
  apart(a: Node, b: Node): boolean {
    const [p, q] = [polynomialOf(a, this.definitions), polynomialOf(b, this.definitions)];
    if (p === undefined || q === undefined) return false;
    const counter = atomOf(this.loop.local);
    const [left, right] = [split(p, counter), split(q, counter)];
    // Both grow by one from iteration to iteration, and nothing else about them does.
    if (left.with.get(counter) !== 1 || left.with.size !== 1) return false;
    if (right.with.get(counter) !== 1 || right.with.size !== 1) return false;
    if (!mentions(p, this.inner) && !mentions(q, this.inner)) {
      return constantOf(minus(left.without, right.without) as Polynomial) === 0;
    }
    return this.rowsApart(left.without, right.without);
  }

  /**
   * `k*n + j` with `j` the counter and `k` of an inner loop: rows of `n` elements, when all else is a multiple of `n`
   * and the counter takes fewer than `n + 1` values.
   */
  private rowsApart(a: Polynomial, b: Polynomial): boolean {
    const { from, limit } = this.loop;
    const extent = minus(polynomialOf(limit, this.definitions), polynomialOf(from, this.definitions));
    if (extent === undefined) return false;
    const [row] = [...extent.keys()].filter((key) => key !== "" && !key.includes("*"));
    if (row === undefined || mentions(new Map([[row, 1]]), this.inner)) return false;
    const slack = minus(new Map([[row, 1]]), extent);
    const spare = slack && constantOf(slack);
    if (spare === undefined || spare < 0) return false;
    const rest = (p: Polynomial): Polynomial => split(p, row).without;
    const [r, s] = [rest(a), rest(b)];
    if (mentions(r, this.inner) || mentions(s, this.inner)) return false;
    return constantOf(plus(r, scaled(s, -1)) as Polynomial) === 0;
  }
}

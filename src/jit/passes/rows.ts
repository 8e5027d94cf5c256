/**
 * Whether the iterations of an outer loop keep to rows of their own in an array:
 *
 *   for i  for j in [1, m)  c[i*n + j]       stride n, columns 1 to m - 1: apart when m - 2 < n
 *
 * Two indices `i*n + x` and `k*n + y` of different iterations are at least a stride apart but for `x - y`; so they
 * never meet when that is less than a stride, either way. What hangs on parameters and lengths is asked in each call.
 * Indices are int32 arithmetic, which wraps: all rows together must not come around.
 */
import { apply, constant, get, length } from "../ir/build";
import type { Fn, ForStmt, Local, Node } from "../ir/node";
import {
  atomOf,
  atomsIn,
  constantOf,
  minus as difference,
  divide,
  mentions,
  type Polynomial,
  polynomialOf,
  quotient,
  split,
} from "./affine";
import { below, type Condition, distinct, minus, notAbove, plus, times } from "./bounds";
import { definitionsIn } from "./definitions";
import type { Apartness } from "./dependence";
import { localsSet } from "./find";
import { asked } from "./range-rules";
import { type Range, Ranges } from "./ranges";

/** Numbers of which doubles add up this many and the sum is still exact. */
const addendMax = 2 ** 48;
const addendsMax = 16;

/** What a loop's rows are told by; the same for all loops of a function. */
export class RowFacts {
  readonly ranges: Ranges;
  readonly definitions: ReadonlyMap<Local, Node>;
  private readonly atoms = new Map<string, Node>();

  constructor(fn: Fn) {
    this.ranges = new Ranges(fn);
    this.definitions = definitionsIn(fn.body, "terms");
    for (const local of fn.locals) this.atoms.set(atomOf(local), get(local));
    for (const array of fn.arrays) this.atoms.set(`n${array.slot}`, length(array));
  }

  /** A product of a polynomial, as a node. */
  product(key: string, coefficient: number): Node {
    const factors = atomsIn(key).map((atom) => inDoubles(this.atoms.get(atom) as Node));
    return factors.reduce(
      (a, b) => (a.op === "const" && a.value === 1 ? b : apply("mul", [a, b])),
      constant("f64", coefficient),
    );
  }
}

interface Row {
  readonly stride: Polynomial;
  /** What all iterations of inner loops share, and what they do not. */
  readonly fixed: Polynomial;
  readonly column: Polynomial;
}

export class Rows implements Apartness {
  private readonly counter: string;
  /** Atoms that change within an iteration. */
  private readonly inner: ReadonlySet<string>;
  private readonly asked: Condition[] = [];

  constructor(
    private readonly loop: ForStmt,
    private readonly facts: RowFacts,
  ) {
    const { definitions } = facts;
    this.counter = atomOf(loop.local);
    this.inner = new Set([...localsSet(loop.body)].filter((local) => !definitions.has(local)).map(atomOf));
  }

  /** What must hold, over parameters and lengths, for all that was found to be apart. */
  get conditions(): readonly Node[] {
    return distinct(this.asked);
  }

  apart(a: Node, b: Node): boolean {
    const [p, q] = [this.row(a), this.row(b)];
    if (p === undefined || q === undefined || difference(p.stride, q.stride)?.size !== 0) return false;
    const offset = constantOf(difference(p.fixed, q.fixed) as Polynomial);
    const [stride, x, y] = [this.sum(p.stride), this.sum(p.column), this.sum(q.column)];
    const counter = this.facts.ranges.counter(this.loop);
    if (offset === undefined || !stride || !x || !y || !counter) return false;
    const rows = plus(minus(counter.high, counter.low), constant("f64", 1));
    const conditions: Condition[] = [
      ...[stride, x, y, counter].flatMap(asked),
      below(plus(minus(x.high, y.low), constant("f64", offset)), stride.low),
      below(plus(minus(y.high, x.low), constant("f64", -offset)), stride.low),
      notAbove(times(rows, stride.high), constant("f64", 2 ** 32)),
    ];
    if (conditions.includes(false)) return false;
    this.asked.push(...conditions);
    return true;
  }

  private row(index: Node): Row | undefined {
    const polynomial = index.type === "i32" ? polynomialOf(index, this.facts.definitions) : undefined;
    if (polynomial === undefined) return undefined;
    const parts = split(polynomial, this.counter);
    const stride = quotient(parts.with, this.counter);
    if (stride === undefined || stride.size === 0 || mentions(stride, this.inner)) return undefined;
    const { with: column, without: fixed } = divide(parts.without, this.inner);
    return { stride, fixed, column };
  }

  /** The range of a polynomial, added up exactly. */
  private sum(polynomial: Polynomial): Range | undefined {
    if (polynomial.size > addendsMax) return undefined;
    const zero = this.facts.ranges.of(constant("f64", 0));
    return [...polynomial].reduce((sum: Range | undefined, [key, coefficient]) => {
      const part = this.facts.ranges.of(this.facts.product(key, coefficient));
      if (sum === undefined || !part?.whole) return undefined;
      const exact = [
        notAbove(constant("f64", -addendMax), part.low),
        notAbove(part.high, constant("f64", addendMax)),
      ];
      return {
        ...part,
        low: plus(sum.low, part.low),
        high: plus(sum.high, part.high),
        params: new Set([...sum.params, ...part.params]),
        given: [...sum.given, ...part.given, ...exact],
      };
    }, zero);
  }
}

function inDoubles(node: Node): Node {
  return node.type === "f64" ? node : apply("toF64", [node]);
}

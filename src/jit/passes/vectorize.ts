/**
 * Runs the iterations of a loop side by side, one per lane:
 *
 *   for i = from; i < limit      →    limit' = limit;  whole = from + (limit' - from) & -lanes
 *     body                            for i = from; i < whole; i += lanes
 *                                       body in lockstep
 *                                     for i = whole; i < limit'
 *                                       body
 *
 * The outermost loop that can is taken: with its counter in the last index of an array, neighbours in memory become
 * neighbours in a vector, and inner loops run unchanged over vectors. Results are the same bit for bit, except for sums
 * that were given leave to change their order.
 */
import { apply, get, i32 } from "../ir/build";
import type { Fn, ForStmt, Node, Stmt } from "../ir/node";
import { structure } from "../ir/structure";
import type { Lanes } from "../ir/types";
import { Fresh, mapStmt } from "../ir/walk";
import { Candidate } from "./candidate";
import { countersIn, splitCounters } from "./counts";
import { chooseLanes } from "./lanes";
import { Liveness } from "./liveness";
import { Lockstep } from "./lockstep";
import { endOf, startOf } from "./reductions";

export interface VectorizeOptions {
  /** Iterations side by side; chosen by what the loop does, when left out. */
  readonly lanes?: Lanes | undefined;
  /** Sums of doubles may be added in another order. */
  readonly reassociate?: boolean | undefined;
}

/** What became of a loop. */
export interface VectorizeNote {
  /** Where it stands in the source. */
  readonly at: number | undefined;
  /** Why it stayed scalar; undefined when it runs in lanes. */
  readonly reason: string | undefined;
  readonly lanes: 1 | Lanes;
}

export interface Vectorized {
  readonly fn: Fn;
  /** Whether any loop runs in lanes now. */
  readonly vectorized: boolean;
  readonly notes: readonly VectorizeNote[];
}

export function vectorize(fn: Fn, options: VectorizeOptions = {}): Vectorized {
  if (fn.undefinedReads) {
    const reason = "a read outside of an array may be seen as undefined";
    return { fn, vectorized: false, notes: [{ at: undefined, reason, lanes: 1 }] };
  }
  const structured = { ...fn, body: structure(fn.body) };
  const done = new Vectorizer(splitCounters(structured), options).run();
  return done.vectorized ? done : { ...done, fn: structured };
}

class Vectorizer {
  private readonly liveness: Liveness;
  private readonly fresh: Fresh;
  private readonly notes: VectorizeNote[] = [];
  private disjoint: NonNullable<Fn["disjoint"]> = [];

  constructor(
    private readonly fn: Fn,
    private readonly options: VectorizeOptions,
  ) {
    this.liveness = new Liveness(fn.body);
    this.fresh = new Fresh(fn);
  }

  run(): Vectorized {
    const { fn } = this;
    const body = this.list(fn.body);
    const disjoint = [...(fn.disjoint ?? []), ...this.disjoint];
    const vectorized = this.notes.some(({ lanes }) => lanes > 1);
    const locals = [...fn.locals, ...this.fresh.made];
    return { fn: { ...fn, body, locals, disjoint }, vectorized, notes: this.notes };
  }

  private list(list: readonly Stmt[]): Stmt[] {
    return list.flatMap((stmt) => {
      const lanes = stmt.tag === "for" ? this.loop(stmt) : undefined;
      const same = (node: Node): Node => node;
      return lanes ?? mapStmt(stmt, { node: same, body: (inner) => this.list(inner) });
    });
  }

  /** The loop in lanes; undefined, and a note, when it stays scalar. */
  private loop(loop: ForStmt): Stmt[] | undefined {
    const candidate = new Candidate(loop, this.liveness, this.options.reassociate ?? false);
    const at = loop.at;
    if (candidate.reason !== undefined) {
      this.notes.push({ at, reason: candidate.reason, lanes: 1 });
      return undefined;
    }
    const { divergence, reductions } = candidate;
    const lanes = this.options.lanes ?? chooseLanes(candidate.inner, divergence, reductions.length);
    this.notes.push({ at, reason: undefined, lanes });
    this.disjoint = [...this.disjoint, ...candidate.disjoint];
    return this.rewrite(loop, candidate, lanes);
  }

  private rewrite(loop: ForStmt, candidate: Candidate, lanes: Lanes): Stmt[] {
    const { fresh } = this;
    const { divergence, reductions, exits, inner } = candidate;
    const lockstep = new Lockstep(lanes, divergence, fresh, exits.stops, countersIn(inner.body));
    const [limit, whole] = [fresh.local("limit", "i32"), fresh.local("whole", "i32")];
    const label = fresh.label();
    const body = lockstep.iteration(inner, label);
    const vectors = reductions.map(({ local }) => lockstep.widening.local(local));
    const [from, to] = [loop.from, get(limit)];
    const count = apply("and", [apply("sub", [to, from]), i32(-lanes)]);
    const end = apply("select", [apply("lt", [from, to]), apply("add", [from, count]), from]);
    return [
      { tag: "set", local: limit, value: loop.limit },
      { tag: "set", local: whole, value: end },
      ...reductions.map((reduction, at) => startOf(reduction, vectors[at] as never, lanes)),
      { ...loop, label, limit: get(whole), step: lanes, body },
      ...reductions.map((reduction, at) => endOf(reduction, vectors[at] as never)),
      { ...loop, from: get(exits.stops.size > 0 ? loop.local : whole), limit: to },
    ];
  }
}

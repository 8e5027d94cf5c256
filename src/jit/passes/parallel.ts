/**
 * Cuts a function at its outermost loops whose iterations do not depend on each other, so that several threads can run
 * them, a part each. What comes before, between and after runs once, in the caller:
 *
 *   s = 2 * k                        once    s = 2 * k;  state ← s, 0, n
 *   for i = 0; i < n            →    loop    s ← state;  for i = start; i < end  out[i] = s * x[i]
 *     out[i] = s * x[i]              last    s ← state;  return s
 *   return s
 *
 * A sum, the least or the greatest (`total`) is what each part returns; the caller puts the parts together.
 *
 * Locals go from one piece to the next through an array of doubles, the state. Each piece is a function like any other:
 * passes and backends know nothing of threads. Guards are asked by the first one, before anything is written.
 */
import { apply, constant, f64, get, i32, load } from "../ir/build";
import type { ArrayRef, Fn, ForStmt, Local, Node, Param, Stmt } from "../ir/node";
import { Refusal } from "../ir/refusal";
import type { Scalar } from "../ir/types";
import { Fresh } from "../ir/walk";
import { costOf } from "./costs";
import type { Pair } from "./dependence";
import { eachNodeIn, localsSet } from "./find";
import { Liveness } from "./liveness";
import type { Reduction, ReductionOp } from "./reductions";
import { type Proof, proofsIn, type Shared, sharedLoop } from "./shared-loop";

/** Where in the state is what the caller looks at; locals follow. */
export const stateWords = Object.freeze({
  /** 1: the piece came to its end; 0: the function returned in it. */
  goesOn: 0,
  /** Of the loop that follows: its counter's first value, and its limit. */
  from: 1,
  limit: 2,
  /** 1: its iterations do not depend on each other. */
  isApart: 3,
  locals: 4,
} as const);

/** A loop that may be shared, and what leads to it. */
export interface Piece {
  readonly once: Fn;
  /** `start` and `end` of the counter are its first parameters. */
  readonly loop: Fn;
  /** What each part of the loop gives as its result, to be put together with the word of the state. */
  readonly total?: Total | undefined;
}

/** A local that a loop only adds to, or takes the least or greatest of. */
export interface Total {
  readonly op: ReductionOp;
  readonly word: number;
  /** Whether it is an int32, whose sums wrap. */
  readonly isInt32: boolean;
}

/** Parameters of all pieces: the state, then the function's own; of loops, `start` and `end` before them. */
export interface Pieces {
  readonly pieces: readonly Piece[];
  /** What is left; undefined when there is nothing. */
  readonly last: Fn | undefined;
  readonly stateLength: number;
  /** Arrays that must not overlap. */
  readonly disjoint: readonly Pair[];
}

export interface CutOptions {
  readonly proofOf?: ((loop: ForStmt) => Proof) | undefined;
  /** Sums of doubles may be added in another order. */
  readonly reassociate?: boolean | undefined;
}

/** Loops that cost less than the costliest one by such a factor stay whole. */
const minor = 4;

/**
 * @param fn after its counters were narrowed
 * @throws Refusal when none of its costly loops can be shared
 */
export function cutAtLoops(fn: Fn, { proofOf = proofsIn(fn), reassociate = false }: CutOptions = {}): Pieces {
  const liveness = new Liveness(fn.body);
  const loops = fn.body.filter((stmt) => stmt.tag === "for" || stmt.tag === "while");
  const most = Math.max(...loops.map((loop) => costOf([loop])));
  const costly = loops.filter((loop) => minor * costOf([loop]) >= most);
  const shared = new Map<Stmt, Shared>();
  let refusal: Refusal | undefined;
  for (const loop of costly) {
    const found =
      loop.tag === "for"
        ? sharedLoop(loop, liveness, proofOf(loop), reassociate)
        : { reason: "it does not count" };
    if ("reason" in found) refusal ??= refused(found.reason, loop.at);
    else shared.set(loop, found);
  }
  if (shared.size > 0) return new Cutting(fn, liveness, shared).run();
  throw refusal ?? refused("it has no loop that is not inside of something else", undefined);
}

function refused(reason: string, at: number | undefined): Refusal {
  const span = at === undefined ? undefined : { start: at, end: at + 1 };
  const fix = "Let each iteration of the outermost loop work on numbers and rows of its own.";
  return new Refusal("one-thread", reason, fix, span);
}

class Cutting {
  private readonly fresh: Fresh;
  private readonly state: ArrayRef;
  /** Parameters that keep their value need not be kept. */
  private readonly given: ReadonlySet<Local>;
  private readonly words = new Map<Local, number>();

  constructor(
    private readonly fn: Fn,
    private readonly liveness: Liveness,
    private readonly shared: ReadonlyMap<Stmt, Shared>,
  ) {
    this.fresh = new Fresh(fn);
    const slot = fn.arrays.reduce((most, array) => Math.max(most, array.slot + 1), 0);
    this.state = { slot, name: "state", elem: "f64", origin: "param" };
    const set = localsSet(fn.body);
    const params = fn.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : []));
    this.given = new Set(params.filter((local) => !set.has(local)));
  }

  run(): Pieces {
    const pieces: Piece[] = [];
    let before: Stmt[] = [];
    let enters: readonly Stmt[] = [];
    for (const stmt of this.fn.body) {
      const shared = this.shared.get(stmt);
      if (shared === undefined) {
        before.push(stmt);
        continue;
      }
      const { loop } = shared;
      const once = this.piece([...enters, ...before, ...this.leaving(shared)], pieces.length === 0);
      pieces.push({ once, loop: this.loop(shared), total: this.total(shared) });
      before = [];
      enters = this.loads(this.liveness.after(loop));
    }
    const isEmpty = before.every((stmt) => stmt.tag === "return" && stmt.value === undefined);
    const last = isEmpty ? undefined : this.piece([...enters, ...before], false);
    const disjoint = [...this.shared.values()].flatMap((shared) => shared.disjoint);
    return { pieces, last, disjoint, stateLength: stateWords.locals + this.words.size };
  }

  /** What a piece leaves in the state before a loop. */
  private leaving({ loop, conditions }: Shared): Stmt[] {
    const { from, limit, isApart, goesOn } = stateWords;
    const apart = conditions.reduce((a, b) => apply("and", [a, b]), constant("bool", 1));
    return [
      ...this.kept(this.liveness.before(loop)).map((local) => this.store(this.wordOf(local), get(local))),
      this.store(from, loop.from),
      this.store(limit, loop.limit),
      this.store(isApart, apart),
      this.store(goesOn, f64(1)),
      ...this.end,
    ];
  }

  /** A function ends with a value, if it is to have one; this one nobody looks at. */
  private get end(): Stmt[] {
    const { result } = this.fn;
    return result.tag === "value" ? [{ tag: "return", value: constant(result.type, 0) }] : [];
  }

  /** Each part of a sum begins with nothing, and returns what it comes to. */
  private loop({ loop, reduction }: Shared): Fn {
    const [start, end] = [this.fresh.local("start", "i32"), this.fresh.local("end", "i32")];
    const read = new Set<Local>();
    eachNodeIn(loop.body, (node) => {
      if (node.op === "get") read.add(node.local);
    });
    const live = [...this.liveness.before(loop)].filter((local) => read.has(local));
    const part: ForStmt = { ...loop, from: get(start), limit: get(end) };
    const [begins, ends] = reduction === undefined ? [[], []] : partOf(reduction);
    const bounds = [start, end].map((local): Param => ({ tag: "scalar", local }));
    const { params, ...rest } = this.piece([...this.loads(live), ...begins, part, ...ends], false);
    const type = reduction?.local.type as Scalar | undefined;
    return {
      ...rest,
      params: [...bounds, ...params],
      result: type === undefined ? { tag: "void" } : { tag: "value", type },
    };
  }

  private total({ reduction }: Shared): Total | undefined {
    if (reduction === undefined) return undefined;
    const { local, op } = reduction;
    return { op, word: this.wordOf(local), isInt32: local.type === "i32" };
  }

  private piece(body: readonly Stmt[], isFirst: boolean): Fn {
    const { fn, state } = this;
    return {
      ...fn,
      params: [{ tag: "array", array: state }, ...fn.params],
      locals: [...fn.locals, ...this.fresh.made],
      arrays: [...fn.arrays, state],
      body,
      guards: isFirst ? fn.guards : [],
    };
  }

  private kept(locals: Iterable<Local>): Local[] {
    return [...locals].filter((local) => !this.given.has(local));
  }

  private wordOf(local: Local): number {
    const known = this.words.get(local) ?? stateWords.locals + this.words.size;
    this.words.set(local, known);
    return known;
  }

  private loads(locals: Iterable<Local>): Stmt[] {
    return this.kept(locals).map((local) => {
      const word = load(this.state, i32(this.wordOf(local)), { checked: false });
      return { tag: "set", local, value: fromDouble(word, local.type) };
    });
  }

  private store(word: number, value: Node): Stmt {
    const double = value.type === "f64" ? value : apply("toF64", [value]);
    return { tag: "store", array: this.state, index: i32(word), value: double, checked: false };
  }
}

function fromDouble(word: Node, type: Local["type"]): Node {
  if (type === "i32") return apply("asI32", [word]);
  if (type === "f32") return apply("toF32", [word]);
  return type === "bool" ? apply("ne", [word, f64(0)]) : word;
}

/** What stands around a part of a loop that adds up. The least and the greatest may be begun with in every part. */
function partOf({ local, op }: Reduction): [Stmt[], Stmt[]] {
  const nothing = constant(local.type, local.type === "i32" ? 0 : -0);
  const begins: Stmt[] = op === "add" ? [{ tag: "set", local, value: nothing }] : [];
  return [begins, [{ tag: "return", value: get(local) }]];
}

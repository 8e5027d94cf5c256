/**
 * Cuts a function at its outermost loops whose iterations do not depend on each other, so that several threads can run
 * them, a part each. What comes before, between and after runs once, in the caller:
 *
 *   s = 2 * k                        once    s = 2 * k;  state ← s, 0, n
 *   for i = 0; i < n            →    loop    s ← state;  for i = start; i < end  out[i] = s * x[i]
 *     out[i] = s * x[i]              once    s ← state;  return s
 *   return s
 *
 * A loop around such loops, over time for example, is gone through by the caller. A sum, the least or the greatest
 * (`total`) is what each part returns; the caller puts the parts together.
 *
 * Locals go from one piece to the next through an array of doubles, the state. Each piece is a function like any other:
 * passes and backends know nothing of threads. Guards are asked by the first one, before anything is written.
 */
import { apply, constant, f64, get, i32, load } from "../ir/build";
import type { ArrayRef, Fn, ForStmt, Local, Node, Param, Stmt, WhileStmt } from "../ir/node";
import type { Scalar } from "../ir/types";
import { Fresh } from "../ir/walk";
import { costOf } from "./costs";
import type { Pair } from "./dependence";
import { eachNodeIn, localsSet } from "./find";
import { Liveness } from "./liveness";
import type { Reduction, ReductionOp } from "./reductions";
import { type Shared, type Sharing, type SharingOptions, sharingOf } from "./sharing";

/** Where in the state is what the caller looks at; locals follow. */
export const stateWords = Object.freeze({
  /** 1: the piece came to its end; 0: the function returned in it. */
  goesOn: 0,
  /** Of the loop that follows: its counter's first value, and its limit. */
  from: 1,
  limit: 2,
  /** 1: its iterations do not depend on each other. */
  isApart: 3,
  /** 1: the loop that the caller goes through has another round. */
  again: 4,
  locals: 5,
} as const);

/** A piece as a function, or as what became of that. */
export type Piece<Code = Fn> =
  /** Runs in the caller. */
  { readonly tag: "once"; readonly code: Code } | LoopPiece<Code> | RoundsPiece<Code>;

/** Pieces that are run while the state says `again`. */
export interface RoundsPiece<Code = Fn> {
  readonly tag: "rounds";
  readonly pieces: readonly Piece<Code>[];
  /** All rounds from the next one on, in the caller: for those that are not worth being shared. */
  readonly rest: Code;
}

/** A loop that may be shared. `start` and `end` of the counter are its first parameters. */
export interface LoopPiece<Code = Fn> {
  readonly tag: "loop";
  readonly code: Code;
  /** What each part of the loop gives as its result, to be put together with the word of the state. */
  readonly total?: Total | undefined;
  /** About the cycles of one iteration. */
  readonly cycles: number;
  /** Whether it stands in a loop that the caller goes through. */
  readonly isInRounds: boolean;
}

/** The pieces with other code, in order. */
export function mapPieces<A, B>(
  pieces: readonly Piece<A>[],
  change: (code: A, tag: "once" | "loop") => B,
): Piece<B>[] {
  return pieces.map((piece) =>
    piece.tag === "rounds"
      ? { ...piece, pieces: mapPieces(piece.pieces, change), rest: change(piece.rest, "once") }
      : { ...piece, code: change(piece.code, piece.tag) },
  );
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
  readonly stateLength: number;
  /** Arrays that must not overlap. */
  readonly disjoint: readonly Pair[];
}

/**
 * @param fn after its counters were narrowed
 * @throws Refusal when none of its costly loops can be shared
 */
export function cutAtLoops(fn: Fn, options: SharingOptions = {}): Pieces {
  const liveness = new Liveness(fn.body);
  return new Cutting(fn, liveness, sharingOf(fn, liveness, options)).run();
}

class Cutting {
  private readonly fresh: Fresh;
  private readonly state: ArrayRef;
  /** Parameters that keep their value need not be kept. */
  private readonly given: ReadonlySet<Local>;
  private readonly words = new Map<Local, number>();
  /** Those of the first piece. */
  private guards: readonly Node[];

  constructor(
    private readonly fn: Fn,
    private readonly liveness: Liveness,
    private readonly sharing: Sharing,
  ) {
    this.fresh = new Fresh(fn);
    this.guards = fn.guards;
    const slot = fn.arrays.reduce((most, array) => Math.max(most, array.slot + 1), 0);
    this.state = { slot, name: "state", elem: "f64", origin: "param" };
    const set = localsSet(fn.body);
    const params = fn.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : []));
    this.given = new Set(params.filter((local) => !set.has(local)));
  }

  run(): Pieces {
    const pieces = this.pieces(this.fn.body, new Set(), []);
    const disjoint = [...this.sharing.shared.values()].flatMap((shared) => shared.disjoint);
    return { pieces, disjoint, stateLength: stateWords.locals + this.words.size };
  }

  /** @param live locals that are in the state when the statements begin */
  private pieces(list: readonly Stmt[], live: Iterable<Local>, leave: readonly Stmt[]): Piece[] {
    const pieces: Piece[] = [];
    let before: Stmt[] = this.loads(live);
    const once = (...more: readonly Stmt[]) => {
      pieces.push({ tag: "once", code: this.piece([...before, ...more]) });
      before = [];
    };
    for (const stmt of list) {
      const shared = this.sharing.shared.get(stmt);
      if (shared !== undefined) {
        once(...this.leaving(shared));
        pieces.push(this.loop(shared, leave.length > 0));
      } else if (this.sharing.around.has(stmt)) {
        const { start, body, test } = roundsOf(stmt as ForStmt | WhileStmt);
        const inside = this.liveness.test(stmt as ForStmt | WhileStmt);
        const again = [this.store(stateWords.again, test), ...this.keeps(inside)];
        once(...start, ...again);
        const all = [...this.loads(inside), ...this.resumed(stmt), ...this.keeps(this.liveness.after(stmt))];
        pieces.push({ tag: "rounds", pieces: this.pieces(body, inside, again), rest: this.piece(all) });
      } else {
        before.push(stmt);
        continue;
      }
      before = this.loads(this.liveness.after(stmt));
    }
    const isOver = before.every((stmt) => stmt.tag === "return" && stmt.value === undefined);
    if (leave.length > 0 || !isOver) once(...leave);
    return pieces;
  }

  /** The loop from where its counter stands. */
  private resumed(loop: Stmt): Stmt[] {
    if (loop.tag !== "for") return [loop];
    const first = this.fresh.local(loop.local.name, loop.local.type);
    return [
      { tag: "set", local: first, value: get(loop.local) },
      { ...loop, from: get(first) },
    ];
  }

  /** What a piece leaves in the state before a loop. */
  private leaving({ loop, conditions }: Shared): Stmt[] {
    const { from, limit, isApart } = stateWords;
    const apart = conditions.reduce((a, b) => apply("and", [a, b]), constant("bool", 1));
    return [
      this.store(from, loop.from),
      this.store(limit, loop.limit),
      this.store(isApart, apart),
      ...this.keeps(this.liveness.before(loop)),
    ];
  }

  /** Leaves locals in the state, and a piece with more to come. */
  private keeps(locals: Iterable<Local>): Stmt[] {
    const kept = this.kept(locals).map((local) => this.store(this.wordOf(local), get(local)));
    return [...kept, this.store(stateWords.goesOn, f64(1)), ...this.end];
  }

  /** A function ends with a value, if it is to have one; this one nobody looks at. */
  private get end(): Stmt[] {
    const { result } = this.fn;
    return result.tag === "value" ? [{ tag: "return", value: constant(result.type, 0) }] : [];
  }

  /** Each part of a sum begins with nothing, and returns what it comes to. */
  private loop({ loop, reduction }: Shared, isInRounds: boolean): LoopPiece {
    const [start, end] = [this.fresh.local("start", "i32"), this.fresh.local("end", "i32")];
    const read = new Set<Local>();
    eachNodeIn(loop.body, (node) => {
      if (node.op === "get") read.add(node.local);
    });
    const live = [...this.liveness.before(loop)].filter((local) => read.has(local));
    const part: ForStmt = { ...loop, from: get(start), limit: get(end) };
    const [begins, ends] = reduction === undefined ? [[], []] : partOf(reduction);
    const bounds = [start, end].map((local): Param => ({ tag: "scalar", local }));
    const { params, ...rest } = this.piece([...this.loads(live), ...begins, part, ...ends]);
    const type = reduction?.local.type as Scalar | undefined;
    const result: Fn["result"] = type === undefined ? { tag: "void" } : { tag: "value", type };
    const code: Fn = { ...rest, params: [...bounds, ...params], result };
    const total = reduction && this.total(reduction);
    return { tag: "loop", code, total, cycles: costOf(loop.body), isInRounds };
  }

  private total({ local, op }: Reduction): Total {
    return { op, word: this.wordOf(local), isInt32: local.type === "i32" };
  }

  private piece(body: readonly Stmt[]): Fn {
    const { fn, state, guards } = this;
    this.guards = [];
    return {
      ...fn,
      params: [{ tag: "array", array: state }, ...fn.params],
      locals: [...fn.locals, ...this.fresh.made],
      arrays: [...fn.arrays, state],
      body,
      guards,
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

/** A loop as its start, one round with the step to the next, and the condition of another round. */
function roundsOf(loop: ForStmt | WhileStmt): { start: Stmt[]; body: readonly Stmt[]; test: Node } {
  if (loop.tag === "while") return { start: [], body: [...loop.body, ...loop.update], test: loop.cond };
  const { local, from, compare, limit, step } = loop;
  const next = apply("add", [get(local), constant(local.type, step)]);
  return {
    start: [{ tag: "set", local, value: from }],
    body: [...loop.body, { tag: "set", local, value: next }],
    test: apply(compare, [get(local), limit]),
  };
}

/**
 * What differs between iterations of a loop that are to run side by side, one per lane.
 *
 * A value is *uniform* (the same in all lanes), *strided* (a whole number more from lane to lane), or *varying*.
 * Control diverges where a condition varies: lanes that are not in a branch, have left a loop, or have jumped wait
 * for the others, and the statement runs *masked*. What a waiting lane will still read (`keep`, from liveness)
 * must survive, so only those locals are blended; all else may be overwritten.
 *
 * Optimistic: everything starts uniform and varies as found, until nothing changes.
 */
import { assert } from "../../assert";
import type { ForStmt, IfStmt, JumpStmt, Local, Node, SetStmt, Stmt, WhileStmt } from "../ir/node";
import { type Liveness, union } from "./liveness";

/** How much a value grows from lane to lane: 0 is uniform. */
export type Shape = number | "varying";

type Locals = ReadonlySet<Local>;

interface Place {
  /** Some lanes may wait. */
  readonly masked: boolean;
  /** What waiting lanes still read. */
  readonly keep: Locals;
  /** Loops and blocks around, and whether control diverged since. */
  readonly open: readonly { readonly label: number; readonly varying: boolean }[];
}

/** Lanes leave a loop or block apart: to what follows it, to the next iteration of a loop, or past it to outer code. */
export interface Departures {
  breaks: boolean;
  continues: boolean;
  passes: boolean;
}

export class Divergence {
  private readonly shapes = new Map<Local, Shape>();
  private readonly departures = new Map<number, Departures>();
  private readonly blends = new Set<Stmt>();
  private readonly maskedJumps = new Set<Stmt>();
  private changed = true;

  /**
   * @param loop whose iterations run side by side
   * @param carried locals that each lane has its own copy of: accumulators
   */
  constructor(
    loop: ForStmt,
    private readonly liveness: Liveness,
    carried: Locals = new Set(),
  ) {
    this.shapes.set(loop.local, loop.step);
    for (const local of carried) this.shapes.set(local, "varying");
    for (let rounds = 0; this.changed; rounds++) {
      assert(rounds < 1000, "divergence does not settle");
      this.changed = false;
      this.list(loop.body, this.enter(loop.label, { masked: false, keep: carried, open: [] }, carried));
    }
  }

  /** Of a local or a node. */
  shape(node: Node): Shape {
    switch (node.op) {
      case "const":
      case "length":
        return 0;
      case "get":
        return this.shapes.get(node.local) ?? 0;
      case "load":
        return this.shape(node.index) === 0 ? 0 : "varying";
      default:
        return strideOf(node.op, node.args, (arg) => this.shape(arg), node.type === "i32");
    }
  }

  shapeOf(local: Local): Shape {
    return this.shapes.get(local) ?? 0;
  }

  /** Whether lanes that wait keep what the statement (a set, or a loop for its counter) would overwrite. */
  blended(stmt: Stmt): boolean {
    return this.blends.has(stmt);
  }

  /** Whether only some of the lanes jump there. */
  isMasked(jump: JumpStmt): boolean {
    return this.maskedJumps.has(jump);
  }

  /** How lanes leave a loop or block one by one; undefined when they do it together. */
  departuresOf(label: number): Departures | undefined {
    const found = this.departures.get(label);
    return found && (found.breaks || found.continues || found.passes) ? found : undefined;
  }

  private list(list: readonly Stmt[], place: Place): void {
    for (const stmt of list) this.statement(stmt, place);
  }

  private statement(stmt: Stmt, place: Place): void {
    switch (stmt.tag) {
      case "set":
        this.set(stmt, place);
        return;
      case "if":
        this.if(stmt, place);
        return;
      case "for":
        this.for(stmt, place);
        return;
      case "while":
        this.while(stmt, place);
        return;
      case "block": {
        const departures = this.departing(stmt.label);
        const keep = departures.breaks ? union(place.keep, this.liveness.after(stmt)) : place.keep;
        this.list(stmt.body, this.enter(stmt.label, place, keep));
        return;
      }
      case "break":
      case "continue":
        this.jump(stmt, place);
        return;
      default:
    }
  }

  private set(stmt: SetStmt, place: Place): void {
    const blend = place.masked && place.keep.has(stmt.local);
    if (blend) this.blends.add(stmt);
    this.join(stmt.local, blend ? "varying" : this.shape(stmt.value));
  }

  private if(stmt: IfStmt, place: Place): void {
    if (this.shape(stmt.cond) === 0) {
      this.list(stmt.then, place);
      this.list(stmt.else, place);
      return;
    }
    const other = this.liveness.entry(stmt.else, this.liveness.after(stmt));
    this.list(stmt.then, diverge(place, union(place.keep, other)));
    this.list(stmt.else, diverge(place, union(place.keep, this.liveness.after(stmt))));
  }

  private for(stmt: ForStmt, place: Place): void {
    const departures = this.departing(stmt.label);
    const from = this.shape(stmt.from);
    if (from !== 0 || this.shape(stmt.limit) !== 0 || this.shapeOf(stmt.local) !== 0) {
      this.mark(departures, "breaks");
    }
    const live = this.liveness.after(stmt);
    const keep = departures.breaks ? union(place.keep, live) : place.keep;
    const blend = keep.has(stmt.local) && (departures.breaks || place.masked);
    if (blend) this.blends.add(stmt);
    this.join(stmt.local, blend || from !== 0 ? "varying" : 0);
    const inside = departures.continues ? union(keep, this.liveness.test(stmt)) : keep;
    this.list(stmt.body, this.enter(stmt.label, place, inside));
  }

  private while(stmt: WhileStmt, place: Place): void {
    const departures = this.departing(stmt.label);
    if (this.shape(stmt.cond) !== 0) this.mark(departures, "breaks");
    const keep = departures.breaks ? union(place.keep, this.liveness.after(stmt)) : place.keep;
    const update = this.liveness.entry(stmt.update, this.liveness.test(stmt));
    const inside = departures.continues ? union(keep, update) : keep;
    this.list(stmt.body, this.enter(stmt.label, place, inside));
    this.list(stmt.update, this.enter(stmt.label, place, keep));
  }

  private jump(stmt: JumpStmt, place: Place): void {
    const target = place.open.findIndex(({ label }) => label === stmt.label);
    assert(target !== -1, `a jump to ${stmt.label} leaves the loop`);
    if (place.open[target]?.varying !== true) return;
    this.maskedJumps.add(stmt);
    this.mark(this.departing(stmt.label), stmt.tag === "break" ? "breaks" : "continues");
    for (const { label } of place.open.slice(target + 1)) this.mark(this.departing(label), "passes");
  }

  private enter(label: number, place: Place, keep: Locals): Place {
    const inside = { ...place, keep, open: [...place.open, { label, varying: false }] };
    return this.departuresOf(label) ? diverge(inside, keep) : inside;
  }

  private departing(label: number): Departures {
    let found = this.departures.get(label);
    if (found === undefined) {
      found = { breaks: false, continues: false, passes: false };
      this.departures.set(label, found);
    }
    return found;
  }

  private mark(departures: Departures, how: keyof Departures): void {
    if (departures[how]) return;
    departures[how] = true;
    this.changed = true;
  }

  private join(local: Local, shape: Shape): void {
    const known = this.shapes.get(local);
    const joined = known === undefined || known === shape ? shape : "varying";
    if (joined === known) return;
    this.shapes.set(local, joined);
    this.changed = true;
  }
}

function diverge(place: Place, keep: Locals): Place {
  return { masked: true, keep, open: place.open.map(({ label }) => ({ label, varying: true })) };
}

/** The shape of a result, from those of the arguments. */
function strideOf(op: string, args: readonly Node[], shapeOf: (node: Node) => Shape, int: boolean): Shape {
  const shapes = args.map(shapeOf);
  if (shapes.every((shape) => shape === 0)) return 0;
  const [a, b] = shapes;
  if (!int || typeof a !== "number") return "varying";
  if (op === "neg") return -a;
  if (typeof b !== "number") return "varying";
  if (op === "add") return a + b;
  if (op === "sub") return a - b;
  const [left, right] = args;
  if (op === "mul" && right?.op === "const") return a * right.value;
  if (op === "mul" && left?.op === "const") return b * left.value;
  return "varying";
}

/**
 * Statements of one iteration as statements of several iterations in lockstep, one per lane: branches that differ run
 * one after the other under masks, a loop runs while any lane does.
 */
import { apply, constant, get } from "../ir/build";
import type { ForStmt, IfStmt, JumpStmt, Node, SetStmt, Stmt, StoreStmt, WhileStmt } from "../ir/node";
import { branch, eachNode } from "../ir/walk";
import { worthSkipping } from "./costs";
import { isCount } from "./counts";
import type { Departures } from "./divergence";
import { LaneState } from "./lane-state";
import { ifAny, not } from "./masks";

export class Lockstep extends LaneState {
  /** The body of the loop itself, whose new label is `label`. */
  iteration(loop: ForStmt, label: number): Stmt[] {
    this.labels.set(loop.label, label);
    this.label = label;
    const out: Stmt[] = [];
    if (this.divergence.departuresOf(loop.label) === undefined) this.list(loop.body, out);
    else this.masked("iteration", loop.label, this.masks.everyLane, out, () => this.list(loop.body, out));
    return out;
  }

  private list(list: readonly Stmt[], out: Stmt[]): void {
    for (const stmt of list) this.statement(stmt, out);
  }

  private statement(stmt: Stmt, out: Stmt[]): void {
    switch (stmt.tag) {
      case "set":
        out.push(this.set(stmt));
        return;
      case "store":
        out.push(this.store(stmt));
        return;
      case "if":
        if (this.stops.has(stmt)) this.stop(stmt, out);
        else this.if(stmt, out);
        return;
      case "for":
        this.loop(out, (inner) => this.for(stmt, inner));
        return;
      case "while":
        this.loop(out, (inner) => this.while(stmt, inner));
        return;
      case "block":
        this.block(stmt.label, stmt.body, out);
        return;
      case "break":
      case "continue":
        this.jump(stmt, undefined, out);
        return;
      default:
        out.push(stmt);
    }
  }

  private set(stmt: SetStmt): Stmt {
    if (this.divergence.shapeOf(stmt.local) !== "varying") return stmt;
    const mask = this.masks.current;
    if (mask && this.counters.has(stmt.local) && this.divergence.blended(stmt) && isCount(stmt)) {
      return this.count(stmt, mask);
    }
    return this.assign(stmt.local, this.widening.vector(stmt.value), this.divergence.blended(stmt));
  }

  private store(stmt: StoreStmt): Stmt {
    return { ...stmt, value: this.widening.vector(stmt.value), mask: this.masks.current };
  }

  private stop({ cond }: IfStmt, out: Stmt[]): void {
    const uniform = this.divergence.shape(cond) === 0 && this.masks.current === undefined;
    const some = uniform ? cond : apply("any", [this.masks.within(this.widening.vector(cond))]);
    out.push(branch(some, [{ tag: "break", label: this.label }]));
  }

  private if(stmt: IfStmt, out: Stmt[]): void {
    if (this.divergence.shape(stmt.cond) === 0) {
      const [then, other]: [Stmt[], Stmt[]] = [[], []];
      this.list(stmt.then, then);
      this.list(stmt.else, other);
      out.push({ ...stmt, then, else: other });
      return;
    }
    const [first] = stmt.then;
    const condition = this.widening.vector(stmt.cond);
    if (stmt.else.length === 0 && (first?.tag === "break" || first?.tag === "continue")) {
      this.jump(first, condition, out);
      return;
    }
    const cond = this.keep("condition", condition, out);
    this.side(stmt.then, cond, out);
    this.side(stmt.else, not(cond), out);
  }

  private side(list: readonly Stmt[], cond: Node, out: Stmt[]): void {
    const [first] = list;
    if (first === undefined) return;
    if (first.tag === "break" || first.tag === "continue") {
      this.jump(first, cond, out);
      return;
    }
    const inner: Stmt[] = [];
    const mask = this.masks.local("branch");
    const used = this.masks.under(mask, "branch", undefined, () => this.list(list, inner));
    const skips = worthSkipping(list);
    if (used || skips) out.push({ tag: "set", local: mask, value: this.masks.within(cond) });
    if (skips) out.push(ifAny(get(mask), inner));
    else out.push(...inner);
  }

  private block(label: number, body: readonly Stmt[], out: Stmt[]): void {
    if (this.divergence.departuresOf(label)) {
      const start = this.masks.current ?? this.masks.everyLane;
      this.masked("block", label, start, out, () => this.list(body, out));
      return;
    }
    const inner: Stmt[] = [];
    const fresh = this.relabel(label);
    this.list(body, inner);
    out.push({ tag: "block", label: fresh, body: inner });
  }

  /** `cond`: the lanes that jump, of those that run now; all of them, when undefined. */
  private jump(stmt: JumpStmt, cond: Node | undefined, out: Stmt[]): void {
    if (this.divergence.isMasked(stmt)) out.push(...this.masks.jump(stmt.tag, stmt.label, cond));
    else out.push({ tag: stmt.tag, label: this.labels.get(stmt.label) ?? stmt.label });
  }

  /** Where some lanes wait, a loop is entered only if others do not: it might never end without them. */
  private loop(out: Stmt[], emit: (inner: Stmt[]) => void): void {
    const mask = this.masks.current;
    if (mask === undefined) {
      emit(out);
      return;
    }
    const inner: Stmt[] = [];
    emit(inner);
    out.push(ifAny(mask, inner));
  }

  private for(stmt: ForStmt, out: Stmt[]): void {
    const { divergence } = this;
    const departures = divergence.departuresOf(stmt.label);
    if (divergence.shapeOf(stmt.local) !== 0 || divergence.shape(stmt.limit) !== 0) {
      this.varyingFor(stmt, out);
      return;
    }
    if (departures?.breaks || departures?.passes) {
      this.leftFor(stmt, departures, out);
      return;
    }
    const label = this.relabel(stmt.label);
    const body: Stmt[] = [];
    if (departures === undefined) this.list(stmt.body, body);
    else {
      this.masked("loop", stmt.label, this.masks.current ?? this.masks.everyLane, out, () =>
        this.iterations(stmt.label, departures, stmt.body, body),
      );
    }
    out.push({ ...stmt, label, body, independent: undefined });
  }

  /**
   * All lanes count alike, and leave apart: one test at the end of a round does for both. So does a condition to leave
   * at the start of a round: it is looked at before the first one and at the end of each.
   */
  private leftFor(stmt: ForStmt, departures: Departures, out: Stmt[]): void {
    const { local } = stmt;
    const label = this.relabel(stmt.label);
    const first = departures.continues ? undefined : leavingFirst(stmt);
    const rest = first ? stmt.body.slice(1) : stmt.body;
    out.push({ tag: "set", local, value: stmt.from });
    this.masked("loop", stmt.label, this.masks.current ?? this.masks.everyLane, out, (mask) => {
      const update: Stmt[] = [];
      const body: Stmt[] = [];
      if (first) this.if(first, out);
      this.iterations(stmt.label, departures, rest, body);
      const step = apply("add", [get(local), constant(local.type, stmt.step)]);
      update.push({ tag: "set", local, value: step });
      if (first) this.if(first, update);
      const counts = apply(stmt.compare, [get(local), stmt.limit]);
      const cond = apply("and", [counts, apply("any", [get(mask)])]);
      out.push({ tag: "while", label, cond, body, update, test: "before" });
    });
  }

  /** A counted loop whose lanes count, or end, apart. */
  private varyingFor(stmt: ForStmt, out: Stmt[]): void {
    const { local } = stmt;
    const varies = this.divergence.shapeOf(local) === "varying";
    const step = apply("add", [get(local), constant(local.type, stmt.step)]);
    const set = (value: Node): Stmt =>
      varies
        ? this.assign(local, this.widening.vector(value), this.divergence.blended(stmt))
        : { tag: "set", local, value };
    out.push(set(stmt.from));
    const cond = apply(stmt.compare, [get(local), stmt.limit]);
    this.masked("loop", stmt.label, this.masks.within(this.widening.vector(cond)), out, (mask) => {
      const body: Stmt[] = [];
      this.iterations(stmt.label, this.departures(stmt.label), stmt.body, body);
      body.push(set(step), this.narrowed(mask, cond));
      out.push(this.whileAny(mask, body));
    });
  }

  private while(stmt: WhileStmt, out: Stmt[]): void {
    const departures = this.divergence.departuresOf(stmt.label);
    const body: Stmt[] = [];
    const update: Stmt[] = [];
    if (departures === undefined) {
      const label = this.relabel(stmt.label);
      this.list(stmt.body, body);
      this.list(stmt.update, update);
      out.push({ ...stmt, label, body, update });
      return;
    }
    const varies = this.divergence.shape(stmt.cond) !== 0;
    const all = this.masks.current ?? this.masks.everyLane;
    const first = varies && stmt.test === "before" ? this.masks.within(this.widening.vector(stmt.cond)) : all;
    this.masked("loop", stmt.label, first, out, (mask) => {
      const label = this.relabel(stmt.label);
      this.iterations(stmt.label, departures, stmt.body, body);
      this.list(stmt.update, varies ? body : update);
      if (varies) {
        body.push(this.narrowed(mask, stmt.cond));
        out.push(this.whileAny(mask, body));
      } else {
        const cond = apply("and", [stmt.cond, apply("any", [get(mask)])]);
        out.push({ ...stmt, label, cond, body, update });
      }
    });
  }

  /** One round of a loop under its mask; lanes that `continue` get a mask of their own. */
  private iterations(label: number, departures: Departures, list: readonly Stmt[], body: Stmt[]): void {
    if (!departures.continues) this.list(list, body);
    else this.masked("iteration", label, this.masks.current as Node, body, () => this.list(list, body));
  }
}

/** `if (c) break` at the start of a loop, when `c` can be evaluated once more than the loop has rounds. */
function leavingFirst({ body, label }: ForStmt): IfStmt | undefined {
  const [first] = body;
  if (first?.tag !== "if" || first.else.length > 0 || first.then.length !== 1) return undefined;
  const [jump] = first.then;
  if (jump?.tag !== "break" || jump.label !== label) return undefined;
  let reads = false;
  eachNode([first.cond], ({ op }) => {
    reads ||= op === "load";
  });
  return reads ? undefined : first;
}

/**
 * Loop-invariant motion: what is the same in each iteration is computed once, before the loop.
 *
 *   for i …  y[i] = sqrt(k) * x[i]     →     t = sqrt(k);  for i …  y[i] = t * x[i]
 *
 * A loop may run no iteration at all, so only what does no harm moves: not what was proven inside of the loop alone,
 * and no heavy function out of a branch that may never be taken. A read that was proven to be inside its array
 * becomes a checked one. Reads do not cross writes that may be to the same memory.
 */
import { get } from "../ir/build";
import type { ArrayRef, Fn, ForStmt, Load, Local, Node, Stmt, WhileStmt } from "../ir/node";
import { scalarOf } from "../ir/types";
import {
  bodiesOf,
  eachStmt,
  Fresh,
  isLoop,
  mapStmt,
  NodeMap,
  nodesOf,
  operandsOf,
  targetOf,
  withOperands,
} from "../ir/walk";
import { Aliasing } from "./aliasing";
import { heavy, ownWeight, weighs } from "./weight";

type Loop = ForStmt | WhileStmt;

export function loops(fn: Fn): Fn {
  const motion = new Motion(fn);
  const body = motion.list(fn.body);
  return motion.made.length === 0 ? fn : { ...fn, body, locals: [...fn.locals, ...motion.made] };
}

class Motion {
  private readonly fresh: Fresh;
  private readonly aliasing: Aliasing;

  constructor(fn: Fn) {
    this.fresh = new Fresh(fn);
    this.aliasing = new Aliasing(fn);
  }

  get made(): readonly Local[] {
    return this.fresh.made;
  }

  /** Outer loops first: what moves out of them need not move out of inner ones. */
  list(list: readonly Stmt[]): readonly Stmt[] {
    return list.flatMap((stmt): readonly Stmt[] => {
      const [before, rest] = isLoop(stmt) ? this.out(stmt) : [[], stmt];
      return [...before, mapStmt(rest, { node: (node) => node, body: (body) => this.list(body) })];
    });
  }

  /** What moves out of a loop, and what stays. */
  private out(loop: Loop): readonly [readonly Stmt[], Loop] {
    const moved = new Invariants(loop, this.aliasing).found();
    if (moved.size === 0) return [[], loop];
    const names = new Map<Node, Local>();
    const before = [...moved].map((node): Stmt => {
      const local = this.fresh.local("", node.type);
      names.set(node, local);
      return { tag: "set", local, value: new NodeMap(safe).of(node) };
    });
    const substitute = new Substitution(names);
    const node = (one: Node) => substitute.of(one);
    const body = (list: readonly Stmt[]): readonly Stmt[] =>
      list.map((stmt) => mapStmt(stmt, { node, body }));
    const rest = mapStmt(loop, { node, body }) as Loop;
    // The start of a counter is outside already.
    return [before, rest.tag === "for" && loop.tag === "for" ? { ...rest, from: loop.from } : rest];
  }
}

/** Before the loop a proof may not hold yet. */
function safe(node: Node): Node {
  return node.op === "load" && !node.checked ? { ...node, checked: true } : node;
}

class Substitution {
  private readonly done = new Map<Node, Node>();

  constructor(private readonly names: ReadonlyMap<Node, Local>) {}

  of(node: Node): Node {
    const local = this.names.get(node);
    if (local !== undefined) return get(local);
    const known = this.done.get(node);
    if (known !== undefined) return known;
    const result = withOperands(
      node,
      operandsOf(node).map((operand) => this.of(operand)),
    );
    this.done.set(node, result);
    return result;
  }
}

/** The largest expressions of a loop that are the same in each of its iterations. */
class Invariants {
  private readonly changed = new Set<Local>();
  private readonly written = new Set<ArrayRef>();
  private readonly known = new Map<Node, boolean>();
  private readonly moved = new Set<Node>();

  constructor(
    private readonly loop: Loop,
    aliasing: Aliasing,
  ) {
    eachStmt([loop], (stmt) => {
      const target = targetOf(stmt);
      if (target !== undefined) this.changed.add(target);
      if (stmt.tag === "store") for (const array of aliasing.seenThrough(stmt.array)) this.written.add(array);
    });
  }

  found(): ReadonlySet<Node> {
    const { loop } = this;
    const head = loop.tag === "for" ? loop.limit : loop.cond;
    this.look(head, false);
    for (const body of bodiesOf(loop)) this.list(body, false);
    return this.moved;
  }

  private list(list: readonly Stmt[], isBranch: boolean): void {
    let mayStop = isBranch;
    for (const stmt of list) {
      for (const node of nodesOf(stmt)) this.look(node, mayStop);
      for (const body of bodiesOf(stmt)) this.list(body, mayStop || stmt.tag === "if");
      mayStop ||= stmt.tag === "if" || stmt.tag === "block";
    }
  }

  private look(node: Node, isBranch: boolean): void {
    if (this.moved.has(node)) return;
    if (this.isInvariant(node) && this.isWorth(node, isBranch)) this.moved.add(node);
    else for (const operand of operandsOf(node)) this.look(operand, isBranch);
  }

  private isWorth(node: Node, isBranch: boolean): boolean {
    return ownWeight(node) > 0 && !(isBranch && weighs(node, heavy));
  }

  private isInvariant(node: Node): boolean {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const found = this.test(node) && operandsOf(node).every((operand) => this.isInvariant(operand));
    this.known.set(node, found);
    return found;
  }

  private test(node: Node): boolean {
    if (node.op === "get") return !this.changed.has(node.local);
    if (node.op === "asI32") return false; // proven where it stands
    return node.op !== "load" || (!this.written.has(node.array) && canCheck(node));
  }
}

/** A checked read of an integer array has another type, as it may be NaN. */
function canCheck({ array, checked }: Load): boolean {
  return checked || scalarOf(array.elem) !== "i32";
}

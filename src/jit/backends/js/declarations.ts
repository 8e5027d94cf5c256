/**
 * Where the locals of a function are declared in its JavaScript: as far inside and as late as their values allow, so
 * that the code reads as if written by hand.
 *
 * A declaration inside a loop makes the local new in each iteration. So there it must be set before it is read; one
 * that carries a value from iteration to iteration is declared outside of all loops, as 0 or false.
 */
import type { Fn, Local, Node, SetStmt, Stmt } from "../../ir/node";
import { bodiesOf, eachNode, eachStmt, isLoop, jumpsTo, nodesOf, targetOf } from "../../ir/walk";

/**
 * What becomes of a local in some statements: read before it is set, on some way; set, on all; set on some and read
 * on none before that; not mentioned; or the end of the statements is never reached.
 */
type First = "read" | "set" | "maybe" | "none" | "end";

export class Declarations {
  private readonly mentions = new Map<Stmt, ReadonlySet<Local>>();
  private readonly readBy = new Map<Node, ReadonlySet<Local>>();
  private readonly sets = new Map<Local, number>();
  private readonly declared: Set<Local>;

  constructor(fn: Fn) {
    this.declared = new Set(fn.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : [])));
    eachStmt(fn.body, (stmt) => {
      const target = targetOf(stmt);
      if (target === undefined) return;
      this.sets.set(target, (this.sets.get(target) ?? 0) + (stmt.tag === "for" ? 2 : 1));
    });
  }

  /** The locals to declare in this list itself, each at the statement that mentions it first. */
  of(list: readonly Stmt[], inLoop: boolean): Map<Stmt, readonly Local[]> {
    const users = new Map<Local, Stmt[]>();
    for (const stmt of list) {
      for (const local of this.mentioned(stmt)) {
        if (this.declared.has(local)) continue;
        const known = users.get(local);
        if (known === undefined) users.set(local, [stmt]);
        else known.push(stmt);
      }
    }
    const found = new Map<Stmt, readonly Local[]>();
    for (const [local, [first, ...others]] of users) {
      if (first === undefined) continue;
      if (others.length === 0 && this.fitsInside(first, local, inLoop)) continue;
      found.set(first, [...(found.get(first) ?? []), local]);
      this.declared.add(local);
    }
    return found;
  }

  /** Whether nothing but its declaration sets it. */
  isConstant(local: Local): boolean {
    return this.sets.get(local) === 1;
  }

  /** Whether a loop's head declares its counter: nothing outside of the loop mentions it. */
  claim(counter: Local): boolean {
    const isOwn = !this.declared.has(counter);
    this.declared.add(counter);
    return isOwn;
  }

  /** Whether a `set` can be the declaration of its local. */
  isInitial({ local, value }: SetStmt): boolean {
    return !this.reads([value], local);
  }

  /** Whether a list inside of the statement, the only one that mentions the local, can declare it. */
  private fitsInside(stmt: Stmt, local: Local, inLoop: boolean): boolean {
    if (stmt.tag === "for" && stmt.local === local) return !this.reads(nodesOf(stmt).slice(0, 1), local);
    if (stmt.tag === "set" || this.reads(nodesOf(stmt), local)) return false;
    const bodies = bodiesOf(stmt).filter((body) => body.some((inner) => this.mentioned(inner).has(local)));
    const [body] = bodies;
    if (body === undefined || bodies.length > 1) return false;
    if (stmt.tag === "while" && body === stmt.update) return false; // it may be written in the head of the loop
    return !(inLoop || isLoop(stmt)) || this.first(body, local) !== "read";
  }

  private mentioned(stmt: Stmt): ReadonlySet<Local> {
    const known = this.mentions.get(stmt);
    if (known !== undefined) return known;
    const found = new Set<Local>();
    const target = targetOf(stmt);
    if (target !== undefined) found.add(target);
    for (const node of nodesOf(stmt)) for (const local of this.locals(node)) found.add(local);
    for (const body of bodiesOf(stmt)) {
      for (const inner of body) for (const local of this.mentioned(inner)) found.add(local);
    }
    this.mentions.set(stmt, found);
    return found;
  }

  private reads(nodes: readonly Node[], local: Local): boolean {
    return nodes.some((node) => this.locals(node).has(local));
  }

  /** The locals that an expression reads. */
  private locals(root: Node): ReadonlySet<Local> {
    const known = this.readBy.get(root);
    if (known !== undefined) return known;
    const found = new Set<Local>();
    eachNode([root], (node) => {
      if (node.op === "get") found.add(node.local);
    });
    this.readBy.set(root, found);
    return found;
  }

  private first(list: readonly Stmt[], local: Local): First {
    let sofar: First = "none";
    for (const stmt of list) {
      const first = this.firstOf(stmt, local);
      if (first === "maybe") sofar = first;
      else if (first !== "none") return first;
    }
    return sofar;
  }

  private firstOf(stmt: Stmt, local: Local): First {
    if (stmt.tag === "break" || stmt.tag === "continue") return "end";
    if (this.reads(stmt.tag === "for" ? [stmt.from] : nodesOf(stmt), local)) return "read";
    if (stmt.tag === "return") return "end";
    if (targetOf(stmt) === local) return "set";
    if (stmt.tag === "for" && this.reads([stmt.limit], local)) return "read";
    if (stmt.tag === "if") return eitherOf(this.first(stmt.then, local), this.first(stmt.else, local));
    const inner = bodiesOf(stmt).map((body) => this.first(body, local));
    if (inner.includes("read")) return "read";
    const isStraight = stmt.tag === "block" && !jumpsTo(stmt.body, stmt.label, "break");
    if (isStraight) return inner[0] as First;
    // Left early, or no iteration at all: then it may not be set, and if it ended inside it may not have ended.
    return inner.every((first) => first === "none") ? "none" : "maybe";
  }
}

function eitherOf(a: First, b: First): First {
  if (a === "read" || b === "read") return "read";
  if (a === "end" || a === b) return b;
  return b === "end" ? a : "maybe";
}

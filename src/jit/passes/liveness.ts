/**
 * Which locals are still read, by statement: backwards through the structured code, loops until nothing is added.
 * A local that is not live may hold anything.
 */
import { assert } from "../../assert";
import type { ForStmt, Local, Stmt, WhileStmt } from "../ir/node";
import { nodesOf } from "../ir/walk";
import { localsRead } from "./find";

type Locals = ReadonlySet<Local>;

interface Target {
  readonly break: Locals;
  readonly continue?: Locals;
}
type Targets = ReadonlyMap<number, Target>;

const none: Locals = Object.freeze(new Set<Local>());

export class Liveness {
  private readonly befores = new Map<Stmt, Set<Local>>();
  private readonly afters = new Map<Stmt, Set<Local>>();
  private readonly tests = new Map<Stmt, Set<Local>>();

  /** @param out what is live after the statements; `targets` of jumps out of them keep nothing alive by themselves. */
  constructor(list: readonly Stmt[], out: Locals = none, targets: Targets = new Map()) {
    this.list(list, out, targets);
  }

  /** Live when the statement starts. */
  before(stmt: Stmt): Locals {
    return this.befores.get(stmt) ?? none;
  }

  /** Live when it is done, wherever it was left to. */
  after(stmt: Stmt): Locals {
    return this.afters.get(stmt) ?? none;
  }

  /** Live when a `while` tests its condition, a `for` its limit (after the step). */
  test(stmt: ForStmt | WhileStmt): Locals {
    return this.tests.get(stmt) ?? none;
  }

  /** Live at the start of a list that goes on with `out`. */
  entry(list: readonly Stmt[], out: Locals): Locals {
    const [first] = list;
    return first === undefined ? out : this.before(first);
  }

  private list(list: readonly Stmt[], out: Locals, targets: Targets): Locals {
    let live = out;
    for (let at = list.length - 1; at >= 0; at--) {
      const stmt = list[at] as Stmt;
      add(this.afters, stmt, live);
      live = this.statement(stmt, live, targets);
      add(this.befores, stmt, live);
    }
    return live;
  }

  private statement(stmt: Stmt, out: Locals, targets: Targets): Locals {
    switch (stmt.tag) {
      case "set":
        return union(without(out, stmt.local), reads(stmt));
      case "store":
        return union(out, reads(stmt));
      case "return":
        return reads(stmt);
      case "if":
        return union(reads(stmt), this.list(stmt.then, out, targets), this.list(stmt.else, out, targets));
      case "block":
        return this.list(stmt.body, out, new Map(targets).set(stmt.label, { break: out }));
      case "break":
        return targets.get(stmt.label)?.break ?? none;
      case "continue":
        return targets.get(stmt.label)?.continue ?? none;
      case "for":
        return this.counted(stmt, out, targets);
      case "while":
        return this.while(stmt, out, targets);
    }
  }

  private counted(stmt: ForStmt, out: Locals, targets: Targets): Locals {
    const limit = localsRead([stmt.limit]);
    const counter = new Set([stmt.local]);
    let head = union(out, limit, counter);
    this.settle(stmt, () => {
      const inside = new Map(targets).set(stmt.label, { break: out, continue: head });
      head = union(head, this.list(stmt.body, head, inside));
      return head;
    });
    return union(without(head, stmt.local), localsRead([stmt.from]));
  }

  private while(stmt: WhileStmt, out: Locals, targets: Targets): Locals {
    let test = union(out, reads(stmt));
    let start: Locals = none;
    this.settle(stmt, () => {
      const update = this.list(stmt.update, test, targets);
      const inside = new Map(targets).set(stmt.label, { break: out, continue: update });
      start = this.list(stmt.body, update, inside);
      test = union(test, start);
      return test;
    });
    return stmt.test === "before" ? test : start;
  }

  /** Repeats until the set is the same as before. */
  private settle(stmt: Stmt, round: () => Locals): void {
    let size = -1;
    let live = round();
    for (let rounds = 0; live.size !== size; rounds++) {
      assert(rounds < 10_000, "liveness does not settle");
      size = live.size;
      live = round();
    }
    add(this.tests, stmt, live);
  }
}

function add(sets: Map<Stmt, Set<Local>>, stmt: Stmt, live: Locals): void {
  const known = sets.get(stmt);
  if (known === undefined) sets.set(stmt, new Set(live));
  else for (const local of live) known.add(local);
}

export function union(...sets: readonly Locals[]): Set<Local> {
  const all = new Set<Local>();
  for (const set of sets) for (const local of set) all.add(local);
  return all;
}

function without(set: Locals, local: Local): Set<Local> {
  const rest = new Set(set);
  rest.delete(local);
  return rest;
}

/** What the statement's own expressions read. */
function reads(stmt: Stmt): Set<Local> {
  return localsRead(nodesOf(stmt));
}

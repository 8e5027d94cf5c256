/**
 * Addresses that move along with a loop's counter: computed once before the loop, then bumped. Accesses that differ by
 * a constant share one, and keep their distance as the instruction's offset.
 */
import type { ForStmt, Load, Local, Node, Stmt, StoreStmt } from "../../ir/node";
import { elemBytes } from "../../ir/types";
import { bodiesOf, eachNode, eachStmt, nodesOf, targetOf } from "../../ir/walk";
import { offsetMax } from "./addresses";
import type { Frame } from "./frame";
import { type Linear, linearKey, linearOf, type Scope, type Term } from "./linear";

type Access = Load | StoreStmt;

/** Accesses in one window of constants, least first. */
interface Group {
  readonly index: Linear;
  readonly accesses: readonly { readonly access: Access; readonly offset: number }[];
}

/** Emits the pointers' first values (the counter is set) and gives what bumps them. */
export function movePointers(frame: Frame, loop: ForStmt): { bump: () => void; release: () => void } {
  const moves: { pointer: number; step: number | { local: number } }[] = [];
  for (const group of groupsOf(loop)) {
    const { access } = group.accesses[0] as { access: Access };
    const bytes = elemBytes[access.array.elem];
    const pointer = frame.f.local("i32");
    startAt(frame, frame.placeOf(access.array).pointer, group.index, bytes, loop.local);
    frame.f.set(pointer);
    moves.push({ pointer, step: stride(frame, group.index, bytes * loop.step) });
    for (const { access: each, offset } of group.accesses) frame.moving.set(each, { pointer, offset });
  }
  const { f } = frame;
  return {
    bump: () => {
      for (const { pointer, step } of moves) {
        f.get(pointer);
        if (typeof step === "number") f.i32(step);
        else f.get(step.local);
        f.op("i32.add").set(pointer);
      }
    },
    release: () => {
      for (const { pointer, step } of moves) {
        f.release(pointer);
        if (typeof step !== "number") f.release(step.local);
      }
    },
  };
}

/** Accesses of the body itself; those in counted loops inside have pointers of their own. */
function groupsOf(loop: ForStmt): Group[] {
  const found = new Map<string, { access: Access; index: Linear; bytes: number }[]>();
  collect(loop.body, scopeOf(loop), (access, index) => {
    if (!index.terms.some(({ moves }) => moves)) return;
    const key = `${access.array.slot}:${linearKey(index)}`;
    const known = found.get(key) ?? [];
    known.push({ access, index, bytes: elemBytes[access.array.elem] });
    found.set(key, known);
  });
  return [...found.values()].flatMap(windows);
}

function windows(same: { access: Access; index: Linear; bytes: number }[]): Group[] {
  const sorted = [...same].sort((a, b) => a.index.constant - b.index.constant);
  const groups: { index: Linear; accesses: { access: Access; offset: number }[] }[] = [];
  for (const { access, index, bytes } of sorted) {
    const open = groups.at(-1);
    const offset = open === undefined ? 0 : (index.constant - open.index.constant) * bytes;
    if (open !== undefined && offset <= offsetMax) open.accesses.push({ access, offset });
    else groups.push({ index, accesses: [{ access, offset: 0 }] });
  }
  return groups;
}

interface BodyScope extends Scope {
  readonly defined: Map<Local, Node>;
  /** Locals that the body sets in one place only. */
  readonly once: ReadonlySet<Local>;
}

function scopeOf({ local: counter, body }: ForStmt): BodyScope {
  const changing = new Set<Local>();
  const once = new Set<Local>();
  eachStmt(body, (stmt) => {
    const target = targetOf(stmt);
    if (target === undefined) return;
    if (changing.has(target) || stmt.tag === "for") once.delete(target);
    else once.add(target);
    changing.add(target);
  });
  return { counter, changing, once, defined: new Map() };
}

/** Finds accesses with linear indices, knowing what locals are set to on the way. */
function collect(
  stmts: readonly Stmt[],
  scope: BodyScope,
  found: (access: Access, index: Linear) => void,
): void {
  const consider = (access: Access) => {
    const index = access.checked ? undefined : linearOf(access.index, scope);
    if (index !== undefined) found(access, index);
  };
  for (const stmt of stmts) {
    if (stmt.tag === "for") continue;
    eachNode(nodesOf(stmt), (node) => {
      if (node.op === "load") consider(node);
    });
    if (stmt.tag === "store") consider(stmt);
    for (const body of bodiesOf(stmt)) collect(body, { ...scope, defined: new Map(scope.defined) }, found);
    if (stmt.tag === "set" && scope.once.has(stmt.local)) scope.defined.set(stmt.local, stmt.value);
  }
}

/** Pushes base + bytes × index, with the counter as it is. */
function startAt(
  frame: Frame,
  base: number,
  { constant, terms }: Linear,
  bytes: number,
  counter: Local,
): void {
  const { f } = frame;
  f.get(base);
  if (constant !== 0) f.i32(constant * bytes).op("i32.add");
  for (const term of terms) {
    product(frame, term, bytes, term.moves ? frame.placesOf(counter)[0] : undefined);
    f.op("i32.add");
  }
}

/** Pushes coefficient × bytes × factors, and × the counter. */
function product(frame: Frame, { coefficient, factors }: Term, bytes: number, counter?: number): void {
  const { f } = frame;
  frame.statement(factors, () => {
    let first = true;
    const times = () => {
      if (!first) f.op("i32.mul");
      first = false;
    };
    if (counter !== undefined) {
      f.get(counter);
      times();
    }
    for (const factor of factors) {
      frame.emit(factor);
      times();
    }
    scale(frame, Math.imul(coefficient, bytes));
  });
}

/** Multiplies what is on the stack. */
function scale({ f }: Frame, by: number): void {
  if (by === 1) return;
  const shift = Math.log2(by);
  if (Number.isInteger(shift)) f.i32(shift).op("i32.shl");
  else f.i32(by).op("i32.mul");
}

/** Bytes from one iteration to the next: a number, or a local with it. */
function stride(frame: Frame, { terms }: Linear, bytes: number): number | { local: number } {
  const moving = terms.filter(({ moves }) => moves);
  if (moving.every(({ factors }) => factors.length === 0)) {
    return moving.reduce((total, { coefficient }) => (total + Math.imul(coefficient, bytes)) | 0, 0);
  }
  const local = frame.f.local("i32");
  moving.forEach((term, index) => {
    if (term.factors.length === 0) frame.f.i32(Math.imul(term.coefficient, bytes));
    else product(frame, term, bytes);
    if (index > 0) frame.f.op("i32.add");
  });
  frame.f.set(local);
  return { local };
}

/**
 * Emits statements. Loops are tested at the bottom, with the same test once before them:
 *
 *   i = from; if (i < limit) { loop: block { body } i += step; if (i < limit) goto loop }
 */
import { assert } from "../../../assert";
import type { ForStmt, IfStmt, JumpStmt, Local, Node, ReturnStmt, Stmt, WhileStmt } from "../../ir/node";
import { type Scalar, scalarPart } from "../../ir/types";
import { jumpsTo, nodesOf } from "../../ir/walk";
import type { PlainOp } from "./encode";
import type { Frame } from "./frame";
import { movePointers } from "./pointers";
import { closeList } from "./repair";
import { store } from "./stores";

export function body(frame: Frame, stmts: readonly Stmt[]): void {
  for (const stmt of stmts) statement(frame, stmt);
}

function statement(frame: Frame, stmt: Stmt): void {
  const { f } = frame;
  switch (stmt.tag) {
    case "set":
      frame.statement(nodesOf(stmt), () => assign(frame, stmt.local, stmt.value));
      return;
    case "store":
      frame.statement(nodesOf(stmt), () => store(frame, stmt));
      return;
    case "if":
      branch(frame, stmt);
      return;
    case "for":
      counted(frame, stmt);
      return;
    case "while":
      repeated(frame, stmt);
      return;
    case "block":
      f.block();
      label(frame, stmt.label, { leave: f.levels });
      body(frame, stmt.body);
      f.end();
      return;
    case "return":
      leave(frame, stmt);
      return;
    default:
      jump(frame, stmt);
      return;
  }
}

/** All parts are computed before the first is written: they may read each other's old values. */
function assign(frame: Frame, local: Local, value: Node): void {
  const places = frame.placesOf(local);
  places.forEach((_, part) => {
    frame.emit(value, part);
  });
  for (const place of [...places].reverse()) frame.f.set(place);
}

function branch(frame: Frame, stmt: IfStmt): void {
  const { f } = frame;
  frame.statement([stmt.cond], () => frame.emit(stmt.cond));
  f.if();
  body(frame, stmt.then);
  if (stmt.else.length > 0) {
    f.else();
    body(frame, stmt.else);
  }
  f.end();
}

function label(frame: Frame, name: number, levels: { leave?: number; again?: number }): void {
  frame.labels.set(name, { ...frame.labels.get(name), ...levels });
}

function jump({ f, labels }: Frame, { tag, label: name }: JumpStmt): void {
  const level = labels.get(name)?.[tag === "break" ? "leave" : "again"];
  assert(level !== undefined, `${tag} ${name} has no place to go`);
  f.br(f.levels - level);
}

interface Loop {
  readonly label: number;
  readonly body: readonly Stmt[];
  /** Pushes whether there is another round. */
  readonly test: () => void;
  /** What comes after the body, in each round. */
  readonly next: () => void;
  /** What comes before the body, in each round. */
  readonly start?: () => void;
  readonly testedFirst: boolean;
}

function loop(frame: Frame, { label: name, body: stmts, test, start, next, testedFirst }: Loop): void {
  const { f } = frame;
  const breaks = jumpsTo(stmts, name, "break");
  const continues = jumpsTo(stmts, name, "continue");
  if (testedFirst) {
    test();
    f.if();
    label(frame, name, { leave: f.levels });
  } else if (breaks) {
    f.block();
    label(frame, name, { leave: f.levels });
  }
  f.loop();
  const top = f.levels;
  start?.();
  if (continues) {
    f.block();
    label(frame, name, { again: f.levels });
  }
  body(frame, stmts);
  if (continues) f.end();
  next();
  test();
  f.brIf(f.levels - top);
  f.end();
  if (testedFirst || breaks) f.end();
}

function counted(frame: Frame, stmt: ForStmt): void {
  const { f } = frame;
  const { local, step } = stmt;
  const counter = frame.placesOf(local)[0] as number;
  const scalar = scalarPart(local.type);
  frame.statement([stmt.from], () => {
    frame.emit(stmt.from);
    f.set(counter);
  });
  const pointers = movePointers(frame, stmt);
  const around = frame.repair;
  frame.repair = frame.list?.loop === stmt ? frame.list.repair : undefined;
  loop(frame, {
    label: stmt.label,
    body: stmt.body,
    testedFirst: true,
    test: () =>
      frame.statement([stmt.limit], () => {
        f.get(counter);
        frame.emit(stmt.limit);
        f.op(comparison(stmt.compare, scalar));
      }),
    start: () => clearRare(frame),
    next: () => {
      f.get(counter);
      if (scalar === "i32") f.i32(step).op("i32.add");
      else f.f64(step).op("f64.add");
      f.set(counter);
      pointers.bump();
    },
  });
  frame.repair = around;
  pointers.release();
}

/** At the start of each block of the loop that has a repair list: no lane is rare so far. */
function clearRare({ f, repair }: Frame): void {
  if (repair !== undefined) f.i32x4(0).set(repair.rare);
}

function comparison(compare: ForStmt["compare"], scalar: Scalar): PlainOp {
  if (scalar === "f64") return `f64.${compare}`;
  return compare === "ne" ? "i32.ne" : `i32.${compare}_s`;
}

function repeated(frame: Frame, stmt: WhileStmt): void {
  assert(frame.repair === undefined, "a loop in one with a repair list");
  loop(frame, {
    label: stmt.label,
    body: stmt.body,
    testedFirst: stmt.test === "before",
    test: () => frame.statement([stmt.cond], () => frame.emit(stmt.cond)),
    next: () => body(frame, stmt.update),
  });
}

/** The result, as a double, goes to the control block. */
function leave(frame: Frame, stmt: ReturnStmt): void {
  const { f } = frame;
  const { value } = stmt;
  if (value !== undefined) {
    frame.statement([value], () => {
      f.get(control);
      frame.emit(value);
      if (value.type === "f32") f.op("f64.promote_f32");
      else if (value.type !== "f64") f.op("f64.convert_i32_s");
      f.store("f64.store", 0);
    });
  }
  finish(frame);
}

/** The parameter with the control block's address. */
const control = 0;

/** Leaves the kernel with status 0: done. */
export function finish(frame: Frame): void {
  closeList(frame);
  frame.f.i32(0).ret();
}

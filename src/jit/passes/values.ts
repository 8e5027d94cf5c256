/**
 * Value numbers: two expressions have the same number only where they have the same value. A number stands for one
 * value for ever; what changes is which number a local or an array has, as the statements are walked in order.
 */
import type { ArrayRef, Const, Fn, Local, Node, Stmt } from "../ir/node";
import { eachStmt, operandsOf, targetOf } from "../ir/walk";
import { Aliasing } from "./aliasing";

const commutative: ReadonlySet<string> = new Set([
  "add",
  "mul",
  "min",
  "max",
  "eq",
  "ne",
  "and",
  "or",
  "xor",
]);

/** What is known at one place. */
export interface State {
  readonly locals: ReadonlyMap<Local, number>;
  readonly contents: ReadonlyMap<ArrayRef, number>;
}

export class Values {
  private last = 0;
  private readonly numbers = new Map<string, number>();
  private readonly constants = new Map<number, Const>();
  private locals = new Map<Local, number>();
  private contents = new Map<ArrayRef, number>();
  private readonly aliasing: Aliasing;

  constructor(fn: Fn) {
    this.aliasing = new Aliasing(fn);
    for (const local of fn.locals) this.locals.set(local, ++this.last);
    for (const array of fn.arrays) this.contents.set(array, ++this.last);
  }

  /** @param known numbers of nodes that were asked for at the same place */
  of(node: Node, known: Map<Node, number>): number {
    const before = known.get(node);
    if (before !== undefined) return before;
    const number = node.op === "get" ? this.local(node.local) : this.numbered(node, known);
    known.set(node, number);
    return number;
  }

  constant(number: number): Const | undefined {
    return this.constants.get(number);
  }

  local(local: Local): number {
    return this.locals.get(local) as number;
  }

  set(local: Local, number: number): void {
    this.locals.set(local, number);
  }

  /** After a write: `load` reads the number of what was written, when it reads back the same. */
  written(array: ArrayRef, read: Node | undefined, number: number, known: ReadonlyMap<Node, number>): void {
    for (const seen of this.aliasing.seenThrough(array)) this.contents.set(seen, ++this.last);
    if (read !== undefined) this.numbers.set(this.key(read, new Map(known)), number);
  }

  /** Nothing is known any more of what the statements change. */
  forget(stmts: readonly Stmt[]): void {
    eachStmt(stmts, (stmt) => {
      const target = targetOf(stmt);
      if (target !== undefined) this.locals.set(target, ++this.last);
      if (stmt.tag !== "store") return;
      for (const seen of this.aliasing.seenThrough(stmt.array)) this.contents.set(seen, ++this.last);
    });
  }

  save(): State {
    return { locals: new Map(this.locals), contents: new Map(this.contents) };
  }

  restore(state: State): void {
    this.locals = new Map(state.locals);
    this.contents = new Map(state.contents);
  }

  /** Where two ways meet: what both agree on. */
  meet(other: State): void {
    for (const [local, number] of other.locals) {
      if (this.locals.get(local) !== number) this.locals.set(local, ++this.last);
    }
    for (const [array, number] of other.contents) {
      if (this.contents.get(array) !== number) this.contents.set(array, ++this.last);
    }
  }

  private numbered(node: Node, known: Map<Node, number>): number {
    const key = this.key(node, known);
    const before = this.numbers.get(key);
    if (before !== undefined) return before;
    const number = ++this.last;
    this.numbers.set(key, number);
    if (node.op === "const") this.constants.set(number, node);
    return number;
  }

  private key(node: Node, known: Map<Node, number>): string {
    if (node.op === "const") return `${node.type} ${Object.is(node.value, -0) ? "-0" : node.value}`;
    if (node.op === "length") return `length ${node.array.slot}`;
    const operands = operandsOf(node).map((operand) => this.of(operand, known));
    if (commutative.has(node.op)) operands.sort((a, b) => a - b);
    const head = `${node.op} ${node.type} ${operands.join(" ")}`;
    if (node.op !== "load") return head;
    return `${head} ${node.checked} ${node.array.slot} ${this.contents.get(node.array)}`;
  }
}

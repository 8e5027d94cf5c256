/**
 * Checks that a function is well formed: types agree, what is named is there, jumps have a target. Run after every pass
 * under test; what it finds is a bug of the pass, so it throws, naming the pass and the place.
 */

import type { Apply, ArrayRef, Fn, ForStmt, Local, Node, Stmt, StoreStmt } from "./node";
import { printNode } from "./print";
import { lanesOf, scalarOf, scalarPart, type Type, widen } from "./types";
import { resultType } from "./typing";
import { bodiesOf, eachNode, isLoop, nodesOf, targetOf } from "./walk";

/** Gives `fn` back, so that a line of passes can be written as calls. */
export function verify(fn: Fn, pass: string): Fn {
  new Verifier(fn, pass).run();
  return fn;
}

class Verifier {
  private readonly locals: ReadonlySet<Local>;
  private readonly arrays: ReadonlySet<ArrayRef>;
  private readonly checkedNodes = new Set<Node>();
  private readonly labels = new Set<number>();
  /** What the statement at hand stands in: jumps that have a target, counters that must not be set. */
  private readonly around: Stmt[] = [];

  constructor(
    private readonly fn: Fn,
    private readonly pass: string,
  ) {
    this.locals = new Set(fn.locals);
    this.arrays = new Set(fn.arrays);
  }

  run(): void {
    const { fn } = this;
    this.unique(
      fn.locals.map(({ id }) => id),
      "id of a local",
    );
    this.unique(
      fn.arrays.map(({ slot }) => slot),
      "slot of an array",
    );
    fn.params.forEach((param, i) => {
      if (param.tag === "array") this.has(param.array);
      else this.require(this.locals.has(param.local), `parameter ${i}`, "among the locals", "not");
    });
    for (const guard of fn.guards) this.entry(guard, "bool", "a guard");
    for (const { length } of fn.arrays) if (length) this.entry(length, undefined, "the length of an array");
    if (fn.result.tag === "array") this.has(fn.result.array);
    this.list(fn.body);
  }

  private unique(numbers: readonly number[], what: string): void {
    this.require(new Set(numbers).size === numbers.length, what, "each once", numbers.join(" "));
  }

  /** What is evaluated before the body: of parameters and lengths only. */
  private entry(node: Node, type: Type | undefined, what: string): void {
    const own = this.fn.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : []));
    this.node(node);
    if (type !== undefined) this.type(node, type, what);
    eachNode([node], (inner) => {
      if (inner.op === "load") this.fail(what, "parameters and lengths only", printNode(inner));
      if (inner.op === "get" && !own.includes(inner.local)) this.fail(what, "parameters", printNode(inner));
    });
  }

  private list(stmts: readonly Stmt[]): void {
    for (const stmt of stmts) {
      if (isLoop(stmt) || stmt.tag === "block") {
        this.require(!this.labels.has(stmt.label), stmt.tag, "a label of its own", `#${stmt.label}`);
        this.labels.add(stmt.label);
      }
      for (const node of nodesOf(stmt)) this.node(node);
      this.stmt(stmt);
      this.around.push(stmt);
      for (const body of bodiesOf(stmt)) this.list(body);
      this.around.pop();
    }
  }

  private stmt(stmt: Stmt): void {
    const target = targetOf(stmt);
    if (target !== undefined) this.target(target, stmt);
    if (stmt.tag === "set") this.type(stmt.value, stmt.local.type, `set ${stmt.local.name}`);
    if (stmt.tag === "store") this.store(stmt);
    if (stmt.tag === "if" || stmt.tag === "while") this.type(stmt.cond, "bool", stmt.tag);
    if (stmt.tag === "for") this.for(stmt);
    if (stmt.tag === "return") this.result(stmt.value);
    if (stmt.tag === "break" || stmt.tag === "continue") {
      const isTarget = (outer: Stmt) =>
        "label" in outer && outer.label === stmt.label && (stmt.tag === "break" || isLoop(outer));
      this.require(this.around.some(isTarget), stmt.tag, "a loop or block around it", `#${stmt.label}`);
    }
  }

  private target(local: Local, stmt: Stmt): void {
    this.require(this.locals.has(local), stmt.tag, "a local of the function", local.name);
    const isCounter = this.around.some((outer) => outer.tag === "for" && outer.local === local);
    if (isCounter) this.fail(stmt.tag, "a counter that only its loop sets", local.name);
  }

  private store({ array, index, value, mask }: StoreStmt): void {
    this.has(array);
    this.index(index);
    if (mask) this.type(mask, widen("bool", lanesOf(value.type)), "the mask of a store");
    if (mask) this.require(lanesOf(value.type) > 1, "a store with a mask", "a vector", value.type);
  }

  private for({ local, from, limit, step }: ForStmt): void {
    const isCounter = local.type === "f64" || local.type === "i32";
    this.require(isCounter, "for", "a counter of f64 or i32", local.type);
    this.type(from, local.type, "the start of a for");
    this.type(limit, local.type, "the limit of a for");
    const isStep = local.type === "i32" ? (step | 0) === step && step !== 0 : step !== 0;
    this.require(isStep, "for", "a step of the counter's type, not 0", String(step));
  }

  private result(value: Node | undefined): void {
    const { result } = this.fn;
    if (result.tag === "value" && value) this.type(value, result.type, "return");
    else
      this.require((result.tag === "value") === (value !== undefined), "return", result.tag, String(value));
  }

  private node(root: Node): void {
    eachNode([root], (node) => this.one(node), this.checkedNodes);
  }

  private one(node: Node): void {
    const { type } = node;
    if (node.op === "const") {
      this.require(isValue(type, node.value), `a constant of ${type}`, "a value of it", String(node.value));
    } else if (node.op === "get") {
      this.require(this.locals.has(node.local), "get", "a local of the function", node.local.name);
      this.type(node, node.local.type, "get");
    } else if (node.op === "length") this.has(node.array);
    else if (node.op === "load") {
      this.has(node.array);
      this.index(node.index);
      const read = scalarOf(node.array.elem);
      const scalar = node.checked && read === "i32" ? "f64" : read;
      this.type(node, widen(scalar, lanesOf(type)), `a ${node.checked ? "checked " : ""}load`);
    } else if (node.op === "splat" || node.op === "iota") {
      this.made(node);
    } else {
      const types = node.args.map((arg) => arg.type);
      const expected = resultType(node.op, types);
      if (expected === undefined) this.fail(node.op, "operands it takes", types.join(", "));
      else this.type(node, expected, node.op);
    }
  }

  /** `splat` and `iota`: a vector out of one scalar. */
  private made(node: Apply): void {
    const scalar = node.args.length === 1 ? node.args[0]?.type : undefined;
    if (scalar === undefined || lanesOf(scalar) > 1) this.fail(node.op, "one scalar", printNode(node));
    if (node.op === "iota") this.require(scalar === "i32", "iota", "i32", String(scalar));
    this.type(node, widen(scalarPart(scalar as Type), lanesOf(node.type)), node.op);
  }

  private index(index: Node): void {
    this.require(index.type === "f64" || index.type === "i32", "an index", "f64 or i32", index.type);
  }

  private has(array: ArrayRef): void {
    this.require(this.arrays.has(array), "an array", "one of the function's", array.name);
  }

  private type(node: Node, expected: Type, what: string): void {
    if (node.type !== expected) this.fail(what, expected, `${node.type} in ${printNode(node)}`);
  }

  private require(holds: boolean, what: string, expected: string, found: string): void {
    if (!holds) this.fail(what, expected, found);
  }

  private fail(what: string, expected: string, found: string): void {
    const where = `after ${this.pass}, in ${this.fn.name}: ${what}`;
    throw new Error(`iris-actors bug: ${where}: expected ${expected}, found ${found}`);
  }
}

function isValue(type: Type, value: number): boolean {
  switch (scalarPart(type)) {
    case "bool":
      return Object.is(value, 0) || value === 1;
    case "i32":
      return Object.is(value, value | 0);
    case "f32":
      return Object.is(value, Math.fround(value));
    default:
      return true;
  }
}

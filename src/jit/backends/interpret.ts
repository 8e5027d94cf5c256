/**
 * Runs a function by walking it: the definition of what the IR means, that every other backend is tested against. It
 * checks what others trust: a read that was proven to be inside and is not throws here.
 *
 * A local that was never set is 0 or false. Guards are not looked at. An `alloc` array is made anew for each call.
 */
import { assert } from "../../assert";
import type { Apply, ArrayRef, Fn, ForStmt, Load, Local, Node, Stmt, StoreStmt, WhileStmt } from "../ir/node";
import { lanesOf, type Type } from "../ir/types";
import { bodiesOf } from "../ir/walk";
import { arrayClasses } from "../memory/views";
import { operandScalar, ops } from "../ops/table";

/** A scalar, or the lanes of a vector; a bool is 0 or 1. */
type Value = number | readonly number[];
type Elements = { readonly length: number; [index: number]: number };
export type Argument = number | boolean | ArrayLike<number>;

/** Why the statements of a list were left early. */
type Exit = { readonly tag: "break" | "continue"; readonly label: number } | { readonly tag: "return" };

/**
 * @param args one for each parameter; arrays are read and written in place
 * @throws Error when it takes more than `stepsMax` statements (2^30 unless told otherwise), or when a proof was wrong
 */
export function interpret(
  fn: Fn,
  args: readonly Argument[],
  { stepsMax = 2 ** 30 }: { stepsMax?: number } = {},
): number | boolean | ArrayLike<number> | undefined {
  return new Machine(fn, args, stepsMax).run();
}

class Machine {
  private readonly locals = new Map<Local, Value>();
  private readonly arrays = new Map<ArrayRef, Elements>();
  /** Values of the statement at hand: a node that is used twice is evaluated once. */
  private values = new Map<Node, Value>();
  private result: Value | undefined = undefined;
  private steps = 0;

  constructor(
    private readonly fn: Fn,
    args: readonly Argument[],
    private readonly stepsMax: number,
  ) {
    assert(args.length === fn.params.length, `${fn.name} takes ${fn.params.length} arguments`);
    for (const local of fn.locals) this.locals.set(local, zero(local.type));
    fn.params.forEach((param, i) => {
      const argument = args[i] as Argument;
      if (param.tag === "array") this.arrays.set(param.array, argument as Elements);
      else this.locals.set(param.local, Number(argument));
    });
    for (const array of fn.arrays) if (array.origin === "alloc") this.allocate(array);
  }

  run(): number | boolean | ArrayLike<number> | undefined {
    const { result } = this.fn;
    this.list(this.fn.body);
    if (result.tag === "array") return this.arrays.get(result.array);
    if (result.tag === "void") return undefined;
    assert(typeof this.result === "number", `${this.fn.name} ended without a value`);
    return result.type === "bool" ? this.result === 1 : this.result;
  }

  private allocate(array: ArrayRef): void {
    assert(array.length !== undefined, `${array.name} has no length`);
    this.arrays.set(array, new arrayClasses[array.elem](this.fresh(array.length) as number));
  }

  private list(stmts: readonly Stmt[]): Exit | undefined {
    for (const stmt of stmts) {
      assert(++this.steps <= this.stepsMax, `more than ${this.stepsMax} steps`);
      const exit = this.stmt(stmt);
      if (exit !== undefined) return exit;
    }
    return undefined;
  }

  private stmt(stmt: Stmt): Exit | undefined {
    switch (stmt.tag) {
      case "set":
        this.locals.set(stmt.local, this.fresh(stmt.value));
        return undefined;
      case "store":
        this.store(stmt);
        return undefined;
      case "if":
        return this.list(this.fresh(stmt.cond) === 1 ? stmt.then : stmt.else);
      case "for":
        return this.for(stmt);
      case "while":
        return this.while(stmt);
      case "block":
        return leaves(this.list(stmt.body), stmt.label);
      case "return":
        this.result = stmt.value && this.fresh(stmt.value);
        return { tag: "return" };
      default:
        return stmt;
    }
  }

  private for({ local, from, limit, compare, step, label, body }: ForStmt): Exit | undefined {
    const scalar = local.type === "i32" ? "i32" : "f64";
    this.locals.set(local, this.fresh(from));
    for (;;) {
      const count = this.locals.get(local) as number;
      if (ops[compare].evaluate([count, this.fresh(limit) as number], scalar) === 0) return undefined;
      const exit = this.list(body);
      if (exit !== undefined && !goesOn(exit, label)) return leaves(exit, label);
      assert(++this.steps <= this.stepsMax, `more than ${this.stepsMax} steps`);
      this.locals.set(local, ops.add.evaluate([count, step], scalar));
    }
  }

  private while(loop: WhileStmt): Exit | undefined {
    let tested = loop.test === "after";
    for (;;) {
      if (!tested && this.fresh(loop.cond) === 0) return undefined;
      tested = false;
      for (const part of bodiesOf(loop)) {
        const exit = this.list(part);
        if (exit !== undefined && !goesOn(exit, loop.label)) return leaves(exit, loop.label);
      }
      assert(++this.steps <= this.stepsMax, `more than ${this.stepsMax} steps`);
    }
  }

  private store(stmt: StoreStmt): void {
    const { array, checked } = stmt;
    this.values = new Map();
    const start = this.value(stmt.index) as number;
    const value = this.value(stmt.value);
    const mask = stmt.mask && (this.value(stmt.mask) as readonly number[]);
    const elements = this.elements(array);
    const lanes = typeof value === "number" ? [value] : value;
    lanes.forEach((lane, i) => {
      if (mask?.[i] === 0) return;
      const inside = isInside(start + i, elements.length);
      assert(inside || checked, `write of ${array.name}[${start + i}], proven to be inside, is not`);
      if (inside) elements[start + i] = lane;
    });
  }

  /** The value of an expression as things are now. */
  private fresh(node: Node): Value {
    this.values = new Map();
    return this.value(node);
  }

  private value(node: Node): Value {
    const known = this.values.get(node);
    if (known !== undefined) return known;
    const value = this.evaluate(node);
    this.values.set(node, value);
    return value;
  }

  private evaluate(node: Node): Value {
    switch (node.op) {
      case "const":
        return lanes(node.type, () => node.value);
      case "get":
        return this.locals.get(node.local) as Value;
      case "length":
        return this.elements(node.array).length;
      case "load":
        return this.load(node);
      default:
        return this.apply(node);
    }
  }

  private load({ type, array, index, checked }: Load): Value {
    const elements = this.elements(array);
    const start = this.value(index) as number;
    return lanes(type, (lane) => {
      const inside = isInside(start + lane, elements.length);
      assert(inside || checked, `read of ${array.name}[${start + lane}], proven to be inside, is not`);
      return inside ? Number(elements[start + lane]) : Number.NaN;
    });
  }

  private apply(node: Apply): Value {
    const args = node.args.map((arg) => this.value(arg));
    const { evaluate } = ops[node.op];
    const scalar = operandScalar(node);
    const [first] = args;
    switch (node.op) {
      case "splat":
      case "iota":
        return lanes(node.type, (lane) => evaluate([first as number, lane], scalar));
      case "any":
      case "all":
      case "reduceAdd":
      case "reduceMin":
      case "reduceMax":
        return evaluate(first as readonly number[], scalar);
      default: {
        const laneOf = (lane: number) => args.map((arg) => (typeof arg === "number" ? arg : arg[lane]));
        return lanes(node.type, (lane) => evaluate(laneOf(lane) as number[], scalar));
      }
    }
  }

  private elements(array: ArrayRef): Elements {
    const elements = this.arrays.get(array);
    assert(elements !== undefined, `${array.name} has no elements`);
    return elements;
  }
}

function isInside(index: number, length: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < length;
}

function lanes(type: Type, lane: (lane: number) => number): Value {
  const count = lanesOf(type);
  return count === 1 ? lane(0) : Array.from({ length: count }, (_, i) => lane(i));
}

function zero(type: Type): Value {
  return lanes(type, () => 0);
}

/** Whether the loop goes on with its next iteration. */
function goesOn(exit: Exit, label: number): boolean {
  return exit.tag === "continue" && exit.label === label;
}

/** What is left of an exit outside of the loop or block of that label. */
function leaves(exit: Exit | undefined, label: number): Exit | undefined {
  return exit?.tag === "break" && exit.label === label ? undefined : exit;
}

/** Short words for building functions by hand, and how a function and its vectorised form are compared. */
import { interpret } from "../../../src/jit/backends/interpret";
import { apply, constant, f64, get, i32, load } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, ForStmt, Local, Node, Param, Stmt } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import type { Elem, Scalar } from "../../../src/jit/ir/types";
import { verify } from "../../../src/jit/ir/verify";
import { eachNode, eachStmt, nodesOf } from "../../../src/jit/ir/walk";
import { type VectorizeOptions, vectorize } from "../../../src/jit/passes/vectorize";

export type Numbers = number[] | Float64Array | Float32Array | Int32Array;

export class FnParts {
  private readonly params: Param[] = [];
  private readonly locals: Local[] = [];
  private readonly arrays: ArrayRef[] = [];
  private labels = 0;

  scalar(name: string, type: Scalar = "f64"): Local {
    const local = this.local(name, type);
    this.params.push({ tag: "scalar", local });
    return local;
  }

  local(name: string, type: Scalar = "f64"): Local {
    const local: Local = { id: this.locals.length, name, type };
    this.locals.push(local);
    return local;
  }

  array(name: string, elem: Elem = "f64"): ArrayRef {
    const array: ArrayRef = { slot: this.arrays.length, name, elem, origin: "param" };
    this.arrays.push(array);
    this.params.push({ tag: "array", array });
    return array;
  }

  label(): number {
    return ++this.labels;
  }

  for(local: Local, from: Node, limit: Node, body: readonly Stmt[], more: Partial<ForStmt> = {}): ForStmt {
    return { tag: "for", label: this.label(), local, from, compare: "lt", limit, step: 1, body, ...more };
  }

  /** A loop over `[start, end)` whose iterations are independent, as a map makes it. */
  map(body: (i: Node) => readonly Stmt[], label = this.label()): Stmt[] {
    const [start, end] = [this.scalar("start", "i32"), this.scalar("end", "i32")];
    const i = this.local("i", "i32");
    return [this.for(i, get(start), get(end), body(get(i)), { independent: true, label })];
  }

  fn(body: readonly Stmt[], result?: Scalar): Fn {
    // Parameters' locals come first.
    const own = new Set(this.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : [])));
    const locals = [...own, ...this.locals.filter((local) => !own.has(local))];
    return {
      name: "test",
      params: this.params,
      locals,
      arrays: this.arrays,
      body,
      result: result ? { tag: "value", type: result } : { tag: "void" },
      undefinedReads: false,
      guards: [],
    };
  }
}

export const set = (local: Local, value: Node): Stmt => ({ tag: "set", local, value });
export const store = (array: ArrayRef, index: Node, value: Node): Stmt => ({
  tag: "store",
  array,
  index,
  value,
  checked: false,
});
export const read = (array: ArrayRef, index: Node): Node => load(array, index, { checked: false });
export const when = (cond: Node, then: readonly Stmt[], other: readonly Stmt[] = []): Stmt => ({
  tag: "if",
  cond,
  then,
  else: other,
});
export const add = (a: Node, b: Node): Node => apply("add", [a, b]);
export const sub = (a: Node, b: Node): Node => apply("sub", [a, b]);
export const mul = (a: Node, b: Node): Node => apply("mul", [a, b]);
export const lt = (a: Node, b: Node): Node => apply("lt", [a, b]);
export { apply, constant, f64, get, i32 };

/** Whether it computes with vectors. */
export function isWide(fn: Fn): boolean {
  let wide = false;
  eachStmt(fn.body, (stmt) => {
    eachNode(nodesOf(stmt), ({ type }) => {
      wide ||= type.includes("x");
    });
  });
  return wide;
}

/** The function in lanes; fails when no loop was vectorised. */
export function inLanes(fn: Fn, options: VectorizeOptions = {}): Fn {
  verify(fn, "the test");
  const done = vectorize(fn, options);
  const reasons = done.notes.map(({ reason }) => reason);
  if (!done.vectorized) throw new Error(`not vectorised: ${reasons.join("; ")}\n${print(fn)}`);
  expect(isWide(done.fn)).toBe(true);
  return verify(done.fn, "vectorize");
}

/** Runs both on copies of the arguments, and gives what each returned and wrote. */
export function runBoth(before: Fn, after: Fn, args: readonly (number | Numbers)[]): [unknown[], unknown[]] {
  const run = (fn: Fn): unknown[] => {
    const own = args.map((arg) => (typeof arg === "number" ? arg : arg.slice()));
    return [interpret(fn, own as number[]), ...own];
  };
  return [run(before), run(after)];
}

export const special = Object.freeze([
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  5e-324,
  1.7976931348623157e308,
  2 ** 31,
  -(2 ** 31) - 1,
  0.5,
]);

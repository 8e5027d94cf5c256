/**
 * `precision: "f32"` in the IR: a function of numbers computes in 32 bits, so that twice as many fit into a register.
 * Each operation rounds its result. `Math` functions compute in 64 bits and are rounded, or in 32 bits, within 2 units
 * of a float's last place, where a backend has such a form: `toF32(sin(toF64 x))`.
 *
 * Functions with loops or arrays stay as they are: a counter or an index in 32 bits would not count beyond 2^24.
 */
import { apply, constant, get } from "./ir/build";
import type { Apply, Fn, Local, Node, Param, Stmt } from "./ir/node";
import { resultType } from "./ir/typing";
import { eachStmt, isLoop, mapStmt } from "./ir/walk";

/** @param mapped parameters that are elements of arrays: they are read as what they become */
export function inSingles(fn: Fn, mapped: readonly boolean[]): Fn {
  let isPlain = fn.arrays.length === 0;
  eachStmt(fn.body, (stmt) => {
    isPlain &&= !isLoop(stmt);
  });
  return isPlain ? new Singles(fn, mapped).fn() : fn;
}

class Singles {
  private readonly locals = new Map<Local, Local>();
  private next: number;

  constructor(
    private readonly from: Fn,
    private readonly mapped: readonly boolean[],
  ) {
    this.next = from.locals.reduce((most, { id }) => Math.max(most, id + 1), 0);
  }

  fn(): Fn {
    const { from, mapped } = this;
    for (const local of from.locals) {
      if (local.type === "f64") this.locals.set(local, { ...local, id: this.next++, type: "f32" });
    }
    const entry: Stmt[] = [];
    const params = from.params.map((param, i): Param => {
      const single = param.tag === "scalar" ? this.locals.get(param.local) : undefined;
      if (param.tag !== "scalar" || single === undefined) return param;
      if (mapped[i] === true) return { tag: "scalar", local: single };
      entry.push({ tag: "set", local: single, value: apply("toF32", [get(param.local)]) });
      return param;
    });
    const given = params.flatMap((param) => (param.tag === "scalar" ? [param.local] : []));
    const others = [...from.locals, ...this.locals.values()].filter(
      (local) => !given.includes(local) && (local.type !== "f64" || !this.locals.has(local)),
    );
    const { result } = from;
    const isNumber = result.tag === "value" && result.type === "f64";
    return {
      ...from,
      params,
      locals: [...given, ...others],
      body: [...entry, ...this.body(from.body)],
      result: isNumber ? { tag: "value", type: "f32" } : result,
    };
  }

  private body(stmts: readonly Stmt[]): readonly Stmt[] {
    return stmts.map((stmt) =>
      mapStmt(stmt, {
        node: (node) => this.node(node),
        body: (list) => this.body(list),
        local: (local) => this.locals.get(local) ?? local,
      }),
    );
  }

  /** The same value, in 32 bits where it was a double. */
  private node(node: Node): Node {
    switch (node.op) {
      case "const":
        return node.type === "f64" ? constant("f32", Math.fround(node.value)) : node;
      case "get":
        return get(this.locals.get(node.local) ?? node.local);
      case "length":
      case "load":
        return node;
      default:
        return this.apply(node);
    }
  }

  private apply({ op, args: given, type, at }: Apply): Node {
    const args = given.map((arg) => this.node(arg));
    const [first] = args as [Node, ...Node[]];
    if (op === "toF32" || op === "toF64") return single(first);
    const own = resultType(
      op as Plain,
      args.map((arg) => arg.type),
    );
    if (own !== undefined && (own === type || type === "f64") && own !== "f64")
      return apply(op as Plain, args, at);
    const wide = apply(op as Plain, args.map(double), at);
    return wide.type === "f64" ? apply("toF32", [wide]) : wide;
  }
}

type Plain = Parameters<typeof apply>[0];

function single(node: Node): Node {
  if (node.type === "f32") return node;
  return apply("toF32", [node.type === "bool" ? apply("toI32", [node]) : node]);
}

function double(node: Node): Node {
  return node.type === "f32" ? apply("toF64", [node]) : node;
}

/**
 * From a function of numbers to a loop over arrays: what `.map` runs.
 *
 *   fn f(x: f64 x, k: f64 k) → f64          fn f(start: i32, end: i32, xs: f64[], k: f64, out: f64[]) → void
 *     return mul(x, k)                  →     for i = start while i lt end step 1 independent
 *                                               x = xs[i]
 *                                               out[i] = mul(x, k)
 *
 * Parameters stay in their places, between `start`, `end` and `out`; a mapped one becomes an array. The caller sees
 * to it that all of them hold `end` elements. Iterations do not depend on each other, since a function that writes
 * an array is refused.
 */
import { assert } from "../../assert";
import { apply, constant, get, i32, load } from "../ir/build";
import type { ArrayRef, Fn, ForStmt, Local, Node, Param, Stmt } from "../ir/node";
import { Refusal } from "../ir/refusal";
import type { Signature } from "../ir/signature";
import { type Elem, scalarOf, type Type } from "../ir/types";
import { eachStmt, Fresh, mapStmt, NodeMap, targetOf } from "../ir/walk";
import { Liveness } from "./liveness";

/**
 * @param fn as lowered for one element: parameters that are mapped are scalars
 * @throws Refusal when a call has effects that the calls of other elements could see, or no number as its result
 */
export function mapOver(fn: Fn, signature: Signature): Fn {
  refuse(fn);
  return new Mapping(fn, signature).fn();
}

function refuse(fn: Fn): void {
  const fix = "Give the result by `return`, or call it with the whole arrays and write the loop in it.";
  if (fn.result.tag === "array") {
    const apart = "Write a function for each number of it, or call it with the whole arrays.";
    throw new Refusal("map-array", "each call gives an array, not a number", apart);
  }
  if (fn.result.tag === "void") throw new Refusal("map-void", "no call gives a value", fix);
  if (fn.arrays.some(({ origin }) => origin === "alloc")) {
    throw new Refusal(
      "map-allocation",
      "each call makes an array of its own",
      "Use local variables instead.",
    );
  }
  eachStmt(fn.body, (stmt) => {
    if (stmt.tag !== "store") return;
    const span = stmt.at === undefined ? undefined : { start: stmt.at, end: stmt.at + 1 };
    throw new Refusal("map-effects", `each call writes to ${stmt.array.name}`, fix, span);
  });
}

class Mapping {
  private readonly fresh: Fresh;
  private readonly start: Local;
  private readonly end: Local;
  private readonly index: Local;
  private readonly arrays: ArrayRef[];
  private readonly params: Param[] = [];
  /** What each iteration begins with: elements, and what the body may change. */
  private readonly entry: Stmt[] = [];
  private readonly copies = new Map<Local, Local>();

  constructor(
    private readonly scalar: Fn,
    private readonly signature: Signature,
  ) {
    this.fresh = new Fresh(scalar);
    this.start = this.fresh.local("start", "i32");
    this.end = this.fresh.local("end", "i32");
    this.index = this.fresh.local("i", "i32");
    this.arrays = [...scalar.arrays];
  }

  fn(): Fn {
    const { scalar, start, end, index } = this;
    const written = new Set<Local>();
    eachStmt(scalar.body, (stmt) => {
      const target = targetOf(stmt);
      if (target !== undefined) written.add(target);
    });
    scalar.params.forEach((param, at) => {
      this.parameter(param, at, written);
    });
    const out = this.array("out", this.signature.map?.out ?? "f64", "out");
    const body = this.body(out);
    const loop: ForStmt = {
      tag: "for",
      label: this.fresh.label(),
      local: index,
      from: get(start),
      compare: "lt",
      limit: get(end),
      step: 1,
      body: [...this.entry, ...body],
      independent: true,
    };
    const bounds: Param[] = [start, end].map((local) => ({ tag: "scalar", local }));
    const params = [...bounds, ...this.params, { tag: "array" as const, array: out }];
    return {
      ...scalar,
      params,
      locals: ordered(params, [...scalar.locals, ...this.fresh.made]),
      arrays: this.arrays,
      body: [loop],
      result: { tag: "void" },
    };
  }

  private parameter(param: Param, at: number, written: ReadonlySet<Local>): void {
    if (param.tag === "array" || this.signature.map?.mapped[at] !== true) {
      this.params.push(param);
      if (param.tag === "scalar" && written.has(param.local)) this.copy(param.local);
      return;
    }
    const kind = this.signature.args[at];
    assert(kind?.tag === "array", `argument ${at} is mapped and no array`);
    const array = this.array(param.local.name, kind.elem, "param");
    this.params.push({ tag: "array", array });
    const element = load(array, get(this.index), { checked: false });
    this.entry.push({ tag: "set", local: param.local, value: converted(element, param.local.type) });
  }

  /** Each call starts with the argument, whatever the one before it did to its parameter. */
  private copy(local: Local): void {
    const copy = this.fresh.local(local.name, local.type);
    this.copies.set(local, copy);
    this.entry.push({ tag: "set", local: copy, value: get(local) });
  }

  private array(name: string, elem: Elem, origin: "param" | "out"): ArrayRef {
    const slot = this.arrays.reduce((most, array) => Math.max(most, array.slot + 1), 0);
    const array: ArrayRef = { slot, name, elem, origin };
    this.arrays.push(array);
    return array;
  }

  /** The body of one call, ending in a store. A return in the middle leaves a block around it. */
  private body(out: ArrayRef): Stmt[] {
    const renamed = this.renamed(this.scalar.body);
    this.reset(renamed);
    const [last, index] = [renamed.at(-1), get(this.index)];
    const store = (value: Node): Stmt => {
      return { tag: "store", array: out, index, value: stored(value, out.elem), checked: false };
    };
    let returns = 0;
    eachStmt(renamed, ({ tag }) => {
      if (tag === "return") returns++;
    });
    if (returns === 1 && last?.tag === "return" && last.value)
      return [...renamed.slice(0, -1), store(last.value)];
    assert(this.scalar.result.tag === "value", "refused otherwise");
    const result = this.fresh.local("result", this.scalar.result.type);
    const label = this.fresh.label();
    return [{ tag: "block", label, body: leaving(renamed, result, label) }, store(get(result))];
  }

  /** A local that may be read before it is set is 0 at the start of each call. */
  private reset(body: readonly Stmt[]): void {
    const own = new Set(this.scalar.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : [])));
    for (const local of new Liveness(body).entry(body, new Set())) {
      const isOwn = own.has(local) || [...this.copies.values()].includes(local);
      if (!isOwn) this.entry.push({ tag: "set", local, value: constant(local.type, 0) });
    }
  }

  private renamed(stmts: readonly Stmt[]): readonly Stmt[] {
    if (this.copies.size === 0) return stmts;
    const rename = (local: Local): Local => this.copies.get(local) ?? local;
    const nodes = new NodeMap((node) => (node.op === "get" ? get(rename(node.local)) : node));
    const body = (list: readonly Stmt[]): readonly Stmt[] =>
      list.map((stmt) => mapStmt(stmt, { node: (node) => nodes.of(node), body, local: rename }));
    return body(stmts);
  }
}

/** `return e` as `result = e; break label`. */
function leaving(stmts: readonly Stmt[], result: Local, label: number): readonly Stmt[] {
  const body = (list: readonly Stmt[]) => leaving(list, result, label);
  return stmts.flatMap((stmt): readonly Stmt[] => {
    if (stmt.tag !== "return" || !stmt.value) return [mapStmt(stmt, { node: (node) => node, body })];
    return [
      { tag: "set", local: result, value: stmt.value },
      { tag: "break", label },
    ];
  });
}

/** Locals of parameters first. */
function ordered(params: readonly Param[], locals: readonly Local[]): readonly Local[] {
  const own = params.flatMap((param) => (param.tag === "scalar" ? [param.local] : []));
  return [...own, ...locals.filter((local) => !own.includes(local))];
}

/** An element as the type that the function was lowered for. */
function converted(element: Node, type: Type): Node {
  if (element.type === type) return element;
  if (type === "f64") return apply("toF64", [element]);
  if (type === "f32") return apply("toF32", [element]);
  assert(type === "bool", `an element of ${element.type} is no ${type}`);
  return apply("ne", [
    element,
    element.type === "i32" ? i32(0) : { op: "const", type: element.type, value: 0 },
  ]);
}

/** What goes into an array: of the type that a read of it gives, as far as that is exact. */
function stored(value: Node, elem: Elem): Node {
  if (value.type === "bool") return apply(scalarOf(elem) === "i32" ? "toI32" : "toF64", [value]);
  return scalarOf(elem) === "f64" && value.type !== "f64" ? apply("toF64", [value]) : value;
}

/**
 * Random functions of the IR, of scalars: well-typed, and sure to end. A tape of numbers makes every choice, 0 the
 * plainest and all that is left when the tape ends; so shorter tapes and smaller numbers, which fast-check shrinks
 * to, are simpler functions.
 */
import fc from "fast-check";
import { apply, constant, get, i32, length, load } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, Local, Node, OpName, Param, Stmt } from "../../../src/jit/ir/node";
import { type Elem, type Scalar, scalarOf } from "../../../src/jit/ir/types";
import { opNames, resultType } from "../../../src/jit/ir/typing";
import { branch } from "../../../src/jit/ir/walk";
import { doubles, integers } from "../ops/values";

const scalars: readonly Scalar[] = ["f64", "i32", "bool", "f32"];
const compares = ["lt", "le", "gt", "ge", "ne"] as const;

/** Operations by the type they give, with a list of operands they take. */
const makers: Readonly<Record<Scalar, readonly (readonly [OpName, readonly Scalar[]])[]>> = Object.freeze({
  f64: makersOf("f64"),
  i32: makersOf("i32"),
  bool: makersOf("bool"),
  f32: makersOf("f32"),
});

function makersOf(result: Scalar) {
  const forms = scalars.flatMap((a) => [[a], [a, a], [a, a, a], ["bool", a, a]] as Scalar[][]);
  const unwanted = ["splat", "iota", "any", "all", "reduceAdd", "reduceMin", "reduceMax", "asI32"];
  return opNames
    .filter((op) => !unwanted.includes(op))
    .flatMap((op) =>
      forms
        .filter((form) => resultType(op as "add", form) === result)
        .map((form) => [op, form] as readonly [OpName, readonly Scalar[]]),
    );
}

export interface RandomFn {
  readonly fn: Fn;
  readonly args: readonly (number | boolean | readonly number[])[];
}

class Builder {
  private at = 0;
  private labels = 0;
  readonly locals: Local[] = [];
  readonly arrays: ArrayRef[] = [];
  /** What may be set: not the counters of loops around. */
  private readonly counters = new Set<Local>();
  private readonly around: { label: number; loop: boolean }[] = [];

  constructor(
    private readonly tape: readonly number[],
    private readonly result: Scalar,
  ) {}

  pick(count: number): number {
    const choice = this.tape[this.at++] ?? 0;
    return choice % count;
  }

  local(type: Scalar): Local {
    const local = { id: this.locals.length, name: `x${this.locals.length}`, type };
    this.locals.push(local);
    return local;
  }

  array(elem: Elem): ArrayRef {
    const array = {
      slot: this.arrays.length,
      name: `xs${this.arrays.length}`,
      elem,
      origin: "param" as const,
    };
    this.arrays.push(array);
    return array;
  }

  node(type: Scalar, depth: number): Node {
    const kind = depth <= 0 ? this.pick(2) : this.pick(6);
    const known = this.locals.filter((local) => local.type === type);
    if (kind === 0 && known.length > 0) return get(known[this.pick(known.length)] as Local);
    if (kind <= 1) return this.constant(type);
    if (kind === 2) return this.read(type, depth) ?? this.constant(type);
    if (kind === 3) return this.twice(type, depth);
    const [op, form] = makers[type][this.pick(makers[type].length)] as readonly [OpName, readonly Scalar[]];
    return apply(
      op as "add",
      form.map((operand) => this.node(operand, depth - 1)),
    );
  }

  private constant(type: Scalar): Node {
    if (type === "bool") return constant("bool", this.pick(2));
    if (type === "i32") return i32([0, 1, -1, 2, 7, 31, -8, 2147483647, -2147483648][this.pick(9)] as number);
    const values = [0, 1, -0, 2, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 3, 1e300, -1.5, 4];
    const value = values[this.pick(values.length)] as number;
    return constant(type, type === "f32" ? Math.fround(value) : value);
  }

  private read(type: Scalar, depth: number): Node | undefined {
    if (type === "i32") return length(this.arrays[this.pick(this.arrays.length)] as ArrayRef);
    const array = this.arrays.find(
      ({ elem }) => (scalarOf(elem) === "f32" ? "f32" : "f64") === type && this.pick(2) === 0,
    );
    return array && load(array, this.index(depth), { checked: true });
  }

  private index(depth: number): Node {
    return this.node(this.pick(2) === 0 ? "i32" : "f64", Math.min(depth - 1, 1));
  }

  /** An operation that uses one node twice. */
  private twice(type: Scalar, depth: number): Node {
    const node = this.node(type, depth - 1);
    return type === "bool" ? apply("xor", [node, node]) : apply("mul", [node, node]);
  }

  list(depth: number): Stmt[] {
    return Array.from({ length: this.pick(4) }, () => this.stmt(depth));
  }

  private stmt(depth: number): Stmt {
    const kind = depth <= 0 ? this.pick(3) : this.pick(9);
    if (kind <= 1) return this.set();
    if (kind === 2) return this.store();
    if (kind <= 4) return branch(this.node("bool", 2), this.list(depth - 1), this.list(depth - 1));
    if (kind === 5) return this.loop(depth);
    if (kind === 6) return this.while(depth);
    if (kind === 7)
      return this.inside(false, (label) => ({ tag: "block", label, body: this.list(depth - 1) }));
    return this.jump();
  }

  private set(): Stmt {
    const free = this.locals.filter((local) => !this.counters.has(local));
    const old = free[this.pick(free.length + 2)];
    const local = old ?? this.local(scalars[this.pick(4)] as Scalar);
    return { tag: "set", local, value: this.node(local.type as Scalar, 3) };
  }

  private store(): Stmt {
    const array = this.arrays[this.pick(this.arrays.length)] as ArrayRef;
    const value = this.node(scalars[this.pick(4)] as Scalar, 2);
    return { tag: "store", array, index: this.index(2), value, checked: true };
  }

  private inside<T>(loop: boolean, make: (label: number) => T): T {
    const label = ++this.labels;
    this.around.push({ label, loop });
    const made = make(label);
    this.around.pop();
    return made;
  }

  private loop(depth: number): Stmt {
    const type = this.pick(2) === 0 ? "i32" : "f64";
    const local = this.local(type);
    const compare = compares[this.pick(5)] as (typeof compares)[number];
    const down = compare === "gt" || compare === "ge";
    const step = (down ? -1 : 1) * (compare === "ne" ? 1 : 1 + this.pick(2));
    const [low, high] = [constant(type, this.pick(2)), constant(type, 1 + this.pick(4))];
    this.counters.add(local);
    const made = this.inside(true, (label) => ({
      tag: "for" as const,
      label,
      local,
      from: down ? high : low,
      compare,
      limit: down ? low : high,
      step,
      body: this.list(depth - 1),
    }));
    this.counters.delete(local);
    return made;
  }

  /** A loop that counts, so that it ends: the count goes on before anything can continue. */
  private while(depth: number): Stmt {
    const local = this.local("i32");
    this.counters.add(local);
    const test = this.pick(2) === 0 ? "before" : "after";
    const count: Stmt = { tag: "set", local, value: apply("add", [get(local), i32(1)]) };
    const made = this.inside(true, (label) => ({
      tag: "while" as const,
      label,
      cond: apply("and", [apply("lt", [get(local), i32(3)]), this.node("bool", 1)]),
      body: [count, ...this.list(depth - 1)],
      update: this.pick(2) === 0 ? [] : this.updates(),
      test: test as "before" | "after",
    }));
    this.counters.delete(local);
    const start: Stmt = { tag: "set", local, value: i32(0) };
    return branch(constant("bool", 1), [start, made]);
  }

  private updates(): Stmt[] {
    return this.pick(2) === 0 ? [this.set()] : [this.set(), this.store()];
  }

  private jump(): Stmt {
    const target = this.around[this.pick(this.around.length + 1)];
    if (target === undefined) return this.return();
    const tag = target.loop && this.pick(2) === 1 ? "continue" : "break";
    return branch(this.node("bool", 1), [{ tag, label: target.label }]);
  }

  return(): Stmt {
    return { tag: "return", value: this.node(this.result, 3) };
  }
}

/** Functions of (f64, i32, bool, f32, f64[], u8[], f32[], i32[]). */
export function functionOf(tape: readonly number[]): Fn {
  const result = scalars[(tape[0] ?? 0) % 3] as Scalar;
  const builder = new Builder(tape.slice(1), result);
  const params: Param[] = [
    ...scalars.map((type) => ({ tag: "scalar" as const, local: builder.local(type) })),
    ...(["f64", "u8", "f32", "i32"] as const).map((elem) => ({
      tag: "array" as const,
      array: builder.array(elem),
    })),
  ];
  const body = [...builder.list(3), ...builder.list(2), builder.return()];
  return {
    name: "random",
    params,
    locals: builder.locals,
    arrays: builder.arrays,
    body,
    result: { tag: "value", type: result },
    undefinedReads: false,
    guards: [],
  };
}

export const randomFns: fc.Arbitrary<RandomFn> = fc
  .tuple(
    fc.array(fc.nat({ max: 4000 }), { maxLength: 160, size: "max" }),
    fc.tuple(doubles, integers, fc.boolean(), doubles.map(Math.fround)),
    fc.array(doubles, { maxLength: 5 }),
    fc.array(integers, { maxLength: 4 }),
    fc.array(doubles, { maxLength: 4 }),
    fc.array(integers, { maxLength: 3 }),
  )
  .map(([tape, scalarArgs, ...arrays]) => ({ fn: functionOf(tape), args: [...scalarArgs, ...arrays] }));

/** The arguments of a call, arrays made anew, so that what a call writes can be compared. */
export function freshArgs(
  fn: Fn,
  args: RandomFn["args"],
): (number | boolean | (ArrayLike<number> & object))[] {
  const kinds = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u8: Uint8Array } as const;
  return args.map((arg, i) => {
    const param = fn.params[i];
    if (typeof arg !== "object") return arg;
    const elem = param?.tag === "array" ? param.array.elem : "f64";
    return kinds[elem as keyof typeof kinds].from(arg);
  });
}

/** A function with this body over `x` (f64), for short tests. */
export function small(body: (x: Node) => Node): Fn {
  const x = { id: 0, name: "x", type: "f64" } as const;
  const value = body(get(x));
  return {
    name: "small",
    params: [{ tag: "scalar", local: x }],
    locals: [x],
    arrays: [],
    body: [{ tag: "return", value }],
    result: { tag: "value", type: value.type as Scalar },
    undefinedReads: false,
    guards: [],
  };
}

/**
 * Random functions of vectors: loads, operations, masks, reductions, stores, in straight lines, branches, short loops.
 * A tape of numbers makes every choice, as in test/jit/ir/random.ts.
 */
import fc from "fast-check";
import { apply, checkedScalar, constant, get, i32, iota, load, splat } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, Local, Node, OpName, Param, Stmt } from "../../../src/jit/ir/node";
import {
  type Elem,
  elemBytes,
  type Lanes,
  type Scalar,
  scalarOf,
  type Type,
  widen,
} from "../../../src/jit/ir/types";
import { opNames, resultType } from "../../../src/jit/ir/typing";
import { branch } from "../../../src/jit/ir/walk";

export const elems = Object.keys(elemBytes) as Elem[];
/** Elements of each array. */
export const size = 20;
const scalars: readonly Scalar[] = ["f64", "i32", "bool", "f32"];

type Form = readonly [OpName, readonly Type[]];

/** Operations on whole vectors by the type they give. `asI32` needs a proof, sums an order. */
function formsOf(result: Type, lanes: Lanes): readonly Form[] {
  const types = scalars.map((scalar) => widen(scalar, lanes));
  const choices = types.flatMap((a): Type[][] => [
    [a],
    [a, a],
    [a, a, a],
    [widen("bool", lanes), a, a],
    ["bool", a, a],
  ]);
  return opNames
    .filter((op) => !["splat", "iota", "asI32", "reduceAdd"].includes(op))
    .flatMap((op) => choices.map((args): Form => [op, args]))
    .filter(([op, args]) => resultType(op as "add", args) === result);
}

class Builder {
  private at = 0;
  private labels = 0;
  readonly locals: Local[] = [];
  readonly arrays: ArrayRef[] = [];
  private readonly forms = new Map<Type, readonly Form[]>();

  constructor(
    private readonly tape: readonly number[],
    private readonly lanes: Lanes,
  ) {}

  pick(count: number): number {
    return (this.tape[this.at++] ?? 0) % count;
  }

  local(type: Type): Local {
    const local = { id: this.locals.length, name: `x${this.locals.length}`, type };
    this.locals.push(local);
    return local;
  }

  array(elem: Elem): ArrayRef {
    const array = { slot: this.arrays.length, name: elem, elem, origin: "param" as const };
    this.arrays.push(array);
    return array;
  }

  vector(scalar: Scalar, depth: number): Node {
    const type = widen(scalar, this.lanes);
    const kind = depth <= 0 ? this.pick(4) : this.pick(9);
    const known = this.locals.filter((local) => local.type === type);
    if (kind === 0 && known.length > 0) return get(known[this.pick(known.length)] as Local);
    if (kind === 1) return splat(this.scalar(scalar), this.lanes);
    if (kind === 2 || kind === 0) return constant(type, this.value(scalar));
    if (kind <= 4) return this.read(scalar) ?? this.convertedRead(scalar);
    if (kind === 5 && scalar !== "bool") {
      const node = this.vector(scalar, depth - 1);
      return apply("mul", [node, node]);
    }
    return this.operation(type, depth);
  }

  private operation(type: Type, depth: number): Node {
    const forms = this.forms.get(type) ?? formsOf(type, this.lanes);
    this.forms.set(type, forms);
    const [op, args] = forms[this.pick(forms.length)] as Form;
    const operands = args.map((arg) =>
      arg === "bool" ? this.truth() : this.vector(arg.split("x")[0] as Scalar, depth - 1),
    );
    return apply(op as "add", operands);
  }

  private read(scalar: Scalar): Node | undefined {
    const checked = this.pick(4) === 0;
    const fitting = this.arrays.filter(
      ({ elem }) => (checked ? checkedScalar(elem) : scalarOf(elem)) === scalar,
    );
    if (fitting.length === 0) return undefined;
    const array = fitting[this.pick(fitting.length)] as ArrayRef;
    const index = checked ? this.anyIndex() : this.index();
    return load(array, index, { checked, lanes: this.lanes });
  }

  private convertedRead(scalar: Scalar): Node {
    const read = load(this.arrays[0] as ArrayRef, this.index(), { checked: false, lanes: this.lanes });
    if (scalar === "f64") return read;
    return apply(scalar === "bool" ? "toBool" : scalar === "i32" ? "toI32" : "toF32", [read]);
  }

  /** Inside for all lanes. */
  private index(): Node {
    const start = i32(this.pick(size - 8 - 1));
    const offset = this.locals[1] as Local;
    return this.pick(2) === 0 ? start : apply("add", [get(offset), start]);
  }

  private anyIndex(): Node {
    if (this.pick(2) === 0) return i32(this.pick(40) - 10);
    return constant("f64", [0, -1, 0.5, Number.NaN, 3, 1e10, 15, -8, -0][this.pick(9)] as number);
  }

  private scalar(scalar: Scalar): Node {
    const kind = this.pick(4);
    if (kind === 0) return this.reduced(scalar);
    const element =
      kind === 1 && this.arrays.find(({ elem }) => scalarOf(elem) === scalar && this.pick(3) > 0);
    if (element) return load(element, this.index(), { checked: false });
    const known = this.locals.find((local) => local.type === scalar);
    return this.pick(2) === 0 ? get(known as Local) : constant(scalar, this.value(scalar));
  }

  private reduced(scalar: Scalar): Node {
    if (scalar === "bool") return this.truth();
    return apply(this.pick(2) === 0 ? "reduceMin" : "reduceMax", [this.vector(scalar, 1)]);
  }

  private truth(): Node {
    return apply(this.pick(2) === 0 ? "any" : "all", [this.vector("bool", 1)]);
  }

  private value(scalar: Scalar): number {
    if (scalar === "bool") return this.pick(2);
    if (scalar === "i32") return [0, 1, -1, 2, 7, 31, -8, 2147483647, -2147483648][this.pick(9)] as number;
    const value = [0, 1, -0, 0.5, -1, Number.NaN, 1 / 0, 3, 1e300, -2.5, 2 ** 33][this.pick(11)] as number;
    return scalar === "f32" ? Math.fround(value) : value;
  }

  list(depth: number): Stmt[] {
    return Array.from({ length: 1 + this.pick(3) }, () => this.stmt(depth));
  }

  private stmt(depth: number): Stmt {
    const kind = this.pick(depth <= 0 ? 4 : 6);
    if (kind <= 1) return this.set();
    if (kind <= 3) return this.store();
    if (kind === 4) return branch(this.truth(), this.list(depth - 1), this.list(depth - 1));
    return this.loop(depth);
  }

  private set(): Stmt {
    const scalar = scalars[this.pick(4)] as Scalar;
    const type = widen(scalar, this.lanes);
    const old = this.locals.filter((local) => local.type === type);
    const local = old[this.pick(old.length + 1)] ?? this.local(type);
    return { tag: "set", local, value: this.vector(scalar, 3) };
  }

  private store(): Stmt {
    const array = this.arrays[this.pick(this.arrays.length)] as ArrayRef;
    const checked = this.pick(4) === 0;
    const value = this.vector(scalars[this.pick(4)] as Scalar, 2);
    const mask = this.pick(2) === 0 ? undefined : this.vector("bool", 2);
    return { tag: "store", array, index: checked ? this.anyIndex() : this.index(), value, checked, mask };
  }

  private loop(depth: number): Stmt {
    const local = this.local("i32");
    return {
      tag: "for",
      label: ++this.labels,
      local,
      from: i32(0),
      compare: "lt",
      limit: i32(2),
      step: 1,
      body: [
        { tag: "set", local: this.local(widen("i32", this.lanes)), value: iota(get(local), this.lanes) },
        ...this.list(depth - 1),
      ],
    };
  }

  ending(): Stmt {
    return { tag: "return", value: apply("reduceMax", [this.vector("f64", 2)]) };
  }
}

/** Functions of (f64, i32 from 0 to 3, bool, f32, and one array of each kind of element, each of `size` elements). */
export function vectorFunction(tape: readonly number[], lanes: Lanes): Fn {
  const builder = new Builder(tape, lanes);
  const params: Param[] = [
    ...scalars.map((type) => ({ tag: "scalar" as const, local: builder.local(type) })),
    ...elems.map((elem) => ({ tag: "array" as const, array: builder.array(elem) })),
  ];
  const body = [...builder.list(2), ...builder.list(1), builder.ending()];
  return {
    name: "random",
    params,
    locals: builder.locals,
    arrays: builder.arrays,
    body,
    result: { tag: "value", type: "f64" },
    undefinedReads: false,
    guards: [],
  };
}

export const vectorFunctions: fc.Arbitrary<Fn> = fc
  .tuple(fc.array(fc.nat({ max: 5000 }), { maxLength: 120, size: "max" }), fc.constantFrom<Lanes>(2, 4, 8))
  .map(([tape, lanes]) => vectorFunction(tape, lanes));

/**
 * A small expression layer over the encoder: arithmetic on all lanes of a 128-bit register, written as formulas.
 *
 *   const m = new Lanes("f64x2");
 *   const x = m.argument(0);
 *   const z = m.mul(x, x);                             nothing is emitted yet: a graph of pure operations grows,
 *   const y = m.add(m.f64(1), m.mul(z, m.f64(0.5)));   equal ones once
 *   const [out] = new Formula(m, [y]).emit(f, [a]);    emits what the results need, and gives a local for each
 *
 * Comparisons give masks: all bits of a lane, or none. There are no branches but `branch`, for what few blocks of data
 * need. What is used once is computed where it is used, all else in a local that is given back after its last use.
 */
import { assert } from "../../../../assert";
import type { PlainOp } from "../encode";

export type Shape = "f64x2" | "f32x4";

interface Numbered {
  /** By which equal values are found. */
  readonly id: number;
}

/** A constant of 16 bytes. */
export interface ConstantValue extends Numbered {
  readonly tag: "constant";
  readonly bytes: Uint8Array;
}

/** An argument of the formula. */
export interface ArgumentValue extends Numbered {
  readonly tag: "argument";
  readonly index: number;
}

export interface OpValue extends Numbered {
  readonly tag: "op";
  readonly op: PlainOp;
  readonly args: readonly Value[];
  /** Of a shift. */
  readonly count?: number | undefined;
}

/** What comes out of a branch at `index`. */
export interface MergedValue extends Numbered {
  readonly tag: "merged";
  readonly branch: Branch;
  readonly index: number;
}

export type Value = ConstantValue | ArgumentValue | OpValue | MergedValue;

/** `when` in any lane (or not in all): the values `after`, computed in `body`; else those of `before`. */
export interface Branch {
  readonly tag: "branch";
  readonly test: "any" | "notAll";
  readonly when: Value;
  readonly before: readonly Value[];
  readonly body: readonly Step[];
  readonly after: readonly Value[];
}

export type Step = OpValue | Branch;

type Binary = (a: Value, b: Value) => Value;

export class Lanes {
  /** In the order of creation: operands come before their operation. */
  steps: Step[] = [];
  private readonly known = new Map<string, Value>();
  /** Keys that a branch's body added: outside of it they are not computed. */
  private added: string[] = [];
  private readonly numbers = new Map<number, Value>();
  private readonly patterns = new Map<bigint, Value>();
  /** How many values there are. */
  made = 0;

  /** `fused`: the engine has fused multiply-add, for what may be rounded so. */
  constructor(
    readonly shape: Shape,
    readonly fused = false,
  ) {}

  argument(index: number): Value {
    return this.once(`argument ${index}`, (id) => ({ tag: "argument", id, index }));
  }

  /** The same number in each lane. */
  number(value: number): Value {
    if (Object.is(value, -0)) return this.signBit();
    let found = this.numbers.get(value);
    if (found === undefined) {
      const lanes = this.shape === "f64x2" ? new Float64Array(2) : new Float32Array(4);
      found = { tag: "constant", id: this.made++, bytes: new Uint8Array(lanes.fill(value).buffer) };
      this.numbers.set(value, found);
    }
    return found;
  }

  /** The same bits in each lane. */
  bits(value: bigint): Value {
    let found = this.patterns.get(value);
    if (found === undefined) {
      const half = BigInt.asUintN(32, value);
      const bits = this.shape === "f64x2" ? BigInt.asUintN(64, value) : (half << 32n) | half;
      const bytes = new Uint8Array(new BigUint64Array(2).fill(bits).buffer);
      found = { tag: "constant", id: this.made++, bytes };
      this.patterns.set(value, found);
    }
    return found;
  }

  readonly add: Binary = (a, b) => this.op(`${this.shape}.add`, a, b);
  readonly sub: Binary = (a, b) => this.op(`${this.shape}.sub`, a, b);
  readonly mul: Binary = (a, b) => this.op(`${this.shape}.mul`, a, b);
  readonly div: Binary = (a, b) => this.op(`${this.shape}.div`, a, b);
  readonly lt: Binary = (a, b) => this.op(`${this.shape}.lt`, a, b);
  readonly le: Binary = (a, b) => this.op(`${this.shape}.le`, a, b);
  readonly gt: Binary = (a, b) => this.op(`${this.shape}.gt`, a, b);
  readonly ge: Binary = (a, b) => this.op(`${this.shape}.ge`, a, b);
  readonly eq: Binary = (a, b) => this.op(`${this.shape}.eq`, a, b);
  readonly ne: Binary = (a, b) => this.op(`${this.shape}.ne`, a, b);
  /** `b < a ? b : a`: one instruction, and NaN in `a` stays. */
  readonly lesser: Binary = (a, b) => this.op(`${this.shape}.pmin`, a, b);
  /** `a < b ? b : a`. */
  readonly greater: Binary = (a, b) => this.op(`${this.shape}.pmax`, a, b);
  readonly and: Binary = (a, b) => this.op("v128.and", a, b);
  readonly or: Binary = (a, b) => this.op("v128.or", a, b);
  readonly xor: Binary = (a, b) => this.op("v128.xor", a, b);
  /** `a` without the bits of `b`. */
  readonly without: Binary = (a, b) => this.op("v128.andnot", a, b);

  sqrt = (a: Value): Value => this.op(`${this.shape}.sqrt`, a);
  trunc = (a: Value): Value => this.op(`${this.shape}.trunc`, a);
  floor = (a: Value): Value => this.op(`${this.shape}.floor`, a);
  ceil = (a: Value): Value => this.op(`${this.shape}.ceil`, a);
  abs = (a: Value): Value => this.and(a, this.bits(this.shape === "f64x2" ? ~(1n << 63n) : ~(1n << 31n)));
  neg = (a: Value): Value => this.xor(a, this.signBit());
  /** The sign bit of each lane, all else zero. */
  signOf = (a: Value): Value => this.and(a, this.signBit());

  /** `mask ? a : b`, lane by lane. */
  select(mask: Value, a: Value, b: Value): Value {
    return a === b ? a : this.op("v128.bitselect", a, b, mask);
  }

  /** The bits as integers of a lane's width. */
  readonly addBits: Binary = (a, b) => this.op(`${this.integers}.add`, a, b);
  readonly subBits: Binary = (a, b) => this.op(`${this.integers}.sub`, a, b);
  readonly equalBits: Binary = (a, b) => this.op(`${this.integers}.eq`, a, b);
  readonly greaterBits: Binary = (a, b) => this.op(`${this.integers}.gt_s`, a, b);
  shiftLeft = (a: Value, count: number): Value => this.shift(`${this.integers}.shl`, a, count);
  /** Fills with zeros. */
  shiftRight = (a: Value, count: number): Value => this.shift(`${this.integers}.shr_u`, a, count);

  /** `c[0] + z * (c[1] + z * (c[2] + …))`, in that order. */
  horner(z: Value, coefficients: readonly number[]): Value {
    return coefficients
      .slice(0, -1)
      .reduceRight(
        (sum, c) => this.add(this.number(c), this.mul(z, sum)),
        this.number(coefficients.at(-1) as number),
      );
  }

  /** `a * b + c`, rounded once or twice: not for exact forms. */
  mulAdd(a: Value, b: Value, c: Value): Value {
    return this.fused ? this.op(`${this.shape}.relaxed_madd`, a, b, c) : this.add(this.mul(a, b), c);
  }

  /** `c - a * b`, rounded once or twice. */
  mulSub(a: Value, b: Value, c: Value): Value {
    return this.fused ? this.op(`${this.shape}.relaxed_nmadd`, a, b, c) : this.sub(c, this.mul(a, b));
  }

  /** A polynomial like `horner`, rounded in any way: a long one as two of z², side by side. */
  polynomial(z: Value, coefficients: readonly number[]): Value {
    if (coefficients.length < 5) return this.chain(z, coefficients);
    const square = this.mul(z, z);
    const [even, odd] = [0, 1].map((rest) => coefficients.filter((_, index) => index % 2 === rest));
    return this.mulAdd(z, this.chain(square, odd as number[]), this.chain(square, even as number[]));
  }

  private chain(z: Value, coefficients: readonly number[]): Value {
    const most = this.number(coefficients.at(-1) as number);
    return coefficients.slice(0, -1).reduceRight((sum, c) => this.mulAdd(z, sum, this.number(c)), most);
  }

  /** Whole numbers below 2^51, to integer bits: a double's low bits after adding 2^52. */
  toBits(a: Value, plus = 0): Value {
    return this.add(a, this.number(2 ** 52 + plus));
  }

  signBit(): Value {
    return this.bits(this.shape === "f64x2" ? 1n << 63n : 1n << 31n);
  }

  /** The least positive number that is not denormal. */
  leastNormal(): Value {
    return this.number(this.shape === "f64x2" ? 2 ** -1022 : 2 ** -126);
  }

  zero(): Value {
    return this.bits(0n);
  }

  /** What `body` gives if `mask` is true in any lane, else `before`: for what few data need; `body` selects lanes. */
  branchIfAny<const B extends readonly Value[]>(mask: Value, before: B, body: () => Same<B>): Same<B> {
    return this.branch("any", mask, before, body);
  }

  /** The same, unless `mask` is true in all lanes. */
  branchUnlessAll<const B extends readonly Value[]>(mask: Value, before: B, body: () => Same<B>): Same<B> {
    return this.branch("notAll", mask, before, body);
  }

  op(
    op: PlainOp | `${Shape}.${string}` | `${"i64x2" | "i32x4"}.${string}`,
    ...args: readonly Value[]
  ): Value {
    return this.apply(op as PlainOp, args);
  }

  private get integers(): "i64x2" | "i32x4" {
    return this.shape === "f64x2" ? "i64x2" : "i32x4";
  }

  private shift(op: string, a: Value, count: number): Value {
    return this.apply(op as PlainOp, [a], count);
  }

  private apply(op: PlainOp, args: readonly Value[], count?: number): Value {
    let key: string = count === undefined ? op : `${op} ${count}`;
    for (const { id } of args) key += ` ${id}`;
    return this.once(key, (id) => {
      const value: OpValue = { tag: "op", id, op, args, count };
      this.steps.push(value);
      return value;
    });
  }

  private branch<B extends readonly Value[]>(
    test: Branch["test"],
    when: Value,
    before: B,
    body: () => Same<B>,
  ): Same<B> {
    const { steps, added } = this;
    this.steps = [];
    this.added = [];
    const after = body();
    assert(after.length === before.length, "a branch gives as many values as it takes");
    const branch: Branch = { tag: "branch", test, when, before, body: this.steps, after };
    this.steps = steps;
    for (const key of this.added) this.known.delete(key);
    this.added = added;
    this.steps.push(branch);
    return before.map(
      (_, index): Value => ({ tag: "merged", id: this.made++, branch, index }),
    ) as unknown as Same<B>;
  }

  private once(key: string, make: (id: number) => Value): Value {
    let found = this.known.get(key);
    if (found === undefined) {
      found = make(this.made++);
      this.known.set(key, found);
      this.added.push(key);
    }
    return found;
  }
}

/** As many values. */
export type Same<B extends readonly Value[]> = { -readonly [K in keyof B]: Value };

/**
 * A graph that `Lanes` grew, with its results: emitted as often as it is needed, each time on other arguments. What the
 * results need is computed once each, in as few locals as live at once.
 */
import { assert } from "../../../../assert";
import type { FunctionBuilder } from "../encode";
import type { Branch, Lanes, MergedValue, OpValue, Step, Value } from "./lanes";

export class Formula {
  /** By value: how often it is read. */
  readonly uses: Int32Array;
  /** Of each branch that is needed at all, what is read after it. */
  readonly merged = new Map<Branch, MergedValue[]>();

  constructor(
    readonly lanes: Lanes,
    readonly results: readonly Value[],
  ) {
    this.uses = new Int32Array(lanes.made);
    for (const result of results) this.need(result);
  }

  /** Reads the v128 locals `args`; gives a new one for each result, which whoever calls releases. */
  emit(f: FunctionBuilder, args: readonly number[]): number[] {
    return new Emission(f, this, args).emit();
  }

  private need(value: Value): void {
    const before = this.uses[value.id] as number;
    this.uses[value.id] = before + 1;
    if (before > 0) return;
    if (value.tag === "op") for (const arg of value.args) this.need(arg);
    if (value.tag !== "merged") return;
    const { branch, index } = value;
    const known = this.merged.get(branch);
    if (known === undefined) this.need(branch.when);
    this.merged.set(branch, [...(known ?? []), value]);
    this.need(branch.before[index] as Value);
    this.need(branch.after[index] as Value);
  }
}

/** Where a value is that was not computed yet. */
const nowhere = -1;

class Emission {
  /** How often each value is still to be read. */
  private readonly uses: Int32Array;
  /** The locals of values that have been computed. */
  private readonly places: Int32Array;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly formula: Formula,
    private readonly args: readonly number[],
  ) {
    this.uses = formula.uses.slice();
    this.places = new Int32Array(this.uses.length).fill(nowhere);
  }

  emit(): number[] {
    const { lanes, results } = this.formula;
    this.run(lanes.steps);
    return results.map((result) => this.keep(result));
  }

  private run(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.tag === "branch") this.branch(step);
      else if ((this.uses[step.id] as number) > 1) {
        this.apply(step);
        this.places[step.id] = this.pop();
      }
    }
  }

  /** Reads a value into a new local. */
  private keep(value: Value): number {
    this.push(value);
    return this.pop();
  }

  private pop(): number {
    const local = this.f.local("v128");
    this.f.set(local);
    return local;
  }

  /** Leaves the value on the stack. */
  private push(value: Value): void {
    const { f, uses, places } = this;
    if (value.tag === "constant") f.hoistedV128(value.bytes);
    else if (value.tag === "argument") f.get(this.args[value.index] as number);
    else if (places[value.id] === nowhere) {
      assert(value.tag === "op", "a branch's values are computed before they are read");
      this.apply(value);
    } else {
      const place = places[value.id] as number;
      f.get(place);
      const left = (uses[value.id] as number) - 1;
      uses[value.id] = left;
      if (left === 0) f.release(place);
    }
  }

  private apply({ op, args, count }: OpValue): void {
    for (const arg of args) this.push(arg);
    if (count !== undefined) this.f.i32(count);
    this.f.op(op);
  }

  private branch(branch: Branch): void {
    const { f, formula, places } = this;
    const merged = formula.merged.get(branch);
    if (merged === undefined) return;
    const wide = formula.lanes.shape === "f64x2";
    const locals = merged.map(({ index }) => this.keep(branch.before[index] as Value));
    this.push(branch.when);
    f.op(wide ? "i64x2.bitmask" : "i32x4.bitmask");
    if (branch.test === "notAll") f.i32(wide ? 3 : 15).op("i32.ne");
    f.if();
    this.run(branch.body);
    merged.forEach(({ id, index }, at) => {
      const local = locals[at] as number;
      this.push(branch.after[index] as Value);
      f.set(local);
      places[id] = local;
    });
    f.end();
  }
}

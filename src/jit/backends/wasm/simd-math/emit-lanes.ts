/** Emits the graph that `Lanes` grew: what the results need, each value once, in as few locals as live at once. */
import { assert } from "../../../../assert";
import type { FunctionBuilder } from "../encode";
import type { Branch, Lanes, MergedValue, Step, Value } from "./lanes";

/** A local for each result; whoever calls releases them. */
export function emitLanes(f: FunctionBuilder, lanes: Lanes, results: readonly Value[]): number[] {
  return new Emission(f, lanes).emit(results);
}

class Emission {
  /** How often each value is still to be read. */
  private readonly uses = new Map<Value, number>();
  /** Where values are that have been computed. */
  private readonly places = new Map<Value, number>();
  /** Of each branch that is needed at all, what is read after it. */
  private readonly merged = new Map<Branch, MergedValue[]>();

  constructor(
    private readonly f: FunctionBuilder,
    private readonly lanes: Lanes,
  ) {}

  emit(results: readonly Value[]): number[] {
    for (const result of results) this.need(result);
    this.run(this.lanes.steps);
    return results.map((result) => this.keep(result));
  }

  private need(value: Value): void {
    const before = this.uses.get(value) ?? 0;
    this.uses.set(value, before + 1);
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

  private run(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.tag === "branch") this.branch(step);
      else if ((this.uses.get(step) ?? 0) > 1) this.places.set(step, this.compute(step));
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
    if (value.tag === "constant") {
      this.f.hoistedV128(value.bytes);
      return;
    }
    if (value.tag === "local") {
      this.f.get(value.local);
      return;
    }
    const place = this.places.get(value);
    if (place === undefined) {
      assert(value.tag === "op", "a branch's values are computed before they are read");
      this.apply(value);
      return;
    }
    this.f.get(place);
    const left = (this.uses.get(value) as number) - 1;
    this.uses.set(value, left);
    if (left === 0) this.f.release(place);
  }

  private apply(value: Value & { tag: "op" }): void {
    for (const arg of value.args) this.push(arg);
    if (value.count !== undefined) this.f.i32(value.count);
    this.f.op(value.op);
  }

  private compute(value: Value & { tag: "op" }): number {
    this.apply(value);
    return this.pop();
  }

  private branch(branch: Branch): void {
    const merged = this.merged.get(branch);
    if (merged === undefined) return;
    const { f } = this;
    const places = merged.map(({ index }) => this.keep(branch.before[index] as Value));
    this.push(branch.when);
    f.op(this.lanes.shape === "f64x2" ? "i64x2.bitmask" : "i32x4.bitmask");
    if (branch.test === "notAll") f.i32(this.lanes.shape === "f64x2" ? 3 : 15).op("i32.ne");
    f.if();
    this.run(branch.body);
    merged.forEach((value, at) => {
      this.push(branch.after[value.index] as Value);
      f.set(places[at] as number);
      this.places.set(value, places[at] as number);
    });
    f.end();
  }
}

/**
 * The state of emitting one function: where its locals and arrays are, what its imports are called, which blocks are
 * open, and which values of the statement at hand are already in a local.
 *
 * A value that an expression uses more than once is computed once and bound to a local, which lives until the end of
 * the statement. Bindings made in a branch are forgotten after it.
 */
import { assert } from "../../../assert";
import type { ArrayRef, ForStmt, Load, Local, Node, StoreStmt } from "../../ir/node";
import { lanesOf, scalarPart } from "../../ir/types";
import { operandsOf } from "../../ir/walk";
import type { FunctionBuilder, ValType } from "./encode";
import { type Bits, partsOf, valTypeOf, widthOf } from "./layout";
import type { VectorMath } from "./vector-math";

/** The WebAssembly locals of an array: its address and its length in elements. */
export interface ArrayPlace {
  readonly pointer: number;
  readonly length: number;
}

/** Where an access of a loop finds its element: a pointer that moves along, and a distance in bytes. */
export interface Moving {
  readonly pointer: number;
  readonly offset: number;
}

/** Functions that a kernel calls, by number: imports of JavaScript's, and its own subroutines. */
export interface Callees {
  /** `Math.*` by name, and `rem` (`a % b`). */
  readonly imports: ReadonlyMap<string, number>;
  /** ToInt32 of any double. */
  readonly toInt32: number;
  readonly rem: number;
}

/** Lanes whose vector form is not exact are collected here while a map's block is computed. */
export interface Repair {
  /** A local: the mask of such lanes in this block. */
  readonly rare: number;
  /** The counter of the loop: the first element of the block. */
  readonly first: Local;
  /** A local: the address of the next entry. */
  readonly next: number;
}

/** Pushes a part of a value, computed anew (expression.ts). */
export type Compute = (frame: Frame, node: Node, part: number, bits: Bits) => void;

export class Frame {
  readonly labels = new Map<number, { leave?: number; again?: number }>();
  readonly moving = new Map<Load | StoreStmt, Moving>();
  /** Where rare lanes go; undefined: they are called for, lane by lane. */
  repair: Repair | undefined = undefined;
  /** The loop that has a repair list. */
  list: { readonly loop: ForStmt; readonly repair: Repair } | undefined = undefined;
  private uses = new Map<Node, number>();
  private bound = new Map<Node, number[]>();
  private temps: number[] = [];

  constructor(
    readonly f: FunctionBuilder,
    private readonly locals: ReadonlyMap<Local, readonly number[]>,
    private readonly arrays: ReadonlyMap<ArrayRef, ArrayPlace>,
    private readonly compute: Compute,
    readonly callees: Callees,
    readonly maskBits: Bits,
    readonly math: VectorMath,
    /** The same on four floats. */
    readonly singles: VectorMath | undefined,
  ) {}

  /** The WebAssembly locals that hold a local's parts. */
  placesOf(local: Local): readonly number[] {
    const places = this.locals.get(local);
    assert(places !== undefined, `local ${local.name} is not in the function's list`);
    return places;
  }

  placeOf(array: ArrayRef): ArrayPlace {
    const place = this.arrays.get(array);
    assert(place !== undefined, `array ${array.name} is not in the function's list`);
    return place;
  }

  importOf(name: string): number {
    const found = this.callees.imports.get(name);
    assert(found !== undefined, `no import for ${name}`);
    return found;
  }

  /** Runs what emits the values of one statement; the locals it took are free afterwards. */
  statement(roots: readonly Node[], write: () => void): void {
    const outer = { uses: this.uses, bound: this.bound, temps: this.temps };
    this.uses = new Map();
    this.bound = new Map();
    this.temps = [];
    for (const root of roots) this.count(root, 1);
    write();
    this.f.release(...this.temps);
    Object.assign(this, outer);
  }

  /** Pushes a scalar, or part `part` of a vector. `bits`: the width wanted of a mask's lanes; else without meaning. */
  emit(node: Node, part = 0, bits: Bits = this.maskBits): void {
    const at = node.op === "splat" ? 0 : part;
    const known = this.bound.get(node)?.[slot(at, bits)];
    if (known !== undefined) {
      this.f.get(known);
      return;
    }
    this.compute(this, node, at, bits);
    this.bind(node, at, bits);
  }

  /** A local until the end of the statement. */
  temp(type: ValType): number {
    const local = this.f.local(type);
    this.temps.push(local);
    return local;
  }

  /** Takes over a local that someone else made: it is released at the end of the statement. */
  adopt(local: number): void {
    this.temps.push(local);
  }

  /** Puts what is on top of the stack into a local. */
  keep(type: ValType): number {
    const local = this.temp(type);
    this.f.set(local);
    return local;
  }

  /** Whether an expression uses the node in one place only. */
  isUsedOnce(node: Node): boolean {
    return (this.uses.get(node) ?? 0) < 2;
  }

  /** Runs what emits code that may be skipped. */
  branch(write: () => void): void {
    const before = new Map([...this.bound].map(([node, slots]) => [node, [...slots]]));
    write();
    this.bound = before;
  }

  /** Binds what is on top of the stack (and leaves it there), if it is used more than once. */
  private bind(node: Node, part: number, bits: Bits): void {
    if (node.op === "const" || node.op === "get" || (this.uses.get(node) ?? 0) < 2) return;
    const local = this.temp(valTypeOf(node.type));
    this.f.tee(local);
    const slots = this.bound.get(node) ?? [];
    slots[slot(part, bits)] = local;
    this.bound.set(node, slots);
  }

  /** A splat is the same in all its parts. */
  private count(node: Node, times: number): void {
    const known = this.uses.get(node);
    const reads = node.op === "splat" ? times * partsOf(node.type, this.maskBits) : times;
    this.uses.set(node, (known ?? 0) + reads);
    if (known !== undefined || node.op === "const" || node.op === "get") return;
    for (const operand of operandsOf(node)) this.count(operand, this.weight(node, operand));
  }

  /** How often each part of an operand is read for all parts of a value. */
  private weight(node: Node, operand: Node): number {
    if (node.op === "splat" || lanesOf(node.type) === 1) return 1;
    if (lanesOf(operand.type) === 1) return partsOf(node.type, this.maskBits);
    const wide = widthOf(scalarPart(node.type), this.maskBits) > widthOf(scalarPart(operand.type), 64);
    return wide ? 2 : 1;
  }
}

function slot(part: number, bits: Bits): number {
  return part * 2 + (bits === 64 ? 1 : 0);
}

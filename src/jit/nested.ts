/**
 * Functions that take arrays of arrays. Each way of running them is a way of the function over flat arrays, with what
 * is needed around it:
 *
 *   call ─▶ open: rectangular? indices proven inside? written rows apart? ──no──▶ the function as it is written
 *            └▶ way: flat views, or copies ─▶ kernel ─▶ copies of what is written brought back
 *
 * The function itself is one of the ways: where little is computed for each element, it may be faster than the copies.
 */
import { isSharedArrayBuffer } from "node:util/types";
import { Lazy } from "../lazy";
import { compileJs } from "./backends/js";
import type { Compiled, Way } from "./compiled";
import { copyOut, type Grid, type GridKind, type Held, isEntangled } from "./grids";
import { apply } from "./ir/build";
import type { ArrayRef, Fn, Node } from "./ir/node";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Jit } from "./jit";
import { bufferOf, type NumericArray } from "./memory/views";
import { arraysWritten } from "./passes/find";
import { plainVariant } from "./plain";
import { type Called, declined, type KernelCall, type Variant } from "./tier";
import { isTypedKind, kindOf } from "./values";

/** Where no code may be made of text. */
const loadInterpreter = new Lazy(
  () => require("./backends/interpret") as typeof import("./backends/interpret"),
);

/** What is known of a function that takes arrays of arrays. */
export interface NestedOf {
  readonly jit: Jit;
  readonly original: Called;
  readonly signature: Signature;
  /** As lowered for one call. */
  readonly fn: Fn;
  /** What must hold at entry for all of its indices to be inside. */
  readonly guards: readonly Node[];
}

/** Nanoseconds for an element on its way in or out. */
const copyNs = Object.freeze({ typed: 0.7, plain: 3 });
/** How much longer the function itself should take than generated code over flat arrays. */
const plainFactor = 1.1;

const ragged = "an array of arrays is not rectangular, or holds other things than numbers";
const outside = "an index may lie outside of an array of arrays";
const shared = "what it writes shares memory with other rows";

/** Stands for all shared memory that may be one. */
const anyShared = Object.freeze({});

export class Nested {
  private readonly kinds: readonly (GridKind | undefined)[];
  private readonly written: readonly boolean[];
  private readonly isInside: (...args: readonly unknown[]) => unknown;

  constructor(private readonly of: NestedOf) {
    const { fn, signature, guards } = of;
    this.kinds = signature.args.map((arg) =>
      arg.tag === "array" && arg.rank !== undefined ? arg : undefined,
    );
    const written = arraysWritten(fn.body);
    this.written = fn.params.map((param) => param.tag === "array" && written.has(param.array));
    this.isInside = guards.length === 0 ? () => true : this.guard();
  }

  /**
   * The call with what is known of its arrays; or why the function itself has to run it.
   * @throws ERR_ARRAY_DISPOSED
   */
  private open(call: KernelCall): KernelCall | string {
    const { grids: all } = this.of.jit;
    const { kinds } = this;
    const grids: (Grid | undefined)[] = [];
    const sizes: number[] = [];
    let { length } = call;
    for (let i = 0; i < kinds.length; i++) {
      const kind = kinds[i];
      const grid = kind && all.look(call.args[i], kind);
      if (kind !== undefined && grid === undefined) return ragged;
      grids.push(grid);
      if (grid === undefined) continue;
      sizes.push(...grid.sizes);
      if (call.out === undefined) length = Math.max(length, grid.elements);
      if (this.written[i] && kind?.plain && grid.rows.some(Object.isFrozen)) return ragged;
    }
    const hidden = [...call.hidden, ...sizes];
    if (this.isInside(...this.asFlat({ ...call, grids }).args, ...hidden) !== true) return outside;
    if (this.isEntangled(call.args, grids)) return shared;
    return { ...call, hidden, length, grids };
  }

  /** What compiles for flat arrays, for arrays of arrays. */
  around(flat: Compiled): Compiled {
    return {
      ...flat,
      ways: this.ways(flat.ways),
      open: (call) => this.open(call),
      isInPlace: (call) => flat.isInPlace(call) && this.isInPlace(call),
    };
  }

  private isInPlace({ grids = [] }: KernelCall): boolean {
    return grids.every((grid) => grid === undefined || this.of.jit.grids.isInPlace(grid));
  }

  /** The ways of the function over flat arrays, as ways of this one. */
  private ways(flat: readonly Way[]): Way[] {
    const { signature, original, jit } = this.of;
    const all = flat.map((way): Way => {
      const { tier, priceMs } = way;
      const expectedNs = (call: KernelCall) => way.expectedNs(this.asFlat(call)) + this.copiesNs(call);
      return { tier, priceMs, expectedNs, make: () => this.variant(way.make()) };
    });
    const [js] = flat;
    if (js?.tier !== "js" || signature.map !== undefined || !jit.allows("inline")) return all;
    const inline: Way = {
      tier: "inline",
      priceMs: 0,
      expectedNs: (call) => plainFactor * js.expectedNs(this.asFlat(call)),
      make: () => plainVariant(original, undefined, undefined),
    };
    return [...all, inline];
  }

  /** As the cost model sees it. */
  private asFlat(call: KernelCall): KernelCall {
    const { grids = [] } = call;
    return { ...call, args: call.args.map((arg, i) => grids[i]?.flat ?? lengthOnly(grids[i]) ?? arg) };
  }

  private copiesNs({ grids = [] }: KernelCall): number {
    return grids.reduce((ns, grid, i) => {
      if (grid === undefined || grid.flat !== undefined) return ns;
      const times = this.written[i] ? 2 : 1;
      return ns + times * grid.elements * (grid.kind.plain ? copyNs.plain : copyNs.typed);
    }, 0);
  }

  private variant(variant: Variant): Variant {
    const { tier, codeSize, compileMs, loops } = variant;
    const run = (call: KernelCall) => this.run(variant, call);
    return {
      tier,
      codeSize,
      compileMs,
      loops,
      run,
      get code() {
        return variant.code;
      },
    };
  }

  private run(variant: Variant, call: KernelCall): unknown {
    const { grids = [] } = call;
    const scattered = grids.filter((grid) => grid !== undefined && grid.flat === undefined) as Grid[];
    const go = (copies: readonly NumericArray[]): unknown => {
      let next = 0;
      const args = call.args.map((arg, i) => {
        const grid = grids[i];
        return grid === undefined ? arg : (grid.flat ?? copies[next++]);
      });
      const result = variant.run({ ...call, args, given: call.args });
      if (result === declined) return declined;
      args.forEach((flat, i) => {
        const grid = grids[i];
        if (grid !== undefined && grid.flat === undefined && this.written[i])
          copyOut(grid, flat as NumericArray);
      });
      // A function that gives back its array gives back the one that it was given.
      const at = typeof result === "object" ? args.indexOf(result) : -1;
      return at === -1 ? result : call.args[at];
    };
    if (scattered.length === 0) return go([]);
    try {
      const done = this.of.jit.grids.copied(scattered, (copies) => ({ result: go(copies) }));
      return done === undefined ? declined : done.result;
    } catch (error) {
      if (error instanceof Refusal) return declined; // no room for the copies
      throw error;
    }
  }

  /** Only copies are asked about: what is worked on in place is seen as it is, or looked after by the way itself. */
  private isEntangled(args: readonly unknown[], grids: readonly (Grid | undefined)[]): boolean {
    if (!this.written.includes(true)) return false;
    if (grids.every((grid) => grid === undefined || grid.flat !== undefined)) return false;
    const { alloc } = this.of.jit;
    const held = args.flatMap((arg, i): Held[] => {
      const isWritten = this.written[i] === true;
      const grid = grids[i];
      if (grid !== undefined) return [{ array: grid, isWritten }];
      return isTypedKind(kindOf(arg)) ? [{ array: arg as NumericArray, isWritten }] : [];
    });
    return isEntangled(held, (array) => {
      if (alloc.locate(array) !== undefined) return alloc;
      return isSharedArrayBuffer(bufferOf(array)) ? anyShared : bufferOf(array);
    });
  }

  /** All conditions as one function of the parameters. */
  private guard(): (...args: readonly unknown[]) => unknown {
    const { fn, guards, jit } = this.of;
    const value = guards.reduce((all, guard) => apply("and", [all, guard]));
    const params = fn.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : []));
    const isGiven = ({ origin }: ArrayRef) => origin === "param";
    const asked: Fn = {
      ...fn,
      locals: params,
      arrays: fn.arrays.filter(isGiven),
      body: [{ tag: "return", value }],
      result: { tag: "value", type: "bool" },
      undefinedReads: false,
    };
    return (
      compileJs(asked, jit.evaluator) ?? ((...args) => loadInterpreter.module.interpret(asked, args as []))
    );
  }
}

/** All that conditions ask of an array. */
function lengthOnly(grid: Grid | undefined): { readonly length: number } | undefined {
  return grid && { length: grid.elements };
}

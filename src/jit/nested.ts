/**
 * Functions that take arrays of arrays. Each way of running them is a way of the function over flat arrays, with what
 * is needed around it:
 *
 *   call ─▶ open: rectangular? indices proven inside? written rows apart? ──no──▶ the function as it is written
 *            └▶ way: flat views, or copies ─▶ kernel ─▶ copies of what is written brought back
 *
 * The function itself is one of the ways: where little is computed for each element, it may be faster than the copies.
 */
import { Lazy } from "../lazy";
import { compileJs } from "./backends/js";
import type { Compiled, Way } from "./compiled";
import { copyOut, type Grid, type GridKind } from "./grids";
import { apply } from "./ir/build";
import type { ArrayRef, Fn, Node } from "./ir/node";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Jit } from "./jit";
import type { NumericArray } from "./memory/views";
import type { Held } from "./overlaps";
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

/** Whether what has to hold does. */
type Guard = (args: readonly unknown[], hidden: readonly unknown[]) => unknown;

const none: readonly number[] = Object.freeze([]);

export class Nested {
  private readonly kinds: readonly (GridKind | undefined)[];
  private readonly written: readonly boolean[];
  private readonly writes: boolean;
  private readonly isInside: Guard | undefined;

  constructor(private readonly of: NestedOf) {
    const { fn, signature, guards } = of;
    this.kinds = signature.args.map((arg) =>
      arg.tag === "array" && arg.rank !== undefined ? arg : undefined,
    );
    const written = arraysWritten(fn.body);
    this.written = fn.params.map((param) => param.tag === "array" && written.has(param.array));
    this.writes = this.written.includes(true);
    this.isInside = guards.length === 0 ? undefined : this.guard();
  }

  /** What compiles for flat arrays, for arrays of arrays. */
  around(flat: Compiled): Compiled {
    return {
      ...flat,
      ways: this.ways(flat.ways),
      open: (call) => this.open(call),
      isInPlace: (call) => call.scattered === none && flat.isInPlace(call),
    };
  }

  /**
   * The call over flat arrays; or why the function itself has to run it.
   * @throws ERR_ARRAY_DISPOSED
   */
  private open(call: KernelCall): KernelCall | string {
    const { kinds, isInside } = this;
    const { self, args: given, out } = call;
    const { grids } = this.of.jit;
    const args: unknown[] = [];
    const hidden = call.hidden.slice();
    let scattered = none;
    let { length } = call;
    for (let i = 0; i < given.length; i++) {
      const kind = kinds[i];
      if (kind === undefined) {
        args.push(given[i]);
        continue;
      }
      const grid = grids.look(given[i], kind);
      if (grid === undefined) return ragged;
      args.push(grid.flat ?? grid);
      for (const size of grid.sizes) hidden.push(size);
      if (out === undefined && grid.length > length) length = grid.length;
      if (grid.flat !== undefined) continue;
      scattered = [...scattered, i];
      if (kind.plain && this.written[i] && grid.rows.some(Object.isFrozen)) return ragged;
    }
    // What stands for an array has its length, which is all that conditions ask for.
    if (isInside !== undefined && isInside(args, hidden) !== true) return outside;
    if (scattered !== none && this.writes && this.isEntangled(args)) return shared;
    return { self, args, hidden, length, out, given, scattered };
  }

  /** The ways of the function over flat arrays, as ways of this one. */
  private ways(flat: readonly Way[]): Way[] {
    const { signature, original, jit } = this.of;
    const all = flat.map(
      (way): Way => ({
        tier: way.tier,
        priceMs: way.priceMs,
        expectedNs: (call) => way.expectedNs(call) + this.copiesNs(call),
        make: () => this.variant(way.make()),
      }),
    );
    const [js] = flat;
    if (js?.tier !== "js" || signature.map !== undefined || !jit.allows("inline")) return all;
    const inline: Way = {
      tier: "inline",
      priceMs: 0,
      expectedNs: (call) => plainFactor * js.expectedNs(call),
      make: () => plainVariant(original, undefined, undefined),
    };
    return [...all, inline];
  }

  private copiesNs({ args, scattered = none }: KernelCall): number {
    return scattered.reduce((ns, i) => {
      const { length, kind } = args[i] as Grid;
      return ns + (this.written[i] ? 2 : 1) * length * (kind.plain ? copyNs.plain : copyNs.typed);
    }, 0);
  }

  private variant(variant: Variant): Variant {
    const { tier, codeSize, compileMs, loops } = variant;
    const run = (call: KernelCall) => {
      const { scattered = none } = call;
      return scattered === none
        ? this.given(variant.run(call), call)
        : this.runCopied(variant, call, scattered);
    };
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

  private runCopied(variant: Variant, call: KernelCall, scattered: readonly number[]): unknown {
    const grids = scattered.map((i) => call.args[i] as Grid);
    const work = (flats: readonly NumericArray[]) => {
      const args = [...call.args];
      for (const [k, i] of scattered.entries()) args[i] = flats[k];
      const result = variant.run({ ...call, args });
      if (result !== declined) {
        for (const [k, i] of scattered.entries()) {
          if (this.written[i]) copyOut(grids[k] as Grid, flats[k] as NumericArray);
        }
      }
      return { result: this.given(result, { ...call, args }) };
    };
    try {
      const done = this.of.jit.grids.copied(grids, work);
      return done === undefined ? declined : done.result;
    } catch (error) {
      if (error instanceof Refusal) return declined; // no room for the copies
      throw error;
    }
  }

  /** A function that gives back an array that it was given gives back that one. */
  private given(result: unknown, { args, given }: KernelCall): unknown {
    const at = typeof result === "object" ? args.indexOf(result) : -1;
    return at === -1 ? result : given?.[at];
  }

  /** Only copies are asked about: what is worked on in place is seen as it is, or looked after by the way itself. */
  private isEntangled(args: readonly unknown[]): boolean {
    const held = args.flatMap((arg, i): Held[] => {
      const isArray = this.kinds[i] !== undefined || isTypedKind(kindOf(arg));
      return isArray ? [{ array: arg as NumericArray | Grid, isWritten: this.written[i] === true }] : [];
    });
    return this.of.jit.grids.isEntangled(held);
  }

  /** All conditions as one function of the parameters. */
  private guard(): Guard {
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
    const kernel = compileJs(asked, jit.evaluator);
    if (kernel !== undefined) return (args, hidden) => kernel(...args, ...hidden);
    return (args, hidden) => loadInterpreter.module.interpret(asked, [...args, ...hidden] as []);
  }
}

/** Lowers a function and runs it by the interpreter, beside the function itself. */
import { runInThisContext } from "node:vm";
import { type Argument, interpret } from "../../../src/jit/backends/interpret";
import type { Captured, CapturedPath } from "../../../src/jit/frontend/captured";
import { globalsOnly } from "../../../src/jit/frontend/globals";
import { type Lowered, lower } from "../../../src/jit/frontend/lower";
import { parseFunction } from "../../../src/jit/frontend/parse";
import * as intrinsics from "../../../src/jit/intrinsics";
import type { Fn } from "../../../src/jit/ir/node";
import { Refusal } from "../../../src/jit/ir/refusal";
import type { ArgKind } from "../../../src/jit/ir/signature";
import type { Elem } from "../../../src/jit/ir/types";
import { verify } from "../../../src/jit/ir/verify";
import { elemByName } from "../../../src/jit/memory/views";

/** The function that a text is. */
export function written(text: string): (...args: never[]) => unknown {
  return runInThisContext(`(${text})`);
}

/** Likewise, with these values around it. */
export function writtenIn(scope: Scope, text: string): (...args: never[]) => unknown {
  const make = runInThisContext(`({ ${Object.keys(scope).join(", ")} }) => (${text})`);
  return (make as (values: Scope) => (...args: never[]) => unknown)(scope);
}

export function kindOf(argument: Argument): ArgKind {
  if (typeof argument === "number") return { tag: "number" };
  if (typeof argument === "boolean") return { tag: "boolean" };
  if (Array.isArray(argument)) return { tag: "array", elem: "f64", plain: true };
  return { tag: "array", elem: elemByName[argument.constructor.name] as Elem, plain: false };
}

export type Scope = Readonly<Record<string, unknown>>;

/** Captured values by name, as `scope` gives them; steady. */
export function resolveIn(scope: Scope): (path: CapturedPath) => Captured {
  const resolve = (path: CapturedPath): Captured => {
    const [root = "", ...steps] = path.path;
    if (!Object.hasOwn(scope, root)) return globalsOnly(path);
    const read = () => steps.reduce((at, step) => (at as Scope)[step], scope[root]);
    const value = read();
    const name = Object.entries(intrinsics.intrinsics).find(([, fn]) => fn === value)?.[0];
    if (name !== undefined) return { tag: "intrinsic", name };
    if (typeof value === "number") return { tag: "number", value, steady: true, read };
    if (typeof value === "boolean") return { tag: "boolean", value, steady: true, read };
    const fn = value as (...args: never[]) => unknown;
    const parsed = () => parseFunction(String(value));
    return { tag: "function", fn, steady: true, read, parsed, resolve };
  };
  return resolve;
}

type Source = string | ((...args: never[]) => unknown);

export function lowered(source: Source, args: readonly Argument[], scope: Scope = {}): Lowered {
  const result = lower(parseFunction(String(source)), { args: args.map(kindOf) }, resolveIn(scope));
  verify(result.fn, "lowering");
  return result;
}

export function lowerText(source: Source, args: readonly Argument[], scope: Scope = {}): Fn {
  return lowered(source, args, scope).fn;
}

/** Copies of arrays: both sides get their own. */
function copies(args: readonly Argument[]): Argument[] {
  return args.map((arg) => (typeof arg === "object" ? (arg as Float64Array).slice() : arg));
}

/** Expects the same results, and the same in all arrays, bit for bit, for lists of arguments of one signature. */
export function sameForAll(
  fn: (...args: never[]) => unknown,
  lists: readonly (readonly Argument[])[],
  scope: Scope = {},
): Fn {
  const ir = lowerText(fn, lists[0] as readonly Argument[], scope);
  for (const args of lists) {
    const [ours, theirs] = [copies(args), copies(args)];
    const got = [interpret(ir, ours.slice(0, ir.params.length), { stepsMax: 1e6 }), ...ours];
    const expected = [fn(...(theirs as never[])), ...theirs];
    // The interpreter reads NaN outside of an array.
    if (ir.undefinedReads && expected[0] === undefined) expected[0] = Number.NaN;
    if (!isSame(got, expected))
      expect({ fn: String(fn), args, got }).toEqual({ fn: String(fn), args, got: expected });
  }
  return ir;
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  const [x, y] = [a as ArrayLike<unknown>, b as ArrayLike<unknown>];
  return x.length === y.length && Array.from(x).every((value, index) => isSame(value, y[index]));
}

export function same(fn: (...args: never[]) => unknown, args: readonly Argument[], scope: Scope = {}): Fn {
  return sameForAll(fn, [args], scope);
}

/** The special values, in pairs. */
export function pairs(): [number, number][] {
  return special.flatMap((a) => special.map((b): [number, number] => [a, b]));
}

export const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  3,
  7,
  -7,
  31,
  32,
  33,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 32 + 5,
  2 ** 53,
  1e300,
  -1e300,
  5e-324,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
] as const;

/** The refusal's code. */
export function codeOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

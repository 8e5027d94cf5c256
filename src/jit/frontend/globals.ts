/** What compiles of the engine's own: names that mean this wherever nothing else is called so. */

import { elemByName } from "../memory/views";
import type { Captured, CapturedPath } from "./captured";
import { engineFunctions } from "./mathematics";
import { refusal } from "./refusals";

const constants: Readonly<Record<string, number>> = Object.freeze({
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "Number.NaN": Number.NaN,
  "Number.POSITIVE_INFINITY": Number.POSITIVE_INFINITY,
  "Number.NEGATIVE_INFINITY": Number.NEGATIVE_INFINITY,
  "Number.EPSILON": Number.EPSILON,
  "Number.MAX_VALUE": Number.MAX_VALUE,
  "Number.MIN_VALUE": Number.MIN_VALUE,
  "Number.MAX_SAFE_INTEGER": Number.MAX_SAFE_INTEGER,
  "Number.MIN_SAFE_INTEGER": Number.MIN_SAFE_INTEGER,
  "Math.PI": Math.PI,
  "Math.E": Math.E,
  "Math.LN2": Math.LN2,
  "Math.LN10": Math.LN10,
  "Math.LOG2E": Math.LOG2E,
  "Math.LOG10E": Math.LOG10E,
  "Math.SQRT2": Math.SQRT2,
  "Math.SQRT1_2": Math.SQRT1_2,
});

const bytes: ReadonlyMap<string, number> = new Map([
  ["Float64Array", 8],
  ["Float32Array", 4],
  ["Int32Array", 4],
  ["Uint32Array", 4],
  ["Int16Array", 2],
  ["Uint16Array", 2],
]);

const functions: ReadonlySet<string> = new Set([
  ...engineFunctions,
  ...Object.keys(elemByName),
  "BigInt64Array",
  "BigUint64Array",
]);

/** Gives another value each time. */
const impure = /^(?:Math\.random|Date(?:\.|$)|performance\b|crypto\b)/;

/** What a path of the global object is; undefined if it is nothing that is known here. */
export function globalAt({ path }: CapturedPath): Captured | undefined {
  if (path.some((step) => step.includes("."))) return undefined;
  const name = (path[0] === "globalThis" && path.length > 1 ? path.slice(1) : path).join(".");
  if (name === "undefined") return { tag: "undefined" };
  if (functions.has(name)) return { tag: "intrinsic", name };
  const size = name.endsWith(".BYTES_PER_ELEMENT") ? bytes.get(name.split(".")[0] as string) : undefined;
  const value = Object.hasOwn(constants, name) ? constants[name] : size;
  if (value !== undefined) return { tag: "number", value, steady: true, read: () => value };
  if (impure.test(name)) return { tag: "refused", refusal: refusal("impure", { detail: name }) };
  if (/^(?:Math|Number)\./.test(name)) {
    return { tag: "refused", refusal: refusal("unknown-call", { detail: name }) };
  }
  return undefined;
}

/** Of a text that belongs to no function object: nothing but the engine's own is there. */
export function globalsOnly(path: CapturedPath): Captured {
  const found = globalAt(path);
  if (found !== undefined) return found;
  const name = path.path.join(".");
  return { tag: "refused", refusal: refusal("captured-unknown", { detail: name }) };
}

/**
 * The function that users call. With numbers it goes straight to the original: one wrapper is generated for each
 * function, so that the engine learns about each on its own and inlines it. Where no code may be generated, a closure
 * does the same, a little slower.
 */

import type { Evaluator } from "./backends/evaluate";
import { coerced } from "./coerced";
import type { Returns } from "./offload-options";
import type { Called } from "./tier";

/** Takes the calls that have an object among their arguments. */
export type Dispatch = (self: unknown, args: readonly unknown[]) => unknown;

/** More parameters than that are not spelled out. */
const parametersMax = 12;

/** What `returns` makes of a number. */
const forms: Readonly<Record<Returns, string>> = Object.freeze({
  f64: "r",
  f32: "fround(r)",
  i32: "r | 0",
  int: "trunc(r)",
  bool: "r !== 0 && r === r",
});

export function wrap(
  original: Called,
  dispatch: Dispatch,
  { returns, evaluator }: { returns: Returns | undefined; evaluator: Evaluator },
): Called {
  const { length } = original;
  const isCounted = Number.isInteger(length) && length >= 0 && length <= parametersMax;
  const source = isCounted ? textOf(length, isClosed(original), returns) : undefined;
  const made = source === undefined ? undefined : evaluator.evaluate(source, externals());
  return (made as Called | undefined) ?? closure(original, dispatch, returns);

  function externals() {
    return {
      original,
      dispatch,
      fround: Math.fround,
      trunc: Math.trunc,
      coerce: (result: unknown) => coerced(result, returns),
    };
  }
}

function textOf(length: number, closed: boolean, returns: Returns | undefined): string {
  const names = Array.from({ length }, (_, i) => `a${i}`);
  const count = closed ? [] : [`arguments.length === ${length}`];
  const plain = [...count, ...names.map((name) => `typeof ${name} !== "object"`)];
  const call = `original.call(${["this", ...names].join(", ")})`;
  const answer =
    returns === undefined
      ? `return ${call};`
      : `const r = ${call}; return typeof r === "number" ? ${forms[returns]} : coerce(r);`;
  const given = `arguments.length === ${length} ? [${names.join(", ")}] : [...arguments]`;
  return [
    `return function (${names.join(", ")}) {`,
    `  if (${plain.join(" && ") || "true"}) { ${answer} }`,
    `  return dispatch(this, ${given});`,
    "};",
  ].join("\n");
}

/**
 * Whether the function sees its `length` first arguments and nothing else, left out or not: no defaults, no rest, no
 * `arguments`. Only where that is plain to see: no comments or quotes in its head, no escapes, its own `length`. Then
 * `numbers.map(fn)`, which passes an index and the array along, is a call with numbers, too.
 */
function isClosed(original: Called): boolean {
  const text = Function.prototype.toString.call(original);
  const head = /^[^(]*?=>|^[^(]*\([^)]*\)/.exec(text)?.[0];
  if (head === undefined || /[=.[({/'"`]/.test(head.replace(/=>$/, "").replace("(", ""))) return false;
  const params = head.replace(/^[^(]*\(|\)$|^async\b|=>$/g, "").split(",");
  if (params.filter((name) => name.trim() !== "").length !== original.length) return false;
  return !/\barguments\b|\beval\b|\[native code\]|\\u/.test(text);
}

function closure(original: Called, dispatch: Dispatch, returns: Returns | undefined): Called {
  const seen = isClosed(original) ? original.length : Number.POSITIVE_INFINITY;
  return function (this: unknown, ...args: unknown[]): unknown {
    for (let i = 0; i < args.length && i < seen; i++) {
      if (typeof args[i] === "object") return dispatch(this, args);
    }
    return coerced(original.apply(this, args), returns);
  };
}

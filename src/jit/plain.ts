/** The function itself, in a loop: what a map means, and what runs where nothing compiles. */
import { isAsyncFunction } from "node:util/types";
import { coerced } from "./coerced";
import { write } from "./memory/views";
import type { Returns } from "./offload-options";
import type { Called, KernelCall, Variant } from "./tier";
import { elemOf, kindOf, makeArray } from "./values";

/**
 * Maps the function over the arguments that are `mapped`, element by element in order. What it returns is turned into
 * a number as a typed array does: a boolean is 0 or 1, undefined is NaN. `out` is written when all of it is computed:
 * the function may read it, by whatever way, or throw.
 */
export function mapPlainly(
  original: Called,
  { self, args, length, out }: KernelCall,
  mapped: readonly boolean[],
  returns: Returns | undefined,
): void {
  const row = [...args];
  const results = makeArray(elemOf(kindOf(out)), length);
  const columns = args.map((arg, i) => (mapped[i] ? (arg as ArrayLike<unknown>) : undefined));
  for (let at = 0; at < length; at++) {
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      if (column !== undefined) row[i] = column[at];
    }
    results[at] = coerced(original.apply(self, row), returns) as number;
  }
  if (out !== undefined) write(out, results);
}

/** The same for a function that answers with promises: one element after the other. */
async function mapLater(
  original: Called,
  { self, args, length, out }: KernelCall,
  mapped: readonly boolean[],
  returns: Returns | undefined,
): Promise<void> {
  const row = [...args];
  const results = makeArray(elemOf(kindOf(out)), length);
  for (let at = 0; at < length; at++) {
    mapped.forEach((isMapped, i) => {
      if (isMapped) row[i] = (args[i] as ArrayLike<unknown>)[at];
    });
    results[at] = coerced(await original.apply(self, row), returns) as number;
  }
  if (out !== undefined) write(out, results);
}

/** The function itself as a variant of a kernel; of a map where there is something mapped. */
export function plainVariant(
  original: Called,
  mapped: readonly boolean[] | undefined,
  returns: Returns | undefined,
): Variant {
  const map = isAsyncFunction(original) ? mapLater : mapPlainly;
  return {
    tier: "inline",
    code: "",
    codeSize: 0,
    compileMs: 0,
    run: (call) => {
      const args = call.given ?? call.args;
      if (mapped === undefined) return original.apply(call.self, [...args]);
      return map(original, call.given === undefined ? call : { ...call, args }, mapped, returns);
    },
  };
}

/** How the arguments of calls are read when they are of these kinds: found out once for each list of kinds. */
import type { Entry } from "./entry";
import { type Elem, elemBytes } from "./ir/types";
import { type NumericArray, offsetOf } from "./memory/views";
import type { Sorted } from "./sorting";
import { deepest, elemOf, isNestedKind, isTypedKind, kindOf, kinds, overlap } from "./values";

/** Of a map that compiles. */
export interface Plan {
  readonly entry: Entry;
  /** Arguments before the options. */
  readonly count: number;
  readonly columns: readonly number[];
  /** Which are typed arrays. */
  readonly typed: readonly TypedArgument[];
  /** Those that are given ordinary arrays of numbers, and arrays of arrays. */
  readonly plain: readonly number[];
  readonly nested: readonly number[];
  readonly elem: Elem;
}

interface TypedArgument {
  readonly index: number;
  readonly isMapped: boolean;
  /** Whether its elements are as large as those of what the map makes. */
  readonly isAlike: boolean;
}

/** Kinds are digits of a plan's number, which has to stay a safe integer. */
const digit = 16;
const digitsMax = 12;

/** The kinds of a list as one number, whose first digit is given; undefined for too many. */
export function numberOf(values: readonly unknown[], first: number): number | undefined {
  if (values.length >= digitsMax) return undefined;
  let number = first;
  for (let i = 0; i < values.length; i++) number = number * digit + kindOf(values[i]);
  return number;
}

/** @param elem what the map makes */
export function planOf(entry: Entry, { args, kinds: found, mapped }: Sorted, elem: Elem): Plan {
  const columns = [...mapped.keys()].filter((i) => mapped[i]);
  const typed = [...found.entries()]
    .filter(([, kind]) => isTypedKind(kind))
    .map(([index, kind]) => {
      const isAlike = elemBytes[elemOf(kind)] === elemBytes[elem];
      return { index, isMapped: mapped[index] === true, isAlike };
    });
  const plain = [...found.keys()].filter((i) => found[i] === kinds.plain);
  const nested = [...found.keys()].filter((i) => isNestedKind(found[i] as number));
  return { entry, count: args.length, columns, typed, plain, nested, elem };
}

/** Whether writing to `out` could change what is still to be read. */
export function isRead(
  { typed, nested }: Plan,
  args: readonly unknown[],
  out: NumericArray,
  locate: (array: NumericArray) => number | undefined,
): boolean {
  const begins = offsetOf(out);
  for (const { index, isMapped, isAlike } of typed) {
    const array = args[index] as NumericArray;
    // Both begin at one distance: they have no element in common, or each is in the same place of both.
    if (isMapped && isAlike && offsetOf(array) === begins) continue;
    const lies = overlap(array, out, locate);
    if (lies === "overlapping" || (lies === "same" && !isMapped)) return true;
  }
  return nested.some((index) =>
    rowsIn(args[index] as readonly unknown[]).some((row) => overlap(row, out, locate) !== "apart"),
  );
}

/** The typed arrays in an array of arrays. */
function rowsIn(value: readonly unknown[], depth = 1): readonly NumericArray[] {
  return value.flatMap((row) => {
    if (Array.isArray(row)) return depth < deepest ? rowsIn(row, depth + 1) : [];
    return isTypedKind(kindOf(row)) ? [row as NumericArray] : [];
  });
}

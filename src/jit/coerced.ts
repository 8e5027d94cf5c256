/** The option `returns`, on a result at run time. */
import type { Returns } from "./offload-options";

/** What the option makes of a result; nothing is NaN, and what is no number or boolean stays as it is. */
export function coerced(result: unknown, returns: Returns | undefined): unknown {
  if (returns === undefined) return result;
  if (typeof result !== "number" && typeof result !== "boolean" && result !== undefined) return result;
  const value = Number(result);
  if (returns === "f32") return Math.fround(value);
  if (returns === "i32") return value | 0;
  if (returns === "int") return Math.trunc(value);
  return returns === "bool" ? Boolean(result) : value;
}

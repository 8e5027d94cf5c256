/** What it costs to compute an expression, roughly: whether it is worth a variable of its own. */
import type { Node } from "../ir/node";
import { operandsOf } from "../ir/walk";

/** Costs nothing on most machines, or less than reading it back. */
const free: ReadonlySet<string> = new Set([
  "const",
  "get",
  "length",
  "toF64",
  "asI32",
  "toBool",
  "not",
  "neg",
]);
const plain: ReadonlySet<string> = new Set([
  ...[
    "add",
    "sub",
    "mul",
    "and",
    "or",
    "xor",
    "shl",
    "shr",
    "shru",
    "imul",
    "clz32",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
  ],
  ...[
    "ge",
    "select",
    "abs",
    "min",
    "max",
    "floor",
    "ceil",
    "trunc",
    "toI32",
    "toF32",
    "u32ToF64",
    "splat",
    "iota",
  ],
]);

/** From here on it is a call, or nearly one. */
export const heavy = 8;

/** Of an operation itself, in simple instructions. */
export function ownWeight({ op }: Node): number {
  if (free.has(op)) return 0;
  if (plain.has(op)) return 1;
  return op === "load" ? 2 : heavy;
}

/** Whether an expression with all that is in it weighs so much; looks no further once it does. */
export function weighs(node: Node, least: number): boolean {
  let left = least;
  const visit = (one: Node): void => {
    left -= ownWeight(one);
    for (const operand of operandsOf(one)) if (left > 0) visit(operand);
  };
  visit(node);
  return left <= 0;
}

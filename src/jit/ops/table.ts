/** Every operation by name. */
import type { Apply, OpName } from "../ir/node";
import { type Scalar, scalarPart } from "../ir/types";
import { arithmetic } from "./arithmetic";
import { bits } from "./bits";
import { choice, comparisons } from "./compare";
import { conversions } from "./convert";
import { mathematics } from "./math";
import type { Op } from "./op";
import { vectors } from "./vector";

export const ops: Readonly<Record<OpName, Op>> = Object.freeze({
  ...arithmetic,
  ...bits,
  ...comparisons,
  ...conversions,
  ...choice,
  ...mathematics,
  ...vectors,
});

/** What the operands of an operation are, which `Op.evaluate` and `Op.js` take: of `select`, its choices. */
export function operandScalar({ op, args }: Apply): Scalar {
  const operand = args[op === "select" ? 1 : 0];
  if (operand === undefined) throw new Error(`${op} without arguments`);
  return scalarPart(operand.type);
}

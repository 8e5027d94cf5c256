/** Comparisons, and the choice that is made by one. NaN is unequal to all and in no order; -0 equals 0. */
import type { ChoiceOp, CompareOp } from "../ir/node";
import { at, type Code, condition, floatInstructions, infix, level, type Op } from "./op";

type Holds = (a: number, b: number) => boolean;

/** On registers it gives a mask. Bools have masks for operands then, and no instruction. */
function compare(name: CompareOp, operator: string, binds: number, holds: Holds): Op {
  const floats = floatInstructions(name);
  const order = name !== "eq" && name !== "ne";
  return {
    wasm: {
      scalar: {
        ...floats.scalar,
        i32: order ? `i32.${name}_s` : `i32.${name}`,
        bool: order ? `i32.${name}_u` : `i32.${name}`,
      },
      vector: { ...floats.vector, i32: order ? `i32x4.${name}_s` : `i32x4.${name}` },
    },
    evaluate: ([a, b]) => (holds(a as number, b as number) ? 1 : 0),
    js: (args) => infix(operator, binds, args),
  };
}

export const comparisons: Readonly<Record<CompareOp, Op>> = {
  eq: compare("eq", "===", level.equality, (a, b) => a === b),
  ne: compare("ne", "!==", level.equality, (a, b) => a !== b),
  lt: compare("lt", "<", level.relation, (a, b) => a < b),
  le: compare("le", "<=", level.relation, (a, b) => a <= b),
  gt: compare("gt", ">", level.relation, (a, b) => a > b),
  ge: compare("ge", ">=", level.relation, (a, b) => a >= b),
};

export const choice: Readonly<Record<ChoiceOp, Op>> = {
  select: {
    evaluate: ([cond, a, b]) => (cond === 1 ? a : b) as number,
    js: (args) => {
      const [cond, a, b] = args as [Code, Code, Code];
      const test = at(level.choice + 1, condition(cond));
      return { text: `${test} ? ${at(level.choice, a)} : ${at(level.choice, b)}`, level: level.choice };
    },
  },
};

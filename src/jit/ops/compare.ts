/** Comparisons, and the choice that is made by one. NaN is unequal to all and in no order; -0 equals 0. */
import type { ChoiceOp, CompareOp } from "../ir/node";
import { at, type Code, condition, infix, level, type Op } from "./op";

function compare(operator: string, binds: number, holds: (a: number, b: number) => boolean): Op {
  return {
    evaluate: ([a, b]) => (holds(a as number, b as number) ? 1 : 0),
    js: (args) => infix(operator, binds, args),
  };
}

export const comparisons: Readonly<Record<CompareOp, Op>> = {
  eq: compare("===", level.equality, (a, b) => a === b),
  ne: compare("!==", level.equality, (a, b) => a !== b),
  lt: compare("<", level.relation, (a, b) => a < b),
  le: compare("<=", level.relation, (a, b) => a <= b),
  gt: compare(">", level.relation, (a, b) => a > b),
  ge: compare(">=", level.relation, (a, b) => a >= b),
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

/** Rules of logic: bools, comparisons, choices. */
import type { Node } from "../../ir/node";
import {
  constantLike,
  eitherWay,
  isConst,
  isOp,
  like,
  make,
  type Rule,
  type Rules,
  scalarIs,
  under,
} from "./rule";

const isBool = (node: Node): boolean => scalarIs(node, "bool");
const isTrue = (node: Node): boolean => isBool(node) && isConst(node, 1);
const isFalse = (node: Node): boolean => isBool(node) && isConst(node, 0);

/** What `not` makes of a comparison. Of `<` and the like on integers only: with NaN both ways are false. */
const opposite = { eq: "ne", ne: "eq", lt: "ge", ge: "lt", gt: "le", le: "gt" } as const;

function opposed(node: Node): Node | undefined {
  if (!("args" in node) || !(node.op in opposite)) return undefined;
  const [a, b] = node.args as [Node, Node];
  const isEquality = node.op === "eq" || node.op === "ne";
  if (!isEquality && !scalarIs(a, "i32")) return undefined;
  return make(opposite[node.op as keyof typeof opposite], a, b);
}

/** `x === x` of what cannot be NaN, and the like. */
function ofItself(value: 0 | 1): Rule {
  return (node, a, b) =>
    a === b && !scalarIs(a, "f64") && !scalarIs(a, "f32") ? constantLike(node, "bool", value) : undefined;
}

/** A comparison of a bool with 0 or 1 as a number. */
function ofBool(isEqual: boolean): Rule {
  return eitherWay((a, b) => {
    const bool = under(a, "toF64") ?? under(a, "toI32");
    if (bool === undefined || !isBool(bool) || !isConst(b)) return undefined;
    if (b.value !== 0 && b.value !== 1) return constantLike(bool, "bool", isEqual ? 0 : 1);
    return (b.value === 1) === isEqual ? bool : make("not", bool);
  });
}

export const logicRules: Rules = {
  not: [(_, a) => (isBool(a) ? (under(a, "not") ?? opposed(a)) : undefined)],
  and: [
    eitherWay((a, b) => (isTrue(b) ? a : isFalse(b) ? b : undefined)),
    (_, a, b) => (a === b ? a : undefined),
  ],
  or: [
    eitherWay((a, b) => (isFalse(b) ? a : isTrue(b) ? b : undefined)),
    (_, a, b) => (a === b ? a : undefined),
  ],
  xor: [
    eitherWay((a, b) => (isFalse(b) ? a : isTrue(b) ? make("not", a) : undefined)),
    (_, a, b) => (a === b ? like(a, 0) : undefined),
  ],
  eq: [
    ofItself(1),
    ofBool(true),
    eitherWay((a, b) => (isTrue(b) ? a : isFalse(b) ? make("not", a) : undefined)),
  ],
  ne: [
    ofItself(0),
    ofBool(false),
    eitherWay((a, b) => (isFalse(b) ? a : isTrue(b) ? make("not", a) : undefined)),
  ],
  lt: [ofItself(0)],
  gt: [ofItself(0)],
  le: [ofItself(1)],
  ge: [ofItself(1)],
  toBool: [
    (_, a) => {
      const inner = under(a, "toF64") ?? under(a, "toI32");
      if (inner === undefined) return undefined;
      if (isBool(inner)) return inner;
      return scalarIs(inner, "i32") && isOp(a, "toF64") ? make("toBool", inner) : undefined;
    },
    (_, a) => (under(a, "u32ToF64") ? make("toBool", under(a, "u32ToF64") as Node) : undefined),
    // A number that is chosen by a condition only to be one again.
    (_, a) => {
      const [cond, x, y] = isOp(a, "select") ? a.args : [];
      if (!cond || !x || !y || !isConst(x) || !isConst(y)) return undefined;
      return make("select", cond, make("toBool", x), make("toBool", y));
    },
  ],
  select: [
    (_, cond, a, b) => (under(cond, "not") ? make("select", under(cond, "not") as Node, b, a) : undefined),
    (node, cond, a, b) => {
      if (!isBool(node) || cond.type !== node.type) return undefined;
      if (isTrue(a)) return make("or", cond, b);
      if (isFalse(b)) return make("and", cond, a);
      if (isFalse(a)) return make("and", make("not", cond), b);
      return isTrue(b) ? make("or", make("not", cond), a) : undefined;
    },
  ],
};

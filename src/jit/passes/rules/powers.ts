/**
 * Powers with a constant exponent. V8's `Math.pow` takes short cuts for some exponents, and which ones depends on
 * its version: in Node 24 and 26 `x ** -1` is not always `1 / x`. So each rule is first tried on the numbers that
 * would give it away: those whose exact result lies next to the middle between two doubles, and some that were found
 * to differ.
 */
import type { Node } from "../../ir/node";
import { isConst, like, make, type Rule, type Rules, scalarIs } from "./rule";

/** Where `x ** -1` is not `1 / x` in Node 26. */
const reciprocalDiffers: readonly number[] = [
  3.847820281982422, 2.5727996826171875, 4.6329498291015625, 2.6585006713867188, 1.8200340270996094,
  2.3713340759277344, 1.2665443420410156, 2.6310768127441406, 3.1583290100097656, 3.8406753540039062,
];

const around: readonly number[] = Array.from({ length: 40 }, (_, i) => i - 20);
const specials: readonly number[] = [
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  5e-324,
  1e200,
  -1e-200,
];

interface Power {
  readonly exponent: number;
  readonly meaning: (x: number) => number;
  readonly node: (x: Node) => Node;
  readonly tries: readonly number[];
}

const powers: readonly Power[] = [
  { exponent: 1, meaning: (x) => x, node: (x) => x, tries: around.map((i) => 1 + i / 64) },
  {
    exponent: 2,
    meaning: (x) => x * x,
    node: (x) => make("mul", x, x),
    tries: around.map((i) => 1 + (47453133 + i) * 2 ** -52),
  },
  {
    exponent: -1,
    meaning: (x) => 1 / x,
    node: (x) => make("div", like(x, 1), x),
    tries: [...around.map((i) => 1 - (2 * i + 41) * 2 ** -53), ...reciprocalDiffers],
  },
  {
    exponent: 0.5,
    meaning: (x) => (x === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : Math.sqrt(x + 0)),
    node(x) {
      const isLowest = make("eq", x, like(x, Number.NEGATIVE_INFINITY));
      const root = make("sqrt", make("add", x, like(x, 0)));
      return make("select", isLowest, like(x, Number.POSITIVE_INFINITY), root);
    },
    tries: around.map((i) => 1 + (2 * i + 41) * 2 ** -52),
  },
];

/** @param pow the engine's `Math.pow`; tests hand in others */
export function powerRules(pow: (x: number, y: number) => number = Math.pow): Rules {
  const holds = new Map<Power, boolean>();
  const rule: Rule = (_, x, y) => {
    if (!isConst(y) || !scalarIs(y, "f64")) return undefined;
    if (y.value === 0) return like(x, 1); // for all x, says the language
    const power = powers.find(({ exponent }) => exponent === y.value);
    if (power === undefined) return undefined;
    if (!holds.has(power)) holds.set(power, isExact(power, pow));
    return holds.get(power) ? power.node(x) : undefined;
  };
  return { pow: [rule] };
}

function isExact({ exponent, meaning, tries }: Power, pow: (x: number, y: number) => number): boolean {
  return [...tries, ...specials].every((x) => Object.is(pow(x, exponent), meaning(x)));
}

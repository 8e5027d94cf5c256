import fc from "fast-check";
import type { Strategy } from "../../src/options";
import { affectedBy } from "../../src/supervision/strategies";

test.each([
  ["one-for-one", "b", "b"],
  ["one-for-all", "a", "abcd"],
  ["one-for-all", "b", "abcd"],
  ["one-for-all", "d", "abcd"],
  ["rest-for-one", "a", "abcd"],
  ["rest-for-one", "b", "bcd"],
  ["rest-for-one", "d", "d"],
] as const)("%s restarts, when %s of a, b, c and d falls: %s", (strategy, fallen, affected) => {
  expect(affectedBy(strategy, fallen, [..."abcd"]).join("")).toBe(affected);
});

const strategies: readonly Strategy[] = ["one-for-one", "one-for-all", "rest-for-one"];

test.each(strategies)("%s restarts an only child alone", (strategy) => {
  expect(affectedBy(strategy, "a", ["a"])).toEqual(["a"]);
});

test("one-for-one does not even look at the siblings", () => {
  const siblings = {
    [Symbol.iterator](): Iterator<string> {
      throw new Error("somebody looked");
    },
  };
  expect(affectedBy("one-for-one", "a", siblings)).toEqual(["a"]);
});

test("siblings are who they are, and not whom they equal", () => {
  const [first, second, third] = [{}, {}, {}];
  expect(affectedBy("rest-for-one", second, [first, second, third])[0]).toBe(second);
  expect(affectedBy("rest-for-one", second, [first, second, third])).toHaveLength(2);
});

/** Told by each sibling for itself, from the places of the two in start order. */
const isAffected: { readonly [S in Strategy]: (own: number, ofFallen: number) => boolean } = {
  "one-for-one": (own, ofFallen) => own === ofFallen,
  "one-for-all": () => true,
  "rest-for-one": (own, ofFallen) => own >= ofFallen,
};

test("restarts whom the strategy names, in start order, the fallen one among them (property)", () => {
  const families = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(families, fc.nat(), fc.constantFrom(...strategies), (family, any, strategy) => {
      const ofFallen = any % family.length;
      const before = [...family];
      const affected = affectedBy(strategy, family[ofFallen] as number, new Set(family));
      expect(affected).toEqual(family.filter((_, own) => isAffected[strategy](own, ofFallen)));
      expect(affected).toContain(family[ofFallen]);
      expect(family).toEqual(before);
    }),
  );
});

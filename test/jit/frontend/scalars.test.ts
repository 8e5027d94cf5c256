/** What is lowered of scalar functions means what it means in JavaScript, for all special values. */
import { bodies, expressions } from "./corpus";
import { pairs, same, sameForAll, special, written } from "./lowered";

test.each(expressions)("%s", (text) => {
  sameForAll(written(`(a, b) => ${text}`), pairs());
});

test.each(Object.keys(bodies))("%s", (name) => {
  sameForAll(written(`function ${name}(a, b) {${bodies[name]}}`), pairs());
});

test("defaults stand in for arguments that are left out", () => {
  const fn = written("(x, y = x * 2, z = y + 1) => x + y * z");
  sameForAll(
    fn,
    special.map((x) => [x]),
  );
  sameForAll(fn, pairs());
  same(fn, [1, 2, 3]);
});

test("booleans as arguments count as 0 and 1, and stay booleans", () => {
  const choices = [true, false].flatMap((x) => [true, false].map((y) => [x, y]));
  for (const text of ["+x + y * 2 + (x ? 4 : 0)", "x === y", "x && y", "x & y", "x ? 1 : y ? 2 : 3"]) {
    sameForAll(written(`(x, y) => ${text}`), choices);
  }
});

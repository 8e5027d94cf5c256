/** By how many indices parameters are gone into: directly, by other names, through functions they are passed to. */
import { arrayParams } from "../../../src/jit/frontend/array-params";
import { parseFunction } from "../../../src/jit/frontend/parse";
import { resolveIn } from "./lowered";

describe("arrays of arrays: which parameters are gone into, and how deep", () => {
  const helper = (m: number[][]) => (m[0] as number[])[0];
  const captured = resolveIn({ helper });

  test.each([
    ["(a, i) => a[i][i]", [2, 0]],
    ["(a, i, j) => a[i][j][a.length]", [3, 0, 0]],
    ["(a) => a[0].length", [2]],
    ["(a) => { const row = a[0]; return row[1]; }", [2]],
    ["(a) => { const [x] = [1]; const { length } = a[0]; return length; }", [2]],
    ["(a) => { const b = a; return b[0][1]; }", [2]],
    ["(a) => { const first = (row) => row[0]; return first(a[1]); }", [2]],
    ["(a) => { const at = (m, i) => m[i][i]; return at(a, 1); }", [2]],
    ["(a) => { const at = (m, i) => m[i][i]; return at(a[0], 1); }", [3]],
    ["(a) => { let s = 0; for (const row of a) for (const x of row) s += x; return s; }", [2]],
    ["(a) => helper(a)", [2]],
    ["(a) => helper(a[0])", [3]],
    ["(a, i) => { const row = i > 0 ? a[i - 1] : a[i]; return row[0]; }", [2, 0]],
    ["(a, i) => a?.[i]?.[0]", [2, 0]],
    ["(a, i) => a[i].toFixed(1)", [1, 0]],
    ["(a) => { const x = a[0]; return x * 2; }", [1]],
  ])("%s", (text, ranks) => {
    expect(arrayParams(parseFunction(text), captured)).toEqual(ranks);
  });
});

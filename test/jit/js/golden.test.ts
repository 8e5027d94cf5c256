/** From source to JavaScript: the code that comes out, whole. */
import { emitJs } from "../../../src/jit/backends/js";
import { globalsOnly } from "../../../src/jit/frontend/globals";
import { lower } from "../../../src/jit/frontend/lower";
import { parseFunction } from "../../../src/jit/frontend/parse";
import type { ArgKind } from "../../../src/jit/ir/signature";
import { verify } from "../../../src/jit/ir/verify";
import { mapOver } from "../../../src/jit/passes/map";
import { optimize } from "../../../src/jit/passes/pipeline";

const number: ArgKind = { tag: "number" };
const doubles: ArgKind = { tag: "array", elem: "f64", plain: false };

function lowered(source: string, args: readonly ArgKind[]) {
  return verify(lower(parseFunction(source), { args }, globalsOnly).fn, "lower");
}

test("a stencil: what rows have in common is computed once a row, elements once an element", () => {
  const heat = `function heat(a, b, w, h) {
    for (let i = 1; i < h - 1; i++)
      for (let j = 1; j < w - 1; j++)
        b[i * w + j] = a[i * w + j] + 0.1 * (a[(i - 1) * w + j] + a[(i + 1) * w + j] - 2 * a[i * w + j]);
  }`;
  const fn = lowered(heat, [doubles, doubles, number, number]);
  expect(emitJs(optimize(fn, "js", verify))).toBe(`\
// heat(a0: f64[] a, a1: f64[] b, v0: f64 w, v1: f64 h) → void
function kernel(a0, a1, v0, v1) {
  const v6 = v1 - 1;
  const v7 = v0 - 1;
  for (let v2 = 1; v2 < v6; v2++) {
    const v8 = v2 * v0;
    const v9 = (v2 - 1) * v0;
    const v10 = (v2 + 1) * v0;
    for (let v3 = 1; v3 < v7; v3++) {
      const v4 = v8 + v3;
      const v5 = a0[v4];
      a1[v4] = v5 + 0.1 * (a0[v9 + v3] + a0[v10 + v3] - 2 * v5);
    }
  }
}`);
});

test("a map with an early return: branches instead of jumps, variables where they belong", () => {
  const source = "(x, k) => { if (x < 0) return -1; let s = 0; while (s * s < x) s += k; return s ** 0.5; }";
  const fn = lowered(source, [number, number]);
  const map = { mapped: [true, false], out: "f64" } as const;
  const mapped = verify(mapOver(fn, { args: [doubles, number], map }), "map");
  expect(
    emitJs(optimize(mapped, "js", verify))
      .split("\n")
      .slice(1),
  ).toMatchInlineSnapshot(`
[
  "function kernel(v3, v4, a0, v1, a1) {",
  "  for (let v5 = v3; v5 < v4; v5++) {",
  "    const v0 = a0[v5];",
  "    let v6 = 0;",
  "    if (v0 < 0) {",
  "      v6 = -1;",
  "    } else {",
  "      let v2 = 0;",
  "      while (v2 * v2 < v0) {",
  "        v2 += v1;",
  "      }",
  "      v6 = v2 === -Infinity ? Infinity : Math.sqrt(v2 + 0);",
  "    }",
  "    a1[v5] = v6;",
  "  }",
  "}",
]
`);
});

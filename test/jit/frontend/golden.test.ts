/** The IR that typical functions are lowered to, as text: what the passes after it may count on. */

import type { Argument } from "../../../src/jit/backends/interpret";
import { globalsOnly } from "../../../src/jit/frontend/globals";
import { lower } from "../../../src/jit/frontend/lower";
import { parseFunction } from "../../../src/jit/frontend/parse";
import { print } from "../../../src/jit/ir/print";
import { verify } from "../../../src/jit/ir/verify";
import { lowerText } from "./lowered";

const f64 = new Float64Array(1);
const i32 = new Int32Array(1);

const cases: readonly (readonly [name: string, text: string, args: readonly Argument[]])[] = [
  ["saxpy", "(a, x, y) => a * x + y", [1, 2, 3]],
  ["clamp", "(x, low, high) => { if (x < low) return low; if (x > high) return high; return x; }", [1, 2, 3]],
  [
    "inlined clamp",
    "(a, b) => { const clamp = (x, low, high) => { if (x < low) return low; if (x > high) return high; return x; }; return clamp(a * b, 0, 1) + 1; }",
    [1, 2],
  ],
  [
    "matmul",
    `(a, b, c, n) => {
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
        let s = 0;
        for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j];
        c[i * n + j] = s;
      }
    }`,
    [f64, f64, f64, 2],
  ],
  [
    "mandelbrot",
    `(cx, cy) => {
      let x = 0, y = 0, i = 0;
      for (; i < 256 && x * x + y * y <= 4; i++) { const t = x * x - y * y + cx; y = 2 * x * y + cy; x = t; }
      return i;
    }`,
    [1, 2],
  ],
  [
    "integers",
    "(a, n) => { let s = 0; for (let i = 0, m = a.length; i < m; i++) { const k = (a[i] ^ n) & 255; s = (s + k) | 0; } return s >>> 0; }",
    [i32, 3],
  ],
  ["minified", "function f(t,n){var r=0;return t>0&&(r=n),void 0===n||r++,r?!0:!1}", [1, 2]],
  [
    "an array that is made",
    "(a, k = 2) => { const n = a.length * 2, out = new Float64Array(n); for (let i = 0; i < n; i++) out[i] = k; return out; }",
    [f64],
  ],
  ["a while that counts", "(n) => { let s = 0, i = 0; while (i < n) { s += i; i++; } return s; }", [5]],
  ["a while that tests with an effect", "(n) => { let s = 0; while (n--) s += n; return s; }", [5]],
  ["undefined can be seen", "(a, i) => a[i]", [f64, 1]],
];

test.each([
  ["early returns", "(x) => { if (x < 0) return 0; if (x > 1) return 1; const y = x * x; return y * y; }"],
  ["a way out of a loop", "(x) => { for (let i = 0; i < 9; i++) if (i > x) return i; return -1; }"],
  ["a result that may be undefined", "(x, a) => a[x]"],
])("of a map: %s", (_, text) => {
  const args = [{ tag: "number" }, { tag: "array", elem: "f64", plain: false }] as const;
  const parsed = parseFunction(text);
  const signature = {
    args: args.slice(0, parsed.params.length),
    map: { mapped: [true, false], out: "f64" },
  } as const;
  expect(print(verify(lower(parsed, signature, globalsOnly).fn, "lowering"))).toMatchSnapshot();
});

test.each(cases)("%s", (_, text, args) => {
  expect(print(lowerText(text, args))).toMatchSnapshot();
});

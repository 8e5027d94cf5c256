/** `range`, `sum`, `any`, `all` and their `While` forms are the loops that they are as plain functions. */
import { intrinsics } from "../../../src/jit/intrinsics";
import { pairs, sameForAll, special, writtenIn } from "./lowered";

const few = special.filter((value) => Math.abs(value) < 100 || Number.isNaN(value));

function likePlain(text: string, lists: readonly (readonly (number | Float64Array | Uint8Array)[])[]) {
  return sameForAll(writtenIn(intrinsics, text), lists, intrinsics);
}

test.each([
  "(n) => { let s = 0; for (const i of range(n)) s += i * i; return s; }",
  "(n) => { let s = 0; for (let i of range(n)) { i *= 2; if (i === 4) continue; if (i > 20) break; s += i; } return s; }",
  "(n) => { let i = -1; for (i of range(n)); return i; }",
  "(n) => sum(range(n))",
  "(n) => sum(range(n), (i) => i > 2)",
  "(n) => sum(range(n), (i) => { if (i % 2 === 1) return 0; return i / 3; })",
  "(n) => any(range(n), (i) => i === 3)",
  "(n) => all(range(n), (i) => i < 3)",
  "(n) => any(range(n)) && all(range(1, n))",
  "(n) => sumWhile(range(n), (i) => i < 4)",
  "(n) => sumWhile(range(n), (i) => i < 4, (i) => i * i)",
  "(n) => anyWhile(range(n), (i) => i < 4, (i) => i * i === 16)",
  "(n) => allWhile(range(n), (i) => i < 4, (i) => i * i < 16)",
  "(n) => anyWhile(range(n), (i) => i > -1) || allWhile(range(n), (i) => i)",
  "(n) => sum(range(n), (i, k) => i * 10 + k)",
  "(n) => sum(range(2, n, 3), (i, k) => i * 10 + k)",
  "(n) => sum(range(n), (i) => sum(range(i), (j) => i * j))",
  "(n) => { let count = 0; const any3 = any(range(n), (i) => { count++; return i === 3; }); return count + (any3 ? 100 : 0); }",
])("%s", (text) => {
  likePlain(
    text,
    few.map((n) => [n]),
  );
});

test.each([
  "(a, b) => sum(range(a, b))",
  "(a, b) => sum(range(a, b, 0.5), (x) => x * x)",
  "(a, b) => sum(range(a, b, -1.5), (x) => x * x)",
  "(a, b) => { let n = b, s = 0; for (const i of range(a, n)) { n = 0; s += i; } return s + n; }",
  "(a, b) => { const r = range(a, b, 2); return sum(r) - sum(r, (x) => x / 2); }",
])("%s", (text) => {
  const small = pairs().filter(([a, b]) => Math.abs(a) < 40 && (Math.abs(b) < 40 || Number.isNaN(b)));
  likePlain(text, small);
});

test.each([
  "(a) => sum(a)",
  "(a) => sum(a, (x) => x * x)",
  "(a) => sum(a, (x, i) => x * i)",
  "(a) => any(a) || all(a)",
  "(a) => any(a, (x) => x > 2) && !all(a, (x, i) => x > i)",
  "(a) => sumWhile(a, (x) => x < 3, (x) => x / 2)",
  "(a) => { let s = 0; for (const x of a) s += x; return s; }",
])("%s", (text) => {
  likePlain(text, [
    [Float64Array.of(1, 2, 3, -0, Number.NaN)],
    [new Float64Array(0)],
    [Float64Array.of(0, -0)],
  ]);
  likePlain(text, [[Uint8Array.of(1, 2, 3)], [Uint8Array.of(0, 0)]]);
});

test("elements of an array that is gone through are inside: no read is checked", () => {
  const fn = likePlain("(a) => sum(a, (x) => x * 2)", [[Uint8Array.of(1, 2)]]);
  expect(JSON.stringify(fn.body)).not.toContain('"checked":true');
});

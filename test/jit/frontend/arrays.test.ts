/** Arrays: reads and writes of every kind of element, at every kind of index; loops over them; arrays that are made. */
import { typedArrays } from "../typed-arrays";
import { lowerText, sameForAll, special, written } from "./lowered";

const indices = [0, -0, 1, 3, 4, -1, 0.5, 1e9, 2 ** 32, 2 ** 31, Number.NaN, Infinity, -Infinity];

function filled(make: (typeof typedArrays)[number]) {
  return make.from([1, 250, -3, 70000.5]);
}

describe.each(typedArrays)("%p", (make) => {
  test("a read in arithmetic: NaN outside, at any index", () => {
    const fn = written("(a, i) => a[i] * 2 + (a[i] | 0) + (a[i] ? 1 : 0)");
    sameForAll(
      fn,
      indices.map((i) => [filled(make), i]),
    );
  });

  test("a write: converted as the array does, nothing outside", () => {
    const fn = written("(a, i, v) => { a[i] = v; a[1] += v; a[i] ^= 3; a[2]++; }");
    const values = [...special, 127.5, 128.5, 255.5, -0.5, 1.0000001];
    sameForAll(
      fn,
      indices.flatMap((i) => values.map((v) => [filled(make), i, v])),
    );
  });

  test("a plain loop, with its length", () => {
    const fn = written(
      "(a, b) => { let s = 0; for (let i = 0; i < a.length; i++) { b[i] = a[i] * 2; s += b[i]; } return s; }",
    );
    sameForAll(fn, [[filled(make), filled(make)]]);
  });

  test("arrays as numbers to go through", () => {
    sameForAll(
      written("(a) => { let s = 0; for (const x of a) { if (x < 0) continue; s += x; } return s; }"),
      [[filled(make)], [new make(0)]],
    );
  });
});

const functions: Readonly<Record<string, string>> = {
  assignmentValue:
    "(a) => { const x = (a[1] = 300.7); let y = a[0] = a[2]; return x + y + (a[0] += 2) + a[0]++ + --a[0]; }",
  order: "(a) => { let i = 0; a[i++] = i; a[i] = a[i++] + a[i]; return a[0] + a[i] * (a[i] = 5) + a[i]; }",
  storeBetween: "(a) => { const set = (i, v) => { a[i] = v; return v; }; return a[0] + set(0, 9) + a[0]; }",
  indexKept: "(a) => { let i = 1; a[i] = (i = 2, 7); a[i] += (i = 0, 1); return i; }",
  gather: "(a, b) => { let s = 0; for (let i = 0; i < b.length; i++) s += a[b[i]]; return s; }",
  alias:
    "(a, b) => { const x = a, n = x.length; let s = 0; for (let i = 0; i < n; ++i) s += x[i] * b[i]; return s; }",
  passedOn:
    "(a, b) => { const dot = (x, y) => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i] * y[i]; return s; }; return dot(a, b) + dot(b, b); }",
  nothingFound: "(a) => { for (let i = 0; i < a.length; i++) if (a[i] > 1e9) return i; return -1; }",
  fallback:
    "(a) => { let s = 0; for (let i = -1; i < 6; i++) s += (a[i] ?? 100) + (a[i] === undefined ? 1 : 0); return s; }",
  fallbackKept: "(a) => a[7] ?? (a[1] ?? 3)",
  logical: "(a) => { a[0] ||= 5; a[1] &&= 6; a[9] ||= 4; return a[0] + a[1]; }",
  sums: "(a, b) => { let s = 0; for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) s += a[i * 2 + j] * b[j * 2 + i]; return s; }",
  swapped:
    "(a) => { for (let i = 0, j = a.length - 1; i < j; i++, j--) { const t = a[i]; a[i] = a[j]; a[j] = t; } }",
  exchanged:
    "(a) => { for (let i = 0, j = a.length - 1; i < j; i++, j--) [a[i], a[j]] = [a[j], a[i]]; let x = 1, y = 2; [x, y] = [y, x + y]; [a[x - 2], x] = [x, 0]; return x * 10 + y; }",
  takenApart: "(a) => { const { length, length: n } = a, { max } = Math; return max(length, n, a[0]); }",
  sorted:
    "(a) => { for (let i = 1; i < a.length; i++) { const x = a[i]; let j = i - 1; while (j >= 0 && a[j] > x) { a[j + 1] = a[j]; j--; } a[j + 1] = x; } return a; }",
  boolean:
    "(a, b) => { let n = 0; for (let i = 0; i < 4; i++) { b[i] = a[i] > 0; n += +(a[i] > b[i]); } return n; }",
  chained: "(a, b) => { a[0] = b[1] = a[2] + 0.5; return a?.[0] + b?.length; }",
};

test.each(Object.keys(functions))("%s", (name) => {
  const fn = written(functions[name] as string);
  const data = [3, 1, 2, 0.5];
  for (const make of [Float64Array, Float32Array, Int16Array]) {
    sameForAll(fn, [
      [make.from(data), make.from([1, 3, -1, 7])],
      [make.from([Number.NaN, -0, Infinity, 5, 6]), make.from([2, 2, 1])],
    ]);
  }
});

test("an ordinary array is read", () => {
  sameForAll(written("(a, i) => a[i] * 2 + a.length"), [
    [[1, 2, 3], 1],
    [[1, 2, 3], 5],
    [[], 0],
  ]);
});

test("an array is made, filled and returned", () => {
  const fn = written(`(a, k) => {
    const n = a.length, out = new Float64Array(n * 2 + 1);
    for (let i = 0; i < n; i++) out[i] = a[i] * k;
    return out;
  }`);
  sameForAll(fn, [
    [Float64Array.of(1, 2, 3), 2],
    [new Float64Array(0), 2],
  ]);
  sameForAll(written("(n, k = 2) => new Uint8Array(n * k)"), [[3]]);
  sameForAll(written("(a) => a"), [[Float64Array.of(1)]]);
});

describe("a read outside that could be seen", () => {
  const reads = (text: string, ...more: number[]) =>
    lowerText(text, [Float64Array.of(1, 2), ...more]).undefinedReads;

  test.each([
    "(a, i) => a[i]",
    "(a, i) => { const x = a[i]; return x; }",
    "(a, i) => { let x = 0; for (let k = 0; k < 3; k++) { const y = x; x = a[k]; if (k === i) return y; } return 0; }",
    "(a, i) => i > 0 ? a[i] : 0",
    "(a, i) => a[i] || a[1]",
    "(a, i) => a[i] === a[i + 1]",
    "(a, i) => a[i] !== a[i]",
    "(a, i) => Number.isNaN(a[i])",
    "(a, i) => { const get = (k) => a[k]; return get(i); }",
    "(a, i) => { const b = a; b[a[i]] = 1; }",
  ])("%s", (text) => {
    expect(reads(text, 1)).toBe(true);
  });

  test.each([
    "(a, i) => a[i] + 0",
    "(a, i) => +a[i]",
    "(a, i) => a[i] === 1",
    "(a, i) => a[i] < a[i + 1]",
    "(a, i) => { let s = 0; s += a[i]; return s; }",
    "(a, i) => { a[0] = a[i]; return a.length; }",
    "(a, i) => Math.max(a[i])",
    "(a, i) => isNaN(a[i])",
    "(a, i) => a[i] ?? 0",
    "(a, i) => { for (const x of a) if (x > i) return x; return 0; }",
  ])("not in %s", (text) => {
    expect(reads(text, 1)).toBe(false);
  });
});

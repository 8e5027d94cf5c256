/** Arrays of arrays: which parameters are such, what they become, what has to hold at entry, what is refused. */

import { interpret } from "../../../src/jit/backends/interpret";
import { globalsOnly } from "../../../src/jit/frontend/globals";
import { lower } from "../../../src/jit/frontend/lower";
import { parseFunction } from "../../../src/jit/frontend/parse";
import { apply } from "../../../src/jit/ir/build";
import type { Fn, Local } from "../../../src/jit/ir/node";
import { print, textOf } from "../../../src/jit/ir/print";
import { pointAt, type Refusal } from "../../../src/jit/ir/refusal";
import type { ArgKind } from "../../../src/jit/ir/signature";
import type { Elem } from "../../../src/jit/ir/types";
import { verify } from "../../../src/jit/ir/verify";
import { localsRead } from "../../../src/jit/passes/find";
import { proveRows } from "../../../src/jit/passes/row-proofs";
import { codeOf } from "./lowered";

const number: ArgKind = { tag: "number" };
const list: ArgKind = { tag: "array", elem: "f64", plain: false };
const rows: ArgKind = { ...list, rank: 2 };
const planes: ArgKind = { ...list, rank: 3 };
const ordinary: ArgKind = { ...rows, plain: true };

interface Proven {
  readonly text: string;
  readonly guards: readonly string[];
}

function proven(
  text: string,
  args: readonly ArgKind[],
  elements: Readonly<Record<string, Elem>> = {},
): Proven {
  const { fn, rowUses } = lower(parseFunction(text), { args }, globalsOnly);
  verify(fn, "lowering");
  const mapped = new Map<Local, Elem>();
  for (const param of fn.params) {
    const elem = param.tag === "scalar" ? elements[param.local.name] : undefined;
    if (param.tag === "scalar" && elem !== undefined) mapped.set(param.local, elem);
  }
  const { fn: checked, guards } = proveRows(fn, rowUses, mapped);
  verify(checked, "proofs");
  return { text: print(fn), guards: guards.map(textOf) };
}

describe("arrays of arrays: as text", () => {
  test.each([
    [
      "matmul",
      `(a, b, c) => {
        for (let i = 0; i < a.length; i++) for (let j = 0; j < b[0].length; j++) {
          let s = 0;
          for (let k = 0; k < b.length; k++) s += a[i][k] * b[k][j];
          c[i][j] = s;
        }
      }`,
      [rows, rows, rows],
    ],
    [
      "rows in constants, and of numbers",
      `(u, v) => {
        for (let i = 1; i < u.length - 1; i++) {
          const up = u[i - 1], row = u[i];
          for (let j = 0; j < row.length; j++) v[i][j] = up[j] + row[j];
        }
        return v;
      }`,
      [ordinary, ordinary],
    ],
    [
      "three dimensions, for … of, a helper",
      "(a, z) => { const add = (row, k) => { let s = 0; for (const x of row) s += x * k; return s; }; let s = 0; for (const plane of a) for (const row of plane) s += add(row, z); return s + a[1][0][z]; }",
      [planes, number],
    ],
    [
      "a row whose index is computed",
      "(a) => { let s = 0; for (let i = 0; i < a.length; i++) { const row = a[(i + 1) % a.length]; s += row[0] + row[1]; } return s; }",
      [rows],
    ],
    ["+= and ++", "(a, i) => { a[i][0] += 2; a[0][i]++; }", [rows, number]],
    [
      "a row that is chosen",
      "(a) => { for (let i = 0; i < a.length; i++) { const row = i > 0 ? a[i - 1] : a[i]; row[0] = i; } }",
      [rows],
    ],
  ])("%s", (_, text, args) => {
    const { text: lowered, guards } = proven(text, args);
    expect(`${lowered}\n${guards.map((guard) => `needs ${guard}`).join("\n")}\n`).toMatchSnapshot();
  });
});

/** A loop over all rows, and `use` in it. */
const loop = (use: string) =>
  `(a, n) => { let s = 0; for (let i = 0; i < a.length; i++) { ${use} } return s; }`;
/** That there are columns, which is all that these ask: v0 is how many rows there are, v1 how many columns. */
const hasColumns = "lt(0, toF64(v1))";
/** What always holds: the row that is read where a condition says that there is none. */
const hasRowsIfUsed = "or(le(toF64(v0), 0), lt(0, toF64(v0)))";

describe("arrays of arrays: conditions make bounds narrower", () => {
  test.each([
    ["a loop over all rows", "s += a[i][0];"],
    ["an if", "if (i > 0) s += a[i - 1][0];"],
    ["?:", "s += i > 0 ? a[i - 1][0] : 0;"],
    ["the other way of ?:", "s += i === 0 ? 0 : a[i - 1][0];"],
    ["&&", "if (i + 1 < a.length && a[i + 1][0] > 0) s++;"],
    ["||", "if (i >= a.length - 1 || a[i + 1][0] > 0) s++;"],
    [
      "two conditions",
      "const k = i + n; s += 0; if (i > 0 && i < a.length - 1) s += a[i + 1][0] - a[i - 1][0];",
    ],
    ["a condition that is not so", "if (!(i < 1)) s += a[i - 1][0];"],
    ["an else", "if (i === a.length - 1) s++; else s += a[i + 1][0];"],
    ["an early continue", "if (i === 0) continue; s += a[i - 1][0];"],
    ["an early break", "if (i + 1 >= a.length) break; s += a[i + 1][0];"],
    ["a name for a condition", "const isInner = i > 0; if (isInner) s += a[i - 1][0];"],
    ["a name for an index", "const up = i - 1; if (up >= 0) s += a[up][0];"],
    ["truthiness", "if (i) s += a[i - 1][0];"],
    ["a loop that goes down", "for (let k = i; k > 0; k--) s += a[k - 1][0];"],
    [
      "neighbours",
      "for (let d = -1; d <= 1; d++) { const y = i + d; if (y < 0 || y >= a.length) continue; s += a[y][0]; }",
    ],
  ])("%s", (_, use) => {
    const { guards } = proven(loop(use), [rows, number]);
    const open = guards.filter((guard) => !guard.includes(hasColumns) && guard !== hasRowsIfUsed);
    expect(open).toEqual([]);
  });

  test.each([
    ["Math.min and Math.max", "s += a[Math.max(i - 1, 0)][0] + a[Math.min(i + 1, a.length - 1)][0];"],
    ["a remainder", "s += a[(i + 1) % a.length][0];"],
    ["an index that is chosen", "const up = i > 0 ? i - 1 : 0; s += a[up][0];"],
    ["one that goes round", "const up = i === 0 ? a.length - 1 : i - 1; s += a[up][0];"],
  ])("%s: what is left to ask always holds", (_, use) => {
    const { fn, rowUses } = lower(parseFunction(loop(use)), { args: [rows, number] }, globalsOnly);
    const { guards } = proveRows(fn, rowUses, new Map());
    const value = guards.reduce((all, guard) => apply("and", [all, guard]));
    const asked: Fn = { ...fn, body: [{ tag: "return", value }], result: { tag: "value", type: "bool" } };
    for (const count of [0, 1, 2, 3, 100]) expect(interpret(asked, [[], 0, count, 1])).toBe(true);
  });

  test("a fact is forgotten when what it is about is assigned", () => {
    const text = loop("let k = i + 0; if (k > 0) { k = k - 1; s += a[k - 1][0]; }");
    expect(codeOf(() => proven(text, [rows, number])).code).toBe("row-index");
  });

  test("a fact about what was read from memory is none", () => {
    const text =
      "(a, b) => { let s = 0; for (let i = 0; i < a.length; i++) { if (b[0] > i) { b[0] = -1; s += a[i][b[0]]; } } return s; }";
    expect(codeOf(() => proven(text, [rows, list])).code).toBe("row-index");
  });

  test("a condition of a loop does not hold after it", () => {
    const text = loop("let k = 0; while (k < i) k++; s += a[k][0];");
    expect(codeOf(() => proven(text, [rows, number])).code).toBe("row-index");
  });
});

describe("arrays of arrays: which reads need no check", () => {
  const textOfFn = (text: string, ...args: ArgKind[]) => {
    const { fn, rowUses } = lower(parseFunction(text), { args }, globalsOnly);
    return print(verify(proveRows(fn, rowUses, new Map()).fn, "proofs"));
  };

  test("those whose indices are inside whatever conditions say", () => {
    const text = textOfFn(loop("if (s < 3) s += a[i][i] + a[i][n];"), rows, number);
    expect(text).not.toContain("]?");
  });

  test("those whose row rests on a condition read another row where it does not hold", () => {
    const text = textOfFn(loop("s += i > 0 ? a[i - 1][n] : 0;"), rows, number);
    expect(text).toContain("a0[add(mul(max(min(sub(v4, 1), sub(toF64(v0), 1)), 0), toF64(v1)), v2)]");
    expect(text).not.toContain("]?");
  });

  test("not those whose place within a row rests on one", () => {
    expect(textOfFn(loop("s += i > 0 ? a[n][i - 1] : 0;"), rows, number)).toContain("]?");
  });

  test("integers stay numbers", () => {
    const text = textOfFn("(a, i) => a[i][0] + 0.5", { ...rows, elem: "i16" }, number);
    expect(text).toContain("toF64(a0[");
  });
});

describe("arrays of arrays: what has to hold at entry", () => {
  test.each([
    ["a parameter is an index", "(a, i) => a[i][0]", [rows, number]],
    [
      "a loop to a parameter",
      "(a, n) => { let s = 0; for (let i = 0; i < n; i++) s += a[i][i]; return s; }",
      [rows, number],
    ],
    ["a length is asked of a row", "(a) => a[2].length", [rows]],
    [
      "an array of such a length is made",
      "(a) => { const out = new Float64Array(a[0].length); return out; }",
      [rows],
    ],
  ])("%s", (_, text, args) => {
    expect(proven(text, args).guards).toMatchSnapshot();
  });

  test("an element of a mapped array is not asked about, but for what all of its kind are", () => {
    const text = "(x, table) => table[x][0]";
    expect(codeOf(() => proven(text, [number, rows], { x: "f64" })).code).toBe("row-index");
    expect(proven(text, [number, rows], { x: "u8" }).guards).toEqual([
      "lt(255, toF64(v1))",
      "lt(0, toF64(v2))",
    ]);
    expect(proven("(x, table) => table[x & 15][0]", [number, rows], { x: "f64" }).guards).toEqual([
      "lt(15, toF64(v1))",
      "lt(0, toF64(v2))",
    ]);
  });
});

describe("arrays of arrays: what is refused", () => {
  const cases: readonly (readonly [code: string, text: string, under: string, ...args: ArgKind[]])[] = [
    ["nested-array", "(a) => a[0][1][2]", "a[0][1][2]", rows],
    ["row-index", "(a, i) => a[i][i++]", "a[i][i++]", rows, number],
    ["row-index", "(a, i) => { let k = i; k = k * 2; return a[k][0]; }", "a[k][0]", rows, number],
    ["row-index", "(a, i) => a[i / 2][0]", "a[i / 2][0]", rows, number],
    ["row-index", "(a, i) => a[i][0.5]", "a[i][0.5]", rows, number],
    ["row-index", "(a) => a[-1].length", "a[-1].length", rows],
    ["row-index", "(a, x) => a[x[0]][0]", "a[x[0]][0]", rows, list],
    ["row-index", "(a, i) => { a[i][0]; return i; }", "a[i][0]", rows, number],
    ["row-value", "(a) => a[0] + 1", "a[0] + 1", rows],
    ["row-value", "(a) => { a[0] = a[1]; }", "a[0]", rows],
    ["row-value", "(a) => { [a[0], a[1]] = [a[1], a[0]]; }", "a[0]", rows],
    ["row-value", "(a) => a[0]", "a[0]", rows],
    ["row-value", "(a) => { if (a[0] === undefined) return 1; return 2; }", "a[0]", rows],
    ["row-value", '(a) => typeof a[0] === "object"', "typeof a[0]", rows],
    ["row-value", "(a) => { const f = (m) => { return m[0]; }; return f(a)[0]; }", "return m[0];", rows],
    ["array-choice", "(a) => { let row = a[0]; row = a[1]; return row[0]; }", "a[0]", rows],
    [
      "array-choice",
      "(a, b, i) => { const row = i > 0 ? a[0] : b[0]; return row[0]; }",
      "i > 0 ? a[0] : b[0]",
      rows,
      rows,
      number,
    ],
    ["array-member", "(a) => a[0].fill(1)", "a[0].fill", rows],
    ["array-member", "(a) => a[0].name", "a[0].name", rows],
    ["boolean-index", "(a, i) => a[i > 0][0]", "i > 0", rows, number],
    ["mixed-types", "(a, x) => { a[0][0] = x > 1; }", "a[0][0] = x > 1", ordinary, number],
    ["undefined-value", "(a, x) => { a[0][0] = x[9]; }", "a[0][0] = x[9]", ordinary, list],
  ];

  test.each(cases.map(([code, text, under, ...args]) => ({ code, text, under, args })))(
    "$code: $text",
    ({ code, text, under, args }) => {
      const refusal: Refusal = codeOf(() => proven(text, args));
      expect([refusal.code, refusal.fix.at(-1)]).toEqual([code, "."]);
      const { start, end } = refusal.span as { start: number; end: number };
      expect(text.slice(start, end)).toBe(under);
    },
  );

  test("in a helper, with the helper's text", () => {
    const text = "(a) => { const get = (m, k) => m[k * 0.5][0]; return get(a, 3); }";
    const refusal = codeOf(() => proven(text, [rows]));
    expect(pointAt(text, refusal.span as { start: number; end: number }).text).toContain("^");
    expect(refusal.reason).toContain("`m[k * 0.5][0]`");
  });
});

test("conditions that differ only deep inside are two, and many operations make no long texts", () => {
  const deep = (name: string) =>
    Array.from({ length: 9 }, () => 0).reduce((text) => `(${text} + 1) * 2`, name);
  const text = `(a, i, j) => a[${deep("i")}][0] + a[${deep("j")}][0]`;
  const { fn, rowUses } = lower(parseFunction(text), { args: [rows, number, number] }, globalsOnly);
  const { guards } = proveRows(fn, rowUses, new Map());
  const [, i, j] = fn.params.map((param) => (param.tag === "scalar" ? param.local : undefined));
  const about = (local: Local | undefined) =>
    guards.filter((guard) => local && localsRead([guard]).has(local)).length;
  expect([about(i), about(j)]).toEqual([1, 1]);
});

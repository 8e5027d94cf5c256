/** Whether a variable from outside can ever change, seen in the text of its script. */
import { Steadiness } from "../../../src/jit/frontend/steady";

/** Of the name `v`, which the function under `HERE` uses. */
function isSteady(text: string, { startLine = 0, startColumn = 0 } = {}): boolean {
  const at = text.indexOf("/*HERE*/") + "/*HERE*/".length;
  const before = text.slice(0, at).split("\n");
  const line = before.length - 1;
  const location = {
    scriptId: "1",
    lineNumber: line + startLine,
    columnNumber: (before[line]?.length ?? 0) + (line === 0 ? startColumn : 0),
  };
  const script = { text, url: "", startLine, startColumn };
  return new Steadiness(() => script).has(location, "v");
}

test.each([
  "const v = 1; const f = /*HERE*/(x) => x * v;",
  "let v = 1; const f = /*HERE*/(x) => x * v;",
  "var v = 1; const f = /*HERE*/(x) => x * v;",
  "function v() {} const f = /*HERE*/(x) => v(x);",
  "class v {} const f = /*HERE*/(x) => v.y;",
  "function outer(v) { return /*HERE*/(x) => x * v; }",
  "for (const v of [1, 2]) fs.push(/*HERE*/(x) => x * v);",
  "for (const a of b) { const v = a; fs.push(/*HERE*/function (x) { return x * v; }); }",
  "try {} catch (v) { f = /*HERE*/(x) => x * v; }",
  "const v = 1; class A { method/*HERE*/(x) { return x * v; } static s(x) { return x; } }",
  "const v = 1; { let v = 2; v++; } const f = /*HERE*/(x) => x * v;",
  "const v = 1; const f = /*HERE*/(x) => { const g = (v) => v++; return g(x) * v; };",
  "import { w } from 'w'; const v = w; export const f = /*HERE*/(x) => x * v;",
  "const { v } = lib; const f = /*HERE*/(x) => x * v;",
  "const [, ...v] = lib; const f = /*HERE*/(x) => v(x);",
  "const v = 1; const f = /*HERE*/async (x, y = (z) => z) => x * v;",
  "const v = 1;\nreturn {\n  a: 1, method/*HERE*/(x) { return x * v; } };",
])("yes: %s", (text) => {
  expect(isSteady(text)).toBe(true);
  expect(isSteady(text, { startLine: 3, startColumn: 7 })).toBe(true);
});

test.each([
  "let v = 1; v = 2; const f = /*HERE*/(x) => x * v;",
  "let v = 1; const f = /*HERE*/(x) => x * v; function later() { v++; }",
  "let v = 1; const f = /*HERE*/(x) => x * v; [v] = [2];",
  "let v = 1; const f = /*HERE*/(x) => x * v; ({ a: v = 3 } = {});",
  "let v = 1; const f = /*HERE*/(x) => x * v; for (v of [1]);",
  "for (let v = 0; v < 3; v++) fs.push(/*HERE*/(x) => x * v);",
  "while (true) { var v = i++; fs.push(/*HERE*/(x) => x * v); }",
  "var v = 1; const f = /*HERE*/(x) => x * v; var v = 2;",
  "function v() {} v = 2; const f = /*HERE*/(x) => v(x);",
  "function outer(v) { arguments[0] = 5; return /*HERE*/(x) => x * v; }",
  "let v = 1; eval(text); const f = /*HERE*/(x) => x * v;",
  "import { v } from 'w'; export const f = /*HERE*/(x) => x * v;",
  "const f = /*HERE*/(x) => x * v;",
  "const v = 1; const f = /*HERE*/(x) => x * w;",
  "this is no script /*HERE*/ v",
])("no: %s", (text) => {
  expect(isSteady(text)).toBe(false);
});

test("a script that cannot be had, or a place that is unknown, says no", () => {
  const nowhere = new Steadiness(() => undefined);
  expect(nowhere.has({ scriptId: "1", lineNumber: 0, columnNumber: 0 }, "v")).toBe(false);
  expect(nowhere.has(undefined, "v")).toBe(false);
});

test("a script is read once", () => {
  let asked = 0;
  const text = "const v = 1; const f = (x) => x * v;";
  const steadiness = new Steadiness(() => {
    asked += 1;
    return { text, url: "", startLine: 0, startColumn: 0 };
  });
  const location = { scriptId: "1", lineNumber: 0, columnNumber: text.indexOf("(x)") };
  expect([steadiness.has(location, "v"), steadiness.has(location, "f"), asked]).toEqual([true, false, 1]);
});

describe("imports", () => {
  const modules: Readonly<Record<string, string>> = {
    "file:///a/lib.mjs": `
      export const rate = 1;
      export let rising = 1;
      export function bump() { rising++; }
      export class Shape {}
      export const { left, right } = { left: 1, right: 2 };
      export { third as drittel, wobble } from "./deep.mjs";
      import { third } from "./deep.mjs";
      export { third as again };
      const own = 1; let changing = 2; changing = 3;
      export { own as plus, changing };
      export default (x) => x * 7;
      export * from "./star.mjs";
      export * as whole from "./star.mjs";
      export { fromCommon } from "../common.cjs";
      export * from "./lib.mjs";
    `,
    "file:///a/deep.mjs": "export const third = 1 / 3; export let wobble = 2; wobble = 3;",
    "file:///a/star.mjs": "export const starred = 1; export let unsteady = 1; unsteady = 2;",
    "file:///a/named.mjs": "export default function named() {} named = 1;",
    "file:///common.cjs": "exports.fromCommon = 1;",
  };

  function isImportSteady(declaration: string): boolean {
    const text = `${declaration}\nexport const f = (x) => x * v;`;
    const steadiness = new Steadiness((key) => {
      const url = "url" in key ? key.url : "file:///a/main.mjs";
      const found = "url" in key ? modules[url] : text;
      return found === undefined ? undefined : { text: found, url, startLine: 0, startColumn: 0 };
    });
    return steadiness.has({ scriptId: "1", lineNumber: 1, columnNumber: 17 }, "v");
  }

  test.each([
    "import { rate as v } from './lib.mjs';",
    "import { 'rate' as v } from './lib.mjs';",
    "import { bump as v } from './lib.mjs';",
    "import { Shape as v } from './lib.mjs';",
    "import { right as v } from './lib.mjs';",
    "import { drittel as v } from './lib.mjs';",
    "import { again as v } from './lib.mjs';",
    "import { plus as v } from './lib.mjs';",
    "import v from './lib.mjs';",
    "import { starred as v } from './lib.mjs';",
    "import { whole as v } from './lib.mjs';",
    "import { fromCommon as v } from '/a/lib.mjs';",
    "import * as v from './nowhere.mjs';",
    "import { anything as v } from '../common.cjs';",
  ])("yes: %s", (declaration) => {
    expect(isImportSteady(declaration)).toBe(true);
  });

  test.each([
    "import { rising as v } from './lib.mjs';",
    "import { wobble as v } from './lib.mjs';",
    "import { changing as v } from './lib.mjs';",
    "import { unsteady as v } from './lib.mjs';",
    "import { nothing as v } from './lib.mjs';",
    "import { rate as v } from './nowhere.mjs';",
    "import { rate as v } from 'no-such-package-here';",
    "import v from './named.mjs';",
  ])("no: %s", (declaration) => {
    expect(isImportSteady(declaration)).toBe(false);
  });
});

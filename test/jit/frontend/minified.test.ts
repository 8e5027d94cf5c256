/** Functions as minifiers and transpilers leave them mean what they meant. */
import { type TransformOptions, transformSync } from "esbuild";
import { bodies } from "./corpus";
import { lowered, pairs, sameForAll, written, writtenIn } from "./lowered";

/** The text of the function in a script that is one statement. */
function transformed(text: string, options: TransformOptions): (...args: never[]) => unknown {
  const { code } = transformSync(`globalThis.f = ${text}`, options);
  return written(code.slice(code.indexOf("=") + 1).replace(/;\s*$/, ""));
}

/** Fewer pairs: every third. */
const some = pairs().filter((_, index) => index % 3 === 0);

test.each(Object.keys(bodies))("%s, minified", (name) => {
  const fn = transformed(`function (a, b) {${bodies[name]}}`, { minify: true });
  sameForAll(fn, some);
});

test("inner functions that keep their names", () => {
  const text =
    "(a, b) => { const twice = (x) => x * 2; function half(x) { return x / 2; } return twice(a) + half(b); }";
  const { code } = transformSync(`globalThis.f = ${text}`, { keepNames: true });
  const body = code.slice(code.indexOf("globalThis.f =") + 14).replace(/;\s*$/, "");
  expect(body).toContain("__name");
  sameForAll(writtenIn({ __name: (fn: unknown) => fn }, `(${body})`), some);
});

test('`__name(f, "f")` is `f`, also as a statement', () => {
  const text = `(a) => { const twice = /* @__PURE__ */ __name((x) => x * 2, "twice"); function g(x) { return x + 1; } __name(g, "g"); return twice(a) + g(a); }`;
  expect(lowered(text, [1]).fn.undefinedReads).toBe(false);
});

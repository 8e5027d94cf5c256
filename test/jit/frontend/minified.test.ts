/** Functions as minifiers and transpilers leave them mean what they meant. */

import { runInThisContext } from "node:vm";
import { type TransformOptions, transformSync } from "esbuild";
import { Jit, offload } from "../../../src/jit/index";
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

test("the helper that keeps names, when a minifier has renamed it", () => {
  const source = `globalThis.f = (a, b) => {
    const twice = (x) => x * 2;
    function half(x) { return x / 2; }
    return twice(a) + half(b);
  }`;
  const { code } = transformSync(source, { keepNames: true, minify: true });
  const script = `(() => { ${code.replace("globalThis.f=", "return ")} })()`;
  const made = runInThisContext(script) as (a: number, b: number) => number;
  expect(String(made)).not.toContain("__name");
  expect(String(made)).toContain('"twice"');
  const fn = offload({ jit: new Jit({ tiers: ["js"] }) })(made);
  expect([...fn.map([1, 2], 4)]).toEqual([4, 6]);
  expect(fn.explain().tier).toBe("js");
});

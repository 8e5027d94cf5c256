/** Making functions of text, and doing without. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { transformSync } from "@swc/core";
import { Evaluator, type MakeFunction } from "../../../src/jit/backends/evaluate";
import { nodeSync } from "../../house/processes";

test("a body is evaluated with its externals, in strict mode", () => {
  const evaluator = new Evaluator();
  expect(evaluator.isAllowed).toBe(true);
  expect(evaluator.evaluate("return a + b;", { a: 1, b: 2 })).toBe(3);
  expect(evaluator.evaluate("return (function () { return this; })();")).toBeUndefined();
  expect(() => evaluator.evaluate("return (;")).toThrow(SyntaxError);
});

test("values reach the code as values, whatever their text", () => {
  const evil = '"; throw new Error("reached"); "';
  expect(new Evaluator().evaluate("return text;", { text: evil })).toBe(evil);
});

test("engines see a text of its own each time, so that kernels do not share what is learnt of them", () => {
  const texts: (string | undefined)[] = [];
  const evaluator = new Evaluator((...parts) => {
    texts.push(parts.at(-1));
    return () => true;
  });
  evaluator.evaluate("return 1;");
  evaluator.evaluate("return 1;");
  expect(new Set(texts).size).toBe(3);
});

test("where code generation is forbidden the answer is undefined, and it is tried once", () => {
  let tried = 0;
  const context = createContext({}, { codeGeneration: { strings: false, wasm: true } });
  const forbidden = runInContext("(...parts) => new Function(...parts)", context) as MakeFunction;
  const evaluator = new Evaluator((...parts) => {
    tried++;
    return forbidden(...parts);
  });
  expect(evaluator.isAllowed).toBe(false);
  expect(evaluator.evaluate("return 1;")).toBeUndefined();
  expect(tried).toBe(1);
});

test("with --disallow-code-generation-from-strings the answer is undefined", () => {
  const path = join(__dirname, "../../../src/jit/backends/evaluate.ts");
  const { code } = transformSync(readFileSync(path, "utf8"), {
    swcrc: false,
    module: { type: "commonjs" },
    jsc: { target: "es2022", parser: { syntax: "typescript" } },
  });
  const program = `${code}; const e = new exports.Evaluator(); console.log(e.isAllowed, e.evaluate("return 1"));`;
  const run = (...flags: string[]) => nodeSync(...flags, "-e", program).stdout;
  expect(run("--disallow-code-generation-from-strings")).toBe("false undefined\n");
  expect(run()).toBe("true 1\n");
});

/**
 * Functions as JavaScript: the loops that a good engineer writes by hand, readable, and run by the engine's own
 * compiler.
 *
 *   // saxpy(v0: f64 a, a0: f64[] x, a1: f64[] y) → void
 *   function kernel(v0, a0, a1) {
 *     const n0 = a0.length;
 *     for (let v1 = 0; v1 < n0; v1++) {
 *       a1[v1] += …
 *
 * All names are made of numbers; what the user called things stands in the comment only, and cannot leave it.
 */
import { assert } from "../../assert";
import type { ArrayRef, Fn, Local, Node, Stmt } from "../ir/node";
import { bodiesOf, eachNode, isLoop, nodesOf } from "../ir/walk";
import type { Evaluator } from "./evaluate";
import { Declarations } from "./js/declarations";
import { Expressions, nameOf } from "./js/expressions";
import { Statements } from "./js/statements";

/** Takes what the parameters of the function say: numbers, booleans, typed arrays. */
export type JsKernel = (...args: readonly unknown[]) => unknown;

/**
 * The function as a callable, of its text where that is there already. It makes its `alloc` arrays itself. Undefined
 * where no code may be made: the caller runs the original.
 */
export function compileJs(fn: Fn, evaluator: Evaluator, code = emitJs(fn)): JsKernel | undefined {
  assert(fn.guards.length === 0, `${fn.name} has guards, which the JavaScript backend does not test`);
  return evaluator.evaluate(`${code}\nreturn kernel;`) as JsKernel | undefined;
}

/** The function as text: a declaration of `kernel` under a comment that names what it was. */
export function emitJs(fn: Fn): string {
  const lengths = lengthsInLoops(fn);
  const expressions = new Expressions(fn, lengths);
  const result = fn.result.tag === "array" ? nameOf(fn.result.array) : "";
  const statements = new Statements(expressions, new Declarations(fn), result);
  const isMade = ({ origin }: ArrayRef) => origin === "alloc";
  const length = (array: ArrayRef) =>
    lengths.has(array) ? [`  const ${lengths.get(array)} = ${nameOf(array)}.length;`] : [];
  const params = fn.params.map((param) => nameOf(param.tag === "scalar" ? param.local : param.array));
  const lines = [
    `// ${header(fn)}`,
    `function kernel(${params.join(", ")}) {`,
    ...fn.arrays.filter((array) => !isMade(array)).flatMap(length),
    ...fn.arrays
      .filter(isMade)
      .flatMap((array) => [
        `  const ${nameOf(array)} = ${expressions.allocation(array).text};`,
        ...length(array),
      ]),
    ...statements.list(fn.body, "  "),
    ...(result !== "" && fn.body.at(-1)?.tag !== "return" ? [`  return ${result};`] : []),
    "}",
  ];
  return lines.join("\n");
}

function header(fn: Fn): string {
  const params = fn.params.map((param) =>
    param.tag === "scalar"
      ? described(param.local, param.local.type)
      : described(param.array, `${param.array.elem}[]`),
  );
  const { result } = fn;
  const gives = result.tag === "value" ? result.type : result.tag === "array" ? nameOf(result.array) : "void";
  return `${plain(fn.name)}(${params.join(", ")}) → ${gives}`;
}

function described(variable: Local | ArrayRef, type: string): string {
  return `${nameOf(variable)}: ${type} ${plain(variable.name)}`;
}

/** A name in a comment: nothing in it can end the line. */
function plain(name: string): string {
  return name.slice(0, 60).replace(/[^\w$.# -]/g, "?");
}

/** Arrays whose length is asked for in a loop get a variable for it. */
function lengthsInLoops(fn: Fn): ReadonlyMap<ArrayRef, string> {
  const found = new Map<ArrayRef, string>();
  const look = (nodes: readonly Node[]): void => {
    eachNode(nodes, (node) => {
      if (node.op === "length") found.set(node.array, `n${node.array.slot}`);
    });
  };
  const visit = (stmts: readonly Stmt[], inLoop: boolean): void => {
    for (const stmt of stmts) {
      if (isLoop(stmt) || inLoop) look(nodesOf(stmt));
      for (const body of bodiesOf(stmt)) visit(body, inLoop || isLoop(stmt));
    }
  };
  visit(fn.body, false);
  return found;
}

/** The source text of a function object, or why it has none that means what the function does. */
import { types } from "node:util";
import type { Callable } from "./captured";
import { refusal } from "./refusals";

/** Counters that coverage tools write into functions: istanbul's `cov_1x2y()`, blanket's and jscoverage's arrays. */
const counters = /\bcov_[\w$]+\(\)\s*\.\s*[sfb]\s*\[|_\$jscoverage\b|__coverage__\b|__cov_[\w$]+\s*[.[]/;

/**
 * As the engine has it.
 *
 * @throws Refusal for native and bound functions, proxies, classes, and functions with coverage counters in them
 */
export function sourceOf(fn: Callable): string {
  if (types.isProxy(fn)) throw refusal("proxy");
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text)) {
    throw refusal(fn.name.startsWith("bound ") ? "bound" : "native", { detail: fn.name });
  }
  if (/^class\b/.test(text)) throw refusal("class");
  if (types.isGeneratorFunction(fn)) throw refusal("generator", { source: text });
  const counter = counters.exec(text);
  if (counter !== null) {
    const span = { start: counter.index, end: counter.index + counter[0].length };
    throw refusal("instrumented", { span, source: text });
  }
  return text;
}

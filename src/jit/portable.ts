/** Whether a function needs nothing around it, so that its text can run in another thread. */
import type { ParsedFunction } from "./frontend/parse";
import type { Refusal } from "./ir/refusal";
import type { Portable } from "./promised";

const otherwise = "or export the function and say where: from: { module, export }";

/** @param parsed the function, or why it has no text */
export function portableOf(parsed: ParsedFunction | Refusal): Portable {
  if (!("captured" in parsed)) return { reason: parsed.reason, fix: parsed.fix };
  const { captured, node, text, usesThis } = parsed;
  if (usesThis)
    return { reason: "it uses this", fix: `Pass what it needs of this as arguments, ${otherwise}.` };
  const own = captured.find(({ path }) => !(path[0] !== undefined && path[0] in globalThis));
  if (own !== undefined) {
    const fix = `Pass it as an argument, put it into the function, ${otherwise}. Names of the engine, such as Math, are there in every thread.`;
    return { reason: `it uses ${own.path[0]}, a variable around it`, fix };
  }
  const isExpression = node.type === "ArrowFunctionExpression" || /^(?:async\s+)?function\b/.test(text);
  return { text: isExpression ? `(${text}\n)` : `Object.values({ ${text}\n })[0]` };
}

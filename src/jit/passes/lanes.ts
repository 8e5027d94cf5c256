/**
 * How many iterations run side by side. More hide the latency of an operation behind others; too many do not fit into
 * the sixteen vector registers. A register holds two doubles, four floats or four int32.
 */
import type { ArrayRef, ForStmt, Stmt } from "../ir/node";
import type { Lanes } from "../ir/types";
import { eachStmt, isLoop, someStmt } from "../ir/walk";
import { costOf, heavyIn, usesDoubles } from "./costs";
import type { Divergence } from "./divergence";
import { eachNodeIn, localsSet } from "./find";

/** Cycles from which a chain is long. */
const chainFrom = 12;

export function chooseLanes(loop: ForStmt, divergence: Divergence, reductions: number): Lanes {
  const { body } = loop;
  const doubles = usesDoubles(body, (node) => divergence.shape(node) === "varying");
  if (heavyIn(body) > 0) return 4;
  if (!doubles) return 8;
  if (diverges(loop, divergence)) return 4;
  if (reductions > 0) return 8;
  return (someStmt(body, isLoop) ? varyingSets(loop, divergence) <= 2 : isChain(body)) ? 8 : 4;
}

/** One long computation on one element, such as a polynomial: only the latency of its operations holds it up. */
function isChain(body: readonly Stmt[]): boolean {
  const loads = new Set<ArrayRef>();
  eachNodeIn(body, (node) => {
    if (node.op === "load") loads.add(node.array);
  });
  return loads.size <= 1 && !someStmt(body, (stmt) => stmt.tag === "if") && costOf(body) >= chainFrom;
}

function diverges({ body }: ForStmt, divergence: Divergence): boolean {
  let found = false;
  eachStmt(body, (stmt) => {
    if ("label" in stmt && divergence.departuresOf(stmt.label)) found = true;
  });
  return found;
}

/** Vectors that live through the loop's inner loops, at most. */
function varyingSets({ body }: ForStmt, divergence: Divergence): number {
  return [...localsSet(body)].filter((local) => divergence.shapeOf(local) === "varying").length;
}

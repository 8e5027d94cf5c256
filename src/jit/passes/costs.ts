/**
 * About how long code takes: cycles of one iteration on one lane. Only good for choosing how many lanes run side by
 * side and what is worth skipping; which tier serves a call is measured, not guessed.
 */
import type { Node, OpName, Stmt } from "../ir/node";
import { scalarPart } from "../ir/types";
import { bodiesOf, eachNode, isLoop, nodesOf, someStmt } from "../ir/walk";
import { eachNodeIn } from "./find";

/** Operations that are more than an instruction or two. */
const costs: Readonly<Partial<Record<OpName, number>>> = Object.freeze({
  div: 4,
  sqrt: 5,
  rem: 30,
  pow: 60,
  atan2: 40,
  hypot: 20,
  hypot3: 25,
  ...Object.fromEntries(
    ["cbrt", "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "asin", "acos"].map(
      (op) => [op, 30],
    ),
  ),
  ...Object.fromEntries(["atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"].map((op) => [op, 35])),
});

const transcendental = 20;
const callOrBranch = 3;
const skipFrom = 24;

/** What a reader calls heavy: a transcendental function, or a call per lane. */
export function isHeavy(node: Node): boolean {
  return (costs[node.op as OpName] ?? 0) >= transcendental;
}

/** How often a loop goes round where nothing tells. */
export const unknownRounds = 8;

/** Of the statements once through; loops count as a few rounds. */
export function costOf(list: readonly Stmt[]): number {
  let cost = 0;
  for (const stmt of list) {
    cost += ownCost(stmt);
    const rounds = isLoop(stmt) ? unknownRounds : 1;
    for (const body of bodiesOf(stmt)) cost += rounds * costOf(body);
  }
  return cost;
}

/** Of a statement itself, without those in it. */
export function ownCost(stmt: Stmt): number {
  let cost = stmt.tag === "store" || stmt.tag === "if" ? callOrBranch : 0;
  eachNode(nodesOf(stmt), (node) => {
    if (node.op === "load" || "args" in node) cost += costs[node.op as OpName] ?? 1;
  });
  return cost;
}

/** Whether a branch is worth a test that some lane takes it. */
export function worthSkipping(list: readonly Stmt[]): boolean {
  return someStmt(list, isLoop) || costOf(list) >= skipFrom;
}

/** How many different heavy operations the statements hold. */
export function heavyIn(list: readonly Stmt[]): number {
  let found = 0;
  eachNodeIn(list, (node) => {
    if (isHeavy(node)) found++;
  });
  return found;
}

/** Whether the statements compute with doubles, which fill a register twice as fast. */
export function usesDoubles(list: readonly Stmt[], isVector: (node: Node) => boolean): boolean {
  let found = false;
  eachNodeIn(list, (node) => {
    if (scalarPart(node.type) === "f64" && isVector(node)) found = true;
  });
  return found;
}

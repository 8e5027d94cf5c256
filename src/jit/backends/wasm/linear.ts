/**
 * Array indices as sums of products, as far as they are linear in a loop's counter i:
 *
 *   (r * n + i) + 1   →   1 + 1·r·n + 1·i        stride: 1·i, bumped with the counter; the rest stays the same
 *
 * Sums, differences and products of int32 wrap, and so do addresses: any order of adding gives the same address.
 */
import type { Local, Node } from "../../ir/node";
import { operandsOf } from "../../ir/walk";

/** coefficient × the factors, and × the counter where `moves`. */
export interface Term {
  readonly coefficient: number;
  readonly factors: readonly Node[];
  readonly moves: boolean;
}

export interface Linear {
  readonly constant: number;
  readonly terms: readonly Term[];
}

/** What is known in a loop's body at one place. */
export interface Scope {
  readonly counter: Local;
  /** Locals that the body sets. */
  readonly changing: ReadonlySet<Local>;
  /** Of those that it sets once, and has set at this place: to what. */
  readonly defined: ReadonlyMap<Local, Node>;
}

/** Undefined when the node is not linear in the counter. */
export function linearOf(node: Node, scope: Scope): Linear | undefined {
  if (node.type !== "i32") return undefined;
  if (node.op === "const") return { constant: node.value, terms: [] };
  if (node.op === "get") {
    if (node.local === scope.counter) return { constant: 0, terms: [term(1, [], true)] };
    const value = scope.defined.get(node.local);
    if (value !== undefined) return linearOf(value, scope);
  } else if (node.op === "add" || node.op === "sub" || node.op === "mul" || node.op === "imul") {
    const found = combined(node.op, node.args as readonly [Node, Node], scope);
    if (found !== undefined) return found;
  }
  return isFixed(node, scope) ? { constant: 0, terms: [term(1, [node], false)] } : undefined;
}

function term(coefficient: number, factors: readonly Node[], moves: boolean): Term {
  return { coefficient, factors, moves };
}

function combined(op: string, [a, b]: readonly [Node, Node], scope: Scope): Linear | undefined {
  const [x, y] = [linearOf(a, scope), linearOf(b, scope)];
  if (x === undefined || y === undefined) return undefined;
  if (op === "add") return sum(x, y);
  if (op === "sub") return sum(x, scaled(y, -1));
  if (y.terms.length === 0) return scaled(x, y.constant);
  if (x.terms.length === 0) return scaled(y, x.constant);
  if (isFixed(b, scope)) return times(x, b);
  return isFixed(a, scope) ? times(y, a) : undefined;
}

function sum(x: Linear, y: Linear): Linear {
  const terms = [...x.terms];
  for (const more of y.terms) {
    const same = terms.findIndex((known) => termKey(known) === termKey(more));
    if (same === -1) terms.push(more);
    else terms[same] = { ...more, coefficient: ((terms[same] as Term).coefficient + more.coefficient) | 0 };
  }
  return {
    constant: (x.constant + y.constant) | 0,
    terms: terms.filter(({ coefficient }) => coefficient !== 0),
  };
}

function scaled({ constant, terms }: Linear, by: number): Linear {
  return {
    constant: Math.imul(constant, by),
    terms: terms.map((each) => ({ ...each, coefficient: Math.imul(each.coefficient, by) })),
  };
}

function times({ constant, terms }: Linear, factor: Node): Linear {
  const products = terms.map((each) => ({ ...each, factors: [...each.factors, factor] }));
  return { constant: 0, terms: constant === 0 ? products : [...products, term(constant, [factor], false)] };
}

/** Whether the value is the same in all iterations. Elements of arrays are not looked into. */
export function isFixed(node: Node, scope: Scope): boolean {
  if (node.op === "load") return false;
  if (node.op === "get") return node.local !== scope.counter && !scope.changing.has(node.local);
  return operandsOf(node).every((operand) => isFixed(operand, scope));
}

/** The same text for what is the same up to the coefficient. */
export function termKey({ factors, moves }: Term): string {
  return `${moves ? "i" : ""}*${factors.map(nodeKey).sort().join("*")}`;
}

/** The same text for sums that differ in their constants only. */
export function linearKey({ terms }: Linear): string {
  return terms
    .map((each) => `${each.coefficient}${termKey(each)}`)
    .sort()
    .join("+");
}

function nodeKey(node: Node): string {
  if (node.op === "const") return `${node.value}`;
  if (node.op === "get") return `x${node.local.id}`;
  if (node.op === "length") return `n${node.array.slot}`;
  return `${node.op}(${operandsOf(node).map(nodeKey).join(",")})`;
}

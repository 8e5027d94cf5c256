/**
 * Rules of rewriting: what an operation is the same as, for less. A rule holds bit for bit for all values of its
 * operands, -0, infinities and NaN among them (which NaN it is does not matter), lane by lane for vectors.
 */
import { apply, constant } from "../../ir/build";
import type { Apply, Const, Node, OpName } from "../../ir/node";
import { lanesOf, type Scalar, scalarPart, widen } from "../../ir/types";

/** What the node is the same as; undefined when the rule does not apply. */
export type Rule = (node: Apply, a: Node, b: Node, c: Node) => Node | undefined;

export type Rules = Readonly<Partial<Record<OpName, readonly Rule[]>>>;

export function isConst(node: Node, value?: number): node is Const {
  return node.op === "const" && (value === undefined || Object.is(node.value, value));
}

export function isOp<O extends OpName>(node: Node, op: O): node is Apply & { readonly op: O } {
  return node.op === op;
}

/** A constant of the type of another node. */
export function like(node: Node, value: number): Const {
  return constant(node.type, value);
}

/** A constant of a scalar in as many lanes as another node has. */
export function constantLike(node: Node, scalar: Scalar, value: number): Const {
  return constant(widen(scalar, lanesOf(node.type)), value);
}

export function scalarIs(node: Node, scalar: Scalar): boolean {
  return scalarPart(node.type) === scalar;
}

/** The operand of a conversion; undefined for all other nodes. */
export function under(node: Node, op: OpName): Node | undefined {
  return isOp(node, op) ? node.args[0] : undefined;
}

/** Builds an operation; its type comes out of its operands. */
export function make(op: Exclude<OpName, "splat" | "iota">, ...args: readonly Node[]): Node {
  return apply(op, args);
}

/** Both orders of the operands of an operation that has none: `rule` gets the one that is asked for first. */
export function eitherWay(rule: (a: Node, b: Node, node: Apply) => Node | undefined): Rule {
  return (node, a, b) => rule(a, b, node) ?? rule(b, a, node);
}

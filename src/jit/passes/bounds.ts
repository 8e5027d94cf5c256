/**
 * Least and greatest values as nodes over parameters and lengths, to be evaluated once when a function is entered; what
 * is known before is folded. All are f64; exact while whole and below 2^53, which the conditions built here demand.
 */
import { apply, f64 } from "../ir/build";
import type { ArrayRef, Local, Node } from "../ir/node";
import { NodeSet } from "./node-set";

export const int32Min = -(2 ** 31);
export const int32Max = 2 ** 31 - 1;
/** Up to here doubles hold every whole number, and no other one is rounded to it. */
export const wholeMax = 2 ** 53 - 1;
/** What products of whole numbers are asked to keep to: then a few of them can be added up exactly, unasked. */
export const productMax = 2 ** 50;

/** A condition: true and false are known already. */
export type Condition = Node | boolean;

export function plus(a: Node, b: Node): Node {
  if (a.op === "const" && b.op === "const") return f64(a.value + b.value);
  if (b.op === "const" && b.value === 0) return a;
  if (a.op === "const" && a.value === 0) return b;
  // (x + 1) - 1: loops go to one before their limit, and stencils look one further.
  if (b.op === "const" && a.op === "add" && a.args[1]?.op === "const") {
    return plus(a.args[0] as Node, f64(a.args[1].value + b.value));
  }
  return a.op === "const" ? plus(b, a) : apply("add", [a, b]);
}

export function minus(a: Node, b: Node): Node {
  if (b.op === "const") return plus(a, f64(-b.value));
  return apply("sub", [a, b]);
}

export function times(a: Node, b: Node): Node {
  if (a.op === "const" && b.op === "const") return f64(a.value * b.value);
  if (a.op === "const") return times(b, a);
  if (b.op === "const" && b.value === 1) return a;
  if (b.op === "const" && b.value === 0) return f64(0);
  return apply("mul", [a, b]);
}

export function least(nodes: readonly Node[]): Node {
  return nodes.reduce((a, b) => extreme("min", a, b));
}

export function greatest(nodes: readonly Node[]): Node {
  return nodes.reduce((a, b) => extreme("max", a, b));
}

function extreme(op: "min" | "max", a: Node, b: Node): Node {
  if (a === b) return a;
  if (a.op === "const" && b.op === "const")
    return f64(op === "min" ? Math.min(a.value, b.value) : Math.max(a.value, b.value));
  return apply(op, [a, b]);
}

/**
 * What is known of a bound before it is evaluated: nothing below it. A parameter in a bound is an int32, and a product
 * is not too large: those are the first things that guards ask.
 */
export function atLeast(node: Node): number {
  switch (node.op) {
    case "const":
      return node.value;
    case "get":
      return int32Min;
    case "toF64": {
      const [of] = node.args;
      return of?.op === "length" || (of?.op === "get" && of.local.isSize) ? 0 : int32Min;
    }
    case "add":
      return atLeast(node.args[0] as Node) + atLeast(node.args[1] as Node);
    case "sub":
      return atLeast(node.args[0] as Node) - atMost(node.args[1] as Node);
    case "mul": {
      const [a, b] = node.args.map((arg) => atLeast(arg)) as [number, number];
      return a >= 0 && b >= 0 ? a * b : -productMax;
    }
    case "min":
      return Math.min(...node.args.map(atLeast));
    case "max":
      return Math.max(...node.args.map(atLeast));
    default:
      return rounded(node, atLeast) ?? Number.NEGATIVE_INFINITY;
  }
}

/** What is known of a bound before it is evaluated: nothing above it. */
export function atMost(node: Node): number {
  switch (node.op) {
    case "const":
      return node.value;
    case "get":
      return int32Max;
    case "toF64":
      return int32Max;
    case "add":
      return atMost(node.args[0] as Node) + atMost(node.args[1] as Node);
    case "sub":
      return atMost(node.args[0] as Node) - atLeast(node.args[1] as Node);
    case "mul":
      return productMax;
    case "min":
      return Math.min(...node.args.map(atMost));
    case "max":
      return Math.max(...node.args.map(atMost));
    default:
      return rounded(node, atMost) ?? Number.POSITIVE_INFINITY;
  }
}

/** Of what rounds, or divides by a constant. */
function rounded(node: Node, extreme: (of: Node) => number): number | undefined {
  if (!("args" in node)) return undefined;
  const [a, b] = node.args;
  if (node.op === "floor" || node.op === "ceil" || node.op === "trunc")
    return Math[node.op](extreme(a as Node));
  return node.op === "div" && b?.op === "const" && b.value > 0 ? extreme(a as Node) / b.value : undefined;
}

/** `a <= b`. */
export function notAbove(a: Node, b: Node): Condition {
  if (atLeast(a) > atMost(b)) return false;
  return atMost(a) <= atLeast(b) || unpresumed("le", a, b);
}

/** `a < b`. */
export function below(a: Node, b: Node): Condition {
  if (atLeast(a) >= atMost(b)) return false;
  return atMost(a) < atLeast(b) || unpresumed("lt", a, b);
}

/** The same without what `atLeast` and `atMost` presume, where nobody has asked for that. */
export function unpresumed(op: "le" | "lt", a: Node, b: Node): Condition {
  const apart = distance(a, b);
  if (apart === undefined) return apply(op, [a, b]);
  return op === "le" ? apart >= 0 : apart > 0;
}

/** `b - a`, when both are constants, or are one length or size and constants. */
function distance(a: Node, b: Node): number | undefined {
  const [x, y] = [offset(a), offset(b)];
  return x.of === y.of ? y.by - x.by : undefined;
}

function offset(node: Node): { readonly of: ArrayRef | Local | Node | undefined; readonly by: number } {
  if (node.op === "const") return { of: undefined, by: node.value };
  const [base, constant] = node.op === "add" ? node.args : [node];
  const by = constant?.op === "const" ? constant.value : 0;
  if (node.op === "add" && constant?.op !== "const") return { of: node, by: 0 };
  const number = base?.op === "toF64" ? base.args[0] : base;
  if (number?.op === "length") return { of: number.array, by };
  return { of: number?.op === "get" && number.type === "i32" ? number.local : base, by };
}

/** That all of them hold. */
export function all(conditions: readonly Condition[]): Condition {
  if (conditions.includes(false)) return false;
  return distinct(conditions).reduce(
    (a: Condition, b) => (a === true ? b : apply("and", [a as Node, b])),
    true,
  );
}

export function either(conditions: readonly Condition[]): Condition {
  if (conditions.includes(true)) return true;
  return distinct(conditions).reduce(
    (a: Condition, b) => (a === false ? b : apply("or", [a as Node, b])),
    false,
  );
}

/** Those that are not known, each once. */
export function distinct(conditions: readonly Condition[]): Node[] {
  const open = new NodeSet();
  for (const condition of conditions) if (typeof condition !== "boolean") open.add(condition);
  return open.all;
}

/** That a number is an int32 (-0 is taken for 0). */
export function isInt32(node: Node): Node {
  return apply("eq", [apply("toF64", [apply("toI32", [node])]), node]);
}

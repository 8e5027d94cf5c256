/**
 * How values of the IR lie in WebAssembly: a scalar is one value (bool as i32: 0, 1), a vector is parts of 128 bits.
 *
 *   f64x4   [0 1] [2 3]        i32x8   [0 1 2 3] [4 5 6 7]        f32x2   [0 1 · ·]  (the upper half means nothing)
 *
 * A mask is all ones or all zeros in each lane, 32 or 64 bits wide: as wide as what was compared, converted where it
 * meets something of the other width. Mask variables have one width in a kernel: 64 where it has any vector of f64.
 */
import type { Fn, Node } from "../../ir/node";
import { lanesOf, type Scalar, scalarPart, type Type } from "../../ir/types";
import { eachNode, eachStmt, nodesOf } from "../../ir/walk";
import type { ValType } from "./encode";

export type Bits = 32 | 64;

/** Registers (or scalar values: one) that hold a value of that type; `bits` is the width of a mask's lanes. */
export function partsOf(type: Type, bits: Bits): number {
  const lanes = lanesOf(type);
  return lanes === 1 ? 1 : Math.max(1, (lanes * widthOf(scalarPart(type), bits)) / 128);
}

/** Bits of one lane. */
export function widthOf(scalar: Scalar, bits: Bits): Bits {
  if (scalar === "bool") return bits;
  return scalar === "f64" ? 64 : 32;
}

/** Lanes of one register that mean something. */
export function lanesOfPart(type: Type, bits: Bits): number {
  return Math.min(lanesOf(type), 128 / widthOf(scalarPart(type), bits));
}

export function valTypeOf(type: Type): ValType {
  if (lanesOf(type) > 1) return "v128";
  return type === "bool" ? "i32" : (type as ValType);
}

/** Visits every node of a function once. */
export function eachNodeOf(fn: Fn, visit: (node: Node) => void): void {
  const seen = new Set<Node>();
  eachNode(fn.guards, visit, seen);
  eachStmt(fn.body, (stmt) => eachNode(nodesOf(stmt), visit, seen));
}

/** The width of mask variables: 64 where any vector of f64 is around. */
export function maskBitsOf(fn: Fn): Bits {
  let bits: Bits = 32;
  const look = (type: Type) => {
    if (lanesOf(type) > 1 && scalarPart(type) === "f64") bits = 64;
  };
  for (const local of fn.locals) look(local.type);
  eachNodeOf(fn, (node) => look(node.type));
  return bits;
}

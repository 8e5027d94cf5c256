/**
 * Reads of arrays of arrays that were proven to be inside: their checks go. One whose row is there only under the
 * condition around it reads another row where that does not hold, and nobody looks at what it read.
 */
import { apply, f64, get } from "../ir/build";
import type { Fn, Load, Local, Node } from "../ir/node";
import type { RowUse, RowUses } from "../ir/rows";
import { scalarOf } from "../ir/types";
import { mapNodes, operandsOf, withOperands } from "../ir/walk";

/** @param sure of uses that were proven: which of their indices are inside whatever conditions say */
export function withoutChecks(fn: Fn, uses: RowUses, sure: ReadonlyMap<RowUse, readonly boolean[]>): Fn {
  const done = new Map<Node, Node>();
  const rewrite = (node: Node): Node => {
    let found = done.get(node);
    if (found === undefined) {
      found = withOperands(node, operandsOf(node).map(rewrite));
      const use = node.op === "load" ? useOf(node, uses) : undefined;
      const known = use && sure.get(use);
      // An index within a row has to be sure: reads of neighbours go on as such.
      if (use !== undefined && known?.at(-1)) found = unchecked(found as Load, use, known, rewrite);
      done.set(node, found);
    }
    return found;
  };
  return mapNodes(fn, rewrite);
}

/** The use that a read is: its index ends in `… * size + last`. */
function useOf({ index }: Load, uses: RowUses): RowUse | undefined {
  const [product, last] = operandsOf(index);
  const [, size] = product?.op === "mul" && index.op === "add" && last ? product.args : [];
  const [local] = size?.op === "toF64" ? size.args : [];
  return local && uses.get(local);
}

function unchecked(
  load: Load,
  { indices, sizes }: RowUse,
  sure: readonly boolean[],
  rewrite: (node: Node) => Node,
): Node {
  const [first, ...others] = indices.map((index, at) => {
    const number = asNumber(rewrite(index));
    return sure[at] ? number : within(number, sizes[at] as Local);
  });
  const index = others.reduce((flat, next, at) => {
    const size = apply("toF64", [get(sizes[at + 1] as Local)]);
    return apply("add", [apply("mul", [flat as Node, size]), next]);
  }, first as Node);
  const type = scalarOf(load.array.elem);
  const read: Load = { ...load, index, checked: false, type };
  return type === "i32" ? apply("toF64", [read]) : read;
}

function asNumber(node: Node): Node {
  return node.type === "f64" ? node : apply("toF64", [node]);
}

/** An index that is there, the same where it was there before. */
function within(index: Node, size: Local): Node {
  const last = apply("sub", [apply("toF64", [get(size)]), f64(1)]);
  return apply("max", [apply("min", [index, last]), f64(0)]);
}

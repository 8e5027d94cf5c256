/** Arrays of arrays: one flat array, row after row, and a parameter for each of its sizes. */
import * as build from "../ir/build";
import type { Node } from "../ir/node";
import type { Frame } from "./frame";
import type { AnyNode } from "./syntax";
import { asF64, numeric, type RowsValue, type Value } from "./value";

/** By how many more indices an element is reached. */
export function rankOf({ sizes, at }: RowsValue): number {
  return sizes.length - at.length;
}

/** With more indices: a row, or all that an element takes. */
export function indexed(rows: RowsValue, indices: readonly Node[]): RowsValue {
  return { ...rows, at: [...rows.at, ...indices] };
}

/** Where an element is in the flat array. */
export function flatIndex(frame: Frame, rows: RowsValue, node: AnyNode): Node {
  const [first, ...others] = rows.at.map(asF64);
  return others.reduce((index, next, i) => {
    const size = build.get(rows.sizes[i + 1] as RowsValue["sizes"][number]);
    if (i === others.length - 1) noteUse(frame, size, rows, node);
    return build.apply("add", [build.apply("mul", [index, asF64(size)]), next]);
  }, first as Node);
}

/** How many rows, or elements, it has. Of a row it can be told only if the row is there. */
export function sizeOf(frame: Frame, rows: RowsValue, node: AnyNode): Value {
  const size = build.get(rows.sizes[rows.at.length] as RowsValue["sizes"][number]);
  if (rows.at.length === 0) return numeric(size);
  noteUse(frame, size, rows, node);
  return numeric(asF64(size));
}

/** A row as a value: its indices stay what they are, whatever is assigned from then on. */
export function kept(frame: Frame, rows: RowsValue): RowsValue {
  return { ...rows, at: rows.at.map((index) => frame.unit.keepIndex(index)) };
}

function noteUse(frame: Frame, size: Node, { at, sizes, array }: RowsValue, node: AnyNode): void {
  const text = frame.textOf(node);
  const refuse = () => frame.refuse("row-index", node, text === "" ? array.name : text);
  frame.unit.rowUses.set(size, { indices: at, sizes, refuse });
}

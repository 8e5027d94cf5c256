/**
 * Who ends with whom. Children hang on their parent in start order, linked through the cells themselves, so that a
 * child costs no entry in any table and is removed in one step. Roots hang on the guardian.
 */
import type { Cell } from "./cell";

export function attach(parent: Cell, child: Cell): void {
  child.parent = parent;
  child.earlierSibling = parent.lastChild;
  if (parent.lastChild !== undefined) parent.lastChild.laterSibling = child;
  parent.lastChild = child;
}

export function detach(child: Cell): void {
  const { parent, earlierSibling, laterSibling } = child;
  if (parent === undefined) return;
  if (laterSibling === undefined) parent.lastChild = earlierSibling;
  else laterSibling.earlierSibling = earlierSibling;
  if (earlierSibling !== undefined) earlierSibling.laterSibling = laterSibling;
  child.earlierSibling = child.laterSibling = undefined;
}

/** Whether an actor is being cleared away together with its children. */
export function takesChildren({ extras }: Cell): boolean {
  return extras?.clearing !== undefined && extras.clearing.children !== "keep";
}

/** In start order, as they are now. */
export function childrenOf(parent: Cell): Cell[] {
  const found: Cell[] = [];
  for (let child = parent.lastChild; child !== undefined; child = child.earlierSibling) found.push(child);
  return found.reverse();
}

/** A cell and all below it, each child before its parent and later siblings first. Iterative: trees may be deep. */
export function bottomUp(top: Cell): Cell[] {
  const found: Cell[] = [];
  const open = [top];
  while (open.length > 0) {
    const cell = open.pop() as Cell;
    found.push(cell);
    for (let child = cell.lastChild; child !== undefined; child = child.earlierSibling) open.push(child);
  }
  return found.reverse();
}

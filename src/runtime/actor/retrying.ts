import type { Cell } from "./cell";
import type { Attempt } from "./fates";

export function tryAgain(_cell: Cell, _letter: Attempt): boolean {
  return false;
}

/** Whether an actor's code is to be changed: looked at in every life-cycle turn, while `swap.ts` is rarely needed. */
import { Lazy } from "../../lazy";
import type { Cell } from "./cell";
import { Phase } from "./phase";

const swap = new Lazy(() => require("./swap") as typeof import("./swap"));

/** Makes what is pending come about, if this is the moment. False when the cell has to wait, or is gone. */
export function attendChanges(cell: Cell): boolean {
  return !cell.hasChanges || swap.module.attendChanges(cell);
}

/** Makes it come about now. False when the actor is gone. */
export function applyChanges(cell: Cell): boolean {
  return cell.hasChanges ? swap.module.applyChanges(cell) : cell.phase !== Phase.Stopped;
}

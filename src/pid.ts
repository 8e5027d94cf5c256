/**
 * Pids: one safe integer per actor, never used twice in a runtime.
 *
 *   pid = generation × actorsMax + slot        slot 1 … actorsMax − 1, generation 0, 1, 2 …
 *
 * The slot is an array index, so finding an actor needs no map; the generation tells apart the actors that had the
 * same slot one after the other. The first pids are simply 1, 2, 3, …
 */
import { limits } from "./limits";

/** `actorsMax` must be a power of two, here and below. */
export function packPid(slot: number, generation: number, actorsMax: number = limits.actorsMax): number {
  return generation * actorsMax + slot;
}

/** Any number is taken; what is no pid yields some slot whose actor has another pid. */
export function slotOf(pid: number, actorsMax: number = limits.actorsMax): number {
  return pid & (actorsMax - 1);
}

export function generationOf(pid: number, actorsMax: number = limits.actorsMax): number {
  return Math.floor(pid / actorsMax);
}

/** Whether a value has the shape of a pid; an actor with it need not exist. */
export function isPid(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && slotOf(value as number) !== 0;
}

/**
 * How much of a job one chunk is: small enough that threads end together, large enough that claiming one is nothing.
 */
import { limits } from "../../../limits";

/** Chunks begin at multiples of this, so that each is worked on in whole vectors but for the last. */
const alignment = 64;
/** For each thread: whoever is late, asleep or interrupted leaves its share to the others. */
const chunksForEach = 4;

/**
 * The step of a job over so many elements.
 * @param smallest elements that are worth a chunk of their own
 */
export function stepOf(elements: number, threads: number, smallest = alignment): number {
  const chunks = Math.min(limits.kernelChunksMax, chunksForEach * threads);
  const step = Math.max(Math.ceil(elements / chunks), smallest, 1);
  return Math.ceil(step / alignment) * alignment;
}

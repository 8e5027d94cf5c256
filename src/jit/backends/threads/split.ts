/**
 * How much of a job one chunk is: small enough that threads end together, large enough that claiming one is nothing.
 */
import { limits } from "../../../limits";

/** Chunks of elements begin at multiples of this, so that each is worked on in whole vectors but for the last. */
const alignment = 64;
/** For each thread: whoever is late, asleep or interrupted leaves its share to the others. */
const chunksForEach = 4;

/**
 * The step of a job over so many elements.
 * @param multiple chunks begin at multiples of it: of whole vectors, unless elements are rows, say
 */
export function stepOf(elements: number, threads: number, multiple = alignment): number {
  const chunks = Math.min(limits.kernelChunksMax, chunksForEach * threads);
  const step = Math.max(Math.ceil(elements / chunks), 1);
  return Math.ceil(step / multiple) * multiple;
}

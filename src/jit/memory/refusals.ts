/** What the arena refuses, and the way out. Users see them as errors of the package's table, by the same codes. */
import { limits } from "../../limits";
import { Refusal } from "../ir/refusal";

export function isFull(
  bytes: number,
  { usedBytes, maximumBytes }: { usedBytes: number; maximumBytes: number },
): Refusal {
  return new Refusal(
    "ERR_ARENA_FULL",
    `${bytes} bytes do not fit into the arena, which uses ${usedBytes} of at most ${maximumBytes}`,
    "Dispose of arrays that are no longer needed (using, or array[Symbol.dispose]()), or use ordinary typed arrays.",
  );
}

export function noLength(length: unknown): Refusal {
  return new Refusal(
    "ERR_ARENA_LENGTH",
    `${String(length)} is not a length of an array`,
    `Give a whole number from 0 to ${limits.arenaBytesMax}.`,
  );
}

export function wasDisposed(): Refusal {
  return new Refusal(
    "ERR_ARRAY_DISPOSED",
    "this array was disposed of, and its memory may belong to another one",
    "Dispose of an array after its last use, once.",
  );
}

export function notHere(): Refusal {
  return new Refusal(
    "ERR_NOT_IN_ARENA",
    "this array does not lie in the arena",
    "Allocate it with jit.alloc.float64(n) or its siblings.",
  );
}

export function isPart(): Refusal {
  return new Refusal(
    "ERR_NOT_IN_ARENA",
    "this is a part of an array of the arena",
    "Dispose of the whole array that it was taken from.",
  );
}

/**
 * From a key to one of `count` places, so that few keys move when the count changes: of n + 1 places the new one takes
 * its share of each of the others, and no key moves between two that stay.
 *
 * After Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm" (2014): a key jumps forward through the
 * counts at which it would move, and stays at the last place it jumped to. Theirs draws from a 64-bit generator, which
 * JavaScript has not; ours is a 32-bit counter with a finaliser.
 */

/** FNV-1a over UTF-16 units, then MurmurHash3's finaliser: similar keys differ in all bits. A 32-bit integer. */
export function hashKey(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return mix(hash);
}

/** The place of a hashed key among `count`, from 0; -1 where there is none. */
export function placeOf(hash: number, count: number): number {
  let seed = hash;
  let place = -1;
  let next = 0;
  while (next < count) {
    place = next;
    seed = (seed + 0x9e3779b9) | 0;
    // A share in (0, 1]: the expected number of jumps is ln(count).
    next = Math.floor(((place + 1) * 2 ** 32) / ((mix(seed) >>> 0) + 1));
  }
  return place;
}

function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

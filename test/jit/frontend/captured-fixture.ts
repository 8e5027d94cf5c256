/** Numbers and functions of another module, for functions that capture them. */
export const SHIFT = 10;
const FACTOR = 3;

export function scale(x: number): number {
  return x * FACTOR;
}

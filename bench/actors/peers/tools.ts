/** The types of what `lib/tools.mjs` gives every candidate, and of a scenario's sizes. */
export interface Latch<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
}

export interface Tools {
  seconds(): number;
  latch<T>(): Latch<T>;
  steady(count: number, round: () => Promise<Result>): Promise<Result>;
}

export interface Result {
  readonly seconds: number;
  readonly checksum: number;
}

type SizeName =
  | ("n" | "nodes" | "burst" | "rounds" | "window" | "producers" | "each")
  | ("swaps" | "queue" | "deferred" | "arrivals" | "members" | "children");

export type Sizes = Record<SizeName, number>;

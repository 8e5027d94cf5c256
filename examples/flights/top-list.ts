/** The first few of many, in order, without keeping the many. */
export class TopList<T> {
  private readonly items: T[] = [];

  /** @param compare a total order, so that the result does not depend on who comes first */
  constructor(
    private readonly size: number,
    private readonly compare: (a: T, b: T) => number,
  ) {}

  add(item: T): void {
    const last = this.items[this.size - 1];
    if (last !== undefined && this.compare(item, last) >= 0) return;
    this.items.push(item);
    this.items.sort(this.compare);
    this.items.length = Math.min(this.items.length, this.size);
  }

  list(): readonly T[] {
    return [...this.items];
  }
}

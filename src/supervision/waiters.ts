/** Those who wait until several things are through, each of them well or not. */
interface Waiter<T> {
  readonly open: Set<T>;
  isWell: boolean;
  readonly resolve: (isWell: boolean) => void;
}

export class Waiters<T extends object> {
  private readonly waiting = new Set<Waiter<T>>();

  /** Resolves when each of them is through: whether all went well. */
  until(all: Iterable<T>): Promise<boolean> {
    return new Promise((resolve) => {
      this.waiting.add({ open: new Set(all), isWell: true, resolve });
    });
  }

  through(one: T, isWell: boolean): void {
    for (const waiter of this.waiting) {
      if (!waiter.open.delete(one)) continue;
      if (!isWell) waiter.isWell = false;
      if (waiter.open.size > 0) continue;
      this.waiting.delete(waiter);
      waiter.resolve(waiter.isWell);
    }
  }
}

/**
 * A part of the package that many programs do without. Its module is loaded when it is first used, so that importing
 * the package stays fast: each file costs about a third of a millisecond.
 *
 *   const pools = new Lazy(() => require("./pool") as typeof import("./pool"));   …   pools.module.spawnPool(…)
 */
export class Lazy<T> {
  private loaded: T | undefined = undefined;

  constructor(private readonly load: () => T) {}

  get module(): T {
    this.loaded ??= this.load();
    return this.loaded;
  }
}

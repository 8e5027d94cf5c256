/**
 * Messages set aside, in arrival order: what a selective receive did not want yet, what a handler stashed.
 *
 * Two parallel arrays with a head, because these lists are read from the front but searched and thinned anywhere.
 */
import type { Selector } from "../messages/selector";

/** Places in front of the head that may be empty before they are dropped. */
const slack = 1_024;

export class Aside {
  private selectors: (Selector | undefined)[] = [];
  private messages: unknown[] = [];
  private head = 0;
  /** How many, from the oldest on, a search has looked at. What leaves meanwhile, from whichever place, moves it. */
  cursor = 0;

  get size(): number {
    return this.selectors.length - this.head;
  }

  push(selector: Selector, argument: unknown): void {
    this.selectors.push(selector);
    this.messages.push(argument);
  }

  /** `at` counts from the oldest, 0. */
  selectorAt(at: number): Selector {
    return this.selectors[this.head + at] as Selector;
  }

  argumentAt(at: number): unknown {
    return this.messages[this.head + at];
  }

  removeAt(at: number): void {
    if (at < this.cursor) this.cursor--;
    if (at === 0) this.dropOldest();
    else {
      this.selectors.splice(this.head + at, 1);
      this.messages.splice(this.head + at, 1);
    }
  }

  /** Removes the entry with exactly this argument; false when there is none. */
  withdraw(argument: unknown): boolean {
    const at = this.messages.indexOf(argument, this.head);
    if (at < 0) return false;
    this.removeAt(at - this.head);
    return true;
  }

  clear(): void {
    this.selectors = [];
    this.messages = [];
    this.head = this.cursor = 0;
  }

  /** Amortised O(1). Slots are cleared at once: a list must not keep messages alive. */
  private dropOldest(): void {
    this.selectors[this.head] = undefined;
    this.messages[this.head] = undefined;
    this.head++;
    if (this.head === this.selectors.length) this.clear();
    else if (this.head >= slack && this.head * 2 >= this.selectors.length) {
      this.selectors.splice(0, this.head);
      this.messages.splice(0, this.head);
      this.head = 0;
    }
  }
}

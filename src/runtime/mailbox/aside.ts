/**
 * Messages set aside, in arrival order: what a selective receive did not want yet, what a handler stashed.
 *
 * A backlog of pairs, in two arrays with one head: an object for each message would cost more than the rest together.
 */
import type { Selector } from "../messages/selector";
import { closeGap } from "./backlog";

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

  /** Puts a message in front of the others. No search is under way. */
  unshift(selector: Selector, argument: unknown): void {
    this.cursor = 0;
    if (this.head === 0) {
      this.selectors.unshift(selector);
      this.messages.unshift(argument);
    } else {
      this.head--;
      this.selectors[this.head] = selector;
      this.messages[this.head] = argument;
    }
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
    const { head } = this;
    closeGap(this.selectors, head, at);
    this.head = closeGap(this.messages, head, at);
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
}

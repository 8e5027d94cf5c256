/** What was put aside, against a plain array: taken from anywhere, also in a search, and kept alive by nothing. */
import * as fc from "fast-check";
import { Aside } from "../../src/runtime/mailbox/aside";
import { Selector, Shape } from "../../src/runtime/messages/selector";

const selectors = [new Selector(1, "a", Shape.One), new Selector(2, "b", Shape.Asked)] as const;

interface Entry {
  readonly selector: Selector;
  readonly argument: object;
}

const step = fc.record({
  op: fc.constantFrom("push", "push", "front", "oldest", "oldest", "remove", "withdraw", "clear", "search"),
  count: fc.integer({ min: 1, max: 900 }),
  at: fc.nat(5_000),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function check(aside: Aside, model: readonly Entry[]): void {
  expect(aside.size).toBe(model.length);
  for (let at = 0; at < model.length; at += 1 + (model.length >> 4)) {
    if (aside.selectorAt(at) !== model[at]?.selector) expect(at).toBe("the right selector");
    if (aside.argumentAt(at) !== model[at]?.argument) expect(at).toBe("the right argument");
  }
  const { selectors: kept } = aside as unknown as { selectors: unknown[] };
  expect(kept.length).toBeLessThanOrEqual(2 * model.length + 1_024);
}

/** Removes on the way; returns what the search saw, which must be all that was there in its turn, in order. */
function search(aside: Aside, model: Entry[], every: number): void {
  aside.cursor = 0;
  const all = [...model];
  for (const [turn, entry] of all.entries()) {
    if (!model.includes(entry)) continue;
    const at = aside.cursor++;
    if (aside.argumentAt(at) !== entry.argument) expect(at).toBe("the next entry");
    if (turn % every !== 0 || model.length === 0) continue;
    const victim = (turn * 31) % model.length;
    const isItself = model[victim] === entry;
    aside.removeAt(victim);
    model.splice(victim, 1);
    const isThere = aside.cursor > 0 && aside.argumentAt(aside.cursor - 1) === entry.argument;
    expect(isThere).toBe(!isItself);
  }
  expect(aside.cursor).toBe(aside.size);
}

function runSteps(steps: readonly Step[]): void {
  const aside = new Aside();
  const model: Entry[] = [];
  for (const { op, count, at } of steps) {
    if (op === "clear" && count < 300) {
      aside.clear();
      model.length = 0;
    } else if (op === "search") {
      search(aside, model, 1 + (count % 7));
    } else if (op === "push" || op === "front") {
      for (let n = 0; n < (op === "push" ? count : count % 5); n++) {
        const entry = { selector: selectors[n % 2] as Selector, argument: { n } };
        if (op === "push") aside.push(entry.selector, entry.argument);
        else aside.unshift(entry.selector, entry.argument);
        if (op === "push") model.push(entry);
        else model.unshift(entry);
      }
    } else {
      for (let n = 0; n < count && model.length > 0; n++) {
        const chosen = op === "oldest" ? 0 : (at + n) % model.length;
        if (op !== "withdraw") aside.removeAt(chosen);
        else if (!aside.withdraw(model[chosen]?.argument)) expect(chosen).toBe("there");
        model.splice(chosen, 1);
      }
    }
    check(aside, model);
  }
  expect(aside.withdraw({})).toBe(false);
}

test("what was put aside behaves like an array (random)", () => {
  fc.assert(fc.property(fc.array(step, { size: "max", maxLength: 40 }), runSteps), { numRuns: 40 });
});

test("an entry that was taken is not kept alive", () => {
  const aside = new Aside();
  for (let n = 0; n < 10; n++) aside.push(selectors[0], { n });
  for (let n = 0; n < 5; n++) aside.removeAt(0);
  const { messages } = aside as unknown as { messages: unknown[] };
  expect(messages.filter((message) => message !== undefined)).toHaveLength(5);
});

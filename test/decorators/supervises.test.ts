import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { child, Supervises } from "../../src/decorators/supervises";
import { type AnyClass, draftsOf, type SupervisesRecord } from "../../src/draft";
import { untyped } from "./untyped";

class Ledger {
  @Receive() post(_amount: number): void {}
}
class Feed {
  onStart(_init: { url: string }): void {}
}
function audit(_message: string): void {}

function recordOf(type: AnyClass): SupervisesRecord {
  return draftsOf(type).at(-1)?.supervises as SupervisesRecord;
}

test("a list is recorded in its order, each child with its id and what it is given", () => {
  @Supervises([Ledger, child(Feed, { id: "euro", init: { url: "/euro" }, budget: 5 }), audit], {
    maxRestarts: 5,
  })
  class Exchange {}
  const { children, options } = recordOf(Exchange);
  expect(options).toEqual({ maxRestarts: 5 });
  expect(children()).toEqual([
    { id: "Ledger", type: Ledger, options: undefined },
    { id: "euro", type: Feed, options: { init: { url: "/euro" }, budget: 5 } },
    { id: "audit", type: audit, options: undefined },
  ]);
});

test("a supervisor may have handlers, its own restart policy, and nobody listed", () => {
  @Supervised({ maxRestarts: 1 })
  @Supervises([])
  class Office {
    @Receive() open(): void {}
  }
  const [draft] = draftsOf(Office);
  expect(draft).toMatchObject({ supervised: { maxRestarts: 1 }, handlers: [{ key: "open" }] });
  expect(draft?.supervises?.children()).toEqual([]);
  expect(draft?.supervises?.options).toEqual({});
});

test("what is recorded cannot be changed", () => {
  const { children, options } = (() => {
    @Supervises([Ledger, child(Feed, { init: { url: "" } })], { backoff: { initialMs: 5 } })
    class Exchange {}
    return recordOf(Exchange);
  })();
  const [ledger, feed] = children();
  for (const part of [children(), ledger, feed, feed?.options, options, options.backoff]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});

test("a list, and options, that are changed after decoration change nothing", () => {
  const list: unknown[] = [Ledger];
  const options = { maxRestarts: 5 };
  const mailbox = { capacity: 5 };
  const given = { id: "feed", mailbox };
  list.push(untypedChild(Feed, given));
  @untyped.Supervises(list, options)
  class Exchange {}
  list.pop();
  [options.maxRestarts, given.id, mailbox.capacity] = [0, "none", 9];
  expect(recordOf(Exchange).options).toEqual({ maxRestarts: 5 });
  expect(recordOf(Exchange).children()).toMatchObject([
    { id: "Ledger" },
    { id: "feed", options: { mailbox: { capacity: 5 } } },
  ]);
});

const untypedChild = child as unknown as (...args: unknown[]) => unknown;

test("init and what a child may overwrite with null are handed on as they are", () => {
  const init = { url: "/euro" };
  @Supervises([child(Feed, { init, name: null, path: "/feeds/euro", trapExit: false, reentrant: undefined })])
  class Exchange {}
  const options = recordOf(Exchange).children()[0]?.options as Record<string, unknown>;
  expect(options).toEqual({ init, name: null, path: "/feeds/euro", trapExit: false });
  expect(options.init).toBe(init);
});

test("a child that is given no option, and one that is given none of a value, are the same to spawn", () => {
  @Supervises([child(Ledger), child(Ledger, {}), child(Ledger, { id: "c", budget: undefined })].slice(1))
  class Exchange {}
  expect(recordOf(Exchange).children()).toEqual([
    { id: "Ledger", type: Ledger, options: {} },
    { id: "c", type: Ledger, options: {} },
  ]);
});

test("a child's options are recorded in their canonical spelling", () => {
  const feed = child(Feed, {
    init: { url: "" },
    mailbox: { capacity: 1, overflow: "DROPOLD" as "dropOld" },
    supervised: { restart: "permanent", maxAttempts: undefined },
  });
  expect(feed.options).toEqual({
    init: { url: "" },
    mailbox: { capacity: 1, overflow: "dropOld" },
    supervised: { restart: "permanent" },
  });
});

test("one child() may stand in two lists", () => {
  const ledger = child(Ledger, { id: "ledger" });
  @Supervises([ledger])
  class North {}
  @Supervises([ledger, Ledger])
  class South {}
  expect(recordOf(North).children()[0]).toBe(ledger);
  expect(
    recordOf(South)
      .children()
      .map(({ id }) => id),
  ).toEqual(["ledger", "Ledger"]);
});

test("an anonymous class or function may be a child by an id", () => {
  @Supervises([child(class {}, { id: "nobody" }), child(() => {}, { id: "nothing" })])
  class Exchange {}
  expect(
    recordOf(Exchange)
      .children()
      .map(({ id }) => id),
  ).toEqual(["nobody", "nothing"]);
});

test("a list by a function is asked for when it is needed, and may name what is declared further down", () => {
  let asked = 0;
  @Supervises(() => {
    asked++;
    return [Later, Ledger];
  })
  class Exchange {}
  class Later {}
  expect(asked).toBe(0);
  expect(recordOf(Exchange).children()).toEqual([
    { id: "Later", type: Later, options: undefined },
    { id: "Ledger", type: Ledger, options: undefined },
  ]);
  expect(asked).toBe(1);
});

test("a list may also be given by an old-fashioned function", () => {
  @Supervises(function list() {
    return [Ledger];
  })
  class Exchange {}
  expect(recordOf(Exchange).children()).toEqual([{ id: "Ledger", type: Ledger, options: undefined }]);
});

test("a list that is written down is checked once, and each runtime gets the same", () => {
  @Supervises([Ledger])
  class Exchange {}
  const { children } = recordOf(Exchange);
  expect(children()).toBe(children());
});

test("a decorated class stays what it was", () => {
  @Supervises([Ledger])
  class Exchange {
    readonly open = true;
  }
  expect(new Exchange()).toBeInstanceOf(Exchange);
  expect([Exchange.name, new Exchange().open]).toEqual(["Exchange", true]);
});

test("each class of a hierarchy keeps the list it was given", () => {
  @Supervises([Ledger])
  class Base {}
  @Supervises([audit])
  class Derived extends Base {}
  const lists = draftsOf(Derived).map(({ supervises }) => supervises?.children().map(({ id }) => id));
  expect(lists).toEqual([["Ledger"], ["audit"]]);
  expect(draftsOf(Base)).toHaveLength(1);
});

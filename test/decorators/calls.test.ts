/** What only standard decorators can be put on, and what only their context can lack; called by hand in both modes. */
import { Actor } from "../../src/decorators/actor";
import { Receive } from "../../src/decorators/receive";
import { draftFor } from "../../src/draft";
import { refusal, untyped } from "./untyped";

const method = () => {};

test("importing a decorator gives the engine Symbol.metadata", () => {
  expect(typeof (Symbol as { metadata?: symbol }).metadata).toBe("symbol");
});

test("a standard decorator records under context.metadata", () => {
  const metadata = {};
  untyped.Receive("tick")(method, {
    kind: "method",
    name: "onTick",
    static: false,
    private: false,
    metadata,
  });
  expect(draftFor(metadata).handlers).toEqual([
    { key: "onTick", match: { kind: "tag", tag: "tick" }, options: {} },
  ]);
});

test("a #private method is refused", () => {
  const context = { kind: "method", name: "#secret", static: false, private: true, metadata: {} };
  const error = refusal(() => untyped.Receive()(method, context));
  expect(error.message).toBe(
    "@Receive on #secret: nothing outside the class can call a #private method. Remove the `#`.",
  );
});

test("an accessor is refused", () => {
  const context = { kind: "accessor", name: "total", static: false, private: false, metadata: {} };
  expect(refusal(() => untyped.OnStop()({}, context)).message).toContain("the member is an accessor");
});

test("a compiler without decorator metadata is named as the cause", () => {
  const context = { kind: "method", name: "open", static: false, private: false };
  expect(refusal(() => untyped.Receive()(method, context)).message).toContain(
    "the compiler gives decorators no context.metadata. Use a compiler",
  );
  class Account {}
  expect(refusal(() => untyped.Actor()(Account, { kind: "class", name: "Account" })).message).toContain(
    "class Account",
  );
});

test("a legacy call on a method parameter or a constructor parameter is refused", () => {
  class Account {}
  expect(refusal(() => untyped.Receive()(Account.prototype, "open", 0)).message).toContain(
    "Account.open: the member is a parameter, not a method",
  );
  expect(refusal(() => untyped.Actor()(Account, undefined, 0)).message).toContain(
    "the constructor of Account: it is for classes",
  );
});

test("both kinds of call may decorate by hand, typed", () => {
  class Account {
    open(): void {}
  }
  const descriptor = Object.getOwnPropertyDescriptor(Account.prototype, "open") as TypedPropertyDescriptor<
    () => void
  >;
  Receive()(Account.prototype, "open", descriptor);
  Actor({ budget: 3 })(Account);
  expect(draftFor(Account)).toMatchObject({ actor: { budget: 3 }, handlers: [{ key: "open" }] });
});

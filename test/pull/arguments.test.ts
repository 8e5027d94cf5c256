/** Wrong arguments of everything that pull actors have: refused at once, by name, and nothing is taken. */
import { type Mailbox, Runtime, silentLogger } from "../../src";
import { books, codeOf, even, makeRuntime, takeInHand, thrownCode } from "./fixture";

const wrong = (value: unknown): never => value as never;

test.each([
  ["a number", 5],
  ["null", null],
  ["a string", "x"],
  ["a negative timeout", { timeoutMs: -1 }],
  ["NaN", { timeoutMs: Number.NaN }],
  ["a timeout that is text", { timeoutMs: "5" }],
  ["a signal that is none", { signal: {} }],
  ["a flag that is none", { system: 1 }],
  ["a misspelt option", { timeoutms: 5 }],
])("receive refuses %s", async (_, value) => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  ref.tell(1);
  expect(await codeOf(mailbox.receive(wrong(value)))).toBe("ERR_INVALID_ARG");
  expect(await codeOf(mailbox.receive(even, wrong(value)))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => mailbox.receiveSync(wrong(value)))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => mailbox.receiveSync(even, wrong(value)))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => mailbox.tryReceive(wrong(value)))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => mailbox.tryReceive(wrong(even), wrong(value)))).toBe("ERR_INVALID_ARG");
  expect(books(rt)).toEqual({ queued: 1, balanced: true });
});

test("options without a matcher go first; a look and a sync receive have no more options than they say", async () => {
  const rt = makeRuntime();
  const { ref, mailbox } = await takeInHand<number>(rt);
  ref.tell(1);
  expect(await codeOf(mailbox.receive(wrong(undefined), { timeoutMs: 5 }))).toBe("ERR_INVALID_ARG");
  expect(await codeOf(mailbox.receive(wrong({}), wrong({})))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => mailbox.receiveSync(wrong({ signal: new AbortController().signal })))).toBe(
    "ERR_INVALID_ARG",
  );
  expect(thrownCode(() => mailbox.receiveSync(wrong(undefined), wrong({ system: true })))).toBe(
    "ERR_INVALID_ARG",
  );
  expect(thrownCode(() => mailbox.tryReceive(wrong(undefined), wrong({ system: true })))).toBe(
    "ERR_INVALID_ARG",
  );
  expect(thrownCode(() => mailbox.tryReceive(wrong({ timeoutMs: 5 })))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => mailbox.tryReceive(wrong(even), wrong({ timeoutMs: 5 })))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => mailbox.tryReceive(wrong({ system: true }), wrong({})))).toBe("ERR_INVALID_ARG");
  expect(mailbox.tryReceive(wrong(undefined))).toBe(1);
});

test("spawnPull refuses what is no code, and options that are none", async () => {
  const rt = makeRuntime();
  const run = async (_: Mailbox<number>): Promise<void> => {};
  for (const what of [undefined, null, 5, "x", {}]) {
    expect([what, thrownCode(() => rt.spawnPull(wrong(what)))]).toEqual([what, "ERR_INVALID_ARG"]);
  }
  for (const options of [
    5,
    null,
    { budget: 0 },
    { bugdet: 5 },
    { mailbox: { capacity: 0 } },
    { parent: "x" },
  ]) {
    expect([options, thrownCode(() => rt.spawnPull(run, wrong(options)))]).toEqual([
      options,
      "ERR_INVALID_ARG",
    ]);
  }
  const hand = await takeInHand<number>(rt, { name: "taken" });
  expect(thrownCode(() => rt.spawnPull(run, { name: "taken" }))).toBe("ERR_NAME_TAKEN");
  expect(thrownCode(() => hand.ctx.spawnPull(wrong(5)))).toBe("ERR_INVALID_ARG");
  expect(thrownCode(() => hand.ctx.spawnPull(run, wrong({ bugdet: 5 })))).toBe("ERR_INVALID_ARG");
  class Plain {}
  expect(thrownCode(() => rt.spawnPull(wrong(Plain)))).toBe("ERR_NOT_AN_ACTOR");
});

test("one function may be a handler here and a loop there", async () => {
  const rt = makeRuntime();
  const got: unknown[] = [];
  const both = (what: unknown): void => void got.push(typeof what);
  rt.spawn(both).tell("x");
  await rt.join(rt.spawnPull(both));
  expect(got.sort()).toEqual(["object", "string"]);
});

test("after shutdown nothing is spawned", async () => {
  const rt = new Runtime({ logger: silentLogger });
  await rt.shutdown();
  expect(thrownCode(() => rt.spawnPull(() => {}))).toBe("ERR_RUNTIME_STOPPED");
});

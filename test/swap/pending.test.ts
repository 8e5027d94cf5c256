/** Changes that wait for the handler under way: how many there may be, and which version they lead to. */
import { limits } from "../../src/limits";
import { settle, testRuntime } from "../../src/runtime/testing";
import { systemOf } from "../../src/runtime/testing/inside";
import { as, codeOf, gate, New, Old } from "./fixture";

async function busy(rt: ReturnType<typeof testRuntime>) {
  const until = gate();
  const ref = rt.spawn(Old);
  ref.send.slow(until);
  await settle(rt, { inFlight: "ignore" });
  return { ref, until };
}

const refusal = { code: "ERR_LIMIT", limit: "changesMax", value: limits.changesMax };

test("S13: at changesMax pending changes another is refused, of either kind; the others come about, and there is room", async () => {
  await using rt = testRuntime();
  const { ref, until } = await busy(rt);
  const asked: Promise<number>[] = [];
  for (let at = 0; at < limits.changesMax; at++)
    asked.push(at % 2 === 0 ? rt.behaviors.swap(ref, New) : rt.behaviors.swap(ref, Old));
  const tooMany = rt.behaviors.swap(ref, New);
  await expect(tooMany).rejects.toMatchObject(refusal);
  await expect(tooMany).rejects.toThrow(/Old#1 .*await its swaps and rollbacks/);
  await expect(rt.behaviors.rollback(ref)).rejects.toMatchObject(refusal);
  expect(await rt.behaviors.rollback(ref, 0)).toBe(limits.changesMax + 1);
  expect(rt.behaviors.version(ref)).toBe(limits.changesMax + 1);
  until.open();
  expect(await Promise.all(asked)).toEqual(asked.map((_, at) => at + 2));
  expect(await rt.behaviors.swap(ref, New)).toBe(limits.changesMax + 2);
  expect(await as(ref, New).ask.onlyNew()).toBe("only new");
});

test("S13: a refused swap adds nothing to what the ref offers", async () => {
  await using rt = testRuntime();
  const { ref, until } = await busy(rt);
  for (let at = 0; at < limits.changesMax; at++) void rt.behaviors.swap(ref, Old);
  expect(await codeOf(rt.behaviors.swap(ref, New))).toBe("ERR_LIMIT");
  expect(as(ref, New).send.onlyNew).toBeUndefined();
  until.open();
  await settle(rt);
});

test("S13: a migrate that asks for changes without end is stopped by the same limit", async () => {
  await using rt = testRuntime();
  const ref = rt.spawn(Old);
  await settle(rt);
  let refused: Promise<string> | undefined;
  const migrate = (state: object): object => {
    for (let at = 0; at < limits.changesMax; at++) void rt.behaviors.swap(ref, New);
    refused = codeOf(rt.behaviors.swap(ref, New));
    return state;
  };
  expect(await rt.behaviors.swap(ref, New, { migrate })).toBe(2);
  expect(await refused).toBe("ERR_LIMIT");
  expect(rt.behaviors.version(ref)).toBe(limits.changesMax + 2);
});

test("the version is the one to come: while a change moves the state, too", async () => {
  await using rt = testRuntime();
  const ref = rt.spawn(Old);
  await settle(rt);
  const versions: number[] = [];
  const migrate = (state: object): object => {
    versions.push(rt.behaviors.version(ref));
    return state;
  };
  await rt.behaviors.swap(ref, New, { migrate, migrateBack: migrate });
  await rt.behaviors.rollback(ref);
  expect(versions).toEqual([2, 1]);
});

test("when a change fails, the version and the way back are of what is in force and what is still pending", async () => {
  await using rt = testRuntime();
  const { ref, until } = await busy(rt);
  const migrate = (): never => {
    throw new Error("no");
  };
  const seen: unknown[] = [];
  rt.events.on("swap-failed", () => {
    seen.push(rt.behaviors.version(ref), codeOf(rt.behaviors.rollback(ref, 2)));
  });
  const asked = [
    codeOf(rt.behaviors.swap(ref, New, { migrate })),
    rt.behaviors.swap(ref, New),
    codeOf(rt.behaviors.swap(ref, Old, { migrate })),
  ];
  expect(rt.behaviors.version(ref)).toBe(4);
  until.open();
  expect(await Promise.all(asked)).toEqual(["ERR_MIGRATION", 2, "ERR_MIGRATION"]);
  // After the first, two are pending; of these, the second fails, and the rollback that was asked for comes too far.
  expect(await Promise.all(seen)).toEqual([3, "ERR_BEHAVIOR_HISTORY", 0, "ERR_BEHAVIOR_HISTORY"]);
  expect(rt.behaviors.version(ref)).toBe(2);
  expect(await rt.behaviors.rollback(ref)).toBe(1);
});

test("functions that follow each other make no facades; what a class offered stays on offer", async () => {
  await using rt = testRuntime();
  const one = rt.spawn((_: string) => 1);
  const cell = systemOf(rt).slots.at(one.pid);
  await rt.behaviors.swap(one, (_: string) => 2);
  await rt.behaviors.swap(one, (_: string) => 3);
  expect(cell?.extras?.behaviors?.facade).toBeUndefined();
  expect(cell?.extras?.behaviors?.kept.map(({ blueprint }) => blueprint.facade)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const ref = rt.spawn(Old);
  await rt.behaviors.swap(ref, () => "function");
  expect(await ref.ask.add()).toBe("function");
  await rt.behaviors.swap(ref, New);
  expect([await ref.ask.add(), await as(ref, New).ask.onlyNew()]).toEqual(["new 1", "only new"]);
});

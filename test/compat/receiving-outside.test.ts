/** A pull actor's own receives, and those that take from its mailbox from outside. */
import type { Matcher } from "../../src/runtime/compat/index";
import { brief, bytes, makeCompat, settle } from "./fixture";

const isText =
  (text: string): Matcher =>
  ({ data }) =>
    data?.toString() === text;

test("compat: a receive from outside that comes first makes the actor's own wait for its turn", async () => {
  const { node } = makeCompat();
  const got: string[] = [];
  const pid = node.spawnWithMailbox(async (mailbox) => {
    for (let m = await mailbox.recv(); m !== null; m = await mailbox.recv()) got.push(String(m.data));
  });
  const outside = node.selectiveRecv(pid, isText("mine"), 60);
  node.sendMany(pid, [bytes("yours"), bytes("mine")]);
  expect(brief(await outside)).toBe("mine");
  await settle();
  expect([got, node.isAlive(pid)]).toEqual([["yours"], true]);
});

/** The Node snippets of the Iris guide, as they stand there but for the import; and both ways of reading a message. */
import type { JsMailbox, PushedMessage, WrappedMessage } from "../../src/runtime/compat/index";
import { makeCompat, settle } from "./fixture";

test("guide: creating a runtime", async () => {
  const { NodeRuntime } = require("../../src/runtime/compat/index");
  const rt = new NodeRuntime();

  expect(rt.listActors()).toEqual([]);
  await rt.shutdown();
});

test("guide: spawn and send", async () => {
  const { NodeRuntime } = require("../../src/runtime/compat/index");
  const said = jest.spyOn(console, "log").mockImplementation(() => {});

  const rt = new NodeRuntime();
  const pid = rt.spawn((msg: unknown) => console.log("got", msg));
  rt.send(pid, Buffer.from("hello"));

  await rt.shutdown({ drain: true });
  expect(said.mock.calls).toEqual([["got", Buffer.from("hello")]]);
  said.mockRestore();
});

describe("guide: what handlers get", () => {
  test("a push handler reads the Buffer itself, or its data", async () => {
    const { node } = makeCompat();
    const read: unknown[] = [];
    const pid = node.spawn((msg: PushedMessage) => {
      if (msg.data) read.push(msg.toString(), msg.data.toString(), msg.system, Buffer.isBuffer(msg));
    });
    node.send(pid, Buffer.from("hello"));
    await settle();
    expect(read).toEqual(["hello", "hello", undefined, true]);
  });

  test("the views show up nowhere else: to everybody it is a Buffer like any other", async () => {
    const { node } = makeCompat();
    const got: PushedMessage[] = [];
    const pid = node.spawn((msg) => void got.push(msg));
    const sent = Buffer.from("hello");
    node.send(pid, sent);
    await settle();
    expect(got[0]).toStrictEqual(Buffer.from("hello"));
    expect(Object.keys(got[0] as object)).toEqual(Object.keys(sent));
    expect(got[0]?.buffer).toBe(sent.buffer); // not copied
    expect("data" in sent).toBe(false); // and the sender's own is left alone
  });

  test("a mailbox gives wrapped messages, null at the timeout", async () => {
    const { node, clock } = makeCompat();
    const read: (string | undefined | null)[] = [];
    const pid = node.spawnWithMailbox(async (mailbox: JsMailbox) => {
      for (let count = 0; count < 2; count++) read.push((await mailbox.recv(1))?.data?.toString());
      read.push((await mailbox.recv(0.1)) as null);
    }, 100);
    node.send(pid, Buffer.from("async"));
    node.send(pid, Buffer.from("rocks"));
    await settle();
    expect(read).toEqual(["async", "rocks"]);
    await clock.advance(99);
    expect(read).toHaveLength(2);
    await clock.advance(1);
    expect(read).toEqual(["async", "rocks", null]);
    expect(node.isAlive(pid)).toBe(false);
  });

  test("the loop of the guide ends when its actor is stopped", async () => {
    const { node } = makeCompat();
    const read: unknown[] = [];
    const pid = node.spawnWithMailbox(async (mailbox) => {
      while (true) {
        const msg: WrappedMessage | null = await mailbox.recv();
        if (!msg) break;
        read.push(msg.data?.toString());
      }
      read.push("over");
    });
    node.send(pid, Buffer.from("one"));
    await settle();
    expect(node.stop(pid)).toBe(true);
    await node.join(pid);
    expect(read).toEqual(["one", "over"]);
  });
});

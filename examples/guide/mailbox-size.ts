/**
 * The size of a mailbox: how many messages wait, without the one that is being handled.
 *
 * Both print:
 *   size 3
 *   size 0
 *   size of nobody: undefined
 */
import { Actor, Receive, Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

@Actor()
class Sink {
  @Receive() take(_item: string): void {}
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  const sink = rt.spawn(Sink);
  for (const item of ["one", "two", "three"]) sink.send.take(item);
  print(`size ${rt.mailboxes.size(sink)}`);
  await sink.ask.take("four"); // stands behind the others
  print(`size ${rt.mailboxes.size(sink)}`);
  print(`size of nobody: ${rt.mailboxes.size(4_711)}`);
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  const sink = rt.spawn(() => {});
  for (const item of ["one", "two", "three"]) rt.send(sink, Buffer.from(item));
  print(`size ${rt.mailboxSize(sink)}`);
  await rt.call(sink, Buffer.from("four"));
  print(`size ${rt.mailboxSize(sink)}`);
  print(`size of nobody: ${rt.mailboxSize(4_711)}`);
}

export const mailboxSize: Example = { name: "mailbox-size", classes, compat };

/**
 * A bounded mailbox, and where messages go that find it full.
 *
 * Both print:
 *   primary one
 *   fallback two
 *   fallback three
 */
import { Actor, OnStart, Receive, Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

@Actor()
class Counter {
  private print: Print = () => {};

  @OnStart() onStart(print: Print): void {
    this.print = print;
  }

  @Receive() serve(customer: string): void {
    this.print(customer);
  }
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  const primary = rt.spawn(Counter, {
    init: (customer: string) => print(`primary ${customer}`),
    mailbox: { capacity: 1 },
  });
  const fallback = rt.spawn(Counter, { init: (customer: string) => print(`fallback ${customer}`) });
  rt.mailboxes.setOverflow(primary, "redirect", fallback); // or at spawn: { overflow: { redirect: fallback } }
  primary.send.serve("one");
  primary.send.serve("two"); // finds the mailbox full
  primary.send.serve("three");
  await rt.shutdown({ drain: true });
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  const primary = rt.spawnPyHandlerBounded((message) => print(`primary ${message}`), 100, 1);
  const fallback = rt.spawn((message) => print(`fallback ${message}`), 100);
  rt.setOverflowPolicy(primary, "redirect", fallback);
  rt.sendMany(primary, [Buffer.from("one"), Buffer.from("two"), Buffer.from("three")]);
  await rt.shutdown({ drain: true });
}

export const overflow: Example = { name: "overflow", classes, compat };

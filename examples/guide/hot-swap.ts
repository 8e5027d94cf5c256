/**
 * Hot swap: other code for an actor that lives on, and the way back. As classes, the state goes along.
 *
 * Both print:
 *   got one, 1 so far
 *   version 2
 *   upgraded two, 2 so far
 *   version 1
 *   got three, 3 so far
 */
import { Actor, Receive, Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

@Actor()
class Got {
  protected taken = 0;

  @Receive() take(text: string): string {
    return `got ${text}, ${++this.taken} so far`;
  }
}

@Actor()
class Upgraded extends Got {
  @Receive() override take(text: string): string {
    return `upgraded ${text}, ${++this.taken} so far`;
  }
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  const ref = rt.spawn(Got);
  print(await ref.ask.take("one"));
  print(`version ${await rt.behaviors.swap(ref, Upgraded)}`);
  print(await ref.ask.take("two"));
  print(`version ${await rt.behaviors.rollback(ref)}`);
  print(await ref.ask.take("three"));
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  let taken = 0;
  const pid = rt.spawn((text) => `got ${text}, ${++taken} so far`);
  print(`${await rt.call(pid, Buffer.from("one"))}`);
  print(`version ${rt.hotSwap(pid, (text) => `upgraded ${text}, ${++taken} so far`)}`);
  print(`${await rt.call(pid, Buffer.from("two"))}`);
  print(`version ${rt.rollbackBehavior(pid)}`);
  print(`${await rt.call(pid, Buffer.from("three"))}`);
}

export const hotSwap: Example = { name: "hot-swap", classes, compat };

/**
 * The shortest program: one actor, one message.
 *
 * Both print:
 *   got hello
 */
import { Actor, OnStart, Receive, Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

@Actor()
class Listener {
  private print: Print = () => {};

  @OnStart() onStart(print: Print): void {
    this.print = print;
  }

  @Receive() hear(text: string): void {
    this.print(`got ${text}`);
  }
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  rt.spawn(Listener, { init: print }).send.hear("hello");
  await rt.shutdown({ drain: true });
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  const pid = rt.spawn((msg) => print(`got ${msg}`));
  rt.send(pid, Buffer.from("hello"));
  await rt.shutdown({ drain: true });
}

export const spawnAndSend: Example = { name: "spawn-and-send", classes, compat };

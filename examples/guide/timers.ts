/**
 * Timers: a message for later, and one that is called off.
 *
 * Both print:
 *   cancelled: true
 *   cancelled again: false
 *   tock
 */
import { Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  const ear = rt.observe<string>();

  const timer = rt.timers.after(ear, 200, "tick");
  print(`cancelled: ${timer.cancel()}`);
  print(`cancelled again: ${timer.cancel()}`);

  rt.timers.after(ear, 2, "tock");
  print(`${await ear.receive()}`);
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  const ear = rt.spawnObservedHandler();

  const timer = rt.sendAfter(ear, 200, Buffer.from("tick"));
  print(`cancelled: ${rt.cancelTimer(timer)}`);
  print(`cancelled again: ${rt.cancelTimer(timer)}`);

  rt.sendAfter(ear, 2, Buffer.from("tock"));
  const message = await rt.selectiveRecv(ear, () => true);
  print(`${message?.data}`);
}

export const timers: Example = { name: "timers", classes, compat };

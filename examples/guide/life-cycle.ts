/**
 * The end of an actor: asking for it, waiting for it, and looking whether it has come.
 *
 * Both print:
 *   alive: true
 *   stopped: true
 *   takes messages: false
 *   alive: false
 *   stopped again: false
 */
import { Actor, Receive, Runtime, silentLogger } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

@Actor()
class Lamp {
  @Receive() shine(): void {}
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime({ logger: silentLogger });
  const lamp = rt.spawn(Lamp);
  print(`alive: ${rt.isAlive(lamp)}`);
  const stopping = lamp.stop();
  const taken = lamp.send.shine(); // a dead letter: the default logger warns of it
  print(`stopped: ${await stopping}`);
  print(`takes messages: ${taken}`);
  print(`alive: ${rt.isAlive(lamp)}`);
  print(`stopped again: ${await lamp.stop()}`);
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime(new Runtime({ logger: silentLogger }));
  const lamp = rt.spawn(() => {});
  print(`alive: ${rt.isAlive(lamp)}`);
  print(`stopped: ${rt.stop(lamp)}`);
  print(`takes messages: ${rt.send(lamp, Buffer.from("shine"))}`);
  await rt.join(lamp);
  print(`alive: ${rt.isAlive(lamp)}`);
  print(`stopped again: ${rt.stop(lamp)}`);
}

export const lifeCycle: Example = { name: "life-cycle", classes, compat };

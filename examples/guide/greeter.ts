/**
 * End to end: an actor, its name, a message by that name, and an interval that is called off after two ticks.
 *
 * Both print:
 *   hello world
 *   hello ping
 *   hello ping
 *   cancelled: true
 */
import { Actor, message, OnStart, Receive, Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import { Bell, type Example, type Print } from "./example";

interface Surroundings {
  readonly print: Print;
  readonly bell: Bell;
}

@Actor({ name: "greeter" })
class Greeter {
  private greeted = 0;
  private around: Surroundings | undefined;

  @OnStart() onStart(around: Surroundings): void {
    this.around = around;
  }

  @Receive() hello(name: string): void {
    this.around?.print(`hello ${name}`);
    if (++this.greeted === 3) this.around?.bell.ring();
  }
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  const bell = new Bell();
  const greeter = rt.spawn(Greeter, { init: { print, bell } });
  rt.sendNamed("greeter", message(Greeter).hello("world"));

  const ticking = rt.timers.every(greeter, 2, message(Greeter).hello("ping"));
  await bell.rung;
  print(`cancelled: ${ticking.cancel()}`);
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  const bell = new Bell();
  let greeted = 0;
  const greeter = rt.spawn((name) => {
    print(`hello ${name}`);
    if (++greeted === 3) bell.ring();
  });
  rt.register("greeter", greeter);
  rt.sendNamed("greeter", Buffer.from("world"));

  const ticking = rt.sendInterval(greeter, 2, Buffer.from("ping"));
  await bell.rung;
  print(`cancelled: ${rt.cancelTimer(ticking)}`);
}

export const greeter: Example = { name: "greeter", classes, compat };

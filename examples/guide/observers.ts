/**
 * Observers: actors that record, for somebody outside who takes what fits. What does not stays, in its order. They are
 * told of exits, too.
 *
 * Both print:
 *   took target
 *   left: m1 m3
 *   took the DOWN of our actor: normal
 */
import { Actor, Receive, Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

@Actor()
class Lamp {
  @Receive() shine(): void {}
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  const observer = rt.observe<string>({ path: "/svc/observer" });
  rt.sendMany(observer, ["m1", "target", "m3"]);
  print(`took ${await observer.receive((text) => text === "target")}`);
  print(
    `left: ${observer
      .messages()
      .map(({ message }) => message)
      .join(" ")}`,
  );

  const lamp = rt.spawn(Lamp);
  rt.links.monitor(observer, lamp);
  await lamp.stop();
  const down = await observer.receive(({ system }) => system?.target === lamp.pid, { system: true });
  print(`took the ${down?.system?.type} of our actor: ${down?.system?.reason}`);
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  const observer = rt.spawnWithPathObserved(100, "/svc/observer");
  rt.sendMany(observer, [Buffer.from("m1"), Buffer.from("target"), Buffer.from("m3")]);
  const target = await rt.selectiveRecv(observer, ({ data }) => data?.toString() === "target");
  print(`took ${target?.data}`);
  print(
    `left: ${rt
      .getMessages(observer)
      .map(({ data }) => data)
      .join(" ")}`,
  );

  const lamp = rt.spawn(() => {});
  rt.monitor(observer, lamp);
  rt.stop(lamp);
  const down = await rt.selectiveRecv(observer, ({ system }) => system?.targetPid === lamp, 1);
  print(`took the ${down?.system?.typeName} of our actor: ${down?.system?.reason}`);
}

export const observers: Example = { name: "observers", classes, compat };

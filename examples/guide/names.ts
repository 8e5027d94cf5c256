/**
 * Names: an actor that others find without its ref or pid. A name ends with its actor.
 *
 * Both print:
 *   auth is our actor: true
 *   checked alice
 *   auth is nobody: true
 */
import { Actor, Receive, Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

@Actor()
class Auth {
  @Receive() check(user: string): string {
    return `checked ${user}`;
  }
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  const auth = rt.spawn(Auth);
  rt.names.register("auth", auth);

  const found = rt.names.resolve("auth", Auth);
  print(`auth is our actor: ${found === auth}`);
  print(`${await found?.ask.check("alice")}`);

  await auth.stop();
  print(`auth is nobody: ${rt.names.resolve("auth") === undefined}`);
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  const auth = rt.spawn((message) => `checked ${message}`);
  rt.register("auth", auth);

  const found = rt.whereis("auth") ?? 0;
  print(`auth is our actor: ${found === auth}`);
  print(`${await rt.call(found, Buffer.from("alice"))}`);

  rt.stop(auth);
  await rt.join(auth);
  print(`auth is nobody: ${rt.whereis("auth") === undefined}`);
}

export const names: Example = { name: "names", classes, compat };

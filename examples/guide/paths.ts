/**
 * Paths: actors in a hierarchy, and the list of those below a prefix.
 *
 * Both print:
 *   all: /svc/test/one /svc/test/one/cache /svc/test/two
 *   direct: /svc/test/one /svc/test/two
 *   /svc/test/one is our actor: true
 */
import { Actor, Receive, Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

@Actor()
class Service {
  @Receive() work(): void {}
}

function line(entries: readonly (readonly [path: string, found: unknown])[]): string {
  return entries.map(([path]) => path).join(" ");
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  const one = rt.spawn(Service, { path: "/svc/test/one" });
  rt.spawn(Service, { path: "/svc/test/one/cache" });
  rt.paths.register("/svc/test/two", rt.spawn(Service));

  print(`all: ${line(rt.paths.list("/svc/test"))}`);
  print(`direct: ${line(rt.paths.listDirect("/svc/test"))}`);
  print(`/svc/test/one is our actor: ${rt.paths.resolve("/svc/test/one") === one}`);
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  const [one, cache, two] = [rt.spawn(() => {}), rt.spawn(() => {}), rt.spawn(() => {})];
  rt.registerPath("/svc/test/one", one);
  rt.registerPath("/svc/test/one/cache", cache);
  rt.registerPath("/svc/test/two", two);

  print(`all: ${line(rt.listChildren("/svc/test"))}`);
  print(`direct: ${line(rt.listChildrenDirect("/svc/test"))}`);
  print(`/svc/test/one is our actor: ${rt.whereisPath("/svc/test/one") === one}`);
}

export const paths: Example = { name: "paths", classes, compat };

/** Names and paths by the names of the guide. */
import { makeCompat } from "./fixture";

describe("compat: names and paths", () => {
  test("register and whereis, as in the guide", async () => {
    const { node } = makeCompat();
    const pid = node.spawn(() => {});
    node.register("auth", pid);
    expect([node.whereis("auth"), node.resolve("auth"), node.resolve("nobody")]).toEqual([
      pid,
      pid,
      undefined,
    ]);
    expect([node.unregister("auth"), node.unregister("auth"), node.whereis("auth")]).toEqual([
      true,
      false,
      undefined,
    ]);
  });

  test("a name ends with its actor", async () => {
    const { node } = makeCompat();
    const pid = node.spawn(() => {});
    node.register("auth", pid);
    node.stop(pid);
    await node.join(pid);
    expect(node.whereis("auth")).toBeUndefined();
  });

  test("paths list what is below them, sorted, with pids", () => {
    const { node } = makeCompat();
    const [one, two, deep] = [node.spawn(() => {}), node.spawn(() => {}), node.spawn(() => {})];
    node.registerPath("/svc/test/two", two);
    node.registerPath("/svc/test/one", one);
    node.registerPath("/svc/test/one/deep", deep);
    expect(node.listChildren("/svc/test")).toEqual([
      ["/svc/test/one", one],
      ["/svc/test/one/deep", deep],
      ["/svc/test/two", two],
    ]);
    expect(node.listChildrenDirect("/svc/test")).toEqual([
      ["/svc/test/one", one],
      ["/svc/test/two", two],
    ]);
    expect([node.whereisPath("/svc/test/one"), node.whereisPath("/svc/test")]).toEqual([one, undefined]);
    expect([node.unregisterPath("/svc/test/two"), node.unregisterPath("/svc/test/two")]).toEqual([
      true,
      false,
    ]);
    expect(node.listChildren("/svc/te")).toEqual([]);
  });
});

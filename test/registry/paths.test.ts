import * as fc from "fast-check";
import { limits } from "../../src/limits";
import { normalPath, Paths } from "../../src/runtime/messages/paths";

interface Holder {
  readonly id: string;
}

function setUp() {
  const replaced: [string, string, string][] = [];
  const paths = new Paths<Holder>({
    replaced: (path, before, now) => replaced.push([path, before.id, now.id]),
  });
  const add = (...list: string[]) => {
    for (const path of list) paths.register(path, { id: path });
  };
  const listed = (entries: [string, Holder][]) => entries.map(([path]) => path);
  return { paths, replaced, add, listed, a: { id: "a" }, b: { id: "b" } };
}

describe("normal form", () => {
  test.each([
    ["/svc", "/svc"],
    ["/svc/", "/svc"],
    ["//svc///auth//", "/svc/auth"],
    ["/svc/...", "/svc/..."],
    ["/ä/ 空", "/ä/ 空"],
    ["/", ""],
    ["///", ""],
  ])("%s is %s", (spelling, normal) => expect(normalPath(spelling)).toBe(normal));

  test.each([
    "",
    "svc",
    "./svc",
    "/svc/.",
    "/./svc",
    "/svc/../auth",
    `/${"x".repeat(limits.nameLengthMax + 1)}`,
    7,
    undefined,
    null,
  ])("%p is no path, wherever it is given", (bad) => {
    const { paths, a } = setUp();
    const path = bad as string;
    const refused = expect.objectContaining({ code: "ERR_INVALID_ARG" });
    expect(() => paths.register(path, a)).toThrow(refused);
    expect(() => paths.resolve(path)).toThrow(refused);
    expect(() => paths.unregister(path)).toThrow(refused);
    if (bad !== "") expect(() => paths.list(path)).toThrow(refused);
    if (bad !== "") expect(() => paths.listDirect(path)).toThrow(refused);
  });
});

describe("paths", () => {
  test("a path is found in any spelling, exactly, and by nothing above or below it", () => {
    const { paths, a } = setUp();
    paths.register("/svc//auth/", a);
    expect(paths.resolve("/svc/auth")).toBe(a);
    expect(paths.resolve("//svc/auth//")).toBe(a);
    for (const other of ["/svc", "/svc/auth/x", "/svc/aut", "/"])
      expect(paths.resolve(other)).toBeUndefined();
  });

  test("the root alone cannot be registered", () => {
    const { paths, a } = setUp();
    for (const root of ["/", "//"]) {
      expect(() => paths.register(root, a)).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG" }));
      expect(paths.unregister(root)).toBe(false);
    }
  });

  test("the last registration wins, and says whom it replaced", () => {
    const { paths, replaced, a, b } = setUp();
    paths.register("/svc", a);
    paths.register("/svc", a);
    paths.register("/svc/", b);
    expect(paths.resolve("/svc")).toBe(b);
    expect(replaced).toEqual([["/svc", "a", "b"]]);
    expect(paths.pathOf(a)).toBeUndefined();
    paths.release(a);
    expect(paths.resolve("/svc")).toBe(b);
  });

  test("the guide's example: descendants and direct children of a prefix, sorted, without the prefix", () => {
    const { paths, add, listed } = setUp();
    add("/svc/test/two", "/svc/test/one", "/svc/test", "/svc/test/one/deep", "/svc/tester", "/other");
    expect(listed(paths.list("/svc/test"))).toEqual(["/svc/test/one", "/svc/test/one/deep", "/svc/test/two"]);
    expect(listed(paths.listDirect("/svc/test/"))).toEqual(["/svc/test/one", "/svc/test/two"]);
    expect(paths.list("/svc/te")).toEqual([]);
    expect(paths.listDirect("/nowhere")).toEqual([]);
  });

  test('"" and "/" list everything, or the top level', () => {
    const { paths, add, listed } = setUp();
    add("/b/deep", "/a", "/c");
    for (const root of ["", "/", "//"]) {
      expect(listed(paths.list(root))).toEqual(["/a", "/b/deep", "/c"]);
      expect(listed(paths.listDirect(root))).toEqual(["/a", "/c"]);
    }
  });

  test("pathOf is the last registered one still held", () => {
    const { paths, a } = setUp();
    for (const path of ["/one", "/two", "/three", "/one"]) paths.register(path, a);
    expect(paths.pathOf(a)).toBe("/one");
    paths.unregister("/one");
    expect(paths.pathOf(a)).toBe("/three");
    paths.release(a);
    expect(paths.pathOf(a)).toBeUndefined();
    expect(paths.list("")).toEqual([]);
  });

  test("a list is a copy: changing the registry does not change it", () => {
    const { paths, add } = setUp();
    add("/a", "/b");
    const before = paths.list("");
    add("/c");
    paths.unregister("/a");
    expect(before.map(([path]) => path)).toEqual(["/a", "/b"]);
  });

  test("a very deep path is no problem", () => {
    const { paths, a, listed } = setUp();
    const deep = "/x".repeat(20_000);
    paths.register(deep, a);
    expect(listed(paths.list("/x"))).toEqual([deep]);
    paths.release(a);
    expect(paths.size).toBe(0);
  });

  test("any sequence of calls behaves like a plain map with a filter", () => {
    const segment = fc.constantFrom("a", "b", "ab", "a-b");
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`);
    const holder = fc.integer({ min: 0, max: 2 });
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ do: fc.constant("register" as const), path, holder }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant("unregister" as const), path }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), holder }) },
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 50, size: "max" }),
        fc.oneof(path, fc.constant("")),
        (steps, prefix) => {
          const { paths } = setUp();
          const holders = [0, 1, 2].map((id) => ({ id: String(id) }));
          const model = new Map<string, number>();
          for (const now of steps) {
            if (now.do === "unregister") {
              expect(paths.unregister(`${now.path}/`)).toBe(model.delete(now.path));
            } else if (now.do === "release") {
              paths.release(holders[now.holder] as Holder);
              for (const [key, id] of model) if (id === now.holder) model.delete(key);
            } else {
              paths.register(now.path, holders[now.holder] as Holder);
              model.delete(now.path); // registering makes it the newest
              model.set(now.path, now.holder);
            }
          }
          const below = [...model]
            .filter(([key]) => key.startsWith(`${prefix}/`))
            .sort(([a], [b]) => (a < b ? -1 : 1));
          const direct = below.filter(([key]) => !key.slice(prefix.length + 1).includes("/"));
          const withHolders = (entries: [string, number][]) => entries.map(([key, id]) => [key, holders[id]]);
          expect(paths.list(prefix)).toEqual(withHolders(below));
          expect(paths.listDirect(prefix)).toEqual(withHolders(direct));
          expect(paths.size).toBe(model.size);
          holders.forEach((of, id) => {
            const held = [...model].filter(([, at]) => at === id).map(([key]) => key);
            expect(paths.pathOf(of)).toBe(held.at(-1));
          });
          for (const [key, id] of model) expect(paths.resolve(key)).toBe(holders[id]);
        },
      ),
    );
  });

  test("churn leaves nothing behind, not even inner nodes of the tree", () => {
    const { paths } = setUp();
    for (let n = 0; n < 5_000; n++) {
      const holder = { id: String(n) };
      paths.register(`/svc/${n}/main`, holder);
      paths.register(`/svc/${n % 7}`, holder);
      paths.release(holder);
    }
    const inside = paths as unknown as {
      holders: { size: number };
      held: { size: number };
      tree: { root: { children: unknown } };
    };
    expect([inside.holders.size, inside.held.size, inside.tree.root.children]).toEqual([0, 0, undefined]);
  });
});

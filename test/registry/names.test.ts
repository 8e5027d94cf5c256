import * as fc from "fast-check";
import { limits } from "../../src/limits";
import { Names } from "../../src/runtime/messages/names";

interface Holder {
  readonly id: string;
}

function setUp() {
  const replaced: [string, string, string][] = [];
  const names = new Names<Holder>({
    label: (holder) => holder.id,
    replaced: (name, before, now) => replaced.push([name, before.id, now.id]),
  });
  return { names, replaced, a: { id: "A#1" }, b: { id: "B#2" } };
}

describe("names", () => {
  test("the last registration wins, and says whom it replaced", () => {
    const { names, replaced, a, b } = setUp();
    names.register("bank", a);
    names.register("bank", b);
    expect(names.resolve("bank")).toBe(b);
    expect(names.namesOf(a)).toEqual([]);
    expect(replaced).toEqual([["bank", "A#1", "B#2"]]);
  });

  test("registering one's own name again replaces nobody", () => {
    const { names, replaced, a } = setUp();
    names.register("bank", a);
    names.register("bank", a);
    expect(replaced).toEqual([]);
    expect(names.namesOf(a)).toEqual(["bank"]);
  });

  test("an exclusive registration refuses a name that another holds, and names the holder", () => {
    const { names, a, b } = setUp();
    names.register("bank", a);
    expect(() => names.register("bank", b, { exclusive: true })).toThrow(
      expect.objectContaining({ code: "ERR_NAME_TAKEN", holder: "A#1" }),
    );
    expect(names.resolve("bank")).toBe(a);
  });

  test("a name held exclusively cannot be taken over, also after its holder registered it again plainly", () => {
    const { names, a, b } = setUp();
    names.register("bank", a, { exclusive: true });
    names.register("bank", a);
    expect(() => names.register("bank", b)).toThrow(expect.objectContaining({ code: "ERR_NAME_TAKEN" }));
    expect(names.resolve("bank")).toBe(a);
  });

  test("a name that was freed is no longer exclusive", () => {
    const { names, a, b } = setUp();
    names.register("one", a, { exclusive: true });
    names.register("two", a, { exclusive: true });
    names.unregister("one");
    names.release(a);
    names.register("one", b);
    names.register("two", b);
    names.register("one", a);
    names.register("two", a);
    expect(names.namesOf(a)).toEqual(["one", "two"]);
  });

  test("one holder may have many names; its release frees those it still has", () => {
    const { names, a, b } = setUp();
    for (const name of ["one", "two", "three"]) names.register(name, a);
    names.register("two", b);
    expect(names.namesOf(a)).toEqual(["one", "three"]);
    names.release(a);
    expect(names.size).toBe(1);
    expect(names.resolve("two")).toBe(b);
    names.release(a);
    expect(names.size).toBe(1);
  });

  test("unregister tells whether the name was held", () => {
    const { names, a } = setUp();
    names.register("bank", a);
    expect([names.unregister("bank"), names.unregister("bank"), names.unregister("other")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(names.namesOf(a)).toEqual([]);
  });

  test.each([
    ["empty", ""],
    ["a number", 7],
    ["undefined", undefined],
    ["a symbol", Symbol("x")],
    ["an object", {}],
    ["too long", "x".repeat(limits.nameLengthMax + 1)],
  ])("a name that is %s is refused", (_, name) => {
    const { names, a } = setUp();
    expect(() => names.register(name as string, a)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARG" }),
    );
    expect(names.size).toBe(0);
  });

  test("names such as __proto__ and the longest one are ordinary names", () => {
    const { names, a } = setUp();
    for (const name of ["__proto__", "constructor", "x".repeat(limits.nameLengthMax)])
      names.register(name, a);
    expect(names.resolve("__proto__")).toBe(a);
    expect(names.resolve("toString")).toBeUndefined();
    expect(names.size).toBe(3);
  });

  test("any sequence of calls behaves like a plain map", () => {
    const name = fc.constantFrom("a", "b", "c", "d");
    const holder = fc.integer({ min: 0, max: 2 });
    const step = fc.oneof(
      fc.record({ do: fc.constant("register" as const), name, holder, exclusive: fc.boolean() }),
      fc.record({ do: fc.constant("unregister" as const), name }),
      fc.record({ do: fc.constant("release" as const), holder }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const { names, replaced } = setUp();
        const holders = [0, 1, 2].map((id) => ({ id: `H#${id}` }));
        const model = new Map<string, { holder: number; exclusive: boolean }>();
        const replacedModel: [string, string, string][] = [];
        for (const now of steps) {
          if (now.do === "unregister") {
            expect(names.unregister(now.name)).toBe(model.delete(now.name));
          } else if (now.do === "release") {
            names.release(holders[now.holder] as Holder);
            for (const [key, at] of model) if (at.holder === now.holder) model.delete(key);
          } else {
            const at = model.get(now.name);
            const other = at !== undefined && at.holder !== now.holder;
            const register = () => names.register(now.name, holders[now.holder] as Holder, now);
            if (other && (at.exclusive || now.exclusive)) {
              expect(register).toThrow(/is held by/);
              continue;
            }
            register();
            if (other) replacedModel.push([now.name, `H#${at.holder}`, `H#${now.holder}`]);
            const exclusive = now.exclusive || (!other && at?.exclusive === true);
            model.set(now.name, { holder: now.holder, exclusive });
          }
        }
        expect(names.size).toBe(model.size);
        for (const key of ["a", "b", "c", "d"]) {
          const at = model.get(key);
          expect(names.resolve(key)).toBe(at === undefined ? undefined : holders[at.holder]);
        }
        holders.forEach((of, id) => {
          const expected = [...model].filter(([, at]) => at.holder === id).map(([key]) => key);
          expect([...names.namesOf(of)].sort()).toEqual(expected.sort());
        });
        expect(replaced).toEqual(replacedModel);
      }),
    );
  });

  test("churn leaves nothing behind", () => {
    const { names } = setUp();
    for (let n = 0; n < 10_000; n++) {
      const holder = { id: `H#${n}` };
      names.register(`name-${n}`, holder, { exclusive: n % 2 === 0 });
      names.register(`alias-${n % 10}`, holder);
      names.release(holder);
    }
    expect(names.size).toBe(0);
    const inside = names as unknown as Record<"holders" | "held" | "exclusive", { size: number }>;
    expect([inside.holders.size, inside.held.size, inside.exclusive.size]).toEqual([0, 0, 0]);
  });
});

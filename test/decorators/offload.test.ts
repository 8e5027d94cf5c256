/** `@offload` on methods, compiled both ways of decorating. */

import { offload as offloadOfActors } from "../../src/decorators/offload";
import { IrisError } from "../../src/errors";
import { kernel, offload } from "../../src/jit/index";

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return IrisError.is(error) ? error.code : String(error);
  }
  return "nothing";
};

class Pricing {
  rate = 0.5;

  constructor(readonly seen: unknown[] = []) {}

  @offload({ strategy: "jit", returns: "f64" })
  static vecMag(x: number, y: number, z: number): number {
    return (x * x + y * y + z * z) ** 0.5;
  }

  @offload()
  grown(x: number, times: number): number {
    return x * (1 + this.rate) * times;
  }

  @offload()
  noted(x: number): number {
    this.seen.push(x);
    return x;
  }
}

class Cheaper extends Pricing {
  override rate = 0.25;
}

class Levy {
  rate = 2;
  static base = 3;

  @offload()
  static from(x: number): number {
    // biome-ignore lint/complexity/noThisInStatic: it is what is tested
    return x + this.base;
  }

  @offload()
  due(x: number): number {
    return x * this.rate;
  }

  @offload()
  "odd name"(x: number): number {
    return x + 1;
  }
}

class Raised extends Levy {
  static override base = 5;

  @offload()
  override due(x: number): number {
    return super.due(x) * 10;
  }
}

class Replaced extends Levy {
  @offload()
  override due(x: number): number {
    return x * this.rate * 100;
  }
}

describe("@offload", () => {
  test("a static method is called as before, and maps through kernel()", () => {
    expect(Pricing.vecMag(2, 3, 6)).toBe(7);
    expect(kernel(Pricing.vecMag).map([2, 0], 3, [6, 4])).toEqual(Float64Array.of(7, 5));
  });

  test("an instance method keeps its this", () => {
    expect(new Pricing().grown(2, 10)).toBe(30);
    expect(new Cheaper().grown(2, 10)).toBe(25);
  });

  test("kernel(method, self) maps with that this", () => {
    const [pricing, cheaper] = [new Pricing(), new Cheaper()];
    expect(kernel(pricing.grown, pricing).map([2, 4], 10)).toEqual(Float64Array.of(30, 60));
    expect(kernel(cheaper.grown, cheaper).map([2, 4], 10)).toEqual(Float64Array.of(25, 50));
    pricing.rate = 1;
    expect(kernel(pricing.grown, pricing).map([2, 4], 10)).toEqual(Float64Array.of(40, 80));
  });

  test("an override is another kernel; one that calls super runs as it is, with the same results", () => {
    const [levy, raised, replaced] = [new Levy(), new Raised(), new Replaced()];
    expect([levy.due(1), raised.due(1), replaced.due(1)]).toEqual([2, 20, 200]);
    const mapped = (of: Levy) => [...kernel(of.due, of).map([1, 2])];
    expect([mapped(levy), mapped(raised), mapped(replaced)]).toEqual([
      [2, 4],
      [20, 40],
      [200, 400],
    ]);
    expect(kernel(raised.due).explain().refusal?.code).toBe("super");
    expect(kernel(replaced.due).explain().refusal).toBeUndefined();
    // The method of the base, on an object of the other class.
    expect([...kernel(Levy.prototype.due, replaced).map([1])]).toEqual([2]);
  });

  test("an inherited static method has the class that it is called on, and maps with the one that is given", () => {
    expect([Levy.from(1), Raised.from(1)]).toEqual([4, 6]);
    expect([...kernel(Raised.from, Raised).map([1, 2])]).toEqual([6, 7]);
    expect([...kernel(Levy.from).map([1, 2])]).toEqual([4, 5]);
    expect([...kernel(Raised.from, Raised).map([1])]).toEqual([6]);
  });

  test("any name will do, and a private method has one in its reports", () => {
    const levy = new Levy();
    expect([...kernel(levy["odd name"], levy).map([1])]).toEqual([2]);
    expect(kernel(levy["odd name"]).explain().name).toBe("odd name");
    const context = { kind: "method", name: "#secret", static: false, private: true } as const;
    const secret = offload()(
      (
        () => (x: number) =>
          x
      )(),
      context,
    );
    expect(kernel(secret).explain().name).toBe("#secret");
  });

  test("a method with effects runs as it is, and says why", () => {
    const pricing = new Pricing();
    const bound = kernel(pricing.noted, pricing);
    expect(bound.map([1, 2])).toEqual(Float64Array.of(1, 2));
    expect(pricing.seen).toEqual([1, 2]);
    expect(bound.explain().tier).toBe("inline");
    expect(bound.explain().signatures[0]?.refusal).toBeDefined();
  });

  test("the method keeps its name and length, and stays a method of the prototype", () => {
    expect([Pricing.prototype.grown.name, Pricing.prototype.grown.length]).toEqual(["grown", 2]);
    expect(Object.keys(new Pricing()).sort()).toEqual(["rate", "seen"]);
  });

  test("what is no method is refused where it stands, with its name", () => {
    const decorate = offload() as unknown as (...call: unknown[]) => unknown;
    const refused = [
      () => decorate(Pricing.prototype, "field", undefined),
      () => decorate(Pricing.prototype, "price", { get: () => 1 }),
      () => decorate(undefined, { kind: "field", name: "field", static: false }),
      () => decorate(() => 1, { kind: "getter", name: "price", static: false }),
      () => decorate(class {}, { kind: "class", name: "Pricing" }),
    ];
    expect(refused.map(codeOf)).toEqual(refused.map(() => "ERR_BAD_DECORATOR"));
    expect(refused[0]).toThrow(/Pricing\.field/);
  });

  test.each([
    ["iris-actors/jit", offload],
    ["iris-actors", offloadOfActors],
  ])("of %s without parentheses is told so", (_, decorator) => {
    const bare = decorator as unknown as (...call: unknown[]) => unknown;
    const missing = /^@offload on .*grown: the parentheses are missing\. Write @offload\(\)\./;
    const grown = (x: number) => x;
    expect(() => bare(Pricing.prototype, "grown", { value: grown })).toThrow(missing);
    expect(() => bare(Pricing, "grown", { value: grown })).toThrow(/static Pricing\.grown: the parentheses/);
    expect(() => bare(grown, { kind: "method", name: "grown", static: false })).toThrow(missing);
  });

  test("a strategy that answers with promises is for methods that do", () => {
    const decorate = offload({ strategy: "pool" }) as unknown as (...call: unknown[]) => unknown;
    expect(codeOf(() => decorate(Pricing.prototype, "grown", { value: (x: number) => x }))).toBe(
      "ERR_BAD_DECORATOR",
    );
  });
});

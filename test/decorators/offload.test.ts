/** `@offload` on methods, compiled both ways of decorating. */
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

  test("a strategy that answers with promises is for methods that do", () => {
    const decorate = offload({ strategy: "pool" }) as unknown as (...call: unknown[]) => unknown;
    expect(codeOf(() => decorate(Pricing.prototype, "grown", { value: (x: number) => x }))).toBe(
      "ERR_BAD_DECORATOR",
    );
  });
});

import "reflect-metadata";

import { container, inject, singleton } from "tsyringe";
import { Actor, injected, Receive, type Runtime } from "../../src/index";
import { fake, testRuntime } from "../../src/runtime/testing/index";

class QuoteStore {
  private readonly url = "https://quotes.example.org";

  get(name: string): number {
    throw new Error(`no network in tests: ${this.url}/${name}`);
  }
  close(): void {}
}

@Actor()
class Pricing {
  constructor(
    private readonly quotes: QuoteStore,
    @inject("fee") private readonly fee: number,
  ) {}

  @Receive() price(name: string): number {
    return this.quotes.get(name) + this.fee;
  }
}

@Actor()
class Late {
  readonly quotes = injected(QuoteStore);

  @Receive() price(name: string): number {
    return this.quotes.get(name);
  }
}

let rt: Runtime = testRuntime();
beforeEach(() => {
  rt = testRuntime();
});
afterEach(() => rt.shutdown());

const refused = (code: string) => expect.objectContaining({ code });

describe("fake", () => {
  test("is injected instead of the real thing; of a class only what the test needs has to be there", async () => {
    const quotes = fake(rt, QuoteStore, { get: jest.fn((_: string) => 100) });
    fake(rt, "fee", 5);
    expect(await rt.spawn(Pricing).ask.price("ACME")).toBe(105);
    expect(quotes.get).toHaveBeenCalledWith("ACME");
    expect(await rt.spawn(Late).ask.price("LATE")).toBe(100);
  });

  test("takes the place of an earlier fake, until the first spawn that looks", async () => {
    fake(rt, QuoteStore, { get: () => 1 });
    fake(rt, QuoteStore, { get: () => 2 });
    expect(await rt.spawn(Late).ask.price("x")).toBe(2);
    expect(() => fake(rt, QuoteStore, { get: () => 3 })).toThrow(refused("ERR_FAKE_TOO_LATE"));
    expect(() => fake(rt, QuoteStore, { get: () => 3 })).toThrow(/^QuoteStore was already looked up/);
  });

  test("comes too late for constructor parameters from the spawn on, by class or by token", () => {
    fake(rt, QuoteStore, { get: () => 1 });
    fake(rt, "fee", 5);
    rt.spawn(Pricing);
    expect(() => fake(rt, "fee", 6)).toThrow(/^"fee" was already looked up in the runtime "test"/);
    expect(() => fake(rt, QuoteStore, { get: () => 3 })).toThrow(refused("ERR_FAKE_TOO_LATE"));
    fake(rt, "another token", 6);
  });

  test("wins over a process-wide singleton, and leaves other runtimes and the root container alone", async () => {
    @singleton()
    class Shared {
      who(): string {
        return "real";
      }
    }
    @Actor()
    class Asking {
      constructor(private readonly shared: Shared) {}
      @Receive() who(): string {
        return this.shared.who();
      }
    }
    fake(rt, Shared, { who: () => "fake" });
    await using other = testRuntime();
    expect(await rt.spawn(Asking).ask.who()).toBe("fake");
    expect(await other.spawn(Asking).ask.who()).toBe("real");
    expect(container.resolve(Shared).who()).toBe("real");
  });

  test.each([null, undefined])("%p is refused: the container takes it for nothing", (nothing) => {
    expect(() => fake(rt, "fee", nothing)).toThrow(refused("ERR_INVALID_ARG"));
  });

  test("what is no runtime is refused", () => {
    expect(() => fake(container as never, "fee", 5)).toThrow(refused("ERR_INVALID_ARG"));
  });
});

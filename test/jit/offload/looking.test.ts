/** How often the debugger is asked for what is around a function, and that what it said is not used later. */
import { Session } from "node:inspector";
import { Jit, offload } from "../../../src/jit/index";

const jit = new Jit({ tiers: ["js"] });

afterEach(() => {
  jest.restoreAllMocks();
});

describe("the variables around a function", () => {
  test("are looked at once in a first call, though two stages ask", () => {
    const looks = jest.spyOn(Session.prototype, "connect");
    const mapped = offload({ jit })((x: number) => Math.sin(x));
    mapped.map(new Float64Array(4));
    expect(looks).toHaveBeenCalledTimes(1);
    mapped.map(new Float64Array(4));
    expect(looks).toHaveBeenCalledTimes(1);
  });

  test("are looked at anew for what is compiled later, after a call that failed, too", () => {
    let later: number | undefined;
    const scaled = offload({ jit })((x: number, y: number) => Math.sin(x) * y * (later as number));
    const call = () => scaled.map(Float64Array.of(1, 2), Float64Array.of(3));
    expect(call).toThrow(/2 \(argument 1\)/);
    later = 2;
    scaled.map(Float64Array.of(1, 2), 3);
    expect(scaled.explain().tier).toBe("js");
  });
});

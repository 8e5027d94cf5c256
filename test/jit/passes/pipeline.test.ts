/** The line of passes. */
import { optimize, type Pass, runPasses } from "../../../src/jit/passes/pipeline";
import { lowerText } from "../frontend/lowered";

test("a pass is not run again on what it left, and is when another one has changed that", () => {
  const fn = lowerText("(x) => x + 1", [1]);
  const ran: string[] = [];
  const pass = (name: string, changes: boolean): Pass => ({
    name,
    run: (from) => {
      ran.push(name);
      return changes ? { ...from } : from;
    },
  });
  const [share, idle, change] = [pass("share", true), pass("idle", false), pass("change", true)];
  runPasses(fn, [share, idle, share, change, share]);
  expect(ran).toEqual(["share", "idle", "change", "share"]);
});

test("where no loop has anything to move out, expressions are shared once", () => {
  const passes = (text: string) => {
    const ran: string[] = [];
    optimize(lowerText(text, [1]), "js", (fn, name) => {
      ran.push(name);
      return fn;
    });
    return ran.filter((name) => name === "cse").length;
  };
  expect(passes("(x) => Math.sin(x) * x")).toBe(1);
  expect(passes("(n) => { let s = 0; for (let i = 0; i < 9; i++) s += Math.sin(n) * i; return s; }")).toBe(2);
});

test("whether the engine has a power exactly is tested once, not in each pass of each function", () => {
  optimize(lowerText("(x) => x ** 2", [1]), "js");
  const pow = jest.spyOn(Math, "pow");
  optimize(lowerText("(x) => x ** 2 + 1", [1]), "js");
  expect(pow).toHaveBeenCalledTimes(0);
  pow.mockRestore();
});

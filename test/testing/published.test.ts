/** `iris-actors/testing` as users get it. Reads `dist`: run `npm run build`. */
import { nodeSync } from "../house/processes";

const program = `
  const rt = testing.testRuntime();
  const seen = testing.probe(rt);
  seen.ref.tell("hello");
  await testing.settle(rt);
  rt.kill(seen.ref);
  const { pass } = testing.irisMatchers.toHaveExited(seen.ref, "killed");
  await rt.shutdown();
  console.log([seen.messages, pass, rt instanceof iris.Runtime, rt.clock instanceof iris.Clock].join());
`;

function printedBy(...args: string[]): string {
  const done = nodeSync(...args);
  return done.status === 0 ? done.stdout.trim() : done.stderr;
}

describe("iris-actors/testing, published", () => {
  test("works by require, also when it is loaded first, and shares its classes with iris-actors", () => {
    const load = 'const testing = require("iris-actors/testing"); const iris = require("iris-actors");';
    expect(printedBy("-e", `${load} (async () => {${program}})();`)).toBe("hello,true,true,true");
  });

  test("works by import, with named exports", () => {
    const load = 'import * as testing from "iris-actors/testing"; import * as iris from "iris-actors";';
    expect(printedBy("--input-type=module", "-e", `${load}${program}`)).toBe("hello,true,true,true");
    const named = 'import { testRuntime, probe, settle, fake, irisMatchers } from "iris-actors/testing";';
    expect(printedBy("--input-type=module", "-e", named)).toBe("");
  });

  test("loads nothing of a test framework", () => {
    const list =
      "console.log(Object.keys(require.cache).filter((file) => /jest|expect|vitest/.test(file)).length)";
    expect(printedBy("-e", `require("iris-actors/testing"); ${list}`)).toBe("0");
  });
});

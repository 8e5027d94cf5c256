/** The example of docs/testing.md, run. That it compiles is for `test/docs`. */
import "reflect-metadata";

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as globals from "@jest/globals";
import { transformSync } from "@swc/core";
import * as iris from "../../src/index";
import * as testing from "../../src/runtime/testing/index";
import { root } from "../house/source";

const page = readFileSync(join(root, "docs", "testing.md"), "utf8");
const example = /^```ts no-run\n(.*?)^```$/ms.exec(page)?.[1] ?? "";
const { code } = transformSync(example, {
  swcrc: false,
  module: { type: "commonjs" },
  jsc: {
    target: "es2022",
    keepClassNames: true,
    parser: { syntax: "typescript", decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
});
const modules: Readonly<Record<string, unknown>> = {
  "@jest/globals": globals,
  "iris-actors": iris,
  "iris-actors/testing": testing,
};

describe("docs/testing.md", () => {
  new Function("require", "exports", code)((name: string) => modules[name], {});
});

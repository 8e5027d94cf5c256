/** The tests run twice: compiled with legacy decorators, and the shared ones with standard decorators. */
const swc = (transform) => [
  "@swc/jest",
  {
    swcrc: false,
    sourceMaps: "inline",
    module: { type: "commonjs" },
    jsc: {
      target: "es2022",
      keepClassNames: true,
      parser: { syntax: "typescript", decorators: true },
      transform,
    },
  },
];

/** Tests that inject by constructor parameter types or parameter decorators exist only as legacy decorators. */
const legacyOnly = ["\\.legacy\\.test\\.ts$"];

/** Nothing outside these folders is searched: bench/ may hold packages of its own. */
const roots = ["<rootDir>/src", "<rootDir>/test"];

/** Repeats random choices, and ends those that take too long. */
const fastCheck = { "^fast-check$": "<rootDir>/test/house/fast-check.cjs" };

/** Examples import the package by its name; under test that is the source, so that nothing has to be built first. */
const moduleNameMapper = {
  ...fastCheck,
  "^iris-actors$": "<rootDir>/src/index.ts",
  "^iris-actors/jit$": "<rootDir>/src/jit/index.ts",
  "^iris-actors/compat$": "<rootDir>/src/runtime/compat/index.ts",
};

/** @type {import("jest").Config} */
module.exports = {
  // A test must not fail because the machine is busy: this limit is there to end one that hangs, and for nothing else.
  testTimeout: 60_000,
  projects: [
    {
      displayName: "legacy",
      roots,
      moduleNameMapper,
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      transform: { "\\.ts$": swc({ legacyDecorator: true, decoratorMetadata: true }) },
    },
    {
      displayName: "standard",
      roots,
      moduleNameMapper: fastCheck,
      testMatch: ["<rootDir>/test/decorators/**/*.test.ts"],
      testPathIgnorePatterns: legacyOnly,
      transform: { "\\.ts$": swc({ decoratorVersion: "2022-03" }) },
    },
  ],
};

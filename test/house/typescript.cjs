/**
 * `node -r …/typescript.cjs program.ts` runs TypeScript in one process and one thread, compiled as jest compiles it.
 * tsx would start a thread and a process beside it, and wait for them without a limit.
 */
const { transformFileSync } = require("@swc/core");

const options = {
  swcrc: false,
  sourceMaps: "inline",
  module: { type: "commonjs" },
  jsc: {
    target: "es2022",
    keepClassNames: true,
    parser: { syntax: "typescript", decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};

require.extensions[".ts"] = (module, file) => module._compile(transformFileSync(file, options).code, file);

/** How `npm run docs` writes the pages of the programming interface. What typedoc complains about is an error. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const { exports } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const path = (fromHere) => fileURLToPath(new URL(fromHere, import.meta.url));

/** The source of each entry point of the package: `./dist/a.d.ts` comes from `../src/a.ts`. */
const entryPoints = Object.values(exports)
  .filter((conditions) => typeof conditions === "object")
  .map(({ types }) => path(types.replace(/^\.\/dist\//, "../src/").replace(/\.d\.ts$/, ".ts")));

const pages = [
  "guide.md",
  "guide/*.md",
  "semantics.md",
  "testing.md",
  "jit.md",
  "errors.md",
  "seed-names.md",
  "map.md",
];

/** Types that only shape other types: nobody writes them, and what they mean stands where they are used. */
const shapes = {
  "src/draft.ts": ["AnyClass"],
  "src/jit/kernel-types.ts": [
    "ArrayOf",
    "Callable",
    "IsPromised",
    "MappedAll",
    "OutOf",
    "Promising",
    "ReturnsOf",
    "ThenOptions",
    "Wrapped",
  ],
  "src/jit/memory/views.ts": ["ArrayOf"],
  "src/runtime/compat/offload.ts": ["Modern"],
  "src/decorators/injected.ts": ["AbstractToken"],
  "src/decorators/marks.ts": ["ClassMark", "MethodMark", "TagMark"],
  "src/runtime/events.ts": ["AboutActor"],
  "src/runtime/messages/dead-letters.ts": ["fates"],
  "src/runtime/actor/protocol.ts": [
    "AnyMethod",
    "ArgumentsOf",
    "MessageName",
    "ObjectIn",
    "Pulled",
    "functionMessage",
  ],
  "src/runtime/testing/probe.ts": ["Method", "ParametersOf"],
};

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  name: "iris-actors",
  entryPoints,
  tsconfig: path("tsconfig.json"),
  readme: path("../README.md"),
  projectDocuments: pages.map(path),
  out: path("../build/docs"),
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true, // links would lead to a remote, which a clone need not have
  treatWarningsAsErrors: true,
  validation: {
    invalidLink: true,
    invalidPath: true,
    notDocumented: true,
    notExported: true,
    rewrittenLink: true,
  },
  // Options and facts say by their names what they are; where they do not, they have a comment.
  requiredToBeDocumented: ["Class", "Interface", "Function", "TypeAlias", "Variable"],
  // Entries that are no longer needed are a warning, and so an error.
  intentionallyNotExported: Object.entries(shapes).flatMap(([file, names]) =>
    names.map((name) => `${file}:${name}`),
  ),
  // `MethodOf` says what F may be; `IrisMatchers` says what each of them means.
  intentionallyNotDocumented: [
    "iris-actors/jit.Offloader.F",
    "iris-actors/testing.irisMatchers.__type.toBeAlive",
    "iris-actors/testing.irisMatchers.__type.toBeBalanced",
    "iris-actors/testing.irisMatchers.__type.toBeIrisError",
    "iris-actors/testing.irisMatchers.__type.toHaveDeadLetter",
    "iris-actors/testing.irisMatchers.__type.toHaveExited",
  ],
};

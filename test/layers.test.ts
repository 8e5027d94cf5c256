/** Imports point one way: the arrows of `test/house/imports.ts`, no circles, no undeclared packages. */
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { cycles, forbidden, graph, type Import, importsOf, layerOf, layers } from "./house/imports";
import { root, type Source, sources } from "./house/source";

const files = sources(/^src\/.*\.ts$/);
const imports = importsIn(files);

function importsIn(group: readonly Source[]): Import[] {
  const known = new Set(group.map(({ path }) => path));
  return group.flatMap((source) => importsOf(source, known));
}

function fileCycles(group: readonly Import[]): string[] {
  return cycles(graph(group, (path) => (path.startsWith("src/") ? path : undefined)));
}

function layerCycles(group: readonly Import[]): string[] {
  return cycles(graph(group, (path) => layerOf(path)?.name));
}

/** Bare imports that are neither built in nor a dependency that users get too. */
function undeclared(group: readonly Import[]): string[] {
  const { dependencies, peerDependencies = {} } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  ) as { dependencies: object; peerDependencies?: object };
  return group
    .filter(({ to }) => !to.startsWith("src/") && !to.startsWith("node:"))
    .filter(({ to }) => {
      const name = to.split("/", to.startsWith("@") ? 2 : 1).join("/");
      return builtinModules.includes(to) || !(name in dependencies || name in peerDependencies);
    })
    .map(({ from, to, line }) => `${from}:${line} imports ${to}`);
}

test("layers: every source file belongs to a layer", () => {
  expect(files.filter(({ path }) => layerOf(path) === undefined).map(({ path }) => path)).toEqual([]);
});

test("layers: every arrow leads to a layer that exists in the table", () => {
  const names = new Set(layers.map(({ name }) => name));
  expect(layers.flatMap((layer) => layer.imports.filter((name) => !names.has(name)))).toEqual([]);
});

test("layers: imports follow the arrows", () => {
  expect(forbidden(imports)).toEqual([]);
});

test("layers: no circle of files, and none of folders", () => {
  expect(fileCycles(imports)).toEqual([]);
  expect(layerCycles(imports)).toEqual([]);
});

test("layers: packages are declared, and Node's modules carry the node: prefix", () => {
  expect(undeclared(imports)).toEqual([]);
});

describe("layers: the checks find planted violations", () => {
  const plant = (...planted: readonly (readonly [path: string, text: string])[]) =>
    importsIn(planted.map(([path, text]) => ({ path, text })));

  test.each([
    ["src/supervision/judge.ts", 'import type { Cell } from "../runtime/actor/cell";'],
    ["src/runtime/mailbox/queue.ts", 'import { Cell } from "../actor/cell";'],
    ["src/runtime/actor/cell.ts", 'export * from "../runtime";'],
    ["src/decorators/actor.ts", 'import { freeze } from "../runtime/blueprint";'],
    ["src/jit/offload.ts", 'const judge = require("../supervision/judge");'],
    ["src/clock.ts", 'import "./runtime/runtime";'],
    ["src/index.ts", 'export { VirtualClock } from "./runtime/testing/index";'],
    ["src/runtime/runtime.ts", 'const probe = () => import("./testing/probe");'],
    ["src/runtime/scheduler/turns.ts", 'type Cell = import("../actor/cell").Cell;'],
    ["src/runtime/mesh/node.ts", 'import { Runtime } from "../runtime";'],
  ])("%s: %s", (path, text) => {
    expect(forbidden(plant([path, text]))).toHaveLength(1);
  });

  test("and leave the allowed alone", () => {
    const allowed = plant(
      ["src/index.ts", 'export { Runtime } from "./runtime/runtime"; export * from "./decorators/actor";'],
      ["src/runtime/runtime.ts", 'import { Cell } from "./actor/cell";'],
      ["src/runtime/actor/cell.ts", 'import type { Blueprint } from "../blueprint"; import "node:util";'],
      ["src/decorators/injected.ts", 'import { ActorContext } from "../runtime/actor/actor-context";'],
    );
    expect(allowed).toHaveLength(6);
    expect(forbidden(allowed)).toEqual([]);
  });

  test("circles of files and of folders", () => {
    const files = plant(
      ["src/runtime/mailbox/queue.ts", 'import type { Turns } from "../scheduler/turns";'],
      ["src/runtime/scheduler/turns.ts", 'import { size } from "../mailbox/size";'],
      ["src/runtime/mailbox/size.ts", ""],
    );
    expect(fileCycles(files)).toEqual([]);
    expect(layerCycles(files)).toEqual(["mailbox → scheduler → mailbox"]);
    const pair = plant(["src/exit.ts", 'import "./draft";'], ["src/draft.ts", 'import "./exit";']);
    expect(fileCycles(pair)).toEqual(["src/exit.ts → src/draft.ts → src/exit.ts"]);
  });

  test("undeclared packages and bare built-ins", () => {
    const planted = plant([
      "src/exit.ts",
      'import "tsyringe"; import "left-pad"; import "fs"; import "node:fs";',
    ]);
    expect(undeclared(planted)).toEqual(["src/exit.ts:1 imports left-pad", "src/exit.ts:1 imports fs"]);
  });
});

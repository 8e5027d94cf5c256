import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type EmitOptions, emitWasm } from "../../../src/jit/backends/wasm/emit";
import { opCodes } from "../../../src/jit/backends/wasm/opcodes";
import { wasmText } from "../../../src/jit/backends/wasm/text";
import { apply, get, i32, length, load } from "../../../src/jit/ir/build";
import type { ArrayRef, Fn, Local, Node } from "../../../src/jit/ir/node";
import { opNames } from "../../../src/jit/ir/typing";
import { ops } from "../../../src/jit/ops/table";

const options: EmitOptions = { initialPages: 0, maximumPages: 16, shared: true };
const xs: ArrayRef = { slot: 0, name: "xs", elem: "f64", origin: "param" };
const [i, k, total] = [
  { id: 0, name: "i", type: "i32" },
  { id: 1, name: "k", type: "f64" },
  { id: 2, name: "total", type: "f64" },
] as [Local, Local, Local];

/** The sum of sin(k x[i] x[i + 1]), and whether it stays below the length. */
function sample(): Fn {
  const at = (index: Node) => load(xs, index, { checked: false });
  const product = apply("mul", [at(get(i)), at(apply("add", [get(i), i32(1)]))]);
  return {
    name: "sample",
    params: [
      { tag: "array", array: xs },
      { tag: "scalar", local: k },
    ],
    locals: [k, i, total],
    arrays: [xs],
    body: [
      {
        tag: "for",
        label: 1,
        local: i,
        from: i32(0),
        compare: "lt",
        limit: apply("sub", [length(xs), i32(1)]),
        step: 1,
        body: [
          {
            tag: "set",
            local: total,
            value: apply("add", [get(total), apply("sin", [apply("mul", [get(k), product])])]),
          },
        ],
      },
      { tag: "return", value: apply("lt", [get(total), apply("toF64", [length(xs)])]) },
    ],
    result: { tag: "value", type: "bool" },
    undefinedReads: false,
    guards: [apply("gt", [length(xs), i32(0)])],
  };
}

test("the code of a kernel is as it was", () => {
  const golden = readFileSync(join(__dirname, "sample.txt"), "utf8");
  expect(`${wasmText(emitWasm(sample(), options).bytes)}\n`).toBe(golden);
});

test("the same function gives the same bytes", () => {
  expect(emitWasm(sample(), options).bytes).toEqual(emitWasm(sample(), options).bytes);
});

test("instructions that operations name are ones that the encoder knows", () => {
  const named = opNames.flatMap((op) => Object.values(ops[op].wasm ?? {}).flatMap(Object.values));
  expect(named.length).toBeGreaterThan(80);
  expect(named.filter((name) => !opCodes.has(name))).toEqual([]);
});

describe("a product and a sum", () => {
  const [a, b, c] = ["a", "b", "c"].map((name, id): Local => ({ id, name, type: "f64x4" })) as [
    Local,
    Local,
    Local,
  ];
  const codeOf = (value: Node, mode: string) => {
    const set = { tag: "set" as const, local: a, value };
    const fn: Fn = { ...sample(), params: [], arrays: [], guards: [], locals: [a, b, c], body: [set] };
    const math = { mode, has: () => false, emit: () => ({ value: 0 }) };
    return wasmText(emitWasm({ ...fn, result: { tag: "void" } }, { ...options, math }).bytes);
  };
  const product = apply("mul", [get(a), get(b)]);

  test("are one instruction in the fast mode of engines that have it", () => {
    expect(codeOf(apply("add", [product, get(c)]), "fused").match(/f64x2.relaxed_madd/g)).toHaveLength(2);
    expect(codeOf(apply("sub", [get(c), product]), "fused").match(/f64x2.relaxed_nmadd/g)).toHaveLength(2);
  });

  test("are two in exact mode, and where the product serves something else", () => {
    expect(codeOf(apply("add", [product, get(c)]), "exact")).not.toContain("relaxed");
    expect(codeOf(apply("sub", [product, get(c)]), "fused")).not.toContain("relaxed");
    expect(codeOf(apply("add", [product, apply("sub", [product, get(c)])]), "fused")).not.toContain(
      "relaxed",
    );
  });
});

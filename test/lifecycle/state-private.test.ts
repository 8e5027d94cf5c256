/** `#fields` that a compiler turned into WeakMaps are found in the class's text as those written out are. */
import { runInNewContext } from "node:vm";
import { transformSync as swcSync } from "@swc/core";
import { stop, transform } from "esbuild";
import type { AnyClass } from "../../src/draft";
import { privateFieldOf } from "../../src/runtime/private-fields";

const withFields: readonly (readonly [title: string, source: string])[] = [
  ["with an initialiser", "class A { #n = 0; get() { return this.#n } }"],
  ["without one", "class A { #n; get() { return this.#n } }"],
  ["beside a method", "class A { #go() { return 1 } #n = 0; get() { return this.#n + this.#go() } }"],
  ["beside an accessor", "class A { get #acc() { return 1 } #n; get() { return (this.#n = this.#acc) } }"],
  ["in a base", "class B { #n = 1; get() { return this.#n } } class A extends B { m = 1 }"],
  ["in a derived class", "class B { m = 1 } class A extends B { #n = 1; get() { return this.#n } }"],
  ["in a class expression", "let A = class { #n = 1; get() { return this.#n } }"],
  [
    "read in a private method only",
    "class A { #n = 1; #go() { return this.#n } get() { return this.#go() } }",
  ],
];

const without: readonly (readonly [title: string, source: string])[] = [
  ["methods", "class A { #go() { return 1 } get() { return this.#go() } }"],
  [
    "accessors",
    "class A { get #acc() { return 1 } set #acc(v) {} get() { return (this.#acc = this.#acc) } }",
  ],
  ["static fields", "class A { static #s = 1; get() { return A.#s } }"],
  ["static methods", "class A { static #s() { return 1 } get() { return A.#s() } }"],
  ["a method of an anonymous class", "let A = class { #go() { return 1 } get() { return this.#go() } }"],
  [
    "maps of one's own",
    "const registry = new Map(), _seen = new WeakMap(); class A { constructor() { registry.set(this, 1); _seen.set(this, 1) } }",
  ],
  [
    "texts",
    "class A { s = '__privateAdd(this, _n, 0)'; t = \"_A_n.set(this, 0)\"; u = `_class_private_field_init(this, _n, 1)` }",
  ],
  ["comments", "class A { /* __privateAdd(this, _n, 0) */ m = 1; // _A_n.set(this, 0)\n }"],
];

// esbuild's transformSync would wait for another thread without a limit that jest could set.
const compilers: Readonly<Record<string, (source: string) => string | Promise<string>>> = {
  esbuild: async (source) => (await transform(source, { target: "es2021" })).code,
  "esbuild, less white space": async (source) =>
    (await transform(source, { target: "es2021", minifyWhitespace: true })).code,
  swc: (source) => swcSync(source, { swcrc: false, jsc: { target: "es2021" } }).code,
  "swc, CommonJS with helpers imported": (source) =>
    swcSync(source, {
      swcrc: false,
      module: { type: "commonjs" },
      jsc: { target: "es2021", externalHelpers: true },
    }).code,
  "swc, ES5": (source) => swcSync(source, { swcrc: false, jsc: { target: "es5" } }).code,
  "not at all": (source) => source,
};

const classIn = (code: string): AnyClass => {
  // Helpers that are imported are not called: only the text of the class counts.
  const sandbox = { require: () => ({}), exports: {} };
  return runInNewContext(`${code}\n;A`, sandbox) as AnyClass;
};

afterAll(() => stop());

describe.each(Object.entries(compilers))("compiled by %s", (_, compile) => {
  test.each(withFields)("a #field is found: %s", async (_title, source) => {
    expect(privateFieldOf(classIn(await compile(source)))).toBe("#n");
  });

  test.each(without)("no false alarm: %s", async (_title, source) => {
    expect(privateFieldOf(classIn(await compile(source)))).toBeUndefined();
  });
});

/** What tsc 7 makes of the sources in the comments, for ES2021. Its helpers are not needed to define a class. */
describe("compiled by tsc", () => {
  test.each([
    ["#n = 0", "var _A_n; class A { constructor() { _A_n.set(this, 0); } } _A_n = new WeakMap();"],
    [
      "#n = x, after a method",
      `var _A_instances, _A_n, _A_go;
       class A { constructor(x) { _A_instances.add(this); _A_n.set(this, void 0); __classPrivateFieldSet(this, _A_n, x, "f"); } }
       _A_instances = new WeakSet(), _A_n = new WeakMap(), _A_go = function _A_go() { return 1; };`,
    ],
    [
      "in a derived class",
      "class B {} var _A_n; class A extends B { constructor() { super(...arguments); _A_n.set(this, 1); } } _A_n = new WeakMap();",
    ],
    [
      "in a decorated class",
      "var _A_n; let A = class A { constructor() { _A_n.set(this, 0); } }; _A_n = new WeakMap();",
    ],
    [
      "in an anonymous class",
      `var _n; let A = class { constructor() { _n.set(this, 0); } get() { return __classPrivateFieldGet(this, _n, "f"); } };`,
    ],
    [
      "with tslib",
      `var _n; let A = class { constructor() { _n.set(this, 0); } get() { return tslib_1.__classPrivateFieldGet(this, _n, "f"); } };`,
    ],
    [
      "ES5, by tsc 5",
      "var _A_n; var A = (function (_super) { function A() { var _this = this; _A_n.set(_this, 1); return _this; } return A; }(null));",
    ],
  ])("a #field is found: %s", (_title, code) => {
    expect(privateFieldOf(classIn(code))).toBe("#n");
  });

  test("no false alarm: methods and accessors", () => {
    const code = `var _A_instances, _A_go, _A_acc_get;
      class A { constructor() { _A_instances.add(this); }
        run() { return __classPrivateFieldGet(this, _A_instances, "m", _A_go).call(this)
          + __classPrivateFieldGet(this, _A_instances, "a", _A_acc_get); } }`;
    expect(privateFieldOf(classIn(code))).toBeUndefined();
  });
});

test("Babel's names are known, and those of esbuild before it put methods into one set", () => {
  const babel = "class A { constructor() { _classPrivateFieldInitSpec(this, _n, 0); } }";
  expect(privateFieldOf(classIn(babel))).toBe("#n");
  const older =
    "class A { constructor() { __privateAdd(this, _go); } run() { __privateMethod(this, _go, f).call(this); } }";
  expect(privateFieldOf(classIn(older))).toBeUndefined();
});

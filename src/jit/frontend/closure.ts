/**
 * What a function object captures: its variables from outside, found by name in the scopes around it, and what hangs on
 * them (`lib.range`, `this.rate`).
 *
 *   path ─▶ root: `this` | the `scope` option | the scopes around it | the global object
 *        ─▶ steps: plain properties, and getters of modules
 *        ─▶ number, boolean: a constant, or read anew for each call │ function: to be inlined │ refused
 */
import { types } from "node:util";
import type { Callable, Captured, CapturedPath, Read, Resolve } from "./captured";
import { engineFunction, ifPristine } from "./engine";
import { globalAt } from "./globals";
import { Looks, type Surroundings, surroundings, type Variables } from "./inspector";
import { type ParsedFunction, parseFunction } from "./parse";
import { type Found, type Outcome, property, readPlainly } from "./property";
import { type RefusalCode, refusal } from "./refusals";
import { sourceOf } from "./source";
import { Steadiness } from "./steady";
import { keyOf } from "./syntax";

/** On an offloaded function: the function that was offloaded. */
const offloaded = Symbol.for("iris-actors/offloaded");

export interface ClosureOptions {
  /** The name of a function that the compiler knows: `range`, `sum`, … */
  intrinsicName(fn: Callable): string | undefined;
  /** Looks at what is around a function: the engine's debugger, unless told otherwise. */
  readonly look?: ((fn: Callable) => Surroundings | undefined) | undefined;
}

export interface CapturingOptions {
  /** What `this` is in the call at hand: only the types of its fields matter. */
  readonly self?: unknown;
  /** Values by name, from the user: asked anew for each call, and before anything else is looked at. */
  readonly scope?: (() => Variables) | undefined;
  /** What was found around functions a moment ago. */
  readonly looks?: Looks | undefined;
}

/** Finds what functions capture. Keeps the trees of those that it parsed, as long as they live. */
export class Closure {
  readonly steadiness = new Steadiness();
  readonly look: (fn: Callable) => Surroundings | undefined;
  private readonly trees = new WeakMap<Callable, ParsedFunction>();

  constructor(readonly options: ClosureOptions) {
    this.look = options.look ?? surroundings;
  }

  /** The source of a function, or of the one that was offloaded as it. Throws a Refusal. */
  parsed(fn: Callable): ParsedFunction {
    const original = unwrapped(fn) as Callable;
    const known = this.trees.get(original) ?? parseFunction(sourceOf(original));
    this.trees.set(original, known);
    return known;
  }

  /** What is around functions now. */
  looks(): Looks {
    return new Looks(this.look);
  }

  /** To be made anew for each compilation: what it finds is what is there now. */
  resolver(fn: Callable, { self, scope, looks = this.looks() }: CapturingOptions = {}): Resolve {
    return new Capturing(this, scope, looks).resolver(
      unwrapped(fn) as Callable,
      () => self,
      (now) => now,
      "this",
    );
  }
}

/** The function itself behind an offloaded one. */
function unwrapped(value: unknown): unknown {
  const isObject = (typeof value === "function" || typeof value === "object") && value !== null;
  if (!isObject || types.isProxy(value)) return value;
  return (value as { readonly [offloaded]?: unknown })[offloaded] ?? value;
}

/** One compilation: the same function's captures are resolved once. */
class Capturing {
  private readonly resolvers = new Map<Callable, Map<string, Resolve>>();
  /** Of each realm. */
  private readonly engine = new Map<Variables, Map<string, Captured>>();

  constructor(
    readonly closure: Closure,
    readonly scope: CapturingOptions["scope"],
    readonly looks: Looks,
  ) {}

  /** @param selfPath tells apart resolvers of one method of several objects */
  resolver(fn: Callable, selfNow: () => unknown, readSelf: Read, selfPath: string): Resolve {
    const ours = this.resolvers.get(fn) ?? new Map<string, Resolve>();
    this.resolvers.set(fn, ours);
    const known = ours.get(selfPath);
    if (known !== undefined) return known;
    const own = new Captures(this, fn, selfNow, readSelf, selfPath);
    const resolve: Resolve = (path) => own.at(path);
    ours.set(selfPath, resolve);
    return resolve;
  }

  /** What the engine has under that path, watched: someone may put another in its place later. */
  engines(known: Captured, realm: Variables, path: CapturedPath): Captured {
    const ours = this.engine.get(realm) ?? new Map<string, Captured>();
    this.engine.set(realm, ours);
    const key = keyOf(path.path);
    const found = ours.get(key) ?? ifPristine(known, realm, path);
    ours.set(key, found);
    return found;
  }
}

/** The captures of one function. */
class Captures {
  private readonly known = new Map<string, Captured>();

  constructor(
    private readonly compilation: Capturing,
    private readonly fn: Callable,
    private readonly selfNow: () => unknown,
    private readonly readSelf: Read,
    private readonly selfPath: string,
  ) {}

  at(path: CapturedPath): Captured {
    const key = keyOf(path.path);
    const known = this.known.get(key) ?? this.find(path);
    this.known.set(key, known);
    return known;
  }

  private find(path: CapturedPath): Captured {
    const [root = "", ...steps] = path.path;
    const start = this.root(root);
    if (start === undefined) return this.global(path);
    if ("refused" in start) return refused(start.refused, path);
    const end = steps.reduce<Outcome>((at, step) => ("refused" in at ? at : property(at, step)), start);
    return "refused" in end ? refused(end.refused, path) : this.classify(end, path);
  }

  /** Undefined: a name of the global object, as far as can be seen. */
  private root(name: string): Outcome | undefined {
    const { scope } = this.compilation;
    if (name === "this") return { value: this.selfNow(), read: this.readSelf, steady: false };
    if (scope !== undefined) {
      const values = scope();
      if (Object.hasOwn(values, name))
        return { value: values[name], read: () => scope()[name], steady: false };
    }
    const scopes = this.surroundings()?.scopes.slice(0, -1);
    const place = scopes?.find((variables) => Object.hasOwn(variables, name));
    if (place === undefined) return undefined;
    const value = place[name];
    // A variable that has no value yet looks like one that is undefined.
    if (value === undefined) return { refused: "captured-unset" };
    const steady = this.compilation.closure.steadiness.has(this.surroundings()?.location, name);
    const again = () => this.compilation.closure.look(this.fn)?.scopes;
    const read = steady ? () => value : () => again()?.find((one) => Object.hasOwn(one, name))?.[name];
    return { value, read, steady };
  }

  private surroundings(): Surroundings | undefined {
    return this.compilation.looks.around(this.fn);
  }

  /** The global object of the function's realm. */
  private realm(): Variables {
    return this.surroundings()?.scopes.at(-1) ?? (globalThis as unknown as Variables);
  }

  /** What is not found around the function: the engine's own, or properties of the global object. */
  private global(path: CapturedPath): Captured {
    const realm = this.realm();
    const known = globalAt(path);
    if (known !== undefined) return this.compilation.engines(known, realm, path);
    const [root = "", ...steps] = path.path;
    if (!(root in realm)) {
      return refused(this.surroundings() === undefined ? "captured-unreachable" : "captured-unknown", path);
    }
    const start = property({ value: realm, read: () => realm, steady: false }, root);
    const end = steps.reduce<Outcome>((at, step) => ("refused" in at ? at : property(at, step)), start);
    return "refused" in end ? refused(end.refused, path) : this.classify(end, path);
  }

  private classify({ value: raw, read: readRaw, steady }: Found, path: CapturedPath): Captured {
    const value = unwrapped(raw);
    if (typeof value === "number" || typeof value === "boolean") {
      return { tag: typeof value as "number" | "boolean", value, steady, read: readRaw };
    }
    if (ArrayBuffer.isView(value) || Array.isArray(value)) return refused("captured-array", path);
    if (typeof value !== "function") {
      return refused(path.path[0] === "this" ? "this-missing" : "captured-value", path);
    }
    const { closure } = this.compilation;
    const fn = value as Callable;
    const read: Read = (self) => unwrapped(readRaw(self));
    const ours = closure.options.intrinsicName(fn);
    if (ours !== undefined) return { tag: "intrinsic", name: ours, watch: steady ? undefined : { fn, read } };
    const engines = engineFunction(fn, this.realm());
    if (engines !== undefined) {
      const both: Read = (self) => (engines.own(self) === fn ? read(self) : undefined);
      return { tag: "intrinsic", name: engines.name, watch: { fn, read: steady ? engines.own : both } };
    }
    return {
      tag: "function",
      fn,
      steady,
      read,
      parsed: () => closure.parsed(fn),
      resolve: this.resolverOf(fn, path),
    };
  }

  /** Of a method: its `this` is what it was found on. */
  private resolverOf(fn: Callable, { path }: CapturedPath): Resolve {
    const [root = "", ...steps] = path.slice(0, -1);
    const start = path.length === 1 ? undefined : this.root(root);
    if (start === undefined || "refused" in start) {
      return this.compilation.resolver(fn, nothing, nothing, "");
    }
    const follow = (from: unknown) => steps.reduce<unknown>(readPlainly, from);
    const selfPath = keyOf([root === "this" ? this.selfPath : root, ...steps]);
    return this.compilation.resolver(
      fn,
      () => follow(start.value),
      (self) => follow(start.read(self)),
      selfPath,
    );
  }
}

function nothing(): undefined {
  return undefined;
}

function refused(code: RefusalCode, { path }: CapturedPath): Captured {
  const detail = code === "this-missing" ? path.slice(1).join(".") : path.join(".");
  return { tag: "refused", refusal: refusal(code, { detail }) };
}

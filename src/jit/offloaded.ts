/** One offloaded function: its original, what it was compiled to, and the function that users hold. */

import { Lazy } from "../lazy";
import type { FunctionCompiler } from "./compiler";
import type { Dispatcher } from "./dispatch";
import type { Report } from "./explain";
import type { Jit } from "./jit";
import { answersLater, type Settings } from "./offload-options";
import type { Promised } from "./promised";
import type { Called } from "./tier";
import { wrap } from "./wrapper";

/** On every offloaded function: the function that it was made of. Shared by all copies of the package. */
export const offloadedSymbol = Symbol.for("iris-actors/offloaded");

/** On the functions of this copy: what is behind them. */
const subjectSymbol = Symbol("iris-actors/jit/subject");

const loadCompiler = new Lazy(() => require("./compiler") as typeof import("./compiler"));
const loadPromised = new Lazy(() => require("./promised") as typeof import("./promised"));
const loadReport = new Lazy(() => require("./report") as typeof import("./report"));

export class OffloadedFunction {
  private readonly lazyDispatcher: Lazy<Dispatcher>;
  /** What `this` is in a map that names nothing else: the class of a static method. */
  owner: object | undefined;
  private readonly promised: Promised | undefined;
  private readonly compiler: Lazy<FunctionCompiler>;
  private generation: number;

  constructor(
    readonly jit: Jit,
    readonly name: string,
    readonly original: Called,
    readonly settings: Settings,
    /** Its source, where it cannot tell itself. */
    readonly text: string | undefined,
  ) {
    this.generation = jit.generation;
    this.compiler = new Lazy(() => new loadCompiler.module.FunctionCompiler(this));
    this.lazyDispatcher = new Lazy(() => {
      const { Dispatcher } = require("./dispatch") as typeof import("./dispatch");
      return new Dispatcher(jit, name, original, settings, () => this.compiler.module);
    });
    if (answersLater(settings, original)) {
      const { Promised } = loadPromised.module;
      this.promised = new Promised(this, () => this.compiler.module.portable);
    }
  }

  get dispatcher(): Dispatcher {
    return this.lazyDispatcher.module;
  }

  call(self: unknown, args: readonly unknown[]): unknown {
    this.refresh();
    return (this.promised ?? this.dispatcher).call(self, args);
  }

  map(self: unknown, args: readonly unknown[]): unknown {
    this.refresh();
    return (this.promised ?? this.dispatcher).map(self ?? this.owner, args);
  }

  compile(self: unknown, args: readonly unknown[]): Report {
    this.refresh();
    this.dispatcher.compile(args, self ?? this.owner);
    return this.explain();
  }

  explain(): Report {
    return loadReport.module.report(this);
  }

  dispose(): void {
    this.dispatcher.forget();
  }

  /** Its source, once it was looked at. */
  get source(): string | undefined {
    return this.text ?? this.dispatcher.source;
  }

  /** After `jit.dispose()`, what was compiled is gone. */
  private refresh(): void {
    if (this.generation === this.jit.generation) return;
    this.generation = this.jit.generation;
    this.dispatcher.forget();
  }
}

/** The function that users hold: called like the original, and with the methods of a kernel. */
export function makeOffloaded(
  jit: Jit,
  original: Called,
  settings: Settings,
  { text, name }: { text: string | undefined; name?: string | undefined },
): Called {
  const subject = new OffloadedFunction(
    jit,
    (name ?? original.name) || "(anonymous)",
    original,
    settings,
    text,
  );
  const dispatch = (self: unknown, args: readonly unknown[]) => subject.call(self, args);
  const wrapped =
    settings.strategy === "jit"
      ? wrap(original, dispatch, { returns: settings.returns, evaluator: jit.evaluator })
      : function (this: unknown, ...args: unknown[]) {
          return dispatch(this, args);
        };
  jit.counts.functions++;
  const hidden = (value: unknown) => ({ value, writable: true, configurable: true });
  return Object.defineProperties(wrapped, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
    [offloadedSymbol]: { value: original },
    [subjectSymbol]: { value: subject },
    map: hidden(function map(this: unknown, ...args: unknown[]) {
      return subject.map(undefined, args);
    }),
    explain: hidden(() => subject.explain()),
    compile: hidden((...args: unknown[]) => subject.compile(undefined, args)),
    dispose: hidden(() => subject.dispose()),
    [Symbol.dispose]: hidden(() => subject.dispose()),
  });
}

/** Says whose static method it is. */
export function setOwner(fn: unknown, owner: object): void {
  const subject = offloadedOf(fn);
  if (subject !== undefined) subject.owner = owner;
}

/** What is behind an offloaded function of this copy of the package. */
export function offloadedOf(fn: unknown): OffloadedFunction | undefined {
  return typeof fn === "function"
    ? (fn as { [subjectSymbol]?: OffloadedFunction })[subjectSymbol]
    : undefined;
}

/** The line of stages for one function: source → AST → IR → passes → variants. Loaded when the first array comes. */
import { Lazy } from "../lazy";
import { limits } from "../limits";
import type { Compiled } from "./compiled";
import type { Compiler } from "./dispatch";
import { arrayParams } from "./frontend/array-params";
import type { Looks } from "./frontend/inspector";
import { type Hidden, lower, type Watched } from "./frontend/lower";
import { type ParsedFunction, parseFunction } from "./frontend/parse";
import { sourceOf } from "./frontend/source";
import type { Fn, Local } from "./ir/node";
import { print } from "./ir/print";
import { Refusal } from "./ir/refusal";
import type { Signature } from "./ir/signature";
import type { Elem } from "./ir/types";
import type { Jit } from "./jit";
import type { NumericArray } from "./memory/views";
import type { Settings } from "./offload-options";
import { mapOver } from "./passes/map";
import { portableOf } from "./portable";
import type { Portable } from "./promised";
import { returning } from "./returning";
import { inSingles } from "./singles";
import type { Called, KernelCall } from "./tier";
import { waysOf } from "./ways";

const loadNested = new Lazy(() => require("./nested") as typeof import("./nested"));
const loadRowProofs = new Lazy(() => require("./passes/row-proofs") as typeof import("./passes/row-proofs"));

/** What is compiled. */
export interface Source {
  readonly jit: Jit;
  readonly name: string;
  readonly original: (this: unknown, ...args: never[]) => unknown;
  readonly settings: Settings;
  /** Its source, where it cannot tell itself. */
  readonly text: string | undefined;
}

export class FunctionCompiler implements Compiler {
  private readonly parsed: ParsedFunction | Refusal;
  readonly source: string | undefined;
  private known: readonly number[] | undefined;
  /** What was found around functions in the call that is compiled for. */
  private looks: Looks | undefined;

  constructor(private readonly subject: Source) {
    const { text, original } = subject;
    this.parsed = outcome(() => parseFunction(checkLength(text ?? sourceOf(original))));
    this.source = this.parsed instanceof Refusal ? (text ?? this.parsed.source) : this.parsed.text;
  }

  get parameters(): number {
    return this.parsed instanceof Refusal ? Number.POSITIVE_INFINITY : this.parsed.params.length;
  }

  /** Its text for another thread. */
  get portable(): Portable {
    return portableOf(this.parsed);
  }

  ranks(): readonly number[] {
    // What was seen then may have changed since.
    this.looks = undefined;
    this.known ??= this.ranksOf(this.parsed);
    return this.known;
  }

  private ranksOf(parsed: ParsedFunction | Refusal): readonly number[] {
    if (parsed instanceof Refusal) return [];
    const { jit, original, settings } = this.subject;
    this.looks = jit.closure.looks();
    return arrayParams(parsed, jit.closure.resolver(original, { scope: settings.scope, looks: this.looks }));
  }

  specialise(signature: Signature, self: unknown): Compiled {
    const { parsed, subject } = this;
    const { scope } = subject.settings;
    if (parsed instanceof Refusal) throw parsed;
    const { looks } = this;
    this.looks = undefined;
    const resolve = subject.jit.closure.resolver(subject.original, { self, scope, looks });
    const { fn: written, hidden, watched, sizes, rowUses } = lower(parsed, forOne(signature), resolve);
    const { fn: lowered, guards } =
      sizes === 0
        ? { fn: written, guards: [] }
        : loadRowProofs.module.proveRows(written, rowUses, elementsOf(written, signature));
    const { map } = signature;
    const { precision, returns } = subject.settings;
    const exact = returning(lowered, returns);
    const scalar = precision === "f32" && map !== undefined ? inSingles(exact, map.mapped) : exact;
    const fn = map === undefined ? scalar : mapOver(scalar, signature);
    const compiled: Compiled = {
      ways: waysOf(fn, signature, subject),
      arity: lowered.params.length - hidden.length - sizes,
      hidden: hiddenOf(hidden, watched),
      isInPlace: (call) => allHere(call, subject.jit),
      show: () => print(fn),
    };
    if (sizes === 0) return compiled;
    const { jit } = subject;
    const original = subject.original as Called;
    return new loadNested.module.Nested({ jit, original, signature, fn: lowered, guards }).around(compiled);
  }
}

/** The parameters that are elements of mapped arrays. */
function elementsOf({ params }: Fn, { args, map }: Signature): ReadonlyMap<Local, Elem> {
  const found = new Map<Local, Elem>();
  for (const [i, arg] of args.entries()) {
    const param = params[i];
    if (map?.mapped[i] && arg.tag === "array" && param?.tag === "scalar") found.set(param.local, arg.elem);
  }
  return found;
}

/** The signature of one call of those that a map makes. */
function forOne(signature: Signature): Signature {
  const { args, map } = signature;
  return { args: args.map((arg, i) => (map?.mapped[i] ? { tag: "number" } : arg)), map };
}

function outcome<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const none: readonly never[] = Object.freeze([]);

/** Reads what is captured; undefined when it is not of the types, or the functions, that were compiled for. */
function hiddenOf(
  hidden: readonly Hidden[],
  watched: readonly Watched[],
): (self: unknown) => readonly (number | boolean)[] | undefined {
  if (hidden.length === 0 && watched.length === 0) return () => none;
  return (self) => {
    try {
      if (!watched.every(({ read, expected }) => Object.is(read(self), expected))) return undefined;
      const values = hidden.map(({ read }) => read(self) as number | boolean);
      return values.every((value, i) => typeof value === hidden[i]?.tag) ? values : undefined;
    } catch {
      // What it was found in is gone. The function itself throws if it comes by there.
      return undefined;
    }
  };
}

/** Whether none of its arrays needs a copy; all are looked at. @throws ERR_ARRAY_DISPOSED */
function allHere({ args, out }: KernelCall, { alloc }: Jit): boolean {
  let here = out === undefined || alloc.locate(out) !== undefined;
  for (const value of args) {
    if (ArrayBuffer.isView(value) && alloc.locate(value as NumericArray) === undefined) here = false;
  }
  return here;
}

/** @throws Refusal for a text that would take too long */
function checkLength(text: string): string {
  if (text.length <= limits.kernelSourceMax) return text;
  const reason = `its source has ${text.length} characters, more than ${limits.kernelSourceMax}`;
  throw new Refusal("source-length", reason, "Split it into several functions.");
}

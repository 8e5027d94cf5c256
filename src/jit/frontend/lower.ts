/**
 * From the tree of a function to the IR, for one signature. Whatever is accepted means what it means in JavaScript, for
 * all values; everything else is refused, with its place and a way to write it.
 *
 *   parsed, signature ─▶ Frame (names, targets) ─rules─▶ Unit (locals, arrays, statements) ─▶ Fn
 *                          └ a Frame more for each call that is inlined
 */
import type { ArrayRef, Fn, Param, Result } from "../ir/node";
import type { RowUses } from "../ir/rows";
import type { ArgKind, Signature } from "../ir/signature";
import type { Resolve } from "./captured";
import { type Exit, Frame } from "./frame";
import { checkNaming, declare } from "./names";
import { assignParameter } from "./parameters";
import type { ParsedFunction, ParsedParam } from "./parse";
import { rules } from "./rules";
import { hoistVariables } from "./statements";
import type { AnyNode } from "./syntax";
import { type Hidden, Unit, type Watched } from "./unit";
import { asF64, nothing, type Value } from "./value";

export type { Hidden, Watched } from "./unit";

export interface Lowered {
  readonly fn: Fn;
  /** Scalar parameters after those of the signature, in order: read before each call. */
  readonly hidden: readonly Hidden[];
  /** What must still be as it was, before each call. */
  readonly watched: readonly Watched[];
  /** How many scalar parameters follow those: the sizes of arrays of arrays, array after array. */
  readonly sizes: number;
  /** What has to be proven. */
  readonly rowUses: RowUses;
}

/**
 * A signature may have fewer arguments than the function has parameters, if those left out have defaults; arguments
 * beyond the parameters are not looked at.
 *
 * @throws Refusal
 */
export function lower(parsed: ParsedFunction, signature: Signature, resolve: Resolve): Lowered {
  return new Lowering(parsed, signature, resolve).run();
}

class Lowering implements Exit {
  private readonly unit = new Unit();
  private readonly frame: Frame;
  private result: Result | undefined = undefined;

  constructor(
    private readonly parsed: ParsedFunction,
    private readonly signature: Signature,
    resolve: Resolve,
  ) {
    const isArrow = parsed.node.type === "ArrowFunctionExpression";
    this.frame = new Frame(this.unit, rules, parsed, resolve, this, undefined, !isArrow);
  }

  run(): Lowered {
    const { unit, frame, parsed } = this;
    const { node, name } = parsed;
    checkNaming(frame);
    const params = this.parameters();
    unit.inlining.push(node);
    const body = unit.code.collect(() => {
      parsed.params.slice(params.length).forEach((param) => {
        this.missing(param);
      });
      if (node.body.type === "BlockStatement") {
        hoistVariables(frame, node.body.body);
        frame.statements(node.body.body);
      } else this.leave(frame, frame.value(node.body), node.body);
    });
    const { reachable } = unit.code.flow;
    if (reachable && this.result !== undefined && this.result.tag !== "void") {
      throw frame.refuse("missing-return", node);
    }
    const hidden = [...unit.hidden.map(({ local }) => local), ...unit.sizes];
    const all = [...params, ...hidden.map((local): Param => ({ tag: "scalar", local }))];
    const fn: Fn = {
      name,
      params: all,
      locals: paramsFirst(all, unit),
      arrays: unit.arrays,
      body: unit.finish(body),
      result: this.result ?? { tag: "void" },
      undefinedReads: unit.undefinedReads(),
      guards: [],
    };
    return {
      fn,
      hidden: unit.hidden.map(({ path, tag, read }) => ({ path, tag, read })),
      watched: unit.watched,
      sizes: unit.sizes.length,
      rowUses: unit.finishedRowUses(),
    };
  }

  /** Those that the signature has arguments for. */
  private parameters(): Param[] {
    const { args } = this.signature;
    return this.parsed.params.slice(0, args.length).map((param, index): Param => {
      const kind = args[index] as ArgKind;
      const { binding, name } = param;
      if (kind.tag === "array") return this.arrayParameter(param, kind);
      if (param.kind === "array") throw this.frame.refuse("array-argument", param.node, name);
      const local = this.unit.local(name, kind.tag === "number" ? "f64" : "bool");
      if (binding.writes === 0) {
        this.unit.fixed.add(local);
        this.unit.entryParams.add(local);
      }
      this.frame.variables.set(binding, { name, local, sources: [], mayBeUnset: false });
      return { tag: "scalar", local };
    });
  }

  private arrayParameter(param: ParsedParam, kind: Extract<ArgKind, { tag: "array" }>): Param {
    const { name, binding, node } = param;
    const array = this.unit.array(name, kind.elem, "param");
    const { plain, rank } = kind;
    if (rank === undefined) declare(this.frame, binding, { tag: "array", array, plain }, node);
    else {
      const sizes = sizeNames[rank].map((size) => this.unit.size(`${name} ${size}`));
      declare(this.frame, binding, { tag: "rows", array, plain, sizes, at: [] }, node);
    }
    return { tag: "array", array };
  }

  /** A parameter without an argument gets its default. */
  private missing({ node, default: value, name }: ParsedParam): void {
    if (value === undefined) throw this.frame.refuse("missing-argument", node, name);
    const param = { ...node, type: "AssignmentPattern", left: node, right: value } as AnyNode;
    assignParameter(this.frame, param, undefined, node);
  }

  readonly leave = (frame: Frame, value: Value | undefined, at: AnyNode): void => {
    const { code } = this.unit;
    const given = value ?? nothing;
    this.agree(this.resultOf(frame, given, at), at);
    if (given.tag === "number") {
      if (this.signature.map === undefined) this.see(given, at);
      code.emit({ tag: "return", value: asF64(given.node) });
    } else code.emit({ tag: "return", value: given.tag === "boolean" ? given.node : undefined });
    code.flow = code.flow.ended;
  };

  private see(value: Extract<Value, { tag: "number" }>, at: AnyNode): void {
    const { sources, node } = value;
    const name = node.op === "get" ? node.local.name : "the result";
    this.unit.see([sources], () => this.frame.refuse("unset-variable", at, name));
  }

  private resultOf(frame: Frame, value: Value, at: AnyNode): Result {
    switch (value.tag) {
      case "number":
        return { tag: "value", type: "f64" };
      case "boolean":
        return { tag: "value", type: "bool" };
      case "undefined":
        return { tag: "void" };
      case "rows":
        if (value.at.length > 0) throw frame.refuse("row-value", at);
        return { tag: "array", array: value.array };
      case "array":
        return { tag: "array", array: value.array };
      default:
        throw frame.refuse("function-value", at);
    }
  }

  /** All returns are of one kind. */
  private agree(result: Result, at: AnyNode): void {
    const known = this.result ?? result;
    this.result = known;
    if (known.tag !== result.tag) {
      const isMissing = known.tag === "void" || result.tag === "void";
      throw isMissing
        ? this.frame.refuse("missing-return", at)
        : this.frame.refuse("mixed-return", at, nameOf(known), nameOf(result));
    }
    if (known.tag === "value" && result.tag === "value" && known.type !== result.type) {
      throw this.frame.refuse("mixed-return", at, nameOf(known), nameOf(result));
    }
    if (known.tag === "array" && result.tag === "array" && known.array !== result.array) {
      throw this.frame.refuse("array-choice", at);
    }
  }
}

const sizeNames = Object.freeze({ 2: ["rows", "columns"], 3: ["planes", "rows", "columns"] } as const);

function nameOf(result: Result): string {
  if (result.tag !== "value") return result.tag;
  return result.type === "bool" ? "boolean" : "number";
}

/** All locals, those of parameters in front. */
function paramsFirst(params: readonly Param[], { locals }: Unit): Fn["locals"] {
  const first = params.flatMap((param) => (param.tag === "scalar" ? [param.local] : []));
  const known = new Set(first);
  return [...first, ...locals.filter((local) => !known.has(local))];
}

/** The arrays of a lowered function that its caller has to make. */
export function allocations(fn: Fn): readonly ArrayRef[] {
  return fn.arrays.filter(({ origin }) => origin === "alloc");
}

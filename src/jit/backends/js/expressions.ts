/** Expressions of the IR as JavaScript. */
import { assert } from "../../../assert";
import type { Apply, ArrayRef, Fn, Local, Node } from "../../ir/node";
import { lanesOf } from "../../ir/types";
import { eachStmt, operandsOf, targetOf } from "../../ir/walk";
import { atom, type Code, call, infix, level, literal, prefix } from "../../ops/op";
import { operandScalar, ops } from "../../ops/table";

/** Names are made from numbers, never from what the user wrote. */
export function nameOf(variable: Local | ArrayRef): string {
  return "slot" in variable ? `a${variable.slot}` : `v${variable.id}`;
}

export class Expressions {
  /** Names of values that the statement at hand has computed before. */
  private readonly named = new Map<Node, Code>();
  private readonly maybeUndefined: MaybeUndefined;

  /** @param lengths names of variables that hold the lengths of arrays */
  constructor(
    private readonly fn: Fn,
    private readonly lengths: ReadonlyMap<ArrayRef, string>,
  ) {
    this.maybeUndefined = new MaybeUndefined(fn);
  }

  name(node: Node, name: string): void {
    this.named.set(node, atom(name));
  }

  forget(): void {
    this.named.clear();
  }

  code(node: Node): Code {
    const known = this.named.get(node);
    if (known !== undefined) return known;
    assert(lanesOf(node.type) === 1, `JavaScript has no ${node.type}`);
    if (node.op === "const")
      return node.type === "bool" ? atom(node.value === 1 ? "true" : "false") : literal(node.value);
    if (node.op === "get") return atom(nameOf(node.local));
    if (node.op === "length") return atom(this.lengths.get(node.array) ?? `${nameOf(node.array)}.length`);
    if (node.op === "load") return atom(`${nameOf(node.array)}[${this.number(node.index).text}]`);
    return this.apply(node);
  }

  /**
   * What leaves the function, is compared with its like or is an index: NaN, where an element that is not there was
   * read. (`a[undefined] = 1` would make a property of the array.)
   */
  number(node: Node): Code {
    const code = this.code(node);
    return this.seesUndefined(node) ? prefix("+", [code]) : code;
  }

  /** In a function of `undefinedReads`, what is read outside stays undefined, as in the user's own. */
  private seesUndefined(node: Node): boolean {
    return !this.fn.undefinedReads && this.maybeUndefined.has(node);
  }

  private apply(node: Apply): Code {
    const { op, args } = node;
    const [a, b] = args as [Node, Node];
    const scalar = operandScalar(node);
    if ((op === "eq" || op === "ne") && this.seesUndefined(a) && this.seesUndefined(b)) {
      return ops[op].js?.([this.number(a), this.number(b)], scalar) as Code;
    }
    if (op === "u32ToF64" && a.op === "shru" && !this.named.has(a)) {
      return infix(
        ">>>",
        level.shift,
        a.args.map((arg) => this.code(arg)),
      );
    }
    const { js } = ops[op];
    assert(js !== undefined, `JavaScript has no ${op}`);
    return js(
      args.map((arg) => this.code(arg)),
      scalar,
    );
  }

  /** A new array, all zeros. */
  allocation({ elem, length }: ArrayRef): Code {
    assert(length !== undefined, "an array that is made has a length");
    return call(`new ${constructors[elem]}`, [this.code(length)]);
  }
}

const constructors = Object.freeze({
  f64: "Float64Array",
  f32: "Float32Array",
  i32: "Int32Array",
  u32: "Uint32Array",
  i16: "Int16Array",
  u16: "Uint16Array",
  i8: "Int8Array",
  u8: "Uint8Array",
  u8c: "Uint8ClampedArray",
});

/**
 * Which expressions may be undefined in JavaScript where the IR says NaN: reads outside of an array, and what passes
 * them on. Arithmetic makes NaN of undefined, so most do not.
 */
class MaybeUndefined {
  private readonly locals = new Set<Local>();
  private readonly known = new Map<Node, boolean>();

  constructor(fn: Fn) {
    for (let size = -1; size !== this.locals.size; ) {
      size = this.locals.size;
      this.known.clear();
      eachStmt(fn.body, (stmt) => {
        const target = targetOf(stmt);
        if (target === undefined) return;
        if (this.has(stmt.tag === "for" ? stmt.from : (stmt as { value: Node }).value))
          this.locals.add(target);
      });
    }
    this.known.clear();
  }

  has(node: Node): boolean {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const found = this.find(node);
    this.known.set(node, found);
    return found;
  }

  private find(node: Node): boolean {
    if (node.op === "load") return node.checked;
    if (node.op === "get") return this.locals.has(node.local);
    if (node.op === "select")
      return operandsOf(node)
        .slice(1)
        .some((choice) => this.has(choice));
    return node.op === "toF64" && this.has(node.args[0] as Node);
  }
}

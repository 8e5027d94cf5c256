/**
 * A function as text, the same for the same function: for golden tests, and for people.
 *
 *   fn sum(a0: f64[] a) → f64
 *   v1: f64 total; v2: i32 i
 *   for v2 = 0i while v2 lt len(a0) step 1 #1
 *     v1 = add(v1, a0[v2])
 *   return v1
 *
 * `a0[v2]?` is a checked access. A constant that is not an f64 says so (`0i`, `1f`, `true`), as does an operation
 * (`add.i32(…)`). What a statement uses more than once stands before it as `%1 = …`.
 */
import type { ArrayRef, Fn, ForStmt, Local, Node, Param, Stmt, StoreStmt, WhileStmt } from "./node";
import { lanesOf, scalarPart } from "./types";
import { nodesOf, sharedIn } from "./walk";

const byName: ReadonlySet<string> = new Set(["toF64", "u32ToF64", "toI32", "asI32", "toF32", "toBool"]);

export function print(fn: Fn): string {
  return new Printer().fn(fn);
}

/** One expression as text, for messages: what is deep inside is left out. */
export function printNode(node: Node): string {
  return new Printer(4).node(node);
}

/** One expression as text, all of it: the same text for the same expression. */
export function textOf(node: Node): string {
  return new Printer().node(node);
}

class Printer {
  private readonly names = new Map<Node, string>();
  private last = 0;

  /** @param depthMax how many operations inside each other are shown */
  constructor(private readonly depthMax = Number.POSITIVE_INFINITY) {}

  fn(fn: Fn): string {
    const own = new Set(fn.params.flatMap((param) => (param.tag === "scalar" ? [param.local] : [])));
    const locals = fn.locals.filter((local) => !own.has(local)).map(declare);
    const made = fn.arrays.filter(({ origin }) => origin === "alloc");
    return [
      `fn ${fn.name}(${fn.params.map(parameter).join(", ")}) → ${this.result(fn)}`,
      ...(fn.undefinedReads ? ["undefined reads"] : []),
      ...(locals.length > 0 ? [locals.join("; ")] : []),
      ...fn.guards.map((guard) => `guard ${this.node(guard)}`),
      ...made.map((array) => `${element(array)} = alloc(${array.length ? this.node(array.length) : "?"})`),
      ...this.list(fn.body, ""),
      "",
    ].join("\n");
  }

  private result({ result }: Fn): string {
    if (result.tag === "void") return "void";
    return result.tag === "value" ? result.type : nameOf(result.array);
  }

  private list(stmts: readonly Stmt[], indent: string): string[] {
    return stmts.flatMap((stmt) => {
      const shared = sharedIn(nodesOf(stmt)).map((node) => {
        const text = this.node(node);
        const name = `%${++this.last}`;
        this.names.set(node, name);
        return `${indent}${name} = ${text}`;
      });
      const lines = [...shared, ...this.stmt(stmt, indent)];
      this.names.clear();
      return lines;
    });
  }

  private stmt(stmt: Stmt, indent: string): string[] {
    const inner = (body: readonly Stmt[]) => this.list(body, `${indent}  `);
    switch (stmt.tag) {
      case "set":
        return [`${indent}${nameOf(stmt.local)} = ${this.node(stmt.value)}`];
      case "store":
        return [indent + this.store(stmt)];
      case "if": {
        const head = [`${indent}if ${this.node(stmt.cond)}`, ...inner(stmt.then)];
        return stmt.else.length === 0 ? head : [...head, `${indent}else`, ...inner(stmt.else)];
      }
      case "for":
        return [indent + this.forHead(stmt), ...inner(stmt.body)];
      case "while":
        return this.while(stmt, indent);
      case "block":
        return [`${indent}block #${stmt.label}`, ...inner(stmt.body)];
      case "return":
        return [`${indent}return${stmt.value ? ` ${this.node(stmt.value)}` : ""}`];
      default:
        return [`${indent}${stmt.tag} #${stmt.label}`];
    }
  }

  private store({ array, index, value, checked, mask }: StoreStmt): string {
    const where = mask ? ` where ${this.node(mask)}` : "";
    const lanes = lanesOf(value.type) === 1 ? "" : `:${value.type}`;
    return `${nameOf(array)}[${this.node(index)}]${lanes}${checked ? "?" : ""} = ${this.node(value)}${where}`;
  }

  private forHead({ local, from, compare, limit, step, label, independent }: ForStmt): string {
    const counter = nameOf(local);
    const test = `${counter} ${compare} ${this.node(limit)}`;
    return `for ${counter} = ${this.node(from)} while ${test} step ${step} #${label}${independent ? " independent" : ""}`;
  }

  private while({ cond, body, update, test, label }: WhileStmt, indent: string): string[] {
    const text = this.node(cond);
    const head = test === "before" ? `while ${text} #${label}` : `do #${label}`;
    const updates = update.length > 0 ? [`${indent}update`, ...this.list(update, `${indent}  `)] : [];
    const tail = test === "after" ? [`${indent}while ${text}`] : [];
    return [indent + head, ...this.list(body, `${indent}  `), ...updates, ...tail];
  }

  node(node: Node, depth = 0): string {
    const name = this.names.get(node);
    if (name !== undefined) return name;
    if (node.op === "const") return literal(node.type, node.value);
    if (node.op === "get") return nameOf(node.local);
    if (node.op === "length") return `len(${nameOf(node.array)})`;
    if (node.op === "load") {
      const lanes = lanesOf(node.type) === 1 ? "" : `:${node.type}`;
      return `${nameOf(node.array)}[${this.node(node.index, depth + 1)}]${lanes}${node.checked ? "?" : ""}`;
    }
    const { op, type, args } = node;
    const isPlain = type === "f64" || type === "bool" || (byName.has(op) && lanesOf(type) === 1);
    const inner = depth < this.depthMax ? args.map((arg) => this.node(arg, depth + 1)) : ["…"];
    return `${op}${isPlain ? "" : `.${type}`}(${inner.join(", ")})`;
  }
}

function nameOf(variable: Local | ArrayRef): string {
  return "slot" in variable ? `a${variable.slot}` : `v${variable.id}`;
}

function declare(local: Local): string {
  return `${nameOf(local)}: ${local.type} ${local.name}`.trimEnd();
}

function element(array: ArrayRef): string {
  return `${nameOf(array)}: ${array.elem}[] ${array.name}`;
}

function parameter(param: Param): string {
  return param.tag === "scalar" ? declare(param.local) : element(param.array);
}

function literal(type: Node["type"], value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  if (lanesOf(type) > 1) return `${text}:${type}`;
  if (type === "bool") return value === 1 ? "true" : "false";
  return text + { f64: "", f32: "f", i32: "i", bool: "" }[scalarPart(type)];
}

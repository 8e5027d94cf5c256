/** Statements of the IR as lines of JavaScript. */
import type { ForStmt, IfStmt, Local, Node, SetStmt, Stmt, WhileStmt } from "../../ir/node";
import { eachStmt, nodesOf, sharedIn } from "../../ir/walk";
import { at, condition, level } from "../../ops/op";
import type { Declarations } from "./declarations";
import { type Expressions, nameOf } from "./expressions";

const comparisons = Object.freeze({ lt: "<", le: "<=", gt: ">", ge: ">=", ne: "!==" });
const compound: Readonly<Record<string, string>> = Object.freeze({
  add: "+=",
  sub: "-=",
  mul: "*=",
  div: "/=",
});

/** A loop or block that is being written. */
interface Target {
  readonly label: number;
  /** Whether a plain `break` and `continue` inside may mean it. */
  readonly isLoop: boolean;
  /** A loop whose `continue` has to leave a block around its body, as something is to be done after it. */
  readonly inner?: string | undefined;
}

export class Statements {
  private readonly targets: Target[] = [];
  private temporaries = 0;

  constructor(
    private readonly expressions: Expressions,
    private readonly declarations: Declarations,
    private readonly result: string,
  ) {}

  list(stmts: readonly Stmt[], indent: string): string[] {
    const inLoop = this.targets.some((target) => target.isLoop);
    const declared = this.declarations.of(stmts, inLoop);
    return stmts.flatMap((stmt) => {
      const locals = declared.get(stmt) ?? [];
      declared.delete(stmt);
      return this.statement(stmt, indent, locals);
    });
  }

  private statement(stmt: Stmt, indent: string, declared: readonly Local[]): string[] {
    const isOwn = stmt.tag === "set" && declared.includes(stmt.local) && this.declarations.isInitial(stmt);
    const own = isOwn ? stmt.local : undefined;
    const others = declared
      .filter((local) => local !== own)
      .map((local) => `${indent}let ${initial(local)};`);
    const before = stmt.tag === "for" ? [stmt.from] : stmt.tag === "while" ? [] : nodesOf(stmt);
    const lines = [...others, ...this.shared(before, indent), ...this.one(stmt, indent, own !== undefined)];
    this.expressions.forget();
    return lines;
  }

  /** What the nodes use more than once gets a name, so that it is computed once. */
  private shared(nodes: readonly Node[], indent: string): string[] {
    return sharedIn(nodes).map((node) => {
      const { text } = this.expressions.code(node);
      const name = `t${++this.temporaries}`;
      this.expressions.name(node, name);
      return `${indent}const ${name} = ${text};`;
    });
  }

  private one(stmt: Stmt, indent: string, declares: boolean): string[] {
    switch (stmt.tag) {
      case "set":
        return [indent + this.set(stmt, declares)];
      case "store": {
        const index = this.expressions.number(stmt.index).text;
        const value = this.expressions.code(stmt.value);
        const number = stmt.value.type === "bool" ? `${at(level.choice + 1, value)} ? 1 : 0` : value.text;
        return [`${indent}${nameOf(stmt.array)}[${index}] = ${number};`];
      }
      case "if":
        return this.if(stmt, indent);
      case "for":
        return this.for(stmt, indent);
      case "while":
        return this.while(stmt, indent);
      case "block": {
        const body = this.inside({ label: stmt.label, isLoop: false }, () =>
          this.list(stmt.body, `${indent}  `),
        );
        return [`${indent}L${stmt.label}: {`, ...body, `${indent}}`];
      }
      case "return":
        return [indent + this.return(stmt.value)];
      default:
        return [indent + this.jump(stmt.tag, stmt.label)];
    }
  }

  private set({ local, value }: SetStmt, declares: boolean): string {
    const name = nameOf(local);
    if (declares)
      return `${this.declarations.isConstant(local) ? "const" : "let"} ${name} = ${this.text(value)};`;
    const operator = "args" in value ? compound[value.op] : undefined;
    if (operator !== undefined && local.type === "f64" && "args" in value) {
      const [first, second] = value.args as [Node, Node];
      if (first.op === "get" && first.local === local) return `${name} ${operator} ${this.text(second)};`;
    }
    return `${name} = ${this.text(value)};`;
  }

  private if(stmt: IfStmt, indent: string): string[] {
    const head = `${indent}if (${this.condition(stmt.cond)}) {`;
    this.expressions.forget();
    const then = [head, ...this.list(stmt.then, `${indent}  `)];
    if (stmt.else.length === 0) return [...then, `${indent}}`];
    const otherwise = this.list(stmt.else, `${indent}  `);
    const [first] = otherwise;
    if (stmt.else.length === 1 && stmt.else[0]?.tag === "if" && first?.startsWith(`${indent}  if (`)) {
      const chained = otherwise.map((line) => line.slice(2));
      return [...then, `${indent}} else ${chained[0]?.trimStart()}`, ...chained.slice(1)];
    }
    return [...then, `${indent}} else {`, ...otherwise, `${indent}}`];
  }

  private for(stmt: ForStmt, indent: string): string[] {
    const { local, from, compare, limit, label, body } = stmt;
    const name = nameOf(local);
    const start = `${this.declarations.claim(local) ? "let " : ""}${name} = ${this.text(from)}`;
    this.expressions.forget();
    const test = () =>
      `${name} ${comparisons[compare]} ${at(level.relation + 1, this.expressions.code(limit))}`;
    const next = this.step(stmt, name);
    const inner = this.inside({ label, isLoop: true }, () => this.list(body, `${indent}  `));
    const head = this.shared([limit], `${indent}  `);
    const labelled = indent + this.label(stmt, inner);
    if (head.length === 0) return [`${labelled}for (${start}; ${test()}; ${next}) {`, ...inner, `${indent}}`];
    const check = `${indent}  if (!(${test()})) break;`;
    this.expressions.forget();
    return [`${labelled}for (${start}; ; ${next}) {`, ...head, check, ...inner, `${indent}}`];
  }

  /** A counter that stays below its limit cannot pass the largest int32 by a step of one; else it wraps. */
  private step({ local, compare, step }: ForStmt, name: string): string {
    const by = step < 0 ? `${name} - ${-step}` : `${name} + ${step}`;
    const isSafe =
      local.type === "f64" || (step === 1 && compare === "lt") || (step === -1 && compare === "gt");
    if (!isSafe) return `${name} = (${by}) | 0`;
    if (Math.abs(step) === 1) return step === 1 ? `${name}++` : `${name}--`;
    return step < 0 ? `${name} -= ${-step}` : `${name} += ${step}`;
  }

  private while(stmt: WhileStmt, indent: string): string[] {
    const hasShared = sharedIn([stmt.cond]).length > 0;
    if (stmt.test === "before" && stmt.update.every(({ tag }) => tag === "set") && !hasShared) {
      const cond = this.condition(stmt.cond);
      const updates = stmt.update.map((one) => this.update(one as SetStmt));
      if (updates.every((update) => update !== undefined)) {
        const body = this.inside({ label: stmt.label, isLoop: true }, () =>
          this.list(stmt.body, `${indent}  `),
        );
        const head = updates.length === 0 ? `while (${cond}) {` : `for (; ${cond}; ${updates.join(", ")}) {`;
        return [indent + this.label(stmt, body) + head, ...body, `${indent}}`];
      }
    }
    return this.plainWhile(stmt, indent, hasShared);
  }

  /** With its update and test as statements of the body. */
  private plainWhile(stmt: WhileStmt, indent: string, hasShared: boolean): string[] {
    const deep = `${indent}  `;
    const isLeft = stmt.update.length > 0 || (stmt.test === "after" && hasShared);
    const inner = isLeft && jumps(stmt.body, "continue", stmt.label) ? `C${stmt.label}` : undefined;
    const target = { label: stmt.label, isLoop: true, inner };
    const [body, update] = this.inside(target, () => {
      const indented = inner === undefined ? deep : `${deep}  `;
      return [this.list(stmt.body, indented), this.list(stmt.update, deep)] as const;
    });
    const wrapped = inner === undefined ? body : [`${deep}${inner}: {`, ...body, `${deep}}`];
    const labelled = indent + this.label(stmt, [...body, ...update]);
    const after = stmt.test === "after";
    if (!hasShared) {
      const cond = this.condition(stmt.cond);
      const lines = [...wrapped, ...update];
      if (!after) return [`${labelled}while (${cond}) {`, ...lines, `${indent}}`];
      return [`${labelled}do {`, ...lines, `${indent}} while (${cond});`];
    }
    const head = this.shared([stmt.cond], deep);
    const check = [...head, `${deep}if (!(${this.condition(stmt.cond)})) break;`];
    this.expressions.forget();
    const lines = after ? [...wrapped, ...update, ...check] : [...check, ...wrapped, ...update];
    return [`${labelled}while (true) {`, ...lines, `${indent}}`];
  }

  /** An update that fits into the head of a `for`. */
  private update(stmt: SetStmt): string | undefined {
    if (sharedIn([stmt.value]).length > 0) return undefined;
    return this.set(stmt, false).slice(0, -1);
  }

  private return(value: Node | undefined): string {
    if (value !== undefined) return `return ${this.expressions.number(value).text};`;
    return `return${this.result === "" ? "" : ` ${this.result}`};`;
  }

  private jump(tag: "break" | "continue", label: number): string {
    const target = this.targets.find((one) => one.label === label);
    if (tag === "continue" && target?.inner !== undefined) return `break ${target.inner};`;
    const innermost = this.targets.findLast(({ isLoop }) => isLoop);
    return innermost === target && target?.isLoop ? `${tag};` : `${tag} L${label};`;
  }

  /** The label of a loop, where a jump in what was written names it. */
  private label({ label }: ForStmt | WhileStmt, body: readonly string[]): string {
    const names = [`break L${label};`, `continue L${label};`];
    return body.some((line) => names.some((name) => line.endsWith(name))) ? `L${label}: ` : "";
  }

  private inside<T>(target: Target, write: () => T): T {
    this.targets.push(target);
    const written = write();
    this.targets.pop();
    return written;
  }

  private text(node: Node): string {
    return this.expressions.code(node).text;
  }

  private condition(node: Node): string {
    return condition(this.expressions.code(node)).text;
  }
}

function initial(local: Local): string {
  return `${nameOf(local)} = ${local.type === "bool" ? "false" : "0"}`;
}

function jumps(stmts: readonly Stmt[], tag: "break" | "continue", label: number): boolean {
  let found = false;
  eachStmt(stmts, (stmt) => {
    found ||= stmt.tag === tag && stmt.label === label;
  });
  return found;
}

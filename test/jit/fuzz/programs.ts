/** Random programs of the subset that the compiler takes, as JavaScript text; every one of them ends. */
import { boolean, cell, type Grid, index, inside, number, type Scope, size } from "./expressions";
import type { Tape } from "./tape";

export type ArrayKind =
  | "Float64Array"
  | "Float32Array"
  | "Int32Array"
  | "Uint32Array"
  | "Int16Array"
  | "Uint16Array"
  | "Int8Array"
  | "Uint8Array"
  | "Uint8ClampedArray";

/** Arrays of arrays: of typed rows, or of ordinary ones. */
export type GridKind = `${ArrayKind | "number[]"}${"[]" | "[][]"}`;

export type ParamKind = "number" | "boolean" | ArrayKind;

export interface Program {
  readonly text: string;
  readonly params: readonly ParamKind[];
}

const arrayKinds: readonly ArrayKind[] = [
  "Float64Array",
  "Float32Array",
  "Int32Array",
  "Uint8Array",
  "Uint32Array",
  "Int16Array",
  "Uint16Array",
  "Int8Array",
  "Uint8ClampedArray",
];

/** Nested loops of at most this many rounds each keep a program's work small. */
const ROUNDS_MAX = 7;

class Writer {
  private names = 0;
  private loops = 0;
  readonly lines: string[] = [];

  constructor(
    private readonly tape: Tape,
    private readonly storable: readonly string[],
    private readonly returns: boolean,
  ) {}

  statements(scope: Scope, depth: number, indent: string): void {
    const inner: Scope = {
      ...scope,
      numbers: [...scope.numbers],
      booleans: [...scope.booleans],
      grids: [...scope.grids],
    };
    const count = 1 + this.tape.below(3);
    for (let i = 0; i < count; i++) this.statement(inner, depth, indent);
  }

  private statement(scope: Scope, depth: number, indent: string): void {
    const { tape } = this;
    const choice = tape.below(10);
    const mayNest = depth > 0 && this.loops < 3;
    if (choice === 4 && scope.grids.length > 0) {
      const target = cell(tape, scope, tape.pick(scope.grids));
      const step = tape.pick(["=", "=", "+=", "*="]);
      this.say(indent, `${target} ${step} ${number(tape, scope, 3)};`);
    } else if (choice === 4 && this.storable.length > 0) {
      const at = index(tape, scope, 2);
      this.say(indent, `${tape.pick(this.storable)}[${at}] = ${number(tape, scope, 3)};`);
    } else if (choice === 5 && depth > 0) this.branch(scope, depth, indent);
    else if (choice === 6 && mayNest) this.counted(scope, depth, indent);
    else if (choice === 7 && mayNest) this.fueled(scope, depth, indent);
    else if (choice === 8 && scope.counters.length > 0) {
      this.say(indent, `if (${boolean(tape, scope, 2)}) ${tape.pick(["break", "continue"])};`);
    } else if (choice === 9) {
      const value = this.returns ? ` ${number(tape, scope, 3)}` : "";
      this.say(indent, `if (${boolean(tape, scope, 2)}) return${value};`);
    } else if (choice < 2 || !this.assign(scope, indent)) this.declare(scope, indent);
  }

  private declare(scope: Scope, indent: string): void {
    const name = `v${this.names++}`;
    const grids = scope.grids.filter(({ rank }) => rank > 1);
    if (grids.length > 0 && this.tape.chance(3)) {
      const grid = this.tape.pick(grids);
      const counter = scope.counters.at(-1);
      const isChosen = counter !== undefined && this.tape.chance(4);
      const row = isChosen
        ? `${counter} > 0 ? ${grid.name}[${counter} - 1] : ${grid.name}[${counter}]`
        : `${grid.name}[${inside(this.tape, scope, `${grid.name}.length`)}]`;
      this.say(indent, `const ${name} = ${row};`);
      scope.grids.push({ name, rank: grid.rank - 1 });
      return;
    }
    if (this.tape.chance(5)) {
      this.say(indent, `let ${name} = ${boolean(this.tape, scope, 2)};`);
      scope.booleans.push(name);
    } else {
      this.say(indent, `let ${name} = ${number(this.tape, scope, 3)};`);
      scope.numbers.push(name);
    }
  }

  /** False when there is nothing to assign to. */
  private assign(scope: Scope, indent: string): boolean {
    const targets = scope.numbers.filter(
      (name) => !scope.counters.includes(name) && !name.startsWith("fuel"),
    );
    if (targets.length === 0) return false;
    const target = this.tape.pick(targets);
    const step = this.tape.pick([
      "=",
      "+=",
      "-=",
      "*=",
      "/=",
      "%=",
      "|=",
      "&=",
      "^=",
      "<<=",
      ">>=",
      ">>>=",
      "**=",
    ]);
    if (this.tape.chance(6)) this.say(indent, `${target}${this.tape.pick(["++", "--"])};`);
    else this.say(indent, `${target} ${step} ${number(this.tape, scope, 3)};`);
    return true;
  }

  private branch(scope: Scope, depth: number, indent: string): void {
    this.say(indent, `if (${boolean(this.tape, scope, 2)}) {`);
    this.statements(scope, depth - 1, `${indent}  `);
    if (this.tape.chance(2)) {
      this.say(indent, "} else {");
      this.statements(scope, depth - 1, `${indent}  `);
    }
    this.say(indent, "}");
  }

  private counted(scope: Scope, depth: number, indent: string): void {
    const counter = `i${this.names++}`;
    const { tape } = this;
    const array = scope.arrays.length > 0 ? tape.pick(scope.arrays) : undefined;
    if (scope.grids.length > 0 && tape.chance(4)) {
      const { name, rank } = tape.pick(scope.grids);
      const inner: Scope =
        rank > 1
          ? { ...scope, grids: [...scope.grids, { name: counter, rank: rank - 1 }] }
          : { ...scope, numbers: [...scope.numbers, counter] };
      this.loop(inner, depth, indent, undefined, `for (const ${counter} of ${name}) {`);
      return;
    }
    const isOfGrid = scope.grids.length > 0 && !tape.chance(5);
    const limit = isOfGrid
      ? size(tape, scope)
      : array !== undefined && tape.chance(2)
        ? `${array}.length`
        : `${tape.below(ROUNDS_MAX)}`;
    const head = tape.pick([
      `let ${counter} = 0; ${counter} < ${limit}; ${counter}++`,
      `let ${counter} = 1; ${counter} < ${limit}; ${counter} += 2`,
      `let ${counter} = ${limit} - 1; ${counter} >= 0; ${counter}--`,
    ]);
    this.loop(scope, depth, indent, counter, `for (${head}) {`);
  }

  private fueled(scope: Scope, depth: number, indent: string): void {
    const fuel = `fuel${this.names++}`;
    const cond = boolean(this.tape, scope, 2);
    this.say(indent, `let ${fuel} = 0;`);
    const isPost = this.tape.chance(3);
    const test = `${fuel}++ < ${1 + this.tape.below(ROUNDS_MAX)} && ${cond}`;
    if (isPost) this.loop(scope, depth, indent, fuel, "do {", `} while (${test});`);
    else this.loop(scope, depth, indent, fuel, `while (${test}) {`);
  }

  private loop(
    scope: Scope,
    depth: number,
    indent: string,
    counter: string | undefined,
    head: string,
    tail = "}",
  ): void {
    const own = counter === undefined ? [] : [counter];
    this.loops += 1;
    this.say(indent, head);
    const inner: Scope = {
      ...scope,
      numbers: [...scope.numbers, ...own],
      booleans: [...scope.booleans],
      grids: [...scope.grids],
      counters: [...scope.counters, ...own],
    };
    this.statements(inner, depth - 1, `${indent}  `);
    this.say(indent, tail);
    this.loops -= 1;
  }

  private say(indent: string, line: string): void {
    this.lines.push(`${indent}${line}`);
  }
}

/** A function of scalars only: what is mapped over arrays. */
export function scalarProgram(tape: Tape): Program {
  const params: ParamKind[] = Array.from({ length: 1 + tape.below(3) }, () => "number");
  if (tape.chance(4)) params.push("boolean");
  return write(tape, params, true);
}

/** A function with loops over arrays, which it may write to. */
export function arrayProgram(tape: Tape): Program {
  const params: ParamKind[] = Array.from({ length: 1 + tape.below(3) }, () => tape.pick(arrayKinds));
  const scalars: ParamKind[] = Array.from({ length: tape.below(3) }, () => "number");
  return write(tape, [...params, ...scalars], !tape.chance(4));
}

function write(tape: Tape, params: readonly ParamKind[], returns: boolean): Program {
  const names = params.map((kind, at) =>
    kind === "number" ? `x${at}` : kind === "boolean" ? `b${at}` : `a${at}`,
  );
  const scope: Scope = {
    numbers: names.filter((_, at) => params[at] === "number"),
    booleans: names.filter((_, at) => params[at] === "boolean"),
    arrays: names.filter((_, at) => params[at] !== "number" && params[at] !== "boolean"),
    grids: [],
    counters: [],
  };
  if (returns && scope.arrays.length === 0 && !tape.chance(2)) {
    return { text: `(${names.join(", ")}) => ${number(tape, scope, 4)}`, params };
  }
  const writer = new Writer(tape, scope.arrays, returns);
  writer.statements(scope, 3, "  ");
  const last = returns ? `  return ${number(tape, scope, 3)};\n` : "";
  // Arrays are used at least once each, so that the compiler sees them as such.
  const touch = scope.arrays
    .map((name) => `  if (${name}.length < 0) return${returns ? " 0" : ""};\n`)
    .join("");
  return {
    text: `function program(${names.join(", ")}) {\n${touch}${writer.lines.join("\n")}\n${last}}`,
    params,
  };
}

export interface GridProgram {
  readonly text: string;
  /** Of its first parameters; a number follows. */
  readonly grids: readonly GridKind[];
}

/** A function with loops over arrays of arrays, which it may write to. */
export function gridProgram(tape: Tape): GridProgram {
  const kinds = Array.from({ length: 1 + tape.below(2) }, (): GridKind => {
    const row = tape.chance(4) ? "number[]" : tape.pick(arrayKinds);
    return tape.chance(4) ? `${row}[][]` : `${row}[]`;
  });
  const grids = kinds.map(
    (kind, at): Grid => ({
      name: `g${at}`,
      rank: (kind.endsWith("[][]") && !kind.endsWith("number[][]")) || kind.endsWith("[][][]") ? 3 : 2,
    }),
  );
  const scope: Scope = { numbers: ["x"], booleans: [], arrays: [], grids, counters: [] };
  const writer = new Writer(tape, [], true);
  // Two loops around all of it: most indices are then made of their counters.
  const [first] = grids as [Grid];
  const inner: Scope = { ...scope, numbers: ["x", "i", "j"], counters: ["i", "j"] };
  writer.statements(inner, 2, "      ");
  const columns = tape.chance(3) ? `${first.name}[0].length` : `${first.name}[i].length`;
  // Each is used as what it is at least once.
  const touch = grids.map(
    ({ name, rank }) =>
      `  if (${name}.length === 0) return 0;\n  if (${name}${"[0]".repeat(rank - 1)}.length === 0) return 1;\n`,
  );
  return {
    text: `function program(${[...grids.map(({ name }) => name), "x"].join(", ")}) {
  const total = (row, by) => {
    let sum = 0;
    for (let at = 0; at < row.length; at++) sum += row[at] * by;
    return sum;
  };
${touch.join("")}  for (let i = 0; i < ${first.name}.length; i++) {
    for (let j = 0; j < ${columns}; j++) {
${writer.lines.join("\n")}
    }
  }
  return ${number(tape, { ...scope, grids: [] }, 2)};
}`,
    grids: kinds,
  };
}

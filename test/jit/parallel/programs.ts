/** Texts of random loop nests: rows and columns, strides and offsets of many forms, some of which overlap. */
import fc from "fast-check";
import { Tape } from "../fuzz/tape";

class Nest {
  private names = 0;
  private left = 9;

  constructor(private readonly choices: Tape) {}

  fn(): string {
    const { choices } = this;
    // All arrays are used as arrays, so that a call is never a map.
    const lines: string[] = ["let t = x.length > out.length + more.length ? 1 : 1.5;", "let k = 0;"];
    if (choices.chance(3)) lines.push("k = m * 2 - n;", "t = x[0] * 2;");
    if (choices.chance(6)) lines.push(`if (n > 4) return ${choices.pick(["t", "7"])};`);
    const loops = [this.loop([], 3), ...(choices.chance(3) ? [this.loop([], 2)] : [])];
    const round = `for (let r = 0; r < ${choices.pick(["2", "3", "m"])}; r++) {`;
    lines.push(...(choices.chance(4) ? [round, ...loops, "t += 0.5;", "}"] : loops));
    if (choices.chance(4)) lines.push("t = t + out[1];");
    return `function f(x, out, more, n, m) {\n${lines.join("\n")}\nreturn t + k;\n}`;
  }

  private loop(counters: readonly string[], depth: number): string {
    const name = `i${this.names++}`;
    const { choices } = this;
    const low = choices.pick(["0", "0", "0", "1", "n - 3", "2"]);
    const high = choices.pick(["n", "m", "n - 1", "m + 1", "3", "x.length", "n + 1", ...counters]);
    const inside = [...counters, name];
    const lines = this.list(inside, depth - 1);
    const scalar = choices.chance(2) ? [`let s${name} = ${choices.pick(["0", "t", "0.5"])};`] : [];
    const used =
      scalar.length > 0 ? [`s${name} += ${this.value(inside)};`, this.write(inside, `s${name}`)] : [];
    const body = [...scalar, ...lines, ...used].join("\n");
    return `for (let ${name} = ${low}; ${name} < ${high}; ${name}++) {\n${body}\n}`;
  }

  private list(counters: readonly string[], depth: number): string[] {
    const lines: string[] = [];
    const count = 1 + this.choices.below(2);
    for (let at = 0; at < count && this.left > 0; at++) lines.push(this.statement(counters, depth));
    return lines;
  }

  private statement(counters: readonly string[], depth: number): string {
    this.left--;
    const kind = this.choices.below(depth > 0 ? 9 : 5);
    if (kind >= 5) return this.loop(counters, depth);
    if (kind === 4) return this.rare(counters);
    return this.write(counters, this.value(counters));
  }

  /** What mostly ties iterations together. */
  private rare(counters: readonly string[]): string {
    const { choices } = this;
    switch (choices.below(6)) {
      case 4:
        return `t = Math.${choices.pick(["max", "min"])}(t, ${this.value(counters)});`;
      case 0:
        return `t = t * 0.5 + ${this.value(counters)};`;
      case 1:
        return "k++;";
      case 2:
        return `if (${this.value(counters)} > 3) { ${this.write(counters, "t")} }`;
      case 3:
        return `if (${choices.pick(counters)} > 2) continue;`;
      default:
        return `out[k] = ${this.value(counters)};`;
    }
  }

  private write(counters: readonly string[], value: string): string {
    const target = this.choices.pick(["out", "out", "more"]);
    return `${target}[${this.index(counters)}] ${this.choices.pick(["=", "=", "+="])} ${value};`;
  }

  private value(counters: readonly string[]): string {
    const array = this.choices.pick(["x", "x", "x", "more", "out"]);
    const read = `${array}[${this.index(counters)}]`;
    return this.choices.pick([
      read,
      `${read} * 2`,
      `(${read} + ${this.choices.pick(counters)})`,
      "t",
      "1.25",
    ]);
  }

  private index(counters: readonly string[]): string {
    const { choices } = this;
    const [first = "0"] = counters;
    const last = counters.at(-1) ?? "0";
    const middle = counters[1] ?? last;
    const inner = counters.length > 1 ? choices.pick([last, last, middle]) : choices.pick(["0", "1", "2"]);
    const stride = choices.pick(["n", "n", "n", "m", "(n + 1)", "3", "2", "n * m", "k"]);
    const offset = choices.pick(["", "", "", " + 1", " - 1", " + n", " + k", " + m"]);
    return choices.pick([
      `${first} * ${stride} + ${inner}${offset}`,
      `${first} * ${stride} + ${inner}${offset}`,
      `${inner} + ${stride} * ${first}`,
      `(${first} + 1) * ${stride} + ${inner}${offset}`,
      `${first} * n * m + ${middle} * m + ${last}`,
      `${inner} * ${stride} + ${first}`,
      `${first}${offset}`,
      `${last}${offset}`,
      `${first} * 2 + ${choices.pick(["0", "1", "2"])}`,
      `${first} + ${inner}`,
    ]);
  }
}

export const nests: fc.Arbitrary<string> = fc
  .array(fc.nat({ max: 5039 }), { minLength: 20, maxLength: 140 })
  .map((numbers) => new Nest(new Tape(numbers)).fn());

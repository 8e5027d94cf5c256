/** Texts of random functions that count and index: nested loops, indices of many forms, reads and writes. */
import fc from "fast-check";
import { Tape } from "../fuzz/tape";

class Text {
  private names = 0;
  private left = 14;

  constructor(private readonly choices: Tape) {}

  fn(): string {
    return `function f(x, y, bytes, n, m) {\nlet s = 0;\n${this.list([], 3)}return s;\n}`;
  }

  private list(counters: readonly string[], depth: number): string {
    const count = this.choices.pick([1, 2, 3]);
    let text = "";
    let known = counters;
    for (let at = 0; at < count && this.left > 0; at++) {
      const [next, scope] = this.stmt(known, depth);
      text += next;
      known = scope;
    }
    return text;
  }

  /** The statement, and the names of whole numbers after it. */
  private stmt(known: readonly string[], depth: number): [string, readonly string[]] {
    this.left--;
    const kind = depth === 0 ? this.choices.pick([0, 1, 2]) : this.choices.pick([0, 1, 2, 3, 3, 3, 4, 5]);
    const index = () => this.index(known, 2);
    switch (kind) {
      case 0:
        return [`s += ${this.choices.pick(["x", "y", "bytes"])}[${index()}];\n`, known];
      case 1:
        return [`${this.write(known, index())}\n`, known];
      case 2: {
        const name = `t${this.names++}`;
        return [`const ${name} = ${index()};\n`, [...known, name]];
      }
      case 3:
        return [this.loop(known, depth), known];
      case 4:
        return [`if (${this.leaf(known)} < ${this.leaf(known)}) {\n${this.list(known, depth - 1)}}\n`, known];
      default: {
        const leaves = known.some((name) => name.startsWith("i")) && this.choices.pick([true, false]);
        if (leaves) return [`if (${this.leaf(known)} > ${this.leaf(known)}) break;\n`, known];
        return [`s = s * 0.5 + 1 / ${this.leaf(known)};\n`, known];
      }
    }
  }

  private write(known: readonly string[], index: string): string {
    const value = this.choices.pick([
      `s + ${this.leaf(known)}`,
      `y[${index}] * 2`,
      `${this.leaf(known)} / 3`,
    ]);
    return `x[${index}] = ${value};`;
  }

  private loop(known: readonly string[], depth: number): string {
    const name = `i${this.names++}`;
    const [low, high] = [this.bound(known), this.bound(known)];
    const header = this.choices.pick([
      `let ${name} = 0; ${name} < ${high}; ${name}++`,
      `let ${name} = ${low}; ${name} < ${high}; ${name}++`,
      `let ${name} = ${low}; ${name} <= ${high}; ${name} += 2`,
      `let ${name} = ${high}; ${name} >= ${low}; ${name}--`,
      `let ${name} = ${high}; ${low} < ${name}; ${name} -= 3`,
      `let ${name} = ${high}; ${name} > ${low}; ${name} -= 0.5`,
    ]);
    const loop = `{\n${this.list([...known, name], depth - 1)}}\n`;
    const outside = this.choices.pick([false, false, true]);
    if (!outside) return `for (${header}) ${loop}`;
    return `let ${name} = 1;\nfor (${header.replace("let ", "")}) ${loop}s += 1 / ${name};\n`;
  }

  private bound(known: readonly string[]): string {
    const leaf = this.leaf(known);
    return this.choices.pick([
      "n",
      "m",
      "n - 1",
      "x.length",
      "bytes.length - 1",
      "n / 2",
      "(n | 0)",
      "(m | 0) + 1",
      "n % m",
      "Math.ceil(n)",
      "3",
      "0",
      leaf,
      `-${leaf}`,
    ]);
  }

  private leaf(known: readonly string[]): string {
    return this.choices.pick([...known, ...known, "n", "m", "2", "1", "0"]);
  }

  private index(known: readonly string[], depth: number): string {
    if (depth === 0) return this.leaf(known);
    const [a, b] = [this.index(known, depth - 1), this.index(known, depth - 1)];
    const c = this.choices.pick(["1", "2", "3", "7"]);
    return this.choices.pick([
      this.leaf(known),
      `(${a} + ${b})`,
      `(${a} * ${b})`,
      `(${a} * ${c} + ${b})`,
      `(${a} - ${c})`,
      `(${a} + ${c})`,
      `(${a} * n + ${b})`,
      `Math.floor(${a} / ${c})`,
      `(${a} >> 1)`,
      `(${a} & 7)`,
      `(${a} % ${c})`,
      `Math.min(${a}, ${b})`,
      `(${a} | 0)`,
      `bytes[${a}]`,
      `(${a} < ${b} ? ${a} : ${b})`,
    ]);
  }
}

export const programs: fc.Arbitrary<string> = fc
  .array(fc.nat({ max: 5039 }), { minLength: 10, maxLength: 90 })
  .map((numbers) => new Text(new Tape(numbers)).fn());

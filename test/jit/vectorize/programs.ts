/**
 * Random bodies of map loops: structured code with branches, loops, and jumps that each lane takes at its own time. All
 * loops end, whatever the numbers are.
 */
import fc from "fast-check";
import type { Fn, Local, Node, Stmt } from "../../../src/jit/ir/node";
import { Tape } from "../fuzz/tape";
import { add, apply, FnParts, f64, get, i32, lt, read, set, special, store, when } from "./parts";

interface Target {
  readonly label: number;
  readonly tags: readonly ("break" | "continue")[];
}

class Program {
  private readonly parts = new FnParts();
  private readonly x = this.parts.array("x");
  private readonly y = this.parts.array("y");
  private readonly few = this.parts.array("few");
  private readonly out = this.parts.array("out");
  private readonly more = this.parts.array("more");
  private readonly k = this.parts.scalar("k");
  private readonly pool = ["a", "b", "c", "d"].map((name) => this.parts.local(name));
  private readonly flag = this.parts.local("flag", "bool");
  private left = 30;

  constructor(private readonly choices: Tape) {}

  fn(): Fn {
    const label = this.parts.label();
    const found = this.parts.local("found");
    const body = this.parts.map((i) => {
      const start = this.pool.map((local) => set(local, this.leaf(i, 6)));
      const flag = set(this.flag, lt(read(this.x, i), this.leaf(i, 6)));
      const exits = this.choices.below(3) ? [] : [this.exit(i, found, label)];
      const middle = this.list(i, [{ label, tags: ["continue"] }], 3);
      const sum = this.pool.map((local) => get(local) as Node).reduce(add);
      const early = this.choices.below(2)
        ? exits
        : [when(this.cond(i), [set(this.flag, this.cond(i))]), ...exits];
      return [...start, flag, ...early, store(this.more, i, f64(1)), ...middle, store(this.out, i, sum)];
    }, label);
    return this.parts.fn([set(found, f64(-1)), ...body, { tag: "return", value: get(found) }], "f64");
  }

  /** The loop ends, by a jump or a return; what it tells belongs to the iteration that ended it. */
  private exit(i: Node, found: Local, label: number): Stmt {
    const value = add(this.node(i, 1), apply("toF64", [i]));
    const cond = apply("and", [this.cond(i), lt(f64(2), apply("toF64", [i]))]);
    const leave: Stmt[] = this.choices.below(2)
      ? [set(found, value), { tag: "break", label }]
      : [{ tag: "return", value }];
    return when(cond, leave);
  }

  private list(i: Node, targets: readonly Target[], depth: number): Stmt[] {
    const list: Stmt[] = [];
    const count = 1 + this.choices.below(3);
    for (let at = 0; at < count && this.left > 0; at++) list.push(...this.stmt(i, targets, depth));
    return list;
  }

  private stmt(i: Node, targets: readonly Target[], depth: number): Stmt[] {
    this.left--;
    const kind = depth === 0 ? this.choices.below(4) : this.choices.below(10);
    if (kind <= 1) return [set(this.choices.pick(this.pool), this.node(i, 2))];
    if (kind === 2)
      return [this.choices.below(2) ? store(this.more, i, this.node(i, 2)) : set(this.flag, this.cond(i))];
    if (kind === 3) return this.jump(targets, i);
    if (kind <= 6)
      return [when(this.cond(i), this.list(i, targets, depth - 1), this.other(i, targets, depth))];
    if (kind === 7) return [this.for(i, targets, depth)];
    return kind === 8 ? this.while(i, targets, depth) : [this.block(i, targets, depth)];
  }

  private other(i: Node, targets: readonly Target[], depth: number): Stmt[] {
    return this.choices.below(2) ? this.list(i, targets, depth - 1) : [];
  }

  private jump(targets: readonly Target[], i: Node): Stmt[] {
    const target = this.choices.pick(targets);
    const jump: Stmt = { tag: this.choices.pick(target.tags), label: target.label };
    return this.choices.below(4) ? [when(this.cond(i), [jump])] : [jump];
  }

  private block(i: Node, targets: readonly Target[], depth: number): Stmt {
    const label = this.parts.label();
    return { tag: "block", label, body: this.list(i, [{ label, tags: ["break"] }, ...targets], depth - 1) };
  }

  private for(i: Node, targets: readonly Target[], depth: number): Stmt {
    const label = this.parts.label();
    const counter = this.parts.local("n", "i32");
    const from = this.choices.below(3) ? i32(0) : apply("sub", [i, i32(2)]);
    const limit = this.choices.pick([i32(3), i32(1), i, apply("and", [i, i32(3)])]);
    const bound = apply("select", [lt(limit, add(from, i32(4))), limit, add(from, i32(4))]);
    const body = this.list(i, [{ label, tags: ["break", "continue"] }, ...targets], depth - 1);
    const counted = set(this.choices.pick(this.pool), apply("toF64", [get(counter)]));
    const use = this.choices.below(2) ? [counted] : [];
    const loop = this.parts.for(counter, from, bound, [...use, ...body], { label });
    return this.choices.below(3) ? loop : { tag: "block", label: this.parts.label(), body: [loop, counted] };
  }

  private while(i: Node, targets: readonly Target[], depth: number): Stmt[] {
    const label = this.parts.label();
    const counter = this.parts.local("m");
    const cond = apply("and", [lt(get(counter), f64(3)), this.cond(i)]);
    const body = this.list(i, [{ label, tags: ["break", "continue"] }, ...targets], depth - 1);
    const update = [set(counter, add(get(counter), f64(1)))];
    const test = this.choices.pick(["before", "after"] as const);
    return [set(counter, f64(0)), { tag: "while", label, cond, body, update, test }];
  }

  private cond(i: Node): Node {
    const [a, b] = [this.node(i, 1), this.node(i, 1)];
    switch (this.choices.below(6)) {
      case 0:
        return get(this.flag);
      case 1:
        return apply("eq", [a, b]);
      case 2:
        return apply("and", [lt(a, b), apply("not", [get(this.flag)])]);
      case 3:
        return lt(get(this.k), f64(this.choices.below(3)));
      default:
        return lt(a, b);
    }
  }

  private node(i: Node, depth: number): Node {
    const kind = depth === 0 ? 0 : this.choices.below(9);
    if (kind <= 2) return this.leaf(i);
    const [a, b] = [this.node(i, depth - 1), this.node(i, depth - 1)];
    if (kind === 3) return apply("select", [this.cond(i), a, b]);
    if (kind === 4) return apply(this.choices.pick(["sqrt", "abs", "neg"]), [a]);
    return apply(this.choices.pick(["add", "sub", "mul", "div", "min", "max"]), [a, b]);
  }

  private leaf(i: Node, kinds = 7): Node {
    switch (this.choices.below(kinds)) {
      case 0:
        return f64(this.choices.pick(special));
      case 1:
        return read(this.x, i);
      case 2:
        return read(this.y, i);
      case 3:
        return read(this.few, i32(this.choices.below(2)));
      case 4:
        return apply("toF64", [i]);
      case 5:
        return get(this.k);
      default:
        return get(this.choices.pick(this.pool));
    }
  }
}

export const programs: fc.Arbitrary<Fn> = fc
  .array(fc.nat({ max: 5039 }), { minLength: 20, maxLength: 160 })
  .map((numbers) => new Program(new Tape(numbers)).fn());

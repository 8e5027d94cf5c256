/** What a loop in lockstep is built with: vectors, masks, fresh labels, and the ways to set what lanes hold. */
import { apply, constant, get } from "../ir/build";
import type { Apply, Local, Node, SetStmt, Stmt } from "../ir/node";
import type { Lanes } from "../ir/types";
import type { Fresh } from "../ir/walk";
import type { Departures, Divergence } from "./divergence";
import { choose, Masks } from "./masks";
import { Widening } from "./widen";

export class LaneState {
  readonly widening: Widening;
  protected readonly masks: Masks;
  protected readonly labels = new Map<number, number>();
  /** Of the loop itself. */
  protected label = -1;

  constructor(
    lanes: Lanes,
    protected readonly divergence: Divergence,
    protected readonly added: Fresh,
    /** Conditions on which the whole loop stops when they hold for any lane. */
    protected readonly stops: ReadonlySet<Stmt>,
    /** Locals that are never -0. */
    protected readonly counters: ReadonlySet<Local>,
  ) {
    this.masks = new Masks(lanes, (name, type) => added.local(name, type));
    this.widening = new Widening(lanes, divergence, (name, type) => added.local(name, type));
  }

  /** `n = n + c` in the lanes that run: the others add 0, which changes all but -0. */
  protected count({ local: scalar, value }: SetStmt, mask: Node): Stmt {
    const local = this.widening.local(scalar);
    const [, by] = (value as Apply).args as readonly [Node, Node];
    const step = choose(mask, this.widening.vector(by), constant(local.type, 0));
    return { tag: "set", local, value: apply("add", [get(local), step]) };
  }

  /** Sets the lanes of a varying local: those that run, when the others' must stay. */
  protected assign(scalar: Local, value: Node, blend: boolean): Stmt {
    const local = this.widening.local(scalar);
    const mask = this.masks.current;
    return { tag: "set", local, value: blend && mask ? choose(mask, value, get(local)) : value };
  }

  protected narrowed(mask: Local, cond: Node): Stmt {
    return { tag: "set", local: mask, value: apply("and", [get(mask), this.widening.vector(cond)]) };
  }

  protected whileAny(mask: Local, body: readonly Stmt[]): Stmt {
    const cond = apply("any", [get(mask)]);
    return { tag: "while", label: this.added.label(), cond, body, update: [], test: "before" };
  }

  /** Sets a new mask, then what `emit` adds runs under it. */
  protected masked(
    role: "block" | "loop" | "iteration",
    label: number,
    start: Node,
    out: Stmt[],
    emit: (mask: Local) => void,
  ): void {
    const mask = this.masks.local(role);
    out.push({ tag: "set", local: mask, value: start });
    this.masks.under(mask, role, label, () => emit(mask));
  }

  protected keep(name: string, value: Node, out: Stmt[]): Node {
    const local = this.masks.local(name);
    out.push({ tag: "set", local, value });
    return get(local);
  }

  protected relabel(label: number): number {
    const fresh = this.added.label();
    this.labels.set(label, fresh);
    return fresh;
  }

  protected departures(label: number): Departures {
    return this.divergence.departuresOf(label) ?? { breaks: true, continues: false, passes: false };
  }
}

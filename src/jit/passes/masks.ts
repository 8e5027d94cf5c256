/**
 * Execution masks: which lanes run a statement. Each construct where lanes part has a mask in a local; they nest:
 *
 *   loop ─ iteration ─ branch ─ …        (inner ⊆ outer; none: all lanes run)
 *
 * A jump of some lanes takes them out of every mask from the innermost one to that of its target.
 */
import { assert } from "../../assert";
import { apply, constant, get } from "../ir/build";
import type { Local, Node, Stmt } from "../ir/node";
import { type Lanes, widen } from "../ir/types";
import { branch } from "../ir/walk";

/** What a mask is for. Lanes that `continue` leave the iteration and stay in the loop. */
export type Role = "block" | "loop" | "iteration" | "branch";

interface Frame {
  readonly mask: Local;
  readonly role: Role;
  readonly label?: number | undefined;
  used: boolean;
}

export class Masks {
  private readonly frames: Frame[] = [];

  constructor(
    private readonly lanes: Lanes,
    private readonly newLocal: (name: string, lanesType: ReturnType<typeof widen>) => Local,
  ) {}

  /** The mask of what runs now; undefined when all lanes do. */
  get current(): Node | undefined {
    const top = this.frames.at(-1);
    if (top === undefined) return undefined;
    top.used = true;
    return get(top.mask);
  }

  /** A mask of all lanes. */
  get everyLane(): Node {
    return constant(widen("bool", this.lanes), 1);
  }

  local(name: string): Local {
    return this.newLocal(name, widen("bool", this.lanes));
  }

  /** `mask` restricted to the lanes that run now. */
  within(mask: Node): Node {
    const { current } = this;
    return current === undefined ? mask : apply("and", [current, mask]);
  }

  /** Runs `emit` under a mask that is in the local; tells whether anything asked for it. */
  under(mask: Local, role: Role, label: number | undefined, emit: () => void): boolean {
    const frame: Frame = { mask, role, label, used: false };
    this.frames.push(frame);
    emit();
    this.frames.pop();
    return frame.used;
  }

  /** Statements by which lanes of those that run go to where the jump leads: those that `cond` holds for, or all. */
  jump(tag: "break" | "continue", label: number, cond: Node | undefined): Stmt[] {
    const roles: readonly Role[] = tag === "break" ? ["block", "loop"] : ["iteration"];
    const target = this.frames.findLastIndex((frame) => frame.label === label && roles.includes(frame.role));
    assert(target >= 0, `no mask for a jump to ${label}`);
    for (const frame of this.frames.slice(target)) frame.used = true;
    const masks = this.frames.slice(target).map(({ mask }) => mask);
    const top = masks.pop() as Local;
    const kill = (mask: Local, gone: Node): Stmt => ({
      tag: "set",
      local: mask,
      value: apply("and", [get(mask), not(gone)]),
    });
    const rest: Stmt = cond ? kill(top, cond) : { tag: "set", local: top, value: not(this.everyLane) };
    if (masks.length === 0) return [rest];
    const leaving = this.local("leaving");
    const value = cond ? apply("and", [get(top), cond]) : get(top);
    return [{ tag: "set", local: leaving, value }, ...masks.map((mask) => kill(mask, get(leaving))), rest];
  }
}

/** Logic that keeps constants and double negation out of the code. */
export function not(mask: Node): Node {
  if (mask.op === "const") return constant(mask.type, mask.value === 0 ? 1 : 0);
  if (mask.op === "not") return (mask as { readonly args: readonly Node[] }).args[0] as Node;
  return apply("not", [mask]);
}

/** The statements, when any lane of the mask is set. */
export function ifAny(mask: Node, then: readonly Stmt[]): Stmt {
  return branch(apply("any", [mask]), then);
}

/** `a` where the mask is set, else `b`. */
export function choose(mask: Node, a: Node, b: Node): Node {
  return mask.op === "not" ? choose(not(mask), b, a) : apply("select", [mask, a, b]);
}

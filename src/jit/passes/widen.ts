/**
 * Scalar expressions of one iteration as vectors of several iterations: uniform ones are computed once and splatted,
 * strided ones from the first lane, all else lane by lane.
 */
import { assert } from "../../assert";
import { apply, constant, get, i32, iota, splat } from "../ir/build";
import type { Apply, Load, Local, Node } from "../ir/node";
import { type Lanes, type Scalar, scalarOf, widen } from "../ir/types";
import type { Divergence } from "./divergence";

export class Widening {
  private readonly vectors = new Map<Node, Node>();
  private readonly locals = new Map<Local, Local>();

  constructor(
    readonly lanes: Lanes,
    private readonly divergence: Divergence,
    private readonly newLocal: (name: string, type: ReturnType<typeof widen>) => Local,
  ) {}

  /** Where a varying local's lanes are. */
  local(local: Local): Local {
    let vector = this.locals.get(local);
    if (vector === undefined) {
      vector = this.newLocal(local.name, widen(local.type as Scalar, this.lanes));
      this.locals.set(local, vector);
    }
    return vector;
  }

  /** All lanes of a scalar node. The same node gives the same vector, so that it is computed once. */
  vector(node: Node): Node {
    let vector = this.vectors.get(node);
    if (vector === undefined) {
      vector = this.widen(node);
      this.vectors.set(node, vector);
    }
    return vector;
  }

  private widen(node: Node): Node {
    const shape = this.divergence.shape(node);
    if (shape === 0) return splat(node, this.lanes);
    if (shape === 1) return iota(node, this.lanes);
    if (typeof shape === "number") {
      const steps = apply("mul", [iota(i32(0), this.lanes), constant(widen("i32", this.lanes), shape)]);
      return apply("add", [splat(node, this.lanes), steps]);
    }
    if (node.op === "get") return get(this.local(node.local));
    if (node.op === "load") return this.load(node);
    assert("args" in node, `no vector of ${node.op}`);
    return this.apply(node);
  }

  private load(node: Load): Node {
    assert(!node.checked && this.divergence.shape(node.index) === 1, "a read that is not consecutive");
    return { ...node, type: widen(scalarOf(node.array.elem), this.lanes) };
  }

  private apply(node: Apply): Node {
    const op = node.op as Exclude<Apply["op"], "splat" | "iota">;
    const [first] = node.args;
    if (op === "select" && first !== undefined && this.divergence.shape(first) === 0) {
      return apply(op, [first, ...node.args.slice(1).map((arg) => this.vector(arg))], node.at);
    }
    return apply(
      op,
      node.args.map((arg) => this.vector(arg)),
      node.at,
    );
  }
}

/** Nodes, each once: told apart by what they are made of, however deep. For what is evaluated in one place. */
import type { Node } from "../ir/node";
import { operandsOf } from "../ir/walk";

export class NodeSet {
  /** By the operation and the numbers of its operands. */
  private readonly numbers = new Map<string, number>();
  private readonly known = new Map<Node, number>();
  private readonly added = new Map<number, Node>();

  add(node: Node): void {
    const number = this.of(node);
    if (!this.added.has(number)) this.added.set(number, node);
  }

  /** In the order in which they came. */
  get all(): Node[] {
    return [...this.added.values()];
  }

  /** The same number for the same expression. */
  of(node: Node): number {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const key = this.key(node);
    const number = this.numbers.get(key) ?? this.numbers.size;
    this.numbers.set(key, number);
    this.known.set(node, number);
    return number;
  }

  private key(node: Node): string {
    switch (node.op) {
      case "const":
        return `${node.type} ${Object.is(node.value, -0) ? "-0" : node.value}`;
      case "get":
        return `get ${node.local.id}`;
      case "length":
        return `length ${node.array.slot}`;
      default: {
        const array = node.op === "load" ? `${node.array.slot} ${node.checked}` : "";
        const operands = operandsOf(node).map((operand) => this.of(operand));
        return `${node.op} ${node.type} ${array} ${operands.join(" ")}`;
      }
    }
  }
}

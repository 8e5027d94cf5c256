/**
 * One function while it is lowered: the offloaded one, or one inlined into it. Knows its variables, where `break`,
 * `continue` and `return` lead, and the rules by which its tree is lowered.
 */
import type { Node } from "../ir/node";
import { Refusal } from "../ir/refusal";
import type { Resolve } from "./captured";
import type { Flow } from "./code";
import type { ParsedFunction } from "./parse";
import { type RefusalCode, refusal } from "./refusals";
import { type AnyNode, spanOf } from "./syntax";
import type { Unit } from "./unit";
import type { FunctionValue, Surroundings, Value, Variables } from "./value";

/** How each kind of node is lowered, in each role that it may play. */
export interface Rules {
  readonly value: (frame: Frame, node: AnyNode) => Value;
  /** As a number, type f64. */
  readonly number: (frame: Frame, node: AnyNode) => Node;
  /** As a truth value, type bool. */
  readonly condition: (frame: Frame, node: AnyNode) => Node;
  /** For what it does only. */
  readonly effect: (frame: Frame, node: AnyNode) => void;
  readonly statement: (frame: Frame, node: AnyNode) => void;
  readonly statements: (frame: Frame, nodes: readonly AnyNode[]) => void;
  readonly call: (frame: Frame, callee: FunctionValue, args: readonly Value[], at: AnyNode) => Value;
}

/** Where a `break` or `continue` may lead. */
export interface Target {
  readonly names: readonly string[];
  readonly isLoop: boolean;
  readonly isSwitch: boolean;
  readonly label: number;
  /** What is known where it is left by `break`, and where it goes on by `continue`. */
  readonly breaks: Flow[];
  readonly continues: Flow[];
}

/** Takes the values that the function returns. */
export interface Exit {
  readonly leave: (frame: Frame, value: Value | undefined, at: AnyNode) => void;
}

export class Frame implements Surroundings {
  readonly variables: Variables = new Map();
  readonly targets: Target[] = [];
  /** Labels before the statement at hand: of the loop that follows. */
  labels: readonly string[] = [];

  constructor(
    readonly unit: Unit,
    readonly rules: Rules,
    readonly parsed: ParsedFunction,
    readonly resolve: Resolve,
    readonly exit: Exit,
    readonly outer: Surroundings | undefined,
    /** Whether `this` is that of the function's text. */
    readonly hasThis: boolean,
  ) {}

  refuse(code: RefusalCode, node: AnyNode, detail?: string, other?: string): Refusal {
    return refusal(code, {
      detail,
      other,
      span: spanOf(node),
      source: this.parsed.text,
      helper: this.helper,
    });
  }

  /** The name of the function from outside whose text this is. */
  private get helper(): string | undefined {
    return this.unit.helpers.get(this.parsed);
  }

  textOf({ start, end }: AnyNode): string {
    return this.parsed.text.slice(start, end);
  }

  /** A refusal that was found elsewhere, at the place that it is about. */
  relocate({ code, reason, fix }: Refusal, node: AnyNode): Refusal {
    return new Refusal(code, reason, fix, spanOf(node), this.parsed.text, this.helper);
  }

  value(node: AnyNode): Value {
    return this.rules.value(this, node);
  }

  number(node: AnyNode): Node {
    return this.rules.number(this, node);
  }

  condition(node: AnyNode): Node {
    return this.rules.condition(this, node);
  }

  effect(node: AnyNode): void {
    this.rules.effect(this, node);
  }

  statement(node: AnyNode): void {
    this.rules.statement(this, node);
  }

  statements(nodes: readonly AnyNode[]): void {
    this.rules.statements(this, nodes);
  }
}

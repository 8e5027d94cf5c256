/** What `@Supervises` says of a class, put together: its list of children, and what holds for all of them. */
import type { ChildRecord, SupervisesRecord } from "../draft";
import type { SupervisesOptions } from "../options";
import { type RestartPolicy, restartPolicy } from "../supervision/policy";
import type { Blueprint } from "./blueprint";

export class Tree {
  /** In start order. */
  readonly children: readonly ChildRecord[];
  readonly options: SupervisesOptions;
  private readonly policies = new WeakMap<Blueprint, RestartPolicy>();

  /** @throws ERR_BAD_DECORATOR for a list that is given by a function, and wrong */
  constructor({ children, options }: SupervisesRecord) {
    this.children = children();
    this.options = options;
  }

  /** How a child of this code comes back, listed or not; undefined for code of this package (a pool, an observer). */
  policyOf(blueprint: Blueprint): RestartPolicy | undefined {
    if (blueprint.isFixed) return undefined;
    let policy = this.policies.get(blueprint);
    if (policy === undefined) {
      policy = restartPolicy(blueprint.supervised ?? {}, this.options);
      this.policies.set(blueprint, policy);
    }
    return policy;
  }
}

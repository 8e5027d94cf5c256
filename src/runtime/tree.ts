/** What `@Supervises` says of a class, put together: its list of children, and what holds for all of them. */
import type { ChildRecord, SupervisesRecord } from "../draft";
import type { SupervisedOptions, SupervisesOptions } from "../options";
import { type RestartPolicy, restartPolicy } from "../supervision/policy";

/** What counts of a child's code. */
export interface ChildCode {
  /** Code of this package (a pool, an observer): it is not restarted. */
  readonly isFixed: boolean;
  readonly supervised: SupervisedOptions | undefined;
}

export class Tree {
  /** In start order. */
  readonly children: readonly ChildRecord[];
  readonly options: SupervisesOptions;
  private readonly policies = new WeakMap<ChildCode, RestartPolicy>();

  /** @throws ERR_BAD_DECORATOR for a list that is given by a function, and wrong */
  constructor({ children, options }: SupervisesRecord) {
    this.children = children();
    this.options = options;
  }

  /** How a child of this code comes back, listed or not; undefined: not at all. */
  policyOf(code: ChildCode): RestartPolicy | undefined {
    if (code.isFixed) return undefined;
    let policy = this.policies.get(code);
    if (policy === undefined) {
      policy = restartPolicy(code.supervised ?? {}, this.options);
      this.policies.set(code, policy);
    }
    return policy;
  }
}

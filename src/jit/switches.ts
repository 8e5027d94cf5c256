/** A switch of the compiler: set by hand, or by an environment variable that is read when it is set back to it. */

import { describe } from "../describe";
import { errors } from "../errors";

const yes: readonly string[] = ["1", "true", "on", "yes"];
const no: readonly string[] = ["0", "false", "off", "no"];

export class Switch {
  private state: boolean;

  /**
   * @param variable the environment variable
   * @param otherwise where the variable is not set, or says neither yes nor no
   */
  constructor(
    private readonly variable: string,
    private readonly otherwise: boolean,
  ) {
    this.state = this.fromEnvironment(variable);
  }

  get on(): boolean {
    return this.state;
  }

  /** @param enabled null or undefined: as the environment variable says now */
  set(enabled?: boolean | null, variable: string = this.variable): boolean {
    if (enabled !== undefined && enabled !== null && typeof enabled !== "boolean") {
      const facts = { argument: "enabled", expected: "true, false, null or undefined" };
      throw errors.invalidArg({ ...facts, received: describe(enabled) });
    }
    this.state = enabled ?? this.fromEnvironment(variable);
    return this.state;
  }

  private fromEnvironment(variable: string): boolean {
    const word = process.env[variable]?.trim().toLowerCase() ?? "";
    if (yes.includes(word)) return true;
    return no.includes(word) ? false : this.otherwise;
  }
}

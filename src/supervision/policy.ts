/** How a supervised child comes back: the options of `@Supervised` with every default filled in. */
import type { Restart, SupervisedOptions } from "../options";

export interface RestartPolicy {
  readonly restart: Restart;
  readonly maxRestarts: number;
  readonly withinMs: number;
  readonly shutdownMs: number;
  readonly children: "restart" | "keep";
  readonly state: "renew" | "keep";
}

export function restartPolicy(options: SupervisedOptions): RestartPolicy {
  return Object.freeze({
    restart: options.restart ?? "transient",
    maxRestarts: options.maxRestarts ?? 3,
    withinMs: options.withinMs ?? 5_000,
    shutdownMs: options.shutdownMs ?? 5_000,
    children: options.children ?? "restart",
    state: options.state ?? "renew",
  });
}

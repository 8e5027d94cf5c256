/** What a runtime may be told when it is made and when it ends, and the checks of it. */
import type { DependencyContainer } from "tsyringe";
import { Clock } from "../clock";
import { describe, errors } from "../errors";
import type { Logger } from "../logger";
import { oneOf } from "../option-checks";
import { Random } from "../random";
import { checkFlag, checkOptions } from "./actor/checks";
import type { Turns } from "./scheduler/turns";

/** What a runtime may be given; everything has a default. */
export interface RuntimeOptions {
  /** For logs and errors. Default "iris". */
  readonly name?: string | undefined;
  /** Parent of the runtime's own container. Default: tsyringe's root container. */
  readonly container?: DependencyContainer | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly turns?: Turns | undefined;
  /** Default: warnings and errors on standard error. */
  readonly logger?: Logger | undefined;
  /** How long actors may run before timers and I/O get the event loop, in milliseconds. Default 8. */
  readonly sliceMs?: number | undefined;
  /** What becomes of actors that nobody else supervises. */
  readonly supervision?: GuardianOptions | undefined;
}

/** What the runtime itself, the parent of all roots, does about those that fall. */
export interface GuardianOptions {
  /**
   * When a supervised root could not be healed: "stop" (default) ends it, "shutdown" ends the whole runtime, so that a
   * process that does nothing else exits, and whatever started it can start it anew.
   */
  readonly onEscalation?: "stop" | "shutdown" | undefined;
  /** Whether each verdict is a line on the logger. Default true. Events are not concerned. */
  readonly log?: boolean | undefined;
}

/** How `shutdown` ends the actors that are there. */
export interface ShutdownOptions {
  /** Handle what is queued first. Default false. */
  readonly drain?: boolean | undefined;
  /** After this long what still runs is abandoned. Default 5000. */
  readonly timeoutMs?: number | undefined;
}

/** @throws ERR_INVALID_ARG naming the option */
export function checkRuntimeOptions(options: RuntimeOptions): void {
  checkOptions("runtime options", options);
  const { name, container, sliceMs, clock, random, turns, logger, supervision } = options;
  const wrong = (argument: string, expected: string, value: unknown): Error =>
    errors.invalidArg({ argument, expected, received: describe(value) });
  if (name !== undefined && (typeof name !== "string" || name === ""))
    throw wrong("name", "a non-empty string", name);
  if (sliceMs !== undefined && !(typeof sliceMs === "number" && sliceMs > 0 && Number.isFinite(sliceMs))) {
    throw wrong("sliceMs", "a positive number of milliseconds", sliceMs);
  }
  if (clock !== undefined && !(clock instanceof Clock)) throw wrong("clock", "a Clock", clock);
  if (random !== undefined && !(random instanceof Random)) throw wrong("random", "a Random", random);
  if (turns !== undefined && !hasMethods(turns, ["soon", "later", "mark"]))
    throw wrong("turns", "a Turns", turns);
  if (container !== undefined && !hasMethods(container, ["resolve", "isRegistered", "createChildContainer"]))
    throw wrong("container", "a tsyringe DependencyContainer", container);
  if (logger !== undefined && !hasMethods(logger, ["debug", "info", "warn", "error"]))
    throw wrong("logger", "a Logger", logger);
  if (supervision !== undefined) checkGuardianOptions(supervision);
}

const knownEscalation = oneOf("stop", "shutdown");

function checkGuardianOptions(options: GuardianOptions): void {
  checkOptions("supervision", options, ["onEscalation", "log"]);
  if (options.onEscalation !== undefined) knownEscalation(options.onEscalation, "supervision.onEscalation");
  checkFlag("supervision.log", options.log);
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return names.every((name) => typeof (value as Record<string, unknown> | null)?.[name] === "function");
}

/** Classes with a `run` method: whether it is the loop of a pull actor, and goes with the rest of the class. */
import { errors } from "../errors";
import type { VirtualOptions } from "../options";
import type { ActorClass } from "./actor/protocol";

type Loop = (this: unknown, ...args: unknown[]) => unknown;

/** What counts of a class here. */
interface PullClass {
  readonly isPull: boolean;
  readonly methods: ReadonlyMap<string, unknown>;
  readonly virtual: VirtualOptions | undefined;
}

/**
 * The loop of a pull class; undefined where `run` is a method like any other.
 *
 * @throws ERR_BAD_DECORATOR for a loop that would never be called, and for what does not go with one
 */
export function loopOf(code: PullClass, type: ActorClass): Loop | undefined {
  if (code.isPull) return runOf(code, type);
  if (code.methods.size === 0) throw idleRun(type);
  return undefined;
}

/** The loop of a pull class. @throws ERR_BAD_DECORATOR for options and methods that do not go with one */
function runOf(blueprint: PullClass, type: ActorClass): Loop {
  const refuse = (problem: string, fix: string): Error =>
    errors.badDecorator({ decorator: "Actor", where: `class ${type.name}`, problem, fix });
  const [message] = blueprint.methods.keys();
  if (message !== undefined) {
    throw refuse(
      `mode "pull" and the message ${message} do not go together`,
      "Take messages in run(mailbox, ctx), or leave the mode out.",
    );
  }
  if (blueprint.virtual?.idleTimeoutMs !== undefined) {
    throw refuse("a pull actor cannot passivate while it runs", "Leave idleTimeoutMs out, or the mode.");
  }
  const run = (type.prototype as { run?: unknown }).run;
  if (typeof run === "function") return run as Loop;
  throw refuse('mode "pull" needs a method that takes the messages', "Add: async run(mailbox, ctx) { … }");
}

/** It has no messages and no mode: nobody would ever call it. */
function idleRun(type: ActorClass): Error {
  const problem = "it has a method run, but no messages";
  const fix = 'A pull actor says so: @Actor({ mode: "pull" }). In others, mark the messages with @Receive().';
  return errors.badDecorator({ decorator: "Actor", where: `class ${type.name}`, problem, fix });
}

/** Where warnings and errors go: the port, and the loggers that come with the package. */
import { inspect } from "node:util";
import { textOf } from "./describe";
import { isThenable, silence } from "./thenable";

/** The Logger port, shaped like pino: facts first, then a text. */
export interface Logger {
  /** What helps whoever looks for a mistake. */
  debug(facts: object, text: string): void;
  /** What is worth knowing, and as it should be. */
  info(facts: object, text: string): void;
  /** What is lost or late: dead letters, abandoned handlers. */
  warn(facts: object, text: string): void;
  /** What failed, with the error as the fact `error`, and as `err`, the one that pino writes with its stack. */
  error(facts: object, text: string): void;
}

/** Warnings and errors as readable lines on standard error; the rest is silent. */
export const consoleLogger: Logger = Object.freeze({
  debug() {},
  info() {},
  // A code, such as that of a failed system call, says less than the text: only errors themselves are shown.
  warn: ({ error }: { error?: unknown }, text: string) =>
    print(console.warn, text, isObject(error) ? error : undefined),
  error: ({ error }: { error?: unknown }, text: string) => print(console.error, text, error),
});

/** The line, and below it the error, or its stack alone where the line has said what it says. */
function print(write: (...shown: unknown[]) => void, text: string, error: unknown): void {
  const line = `[iris] ${text}`;
  const shown = isObject(error) && text.includes(textOf(error)) ? inspect(error) : "";
  const stackAt = shown.indexOf("\n    at ");
  if (error === undefined) write(line);
  else if (stackAt < 0) write(`${line}\n`, error);
  else write(line + shown.slice(stackAt));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** What is written: an error also by the name `err`, the only one that pino's serialisers know. */
function written(facts: object): object {
  const { error } = facts as { error?: unknown };
  return isObject(error) ? { err: error, ...facts } : facts;
}

/** The same logger, made harmless: one that throws, or returns a promise that rejects, must not hurt who logs. */
export function harmless(logger: Logger): Logger {
  const guard =
    (level: keyof Logger) =>
    (facts: object, text: string): void => {
      try {
        const result: unknown = logger[level](written(facts), text);
        if (isThenable(result)) silence(result);
      } catch {
        // The logger is what would tell.
      }
    };
  return { debug: guard("debug"), info: guard("info"), warn: guard("warn"), error: guard("error") };
}

/** Says nothing. */
export const silentLogger: Logger = Object.freeze({ debug() {}, info() {}, warn() {}, error() {} });

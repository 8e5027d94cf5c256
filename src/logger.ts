import { isThenable, silence } from "./thenable";

/** The Logger port, shaped like pino: facts first, then a text. */
export interface Logger {
  /** What helps whoever looks for a mistake. */
  debug(facts: object, text: string): void;
  /** What is worth knowing, and as it should be. */
  info(facts: object, text: string): void;
  /** What is lost or late: dead letters, abandoned handlers. */
  warn(facts: object, text: string): void;
  /** What failed, with the error as the fact `error`. */
  error(facts: object, text: string): void;
}

/** Warnings and errors as readable lines on standard error; the rest is silent. */
export const consoleLogger: Logger = Object.freeze({
  debug() {},
  info() {},
  // A code, such as that of a failed system call, says less than the text: only errors themselves are shown.
  warn: ({ error }: { error?: unknown }, text: string) =>
    typeof error === "object" && error !== null
      ? console.warn(`[iris] ${text}\n`, error)
      : console.warn(`[iris] ${text}`),
  error: (facts: { error?: unknown }, text: string) =>
    facts.error === undefined
      ? console.error(`[iris] ${text}`)
      : console.error(`[iris] ${text}\n`, facts.error),
});

/** The same logger, made harmless: one that throws, or returns a promise that rejects, must not hurt who logs. */
export function harmless(logger: Logger): Logger {
  const guard =
    (level: keyof Logger) =>
    (facts: object, text: string): void => {
      try {
        const written: unknown = logger[level](facts, text);
        if (isThenable(written)) silence(written);
      } catch {
        // The logger is what would tell.
      }
    };
  return { debug: guard("debug"), info: guard("info"), warn: guard("warn"), error: guard("error") };
}

/** Says nothing. */
export const silentLogger: Logger = Object.freeze({ debug() {}, info() {}, warn() {}, error() {} });

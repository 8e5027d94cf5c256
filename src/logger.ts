/** The Logger port, shaped like pino: facts first, then a text. */
export interface Logger {
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}

/** Warnings and errors as readable lines on standard error; the rest is silent. */
export const consoleLogger: Logger = Object.freeze({
  debug() {},
  info() {},
  warn: (_facts: object, text: string) => console.warn(`[iris] ${text}`),
  error: (facts: { error?: unknown }, text: string) =>
    facts.error === undefined
      ? console.error(`[iris] ${text}`)
      : console.error(`[iris] ${text}\n`, facts.error),
});

/** Says nothing. */
export const silentLogger: Logger = Object.freeze({ debug() {}, info() {}, warn() {}, error() {} });

/** A logger that keeps what it is told, for tests to look at. Prints nothing. */
import { harmless, type Logger } from "../../logger";

/** The methods of a logger. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** One call of the logger. */
export interface LogLine {
  readonly level: LogLevel;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export class RecordingLogger implements Logger {
  private readonly kept: LogLine[] = [];
  private readonly next: Logger | undefined;

  /** With `next`, each line is also handed on: `new RecordingLogger(consoleLogger)` shows what happens. */
  constructor(next?: Logger) {
    this.next = next === undefined ? undefined : harmless(next);
  }

  /** Everything so far, oldest first. */
  get lines(): readonly LogLine[] {
    return this.kept;
  }

  /** The texts so far, of one level if it is given. */
  texts(level?: LogLevel): string[] {
    return this.kept.filter((line) => level === undefined || line.level === level).map(({ text }) => text);
  }

  /** Forgets everything so far. */
  clear(): void {
    this.kept.length = 0;
  }

  debug(facts: object, text: string): void {
    this.keep("debug", facts, text);
  }

  info(facts: object, text: string): void {
    this.keep("info", facts, text);
  }

  warn(facts: object, text: string): void {
    this.keep("warn", facts, text);
  }

  error(facts: object, text: string): void {
    this.keep("error", facts, text);
  }

  private keep(level: LogLevel, facts: object, text: string): void {
    this.kept.push({ level, facts: { ...facts }, text });
    this.next?.[level](facts, text);
  }
}

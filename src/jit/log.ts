/**
 * What the compiler tells on the log, when logging is on: each cause of a refusal once, and what was compiled. On or
 * off: what of the environment it does not understand, and errors that nobody else could tell.
 */
import { textOf } from "../describe";
import { consoleLogger, harmless, type Logger } from "../logger";
import type { Refusal } from "./ir/refusal";
import type { MisreadFacts } from "./switches";
import type { Tier } from "./tier";

/** Writes its lines, which are wanted when logging is on, where the console logger writes warnings. */
const lines: Logger = Object.freeze({
  ...consoleLogger,
  info: (facts: object, text: string) => consoleLogger.warn(facts, text),
});

/** Causes that are remembered, so that each is told once. */
const causesMax = 1_024;

export class JitLog {
  private readonly logger: Logger;
  private readonly told = new Set<string>();

  constructor(
    logger: Logger | undefined,
    private readonly isOn: () => boolean,
  ) {
    this.logger = harmless(logger ?? lines);
  }

  /** A function, or one signature of it, runs as it is written. */
  refused(kernel: string, signature: string, refusal: Refusal): void {
    const cause = `${kernel} ${refusal.code} ${refusal.reason}`;
    if (!this.isOn() || this.told.has(cause) || this.told.size >= causesMax) return;
    this.told.add(cause);
    const facts = { kernel, signature, code: refusal.code, fix: refusal.fix };
    this.logger.warn(facts, `${kernel} is not compiled for ${signature}: ${refusal.reason}. ${refusal.fix}`);
  }

  /** An error that nobody caught, in a worker thread where no call waits for it. */
  stray(error: unknown): void {
    const text = `What a function left behind in a worker thread failed after its call was answered: ${textOf(error)}`;
    this.logger.warn({ error }, text);
  }

  /** A variable of the environment that is not understood: told once, also where logging is off. */
  misread({ variable, value, expected }: MisreadFacts): void {
    const cause = `${variable}=${value}`;
    if (this.told.has(cause) || this.told.size >= causesMax) return;
    this.told.add(cause);
    const text = `${variable} is "${value}", which is not understood and counts as not set. It may be ${expected}`;
    this.logger.warn({ variable, value, expected }, text);
  }

  compiled(kernel: string, signature: string, tier: Tier, compileMs: number): void {
    if (!this.isOn()) return;
    const facts = { kernel, signature, tier, compileMs };
    this.logger.info(
      facts,
      `${kernel} is compiled to ${tier} for ${signature}, in ${compileMs.toFixed(1)} ms`,
    );
  }
}

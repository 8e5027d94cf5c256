/**
 * The one place that makes functions out of text. Values come in as `externals`, never as part of the text. Where
 * code generation is forbidden (`--disallow-code-generation-from-strings`, a content security policy, a `vm` context
 * without it) it answers undefined, and its caller does without.
 */

/** Makes a function of the names of its parameters and its body, as `new Function` does. */
export type MakeFunction = (...parametersAndBody: string[]) => (...args: unknown[]) => unknown;

const makeFunction: MakeFunction = (...parts) => new Function(...parts) as ReturnType<MakeFunction>;

export class Evaluator {
  private probed: boolean | undefined = undefined;
  private made = 0;

  /** @param make what makes functions; tests hand in one that is forbidden to */
  constructor(private readonly make: MakeFunction = makeFunction) {}

  /** Whether functions may be made of text here. Tried once. */
  get isAllowed(): boolean {
    this.probed ??= this.probe();
    return this.probed;
  }

  /**
   * What the statements return that `body` is made of, in strict mode and with `externals` as its variables.
   * Undefined where code generation is forbidden. Engines give functions of one text one memory of how they are
   * used, so each gets a number.
   *
   * @throws SyntaxError when `body` is no JavaScript, which is a bug of who made it
   */
  evaluate(body: string, externals: Readonly<Record<string, unknown>> = {}): unknown {
    if (!this.isAllowed) return undefined;
    const text = `"use strict"; // ${++this.made}\n${body}`;
    return this.make(...Object.keys(externals), text)(...Object.values(externals));
  }

  private probe(): boolean {
    try {
      return this.make("return true;")() === true;
    } catch {
      return false;
    }
  }
}

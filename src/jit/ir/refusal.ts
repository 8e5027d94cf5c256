/**
 * Why a function, or one signature of it, was not compiled: thrown inside the compiler, kept as a value outside of it,
 * shown by `explain()`. Anything else that the compiler throws is a bug of ours.
 */

/** Where in a source text: offsets of the first character and of the one after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export class Refusal extends Error {
  override readonly name = "Refusal";

  /**
   * @param reason what stands in the way, as the end of "…: ": one clause, no full stop
   * @param fix how to rewrite it: one sentence
   * @param span where in `source`, when it is one place
   * @param helper the name of the function that `source` is of, when it is one that the function calls
   */
  constructor(
    readonly code: string,
    readonly reason: string,
    readonly fix: string,
    readonly span?: Span | undefined,
    readonly source?: string | undefined,
    readonly helper?: string | undefined,
  ) {
    super(reason);
  }
}

/** The line that holds the span, its number, and the span underlined by carets. */
export function pointAt(
  source: string,
  { start, end }: Span,
): { line: number; column: number; text: string } {
  const before = source.lastIndexOf("\n", start - 1) + 1;
  const after = source.indexOf("\n", start);
  const text = source.slice(before, after === -1 ? source.length : after);
  const line = source.slice(0, start).split("\n").length;
  const column = start - before;
  const width = Math.max(1, Math.min(end - start, text.length - column));
  const pad = text.slice(0, column).replace(/[^\t]/g, " ");
  return { line, column: column + 1, text: `${text}\n${pad}${"^".repeat(width)}` };
}

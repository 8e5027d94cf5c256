/** What the user looks at: a port with a live line on a terminal, and plain lines in a pipe or a log file. */
export interface Screen {
  /** Says how far we are; `share` goes from 0 to 1. */
  progress(share: number, text: string): void;
  print(text: string): void;
}

export const Screen = Symbol("Screen");

/** The part of `process.stdout` that is used here. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export function screenFor(output: Output, quiet: boolean): Screen {
  if (quiet) return new QuietScreen(output);
  return output.isTTY === true ? new LiveScreen(output) : new PlainScreen(output);
}

class QuietScreen implements Screen {
  constructor(protected readonly output: Output) {}

  progress(_share: number, _text: string): void {}

  print(text: string): void {
    this.output.write(`${text}\n`);
  }
}

/** A line for each quarter. */
class PlainScreen extends QuietScreen {
  private quarter = 0;

  override progress(share: number, text: string): void {
    const quarter = Math.floor(share * 4);
    if (quarter > this.quarter) this.print(text);
    this.quarter = quarter;
  }
}

/** One line that is drawn over and over, and gone when something is printed. */
class LiveScreen extends QuietScreen {
  private static readonly clearLine = "\r\u001b[2K";

  override progress(_share: number, text: string): void {
    this.output.write(`${LiveScreen.clearLine}${text}`);
  }

  override print(text: string): void {
    this.output.write(LiveScreen.clearLine);
    super.print(text);
  }
}

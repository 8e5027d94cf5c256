/** Where flights come from: a port, and the file that it is in production. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { InputError, reasonOf } from "./input-error";

export interface FlightSource {
  readonly name: string;
  /** How many records there are, for the progress line. */
  readonly size: number;
  /** Whatever the outside world put there, pulled one by one as fast as the reader can pass it on. */
  records(): Iterable<unknown> | AsyncIterable<unknown>;
}

/** The token for it: an interface is gone at run time, so `@inject` needs a name that stays. */
export const FlightSource = Symbol("FlightSource");

export class JsonFileSource implements FlightSource {
  private constructor(
    readonly name: string,
    private readonly list: readonly unknown[],
  ) {}

  /** Opened before the first actor starts: a wrong path is the user's mistake and not a crash. */
  static async open(path: string): Promise<JsonFileSource> {
    const list = await readFile(path, "utf8")
      .then(JSON.parse)
      .catch((error: unknown) => {
        throw new InputError(`Cannot read flights from ${path}: ${reasonOf(error)}.`);
      });
    if (Array.isArray(list)) return new JsonFileSource(basename(path), list);
    throw new InputError(`Cannot read flights from ${path}: it must hold a JSON array of records.`);
  }

  get size(): number {
    return this.list.length;
  }

  records(): Iterable<unknown> {
    return this.list;
  }
}

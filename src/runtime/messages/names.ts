/**
 * The names of actors: which holder answers to which name, and which names a holder has.
 *
 * The last registration wins, as in Iris, and says so; an exclusive one cannot be taken over. Both directions are
 * kept, so that a holder's end costs one look-up when it has no name. `T` is whatever holds names: the runtime
 * plugs in its cells, tests plug in plain objects.
 */
import { describe, errors } from "../../errors";
import { limits } from "../../limits";
import { Groups } from "./groups";

export interface NamesPorts<T extends object> {
  /** How a holder is called in error texts: "Account#12". */
  label(holder: T): string;
  /** Called after another holder took a name over. */
  replaced(name: string, before: T, now: T): void;
}

export interface RegisterOptions {
  /** Refuse the name if another holds it, and refuse it to others from now on. Default false. */
  readonly exclusive?: boolean;
}

export class Names<T extends object> {
  private readonly holders = new Map<string, T>();
  private readonly held = new Groups<T, string>();
  private readonly exclusive = new Set<string>();

  constructor(private readonly ports: NamesPorts<T>) {}

  /**
   * Gives `name` to `holder`. A holder may have many names. Registering one's own name again keeps it exclusive if
   * it was, and makes it exclusive if that is asked now.
   *
   * @throws ERR_INVALID_ARG when the name is not a string, empty, or longer than `limits.nameLengthMax`.
   * @throws ERR_NAME_TAKEN when another holds it and either of the two registrations is exclusive.
   */
  register(name: string, holder: T, options: RegisterOptions = {}): void {
    checkName(name);
    const exclusive = options.exclusive === true;
    const before = this.holders.get(name);
    if (before !== undefined && before !== holder) {
      if (exclusive || this.exclusive.has(name)) {
        throw errors.nameTaken({ actorName: name, holder: this.ports.label(before) });
      }
      this.held.remove(before, name);
    }
    this.holders.set(name, holder);
    this.held.add(holder, name);
    if (exclusive) this.exclusive.add(name);
    if (before !== undefined && before !== holder) this.ports.replaced(name, before, holder);
  }

  /** Frees a name, exclusive or not. False when nobody held it. */
  unregister(name: string): boolean {
    const holder = this.holders.get(name);
    if (holder === undefined) return false;
    this.holders.delete(name);
    this.exclusive.delete(name);
    this.held.remove(holder, name);
    return true;
  }

  /** Who holds `name` now. */
  resolve(name: string): T | undefined {
    return this.holders.get(name);
  }

  /** Frees all names of a holder. Names that others took over from it stay with them. */
  release(holder: T): void {
    for (const name of this.held.take(holder)) {
      this.holders.delete(name);
      this.exclusive.delete(name);
    }
  }

  /** The names of a holder, oldest registration first. */
  namesOf(holder: T): readonly string[] {
    return this.held.of(holder);
  }

  /** Names in use. */
  get size(): number {
    return this.holders.size;
  }
}

function checkName(name: unknown): asserts name is string {
  if (typeof name === "string" && name.length > 0 && name.length <= limits.nameLengthMax) return;
  throw errors.invalidArg({
    argument: "name",
    expected: `a string of 1 to ${limits.nameLengthMax} characters`,
    received: typeof name === "string" && name.length > 0 ? `${name.length} characters` : describe(name),
  });
}

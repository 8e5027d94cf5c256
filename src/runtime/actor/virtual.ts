/**
 * Virtual actors: one for each class and key, always addressable, with an instance only while it is needed.
 * (After Orleans' grains.) On one thread, single activation is a matter of one table entry.
 */
import { describe, errors } from "../../errors";
import { limits } from "../../limits";
import type { VirtualOptions } from "../../options";
import type { Cell, System } from "./cell";
import type { SpawnOptions } from "./protocol";
import { spawnDormant } from "./spawn";

/** Options of one virtual actor; they win over its class's. Used when the key is new. */
export type AnyVirtualOptions = Pick<
  SpawnOptions,
  "budget" | "mailbox" | "reentrant" | "trapExit" | "supervised"
> &
  VirtualOptions & { readonly init?: unknown };

export class VirtualActors {
  private readonly byType = new Map<unknown, Map<string, Cell>>();
  private keys = 0;

  /**
   * The actor of a class and a key; the same one until it is stopped.
   *
   * @throws ERR_INVALID_ARG for a key that is not a non-empty string, ERR_LIMIT at `limits.virtualKeysMax`,
   *   ERR_PRIVATE_STATE when its state could not survive passivation
   */
  of(system: System, type: unknown, key: string, options: AnyVirtualOptions | undefined): Cell {
    checkKey(key);
    const known = this.byType.get(type)?.get(key);
    if (known !== undefined) return known;
    if (this.keys >= limits.virtualKeysMax) {
      throw errors.limitReached({
        limit: "virtualKeysMax",
        value: limits.virtualKeysMax,
        fix: "Stop virtual actors whose keys will not come back: rt.stop(ref) forgets the key.",
      });
    }
    const cell = spawnDormant(system, type, key, options);
    cell.more().keyedBy = type;
    let cells = this.byType.get(type);
    if (cells === undefined) {
      cells = new Map();
      this.byType.set(type, cells);
    }
    cells.set(key, cell);
    this.keys++;
    return cell;
  }

  /** A stopped actor's key is free again. */
  forget(cell: Cell): void {
    const key = cell.extras?.key;
    if (key === undefined) return;
    const type = cell.extras?.keyedBy;
    const cells = this.byType.get(type);
    if (cells?.get(key) !== cell) return;
    cells.delete(key);
    this.keys--;
    if (cells.size === 0) this.byType.delete(type);
  }
}

function checkKey(key: unknown): void {
  if (typeof key === "string" && key !== "" && key.length <= limits.nameLengthMax) return;
  const expected = `a string of 1 to ${limits.nameLengthMax} characters`;
  throw errors.invalidArg({ argument: "key", expected, received: describe(key) });
}

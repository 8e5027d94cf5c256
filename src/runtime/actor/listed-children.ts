/**
 * The children of a supervisor's list (`@Supervises`): started in its order, each once the one before is up. The
 * supervisor is up when all of them are, or have ended. After a restart the same actors go on, with their refs and
 * queues; those that had ended are made anew.
 */
import type { ChildRecord } from "../../draft";
import { errors } from "../../errors";
import { type Cell, oversightOf } from "./cell";
import { awaitsParent, letGo } from "./clearing";
import { kill } from "./ending";
import { Phase } from "./phase";
import { type AnySpawnOptions, spawnCell } from "./spawn";

/** Starts what is not up. Rejects with what a spawn throws; the supervisor may go down meanwhile. */
export function startListed(cell: Cell): Promise<void> | undefined {
  const { instance } = cell;
  const records = cell.blueprint.tree?.children ?? [];
  const oversight = oversightOf(cell);
  oversight.listed ??= new Map();
  const { listed } = oversight;
  const ids = new Set(records.map(({ id }) => id));
  for (const [id, child] of listed) {
    if (ids.has(id)) continue;
    listed.delete(id); // a hot swap has brought another list, or none
    oversightOf(child).listedAs = undefined;
    if (awaitsParent(child)) kill(child, "parent_exited");
  }
  if (records.length === 0) return undefined;
  return new Promise((resolve, reject) => {
    let at = 0;
    const next = (): void => {
      try {
        let isUp = true;
        while (isUp && cell.phase === Phase.Starting && cell.instance === instance) {
          const record = records[at++];
          // One that is to end starts no more of them.
          if (record === undefined || cell.extras?.ending !== undefined) {
            oversight.listing = undefined;
            resolve();
            return;
          }
          refuseCircle(cell, record);
          isUp = start(cell, listed, record, next);
        }
      } catch (error) {
        reject(error);
      }
    };
    oversight.listing = next;
    next();
  });
}

/** A list that leads back to its own class would never end. @throws ERR_BAD_DECORATOR */
function refuseCircle(cell: Cell, { type }: ChildRecord): void {
  const path: string[] = [];
  for (let at: Cell | undefined = cell; at !== undefined; at = at.parent) {
    path.unshift(at.blueprint.label);
    if (at.blueprint.type === type) throw circle(cell.blueprint.label, [...path, path[0] as string]);
    if (at.extras?.oversight?.listedAs === undefined) return;
  }
}

function circle(label: string, path: readonly string[]): Error {
  const problem = `its list leads back to a class above it: ${path.join(" → ")}`;
  const fix = "Spawn what is to nest without end by ctx.spawn, where it is needed.";
  return errors.badDecorator({ decorator: "Supervises", where: `class ${label}`, problem, fix });
}

/** True where the child is up, or has ended; else `then` is called once it is. @throws what `spawn` throws */
function start(cell: Cell, listed: Map<string, Cell>, record: ChildRecord, then: () => void): boolean {
  const { id, type, options } = record;
  let child = listed.get(id);
  if (child === undefined || child.phase === Phase.Stopped) {
    child = spawnCell(cell.system, type, options as AnySpawnOptions | undefined, cell);
    listed.set(id, child);
    oversightOf(child).listedAs = id;
  } else if (awaitsParent(child)) letGo(child);
  if (isUp(child)) return true;
  oversightOf(child).whenRisen(cell, then);
  return false;
}

function isUp({ phase }: Cell): boolean {
  return phase === Phase.Running || phase === Phase.Stopped;
}

/** The child of this id, or the first of this class; undefined where it is not up to anything any more. */
export function listedChild(cell: Cell, wanted: unknown): Cell | undefined {
  const listed = cell.extras?.oversight?.listed;
  if (listed === undefined) return undefined;
  const id =
    typeof wanted === "string"
      ? wanted
      : cell.blueprint.tree?.children.find((record) => record.type === wanted)?.id;
  const child = id === undefined ? undefined : listed.get(id);
  return child === undefined || child.phase === Phase.Stopped ? undefined : child;
}

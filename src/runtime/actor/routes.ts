/**
 * How a pool chooses the member that gets a message. Members that are ending are passed over; where all are, the one
 * whose turn it is refuses. (Broadcast chooses nobody: `pool.ts`.)
 */
import { describe, errors } from "../../errors";
import type { Random } from "../../random";
import type { Ask } from "../messages/ask";
import { hashKey, placeOf } from "../messages/key-hash";
import { asMessage } from "../messages/method-message";
import { type Selector, Shape } from "../messages/selector";
import { Activity, type Cell, Gate } from "./cell";
import type { PoolRoute } from "./protocol";
import { countRuns } from "./runs";

// Local constants, because each use of an import costs two loads through the CommonJS exports object.
const { Closed } = Gate;
const { Running, Stashing } = Activity;

export interface Route {
  /** The member for this message; undefined only where there are none. What `key` throws is thrown. */
  pick(members: readonly Cell[], selector: Selector, argument: unknown): Cell | undefined;
}

/** What computes the key of a message, for "hash". */
export type KeyOf = (message: unknown) => unknown;

/** Undefined for "broadcast". */
export function routeOf(
  kind: PoolRoute | undefined,
  key: KeyOf | undefined,
  random: Random,
): Route | undefined {
  switch (kind) {
    case undefined:
    case "roundRobin":
      return new RoundRobin();
    case "leastLoaded":
      return new LeastLoaded();
    case "random":
      return new AnyMember(random);
    case "hash":
      return new ByKey(key as KeyOf);
    case "broadcast":
      return undefined;
  }
}

class RoundRobin implements Route {
  private next = 0;

  pick(members: readonly Cell[]): Cell | undefined {
    const count = members.length;
    let at = this.next;
    for (let tried = 0; tried < count; tried++) {
      if (at >= count) at = 0;
      const member = members[at++] as Cell;
      if ((member.gate & Closed) !== 0) continue;
      this.next = at;
      return member;
    }
    return members[0];
  }
}

/** Fewest messages queued, parked and running; of equals the next in turn. */
class LeastLoaded implements Route {
  private next = 0;

  pick(members: readonly Cell[]): Cell | undefined {
    const count = members.length;
    let at = this.next;
    let best = members[0];
    let least = Number.POSITIVE_INFINITY;
    for (let tried = 0; tried < count; tried++) {
      if (at >= count) at = 0;
      const member = members[at++] as Cell;
      if ((member.gate & Closed) !== 0) continue;
      const load = loadOf(member);
      if (load >= least) continue;
      best = member;
      least = load;
      this.next = at;
      if (load === 0) break;
    }
    return best;
  }
}

function loadOf(cell: Cell): number {
  const { activity, bounds, runs } = cell;
  let load = cell.queued;
  if (bounds !== undefined) load += bounds.parked;
  if (runs !== undefined) load += countRuns(cell);
  return activity === Running || activity === Stashing ? load + 1 : load;
}

class AnyMember implements Route {
  constructor(private readonly random: Random) {}

  pick(members: readonly Cell[]): Cell | undefined {
    const count = members.length;
    const drawn = this.random.below(count);
    for (let at = drawn; at < drawn + count; at++) {
      const member = members[at < count ? at : at - count] as Cell;
      if ((member.gate & Closed) === 0) return member;
    }
    return members[drawn];
  }
}

/**
 * The same key, the same member. While it is ending nobody stands in for it, so that the messages of a key are never
 * handled by two: it refuses them, until its slot is filled again.
 */
class ByKey implements Route {
  constructor(private readonly key: KeyOf) {}

  pick(members: readonly Cell[], slotted: Selector, held: unknown): Cell | undefined {
    const { selector, argument } =
      slotted.shape === Shape.Asked ? (held as Ask) : { selector: slotted, argument: held };
    const { key: keyOf } = this;
    const key = keyOf(asMessage(selector, argument));
    if (typeof key !== "string") {
      const received = describe(key);
      throw errors.invalidArg({ argument: "what key(message) returns", expected: "a string", received });
    }
    return members[placeOf(hashKey(key), members.length)];
  }
}

/**
 * What an observer recorded, and the receives that wait because what they want was not there.
 *
 *   envelope ─▶ line: first ⇄ … ⇄ last, asked one after the other; the first that wants it has it
 *           └─▶ else the backlog, whose oldest goes when it is full
 *
 * Matchers may take, receive, abort and kill, so both the line and the backlog can change under a search.
 */
import { Backlog } from "../mailbox/backlog";
import type { Envelope } from "./mailbox";
import type { PendingReceive } from "./pending-receive";
import { type Wanted, wants } from "./wanted";

export class RecordStore {
  dropped = 0;
  private readonly envelopes = new Backlog<Envelope>();
  private readonly line = new ReceiveLine();
  private ended = false;

  constructor(private readonly capacity: number) {}

  /** A copy, oldest first. */
  list(): readonly Envelope[] {
    return this.envelopes.list();
  }

  add(envelope: Envelope): void {
    const { line, envelopes } = this;
    for (let receive = line.askFirst(); receive !== undefined; receive = line.askNext()) {
      try {
        if (!accepts(receive, envelope) || !line.leave(receive)) continue;
      } catch (error) {
        if (line.leave(receive)) receive.failed(error);
        continue;
      }
      receive.found(shown(receive, envelope));
      return;
    }
    envelopes.push(envelope);
    if (envelopes.size <= this.capacity) return;
    envelopes.dropOldest();
    this.dropped++;
  }

  /** The first envelope that is wanted, removed. What the matcher throws passes through. */
  take(wanted: Wanted): Envelope | undefined {
    const { envelopes } = this;
    envelopes.beginSearch();
    try {
      while (envelopes.cursor < envelopes.size) {
        const envelope = envelopes.at(envelopes.cursor++) as Envelope;
        if (!accepts(wanted, envelope)) continue;
        const at = envelopes.cursor - 1;
        if (envelopes.at(at) !== envelope) continue; // the matcher took it
        envelopes.removeAt(at);
        return envelope;
      }
      return undefined;
    } finally {
      envelopes.endSearch();
    }
  }

  /** Lets a receive wait; false when nothing will come any more. */
  enlist(receive: PendingReceive): boolean {
    if (this.ended) return false;
    this.line.join(receive);
    return true;
  }

  /** Takes a receive out; false when it has ended already. */
  leave(receive: PendingReceive): boolean {
    return this.line.leave(receive);
  }

  end(): void {
    this.ended = true;
    const { line } = this;
    for (let receive = line.askFirst(); receive !== undefined; receive = line.askNext()) {
      if (line.leave(receive)) receive.nothing();
    }
  }
}

/** Linked, because whoever runs out of time or aborts leaves from the middle; a set is slow at its front. */
class ReceiveLine {
  private first: PendingReceive | undefined = undefined;
  private last: PendingReceive | undefined = undefined;
  /** The last one in line that was asked; all before it were, too. A matcher may end some, and add some. */
  private asked: PendingReceive | undefined = undefined;

  join(receive: PendingReceive): void {
    receive.earlier = this.last;
    if (this.last === undefined) this.first = receive;
    else this.last.later = receive;
    this.last = receive;
  }

  /** False when it is not in line. */
  leave(receive: PendingReceive): boolean {
    const { earlier, later } = receive;
    if (earlier === undefined && this.first !== receive) return false;
    if (receive === this.asked) this.asked = earlier;
    if (earlier === undefined) this.first = later;
    else earlier.later = later;
    if (later === undefined) this.last = earlier;
    else later.earlier = earlier;
    receive.earlier = receive.later = undefined;
    receive.release?.();
    return true;
  }

  askFirst(): PendingReceive | undefined {
    this.asked = undefined;
    return this.askNext();
  }

  askNext(): PendingReceive | undefined {
    const next = this.asked === undefined ? this.first : this.asked.later;
    if (next !== undefined) this.asked = next;
    return next;
  }
}

/** System messages are shown only to those who asked for them, and then everything is in its envelope. */
function accepts({ match, system }: Wanted, envelope: Envelope): boolean {
  if (!system && envelope.system !== undefined) return false;
  return match === undefined || wants(match, system ? envelope : envelope.message);
}

/** What those get who want it. */
export function shown({ system }: Wanted, envelope: Envelope): unknown {
  return system ? envelope : envelope.message;
}

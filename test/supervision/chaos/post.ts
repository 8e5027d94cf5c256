/** Every way in which messages are sent, with an entry in the ledger for each. */
import type { Cell } from "../../../src/runtime/actor/cell";
import type { ActorRef } from "../../../src/runtime/actor/protocol";
import type { Entry, Note } from "./ledger";
import { sabotaged } from "./sabotage";
import type { World } from "./world";

const ignore = (): void => {};

export class Post {
  constructor(private readonly world: World) {}

  send(from: number, to: Cell, isByMethod = false): void {
    const { world } = this;
    const { ledger, chance, settings } = world;
    if (settings.sabotage !== undefined && sabotaged(world, from, to)) return;
    const entry = ledger.write(from, chance.maybe(0.1) ? "slow" : "work");
    const byMethod = isByMethod && to.blueprint.methods.has("work");
    entry.accepted = byMethod
      ? (this.world.rt.ref(to.pid) as ActorRef<{ work(note: Note): void }> | undefined)?.send.work(entry.note)
      : this.world.rt.send(to.pid, entry.note);
  }

  sendAsync(from: number, to: Cell): void {
    const entry = this.world.ledger.write(from, "work");
    const accepted = (is: boolean): void => {
      entry.accepted = is;
    };
    const refused = (): void => accepted(false);
    this.world.await(
      "a sendAsync",
      this.world.rt.sendAsync(to.pid, entry.note, { timeoutMs: 20 }).then(accepted, refused),
    );
  }

  ask(from: number, to: Cell): Promise<void> | undefined {
    const { world } = this;
    const { ledger, chance } = world;
    const entry = ledger.write(from, chance.maybe(0.1) ? "slow" : "work");
    const ask: NonNullable<Entry["ask"]> = { settled: false };
    entry.ask = ask;
    entry.mayBeAnswered = to.blueprint.isPull || to.extras?.router !== undefined;
    const control = chance.maybe(0.1) ? new AbortController() : undefined;
    const options = { timeoutMs: chance.one([5, 30, 200]), signal: control?.signal };
    const answer = this.world.rt.ask(to.pid, entry.note, options).then(
      (value) => Object.assign(ask, { settled: true, value }),
      (error) => Object.assign(ask, { settled: true, error }),
    );
    this.world.await(`the ask ${entry.note.n}`, answer);
    if (control !== undefined) {
      entry.mayBeWithdrawn = true;
      this.world.sleep(chance.one([0, 2])).then(() => control.abort({ code: "ABORTED" }));
    }
    return answer.then(ignore);
  }

  /** An ask that has to be answered. */
  probe(to: Cell): Entry {
    const entry = this.world.ledger.write(0, "work");
    const ask: NonNullable<Entry["ask"]> = { settled: false };
    entry.ask = ask;
    entry.mayBeAnswered = true;
    this.world.rt.ask(to.pid, entry.note, { timeoutMs: 900 }).then(
      (value) => Object.assign(ask, { settled: true, value }),
      (error) => Object.assign(ask, { settled: true, error }),
    );
    return entry;
  }

  /** A message that a timer sends, or nobody. */
  timed(pid: number): Note {
    return this.world.ledger.write(pid * 1_000_003 + this.world.ledger.sent + 1, "work").note;
  }
}

/** Keeps an eye on the runtime's own events: who crashed and came back, and which messages found no end. */
import type { Runtime } from "iris-actors";

const keptMax = 10;

export class Incidents {
  private total = 0;
  private readonly texts: string[] = [];

  constructor(rt: Runtime) {
    rt.events.on("restarted", ({ actor, error }) => this.note(`${actor} crashed and is back (${error})`));
    rt.events.on("exited", ({ actor, reason, error }) => {
      if (reason === "panic") this.note(`${actor} ended for good (${error})`);
    });
    rt.events.on("dead-letter", ({ actor, message, fate }) => this.note(`${message} to ${actor}: ${fate}`));
  }

  /** How many there were. */
  get count(): number {
    return this.total;
  }

  /** The first few, as text. */
  list(): readonly string[] {
    return [...this.texts];
  }

  private note(text: string): void {
    this.total++;
    if (this.texts.length < keptMax) this.texts.push(text);
  }
}

/**
 * restart and restart-burst. Each candidate has children below a supervisor, and a keeper: an actor that hears from a
 * child which instance it is, hands that to the tally, and crashes the children again once all of them have told.
 *
 * `brood(children, up)` starts them; its keeper calls `up(number)`. It returns `crash(at)`, which sends a child a
 * message that it throws on; `report(at)`, which sends one that it answers with the number that its instance drew when
 * it was made; `end()`; and `run()` where nothing runs by itself.
 */
import { latch, seconds } from "./tools.mjs";

/** Counts the restarts: the answers of instances made after the crash before. */
class Tally {
  seen = 0;
  /** Of all answers, and of those before the crash. */
  newest = 0;
  newestBefore = 0;
  missing = 0;
  crashesLeft = 0;
  open = undefined;
  done = undefined;

  constructor(children) {
    this.children = children;
  }

  up(number) {
    if (number > this.newestBefore) this.seen++;
    if (number > this.newest) this.newest = number;
    if (--this.missing > 0) return;
    if (this.crashesLeft === 0) this.done.resolve();
    else this.crash();
  }

  crash() {
    this.crashesLeft--;
    this.newestBefore = this.newest;
    for (let at = 0; at < this.children; at++) this.open.crash(at);
    this.ask();
  }

  ask() {
    this.missing = this.children;
    for (let at = 0; at < this.children; at++) this.open.report(at);
  }

  /** All of them crash so often, each time when all have come up again. */
  async through(crashes) {
    this.seen = 0;
    this.crashesLeft = crashes;
    this.done = latch();
    if (crashes === 0) this.ask();
    else this.crash();
    this.open.run?.();
    await this.done.promise;
  }
}

export function restartScenarios(brood) {
  const restarts = async ({ n, each, children }) => {
    let elapsed = 0;
    let checksum = 0;
    for (let done = 0; done < n; done += each) {
      const tally = new Tally(children);
      tally.open = await brood(children, (number) => tally.up(number));
      await tally.through(0); // all are up
      const start = seconds();
      await tally.through(each / children);
      elapsed += seconds() - start;
      checksum += tally.seen;
      await tally.open.end();
    }
    return { seconds: elapsed, checksum };
  };
  return { restart: restarts, "restart-burst": restarts };
}

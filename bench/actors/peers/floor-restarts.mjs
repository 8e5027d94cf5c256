/** Crash and restart as little as can be: a try/catch in the one method that throws, and a new behavior. */
export function floorRestarts({ spawn, send, run, become }) {
  const failure = new Error("crash");
  let instances = 0;

  class Fuse {
    constructor(actor) {
      this.actor = actor;
      this.number = ++instances;
    }
    crash() {
      try {
        throw failure;
      } catch {
        become(this.actor, new Fuse(this.actor));
      }
    }
    report(keeper) {
      send(keeper, "up", this.number);
    }
  }

  const fuse = () => {
    const actor = spawn(undefined);
    become(actor, new Fuse(actor));
    return actor;
  };

  return {
    brood(children, up) {
      const keeper = spawn({ up });
      const fuses = Array.from({ length: children }, fuse);
      return {
        crash: (at) => send(fuses[at], "crash", undefined),
        report: (at) => send(fuses[at], "report", keeper),
        run,
        end: () => {},
      };
    },
  };
}

/** Hot swap over a bare kernel: the actor's behavior is replaced, its state goes to the next one. No versions, no way back. */
class Once {
  constructor(actor, sum) {
    this.actor = actor;
    this.sum = sum;
  }
}
class Thrice {
  constructor(actor, sum) {
    this.actor = actor;
    this.sum = sum;
  }
}

export function floorSwaps({ spawn, send, run, behaviorOf, become }, { seconds }) {
  Once.prototype.add = function (value) {
    this.sum += value;
  };
  Thrice.prototype.add = function (value) {
    this.sum += 3 * value;
  };
  for (const type of [Once, Thrice]) {
    type.prototype.swap = function (Next) {
      become(this.actor, new Next(this.actor, this.sum));
    };
    type.prototype.addAsked = function ({ value, reply }) {
      this.add(value);
      reply();
    };
  }

  const counter = () => {
    const actor = spawn(undefined);
    become(actor, new Once(actor, 0));
    return actor;
  };

  const swaps = async ({ n, burst }) => {
    const actor = counter();
    const start = seconds();
    for (let sent = 0; sent < n; sent += burst) {
      for (let i = 0; i < burst; i += 2) {
        send(actor, "swap", Thrice);
        send(actor, "add", i & 7);
        send(actor, "swap", Once);
        send(actor, "add", (i + 1) & 7);
      }
      run();
    }
    return { seconds: seconds() - start, checksum: behaviorOf(actor).sum };
  };

  const ask = (actor, value) => {
    const promise = new Promise((reply) => send(actor, "addAsked", { value, reply }));
    run();
    return promise;
  };

  return {
    "swap-function": swaps,
    "swap-class": swaps,
    async "swap-asked"({ n }) {
      const actor = counter();
      const start = seconds();
      for (let i = 0; i < n; i++) {
        send(actor, "swap", i % 2 === 0 ? Thrice : Once);
        await ask(actor, i & 7);
      }
      return { seconds: seconds() - start, checksum: behaviorOf(actor).sum };
    },
  };
}

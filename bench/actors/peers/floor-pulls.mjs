/**
 * Pull actors as little as can be: a mailbox that is a ring and the one receive that waits, a promise and a microtask for
 * each message; and a plain loop over the ring.
 */
export function floorPulls(Ring, { seconds }) {
  class Mailbox {
    ring = new Ring();
    waiter = undefined;
    send(message) {
      const { waiter } = this;
      this.waiter = undefined;
      if (waiter === undefined) this.ring.push(message);
      else waiter(message);
    }
    receive() {
      const message = this.ring.shift();
      if (message !== undefined) return Promise.resolve(message);
      return new Promise((resolve) => {
        this.waiter = resolve;
      });
    }
  }

  /** Each burst lies in the mailbox before the clock starts. */
  const inBursts = async ({ n, burst }, consume) => {
    const mailbox = new Mailbox();
    let elapsed = 0;
    let checksum = 0;
    for (let sent = 0; sent < n; sent += burst) {
      for (let i = 0; i < burst; i++) mailbox.send({ add: i & 7 });
      const start = seconds();
      checksum += await consume(mailbox, burst);
      elapsed += seconds() - start;
    }
    return { seconds: elapsed, checksum };
  };

  return {
    "receive-loop": (sizes) =>
      inBursts(sizes, async (mailbox, burst) => {
        let sum = 0;
        for (let left = burst; left > 0; left--) sum += (await mailbox.receive()).add;
        return sum;
      }),
    "try-receive": (sizes) =>
      inBursts(sizes, ({ ring }) => {
        let sum = 0;
        for (let message = ring.shift(); message !== undefined; message = ring.shift()) sum += message.add;
        return sum;
      }),
  };
}

/** Functions that a pool's thread finds by module and export. */
const { threadId } = require("node:worker_threads");

class Pricing {
  strike = 0;

  static factor = 3;

  static scaled(x) {
    // biome-ignore lint/complexity/noThisInStatic: it is what is tested
    return x * this.factor;
  }

  static payoff(spot, strike) {
    return Math.max(spot - strike, 0);
  }
}

const doubled = Object.assign(() => "the wrapper", {
  [Symbol.for("iris-actors/offloaded")]: (x) => x * 2,
});

const SCALE = 10;

async function scaled(x) {
  return x * SCALE;
}

module.exports = { scaled, Pricing, doubled, whereAmI: () => threadId };

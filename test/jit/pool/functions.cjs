/** Functions that a pool's thread finds by module and export. */
const { threadId } = require("node:worker_threads");

class Pricing {
  strike = 0;

  static payoff(spot, strike) {
    return Math.max(spot - strike, 0);
  }
}

const doubled = Object.assign(() => "the wrapper", {
  [Symbol.for("iris-actors/offloaded")]: (x) => x * 2,
});

module.exports = { Pricing, doubled, whereAmI: () => threadId };

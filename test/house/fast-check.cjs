/**
 * What tests get as `fast-check`. `SEED=1837 npm test -- names` repeats the random choices of a failed run. A run that
 * takes too long is interrupted, also while it looks for the smallest failure: jest gives up a test that is late, but
 * cannot stop it, and would not end before it.
 */
const fastCheck = require("../../node_modules/fast-check/lib/cjs/fast-check.js");

/** FUZZ_LIMIT_MS: `npm run fuzz` lets a test take longer. */
const { SEED, FUZZ_LIMIT_MS = 50_000 } = process.env;
fastCheck.configureGlobal({
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
  interruptAfterTimeLimit: Number(FUZZ_LIMIT_MS),
  markInterruptAsFailure: true,
});

module.exports = fastCheck;

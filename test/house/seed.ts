/** Loaded before every test file: `SEED=1837 npm test -- names` repeats the random choices of a failed run. */
if (process.env.SEED !== undefined) {
  const { configureGlobal } = jest.requireActual<typeof import("fast-check")>("fast-check");
  configureGlobal({ seed: Number(process.env.SEED) });
}

export {};

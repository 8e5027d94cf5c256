/** What every JavaScript candidate gets: a clock, a latch, memory readings, and the scenarios that are the same for all. */

/** A promise that somebody else resolves: how an actor tells the benchmark that the work is done. */
export function latch() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/**
 * The typical round, times their number: for comparisons in which a few hundredths decide, so that a moment in which the
 * machine was busy with something else does not.
 */
export async function steady(count, round) {
  const results = [];
  for (let i = 0; i < count; i++) results.push(await round());
  const sorted = results.map((result) => result.seconds).sort((a, b) => a - b);
  const checksum = results.reduce((sum, result) => sum + result.checksum, 0);
  return { seconds: sorted[count >> 1] * count, checksum };
}

export const seconds = () => Number(process.hrtime.bigint()) / 1e9;

/** Heap and resident bytes after forced collections; the event loop turns in between so that what is pending settles. */
export async function memory() {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((settle) => setImmediate(settle));
    globalThis.gc?.();
  }
  const usage = process.memoryUsage();
  return { heap: usage.heapUsed, total: usage.heapUsed + usage.external, rss: usage.rss };
}

/**
 * spawn, bytes and million from one primitive: `crowd()` opens a runtime with a collector;
 * `fill(actors)` spawns one actor per element, sends each a message and settles, when all have reported, to their number;
 * `sample(actor)` asks one for its field; `clear()` ends them.
 */
export function crowdScenarios(crowd, progress) {
  /** The process ends after the timed run, so its last crowd is not taken down: comedy would need minutes. */
  const clear = async (people, actors, isLast = true) => {
    if (!(progress.isTimed && isLast)) await people.clear(actors);
  };
  const verify = async (people, actors, arrived) => {
    let checksum = arrived;
    for (let i = 999; i < actors.length; i += 1_000) checksum += await people.sample(actors[i]);
    return checksum;
  };
  return {
    async spawn({ n, rounds }) {
      let elapsed = 0;
      let checksum = 0;
      for (let round = 0; round < rounds; round++) {
        const people = await crowd();
        const actors = new Array(n).fill(undefined);
        const start = seconds();
        checksum += await people.fill(actors);
        elapsed += seconds() - start;
        await clear(people, actors, round === rounds - 1);
      }
      return { seconds: elapsed, checksum };
    },
    async bytes({ n }) {
      const people = await crowd();
      const actors = new Array(n).fill(undefined); // made before the first reading: its slots are not counted
      const before = await memory();
      const start = seconds();
      const arrived = await people.fill(actors);
      const elapsed = seconds() - start;
      const after = await memory();
      const checksum = await verify(people, actors, arrived);
      await clear(people, actors);
      const bytes = (after.heap - before.heap) / n;
      const bytesTotal = (after.total - before.total) / n;
      return { seconds: elapsed, checksum, bytes, bytesTotal, bytesResident: (after.rss - before.rss) / n };
    },
    async million({ n }) {
      const people = await crowd();
      const actors = new Array(n).fill(undefined);
      const start = seconds();
      const arrived = await people.fill(actors);
      const elapsed = seconds() - start;
      const rssBytes = process.memoryUsage().rss; // as it is, before any forced collection
      const rssPeakBytes = process.resourceUsage().maxRSS * 1024;
      const checksum = await verify(people, actors, arrived);
      await clear(people, actors);
      return { seconds: elapsed, checksum, rssBytes, rssPeakBytes };
    },
  };
}

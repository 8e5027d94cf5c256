/** Pull actors over a bare ring: an async loop that awaits one promise for each message, and a plain loop. */
export function floorPulls(Ring, { seconds }) {
  /** Each burst lies in the ring before the clock starts. */
  const inBursts = async ({ n, burst }, consume) => {
    const ring = new Ring();
    let elapsed = 0;
    let checksum = 0;
    for (let sent = 0; sent < n; sent += burst) {
      for (let i = 0; i < burst; i++) ring.push({ add: i & 7 });
      const start = seconds();
      checksum += await consume(ring);
      elapsed += seconds() - start;
    }
    return { seconds: elapsed, checksum };
  };

  return {
    "receive-loop": (sizes) =>
      inBursts(sizes, async (ring) => {
        let sum = 0;
        let message = await Promise.resolve(ring.shift());
        while (message !== undefined) {
          sum += message.add;
          message = await Promise.resolve(ring.shift());
        }
        return sum;
      }),
    "try-receive": (sizes) =>
      inBursts(sizes, (ring) => {
        let sum = 0;
        for (let message = ring.shift(); message !== undefined; message = ring.shift()) sum += message.add;
        return sum;
      }),
  };
}

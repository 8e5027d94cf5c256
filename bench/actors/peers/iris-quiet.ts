/** What must cost little or nothing: a pool's routing, and observers and tracing while they are off. */
import { channel } from "node:diagnostics_channel";
import { Actor, type ActorRef, Receive, type Runtime } from "iris-actors";
import type { Result, Sizes, Tools } from "./tools";

@Actor()
class Member {
  private sum = 0;

  @Receive() add(value: number): void {
    this.sum += value;
  }
  @Receive() total(): number {
    return this.sum;
  }
}

export function pools(rt: Runtime, { seconds, steady }: Tools) {
  const totals = async (members: Iterable<ActorRef<Member>>): Promise<number> => {
    let sum = 0;
    for (const member of members) sum += await member.ask.total();
    return sum;
  };
  return {
    pool: ({ burst, members, rounds }: Sizes) =>
      steady(rounds, async () => {
        const pool = rt.spawnPool(Member, { size: members, route: "roundRobin" });
        const start = seconds();
        for (let i = 0; i < burst; i++) pool.send.add(i & 7);
        const checksum = await totals(pool);
        const elapsed = seconds() - start;
        await pool.stop();
        return { seconds: elapsed, checksum };
      }),
    "pool/base": ({ burst, members, rounds }: Sizes) =>
      steady(rounds, async () => {
        const refs = Array.from({ length: members }, () => rt.spawn(Member));
        const mask = members - 1;
        const start = seconds();
        for (let i = 0; i < burst; i++) refs[i & mask]?.send.add(i & 7);
        const checksum = await totals(refs);
        const elapsed = seconds() - start;
        await Promise.all(refs.map((ref) => ref.stop()));
        return { seconds: elapsed, checksum };
      }),
  };
}

const events = ["start", "end", "asyncEnd", "error"].map((event) => `tracing:iris-actors.handle:${event}`);

export function quiet(rt: Runtime, { steady }: Tools, pingpong: (n: number) => Promise<Result>) {
  const inRounds = ({ n }: Sizes) => steady(10, () => pingpong(n / 10));
  return {
    async quiet(sizes: Sizes) {
      const observer = rt.observe({ capacity: 1_000 });
      const listener = (): void => {};
      for (const event of events) channel(event).subscribe(listener);
      await pingpong(1_000);
      for (const event of events) channel(event).unsubscribe(listener);
      const result = await inRounds(sizes);
      await observer.stop();
      return result;
    },
    "quiet/base": inRounds,
  };
}

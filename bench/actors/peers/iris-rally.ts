/** One ball among players: two of them, or a ring. */
import { Actor, type ActorRef, Receive, type Runtime } from "iris-actors";
import type { Latch, Result, Sizes, Tools } from "./tools";

@Actor()
export class Player {
  private index = 0;
  private next: ActorRef<Player> | undefined;
  private done: Latch<number> | undefined;
  private handledCount = 0;

  @Receive() setUp(index: number, next: ActorRef<Player>, done: Latch<number>): void {
    this.index = index;
    this.next = next;
    this.done = done;
  }
  @Receive() ball(left: number): void {
    this.handledCount++;
    if (left === 0) this.done?.resolve(this.index);
    else this.next?.send.ball(left - 1);
  }
  @Receive() handled(): number {
    return this.handledCount;
  }
}

/** Passes the ball on `n` times. The players are there already. */
async function rally({ seconds, latch }: Tools, players: readonly ActorRef<Player>[], n: number) {
  const done = latch<number>();
  await Promise.all(
    players.map((player, index) => {
      const next = players[(index + 1) % players.length] ?? player;
      return player.ask.setUp(index, next, done);
    }),
  );
  const start = seconds();
  players[0]?.send.ball(n - 1);
  const last = await done.promise;
  const elapsed = seconds() - start;
  let handled = 0;
  for (const player of players) handled += await player.ask.handled();
  return { elapsed, handled, last };
}

/** Ping-pong between two players that are ended by whoever made them; else it makes its own. */
export async function pingpong(
  rt: Runtime,
  tools: Tools,
  n: number,
  pair?: readonly ActorRef<Player>[],
): Promise<Result> {
  const players = pair ?? [rt.spawn(Player), rt.spawn(Player)];
  const { elapsed, handled } = await rally(tools, players, n);
  if (pair === undefined) await Promise.all(players.map((player) => player.stop()));
  return { seconds: elapsed, checksum: handled };
}

export function rallies(rt: Runtime, tools: Tools) {
  return {
    pingpong: ({ n }: Sizes) => pingpong(rt, tools, n),
    async ring({ n, nodes }: Sizes) {
      const players = Array.from({ length: nodes }, () => rt.spawn(Player));
      const { elapsed, handled, last } = await rally(tools, players, n);
      await Promise.all(players.map((player) => player.stop()));
      return { seconds: elapsed, checksum: handled * 1000 + last };
    },
  };
}

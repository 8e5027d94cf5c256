/** What only compilers that emit `design:paramtypes` can do: injection by constructor types. */
import { Actor, ActorContext, Receive, Runtime } from "iris-actors";

class Prices {
  of(item: string): number {
    return item.length;
  }
}

@Actor()
class Till {
  private sum = 0;

  constructor(
    private readonly prices: Prices,
    private readonly ctx: ActorContext<Till>,
  ) {}

  @Receive() buy(item: string): void {
    this.sum += this.prices.of(item);
  }

  @Receive() total(): string {
    return `${this.sum} at ${this.ctx.self.pid > 0 ? "a till" : "none"}`;
  }
}

export async function main(): Promise<string> {
  const rt = new Runtime();
  const till = rt.spawn(Till);
  till.send.buy("tea");
  till.send.buy("bread");
  const total = await till.ask.total();
  await rt.shutdown();
  return `total ${total}`;
}

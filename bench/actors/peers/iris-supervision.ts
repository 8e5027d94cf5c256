/** Crashes that a supervisor heals, and what being supervised costs while nothing crashes. */
import {
  Actor,
  ActorContext,
  type ActorRef,
  child,
  injected,
  Receive,
  Runtime,
  Supervises,
  silentLogger,
} from "iris-actors";
import { Player, pingpong } from "./iris-rally";
import type { Sizes, Tools } from "./tools";

const failure = new Error("crash");
let instances = 0;

@Actor()
class Fuse {
  private readonly drawn = ++instances;

  @Receive() crash(): void {
    throw failure;
  }
  @Receive() report(keeper: ActorRef<Keeper>): void {
    keeper.send.up(this.drawn);
  }
}

type Up = (number: number) => void;

@Actor()
class Keeper {
  private heard: Up | undefined;

  @Receive() setUp(heard: Up): void {
    this.heard = heard;
  }
  @Receive() up(number: number): void {
    this.heard?.(number);
  }
}

/** More restarts than there will be, and counted. */
const often = { strategy: "one-for-one", maxRestarts: 10_000, withinMs: 1_000 } as const;

@Supervises([Fuse], often)
class Fuseholder {
  private readonly ctx = injected(ActorContext<Fuseholder>);

  @Receive() fuses(): ActorRef<Fuse>[] {
    return [this.ctx.child(Fuse)].filter((fuse) => fuse !== undefined);
  }
}

const places = Array.from({ length: 100 }, (_, at) => `fuse-${at}`);

@Supervises(
  places.map((id) => child(Fuse, { id })),
  often,
)
class Fusebox {
  private readonly ctx = injected(ActorContext<Fusebox>);

  @Receive() fuses(): ActorRef<Fuse>[] {
    return places.map((id) => this.ctx.child(id) as ActorRef<Fuse>);
  }
}

@Supervises([child(Player, { id: "left" }), child(Player, { id: "right" })])
class Table {
  private readonly ctx = injected(ActorContext<Table>);

  @Receive() players(): ActorRef<Player>[] {
    return ["left", "right"].map((id) => this.ctx.child(id) as ActorRef<Player>);
  }
}

export function supervised(rt: Runtime, tools: Tools) {
  let quiet: Runtime | undefined;
  return {
    async brood(children: number, heard: Up) {
      // Nobody logs a restart here, in no library.
      quiet ??= new Runtime({ logger: silentLogger });
      const supervisor = children === 1 ? quiet.spawn(Fuseholder) : quiet.spawn(Fusebox);
      const fuses = (await supervisor.ask.fuses()).map(({ send }) => send);
      const keeper = quiet.spawn(Keeper);
      await keeper.ask.setUp(heard);
      return {
        crash: (at: number) => fuses[at]?.crash(),
        report: (at: number) => fuses[at]?.report(keeper),
        end: () => Promise.all([supervisor.stop(), keeper.stop()]),
      };
    },
    "pingpong-supervised": ({ n }: Sizes) =>
      tools.steady(10, async () => {
        const table = rt.spawn(Table);
        const result = await pingpong(rt, tools, n / 10, await table.ask.players());
        await table.stop();
        return result;
      }),
    "pingpong-supervised/base": ({ n }: Sizes) => tools.steady(10, () => pingpong(rt, tools, n / 10)),
  };
}

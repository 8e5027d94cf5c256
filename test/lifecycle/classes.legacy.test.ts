import { Actor } from "../../src/decorators/actor";
import { OnStart, OnStop } from "../../src/decorators/lifecycle";
import { Receive } from "../../src/decorators/receive";
import { Supervised } from "../../src/decorators/supervised";
import { ActorContext } from "../../src/runtime/actor/actor-context";
import { failureOf, makeWorld, settle } from "./fixture";

const log: string[] = [];
beforeEach(() => {
  log.length = 0;
});

abstract class Animal {
  protected legs = 4;
  readonly #name = "animal";
  @OnStart() wake(): void {
    log.push("wake");
  }
  @OnStop() sleep(): void {
    log.push("sleep");
  }
  @Receive() name(): string {
    return this.#name;
  }
  @Receive() speak(): string {
    return `${this.sound()} on ${this.legs}`;
  }
  @Receive() overridden(): string {
    return "base";
  }
  protected abstract sound(): string;
}

@Actor()
class Dog extends Animal {
  private barks = 0;
  readonly #secret = "bone";
  constructor(private readonly ctx: ActorContext<Dog>) {
    super();
  }
  @OnStart() fetch(): void {
    log.push("fetch");
  }
  override sleep(): void {
    super.sleep();
    log.push("sleep like a dog");
  }
  @OnStop() async bury(): Promise<void> {
    await Promise.resolve();
    log.push(`bury ${this.#secret}`);
  }
  override overridden(): string {
    return `derived, after ${super.overridden()}`;
  }
  @Receive() async bark(): Promise<number> {
    await Promise.resolve();
    return this.#count();
  }
  @Receive() pid(): number {
    return this.ctx.self.pid;
  }
  notAMessage(): void {}
  protected sound(): string {
    return "woof";
  }
  #count(): number {
    return ++this.barks;
  }
}

describe("classes as actors", () => {
  test("base hooks run first at the start and last at the end; an overridden one stands once", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Dog);
    await settle();
    await ref.stop();
    expect(log).toEqual(["wake", "fetch", "bury bone", "sleep", "sleep like a dog"]);
  });

  test("inherited, overridden, private and async members all work on the instance", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Dog);
    expect(await Promise.all([ref.ask.name(), ref.ask.speak(), ref.ask.overridden()])).toEqual([
      "animal",
      "woof on 4",
      "derived, after base",
    ]);
    expect([await ref.ask.bark(), await ref.ask.bark(), await ref.ask.pid()]).toEqual([1, 2, ref.pid]);
  });

  test("a public method without @Receive throws ERR_NOT_A_MESSAGE at the sender, and reaches nobody", async () => {
    const { rt } = makeWorld();
    const ref = rt.spawn(Dog);
    expect(await failureOf(() => ref.send.notAMessage())).toBe("ERR_NOT_A_MESSAGE");
    expect(await failureOf(() => ref.ask.notAMessage())).toBe("ERR_NOT_A_MESSAGE");
    expect(rt.audit().accepted).toBe(0);
  });

  test("a mixin's messages and hooks belong to the class that mixes it in", async () => {
    type Constructor<T> = new (...args: never[]) => T;
    interface Counting {
      add(): number;
    }
    const counting = <T extends object>(Base: Constructor<T>): Constructor<T & Counting> => {
      class Mixed extends (Base as Constructor<object>) {
        count = 0;
        @Receive() add(): number {
          return ++this.count;
        }
        @OnStart() startCounting(): void {
          log.push("counting");
        }
      }
      return Mixed as unknown as Constructor<T & Counting>;
    };
    class Plain {
      @Receive() plain(): string {
        return "plain";
      }
    }
    class Both extends counting(Plain) {}
    const { rt } = makeWorld();
    const ref = rt.spawn(Both);
    expect([await ref.ask.add(), await ref.ask.plain(), log]).toEqual([1, "plain", ["counting"]]);
    expect(await failureOf(() => (rt.spawn(Plain).send as never as typeof ref.send).add())).toContain(
      "not a function",
    );
  });

  test("a subclass without decorators inherits supervision and options, but not the exclusive name", async () => {
    @Actor({ name: "original", budget: 7 })
    @Supervised({ maxRestarts: 1 })
    class Original {
      @Receive() crash(): void {
        throw new Error("crash");
      }
    }
    class Plain extends Original {}
    @Actor()
    class Renamed extends Original {}
    const { rt } = makeWorld();
    const plain = rt.spawn(Plain);
    const renamed = rt.spawn(Renamed);
    expect([rt.names.resolve("original"), rt.names.resolve(Original), rt.isAlive(renamed)]).toEqual([
      plain,
      plain,
      true,
    ]);
    renamed.send.crash();
    await settle();
    expect([renamed.incarnation, rt.isAlive(renamed)]).toEqual([1, true]);
  });

  test("a message overridden by something that is no method is refused at the spawn", async () => {
    class Broken {
      @Receive() ping(): void {}
    }
    Object.defineProperty(Broken.prototype, "ping", { value: 5 });
    const { rt } = makeWorld();
    expect(await failureOf(() => rt.spawn(Broken))).toBe("ERR_BAD_DECORATOR");
  });
});

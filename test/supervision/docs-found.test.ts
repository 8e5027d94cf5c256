/** What writing the documentation and its example has found. */
import { OnStart } from "../../src/decorators/lifecycle";
import { Supervised } from "../../src/decorators/supervised";
import { Supervises } from "../../src/decorators/supervises";
import { makeWorld, never, settle } from "../lifecycle/fixture";
import { childOf, log, logged, Shaky, Top, Worker } from "./fixture";

class Line extends Worker {}
class Reader extends Worker {}

describe("rest-for-one, and the first of a group falls again before the others are up", () => {
  test("on the message that waited: those about to start go back, and start once, after it", async () => {
    @Supervises([Line, Reader], { strategy: "rest-for-one" })
    class Sup extends Top {}
    const { rt } = makeWorld();
    const line = await childOf<Line>(rt.spawn(Sup), "Line");
    logged();
    line.send.crash("one");
    line.send.crash("two");
    expect(await line.ask.add()).toBe(1);
    await settle();
    expect(logged()).toEqual([
      ...["-line", "-reader", "+line1", "~line1 one crash"],
      ...["-line1", "+line2", "~line2 two crash", "+reader1", "~reader1 one"],
    ]);
  });

  test("while those after it have begun to start: their start is abandoned", async () => {
    class Slow extends Worker {
      @OnStart() override async start(): Promise<void> {
        log.push(`+${this.id}`);
        if (this.ctx.self.incarnation === 1) await never;
      }
    }
    @Supervises([Line, Slow], { strategy: "rest-for-one" })
    class Sup extends Top {}
    const { rt } = makeWorld();
    const line = await childOf<Line>(rt.spawn(Sup), "Line");
    logged();
    line.send.crash("one");
    await settle();
    line.send.crash("two");
    await settle();
    expect(logged()).toEqual([
      ...["-line", "-slow", "+line1", "~line1 one crash", "+slow1"],
      ...["-line1", "+line2", "~line2 two crash", "+slow2", "~slow2 two"],
    ]);
  });

  test("over its budget: its supervisor restarts all, and nobody starts without the one that fell", async () => {
    @Supervised()
    @Supervises([Shaky, Reader], { strategy: "rest-for-one", maxRestarts: 1 })
    class Sup extends Top {}
    const { rt } = makeWorld();
    const shaky = await childOf<Shaky>(rt.spawn(Sup), "Shaky");
    logged();
    Shaky.failures = 1;
    shaky.send.crash();
    expect(await shaky.ask.add()).toBe(1);
    await settle();
    expect(logged()).toEqual([
      ...["-shaky", "-reader", "+sup1", "+shaky2", "~shaky2 no start", "+reader1", "~reader1 boom"],
    ]);
  });

  test("over its budget, and its supervisor is told to go on: who waited for it starts", async () => {
    @Supervised()
    @Supervises([Shaky, Reader], { strategy: "rest-for-one", maxRestarts: 1 })
    class Sup extends Top {}
    @Supervises([Sup], { decide: () => "resume" })
    class Over extends Top {}
    const { rt } = makeWorld();
    const sup = await childOf<Sup>(rt.spawn(Over), "Sup");
    const [shaky, reader] = [await childOf<Shaky>(sup, "Shaky"), await childOf<Reader>(sup, "Reader")];
    logged();
    Shaky.failures = 1;
    shaky.send.crash();
    expect(await reader.ask.add()).toBe(1);
    expect([logged(), rt.isAlive(shaky)]).toEqual([
      ["-shaky", "-reader", "+reader1", "~reader1 boom"],
      false,
    ]);
  });

  test("over its budget below one that keeps its children: they start, whatever becomes of it", async () => {
    @Supervised({ children: "keep" })
    @Supervises([Shaky, Reader], { strategy: "rest-for-one", maxRestarts: 1 })
    class Sup extends Top {}
    const { rt } = makeWorld();
    const sup = rt.spawn(Sup);
    const [shaky, reader] = [await childOf<Shaky>(sup, "Shaky"), await childOf<Reader>(sup, "Reader")];
    Shaky.failures = 1;
    shaky.send.crash();
    expect([await reader.ask.add(), await shaky.ask.add()]).toEqual([1, 1]);
  });
});

/** Hot swap of classes with offloaded methods: each version has kernels of its own, on the state that it is given. */

import { Actor, Receive, Restore, Runtime, Snapshot } from "../../src/index";
import { Jit, kernel, offload } from "../../src/jit/index";

const jit = new Jit({ tiers: ["js"] });

@Actor()
class Till {
  rate = 2;

  @offload({ jit })
  due(x: number): number {
    return x * this.rate;
  }

  @Receive()
  all(amounts: Float64Array): readonly number[] {
    return [...kernel(this.due, this).map(amounts)];
  }

  @Receive()
  raise(rate: number): void {
    this.rate = rate;
  }

  @Snapshot()
  save(): number {
    return this.rate;
  }

  @Restore()
  load(rate: number): void {
    this.rate = rate;
  }
}

class Doubled extends Till {
  @offload({ jit })
  override due(x: number): number {
    return x * this.rate * 2;
  }
}

class Plain extends Till {
  override due(x: number): number {
    return super.due(x) + 1;
  }

  override all(amounts: Float64Array): readonly number[] {
    return [...amounts].map((x) => this.due(x));
  }
}

test("each version of an actor's class maps by its own method, with the state that moved", async () => {
  await using rt = new Runtime();
  const till = rt.spawn(Till);
  const amounts = Float64Array.of(1, 10);
  expect(await till.ask.all(amounts)).toEqual([2, 20]);
  rt.behaviors.swap(till, Doubled);
  till.send.raise(3);
  expect(await till.ask.all(amounts)).toEqual([6, 60]);
  rt.behaviors.swap(till, Plain);
  expect(await till.ask.all(amounts)).toEqual([4, 31]);
  rt.behaviors.rollback(till, 2);
  expect(await till.ask.all(amounts)).toEqual([3, 30]);
  expect(kernel(Till.prototype.due).explain().tier).toBe("js");
  expect(kernel(Doubled.prototype.due).explain().tier).toBe("js");
});

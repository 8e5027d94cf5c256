/** The program that `npm run nodes` compiles and runs in every way: no constructor types, so any compiler will do. */
import { Actor, Receive, Runtime } from "iris-actors";
import { kernels } from "./kernels";

@Actor()
class Counter {
  private sum = 0;

  @Receive() add(amount: number): void {
    this.sum += amount;
  }

  @Receive() async total(): Promise<number> {
    return this.sum;
  }
}

export async function main(): Promise<string> {
  const rt = new Runtime();
  const counter = rt.spawn(Counter);
  const accepted = [counter.send.add(2), counter.send.add(40)].every(Boolean);
  const total = await counter.ask.total();
  await rt.shutdown();
  return `total ${total}, accepted ${accepted}, after shutdown ${counter.send.add(1)}; ${await kernels()}`;
}

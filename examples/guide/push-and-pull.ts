/**
 * Push and pull: a handler that is called with each message, and a worker that takes its messages when it wants them.
 *
 * Both print:
 *   push hello
 *   pull one
 *   pull two
 *   pull is over
 */
import { Actor, type Mailbox, OnStart, Receive, Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

@Actor()
class Greeted {
  private print: Print = () => {};

  @OnStart() onStart(print: Print): void {
    this.print = print;
  }

  @Receive() greet(text: string): void {
    this.print(`push ${text}`);
  }
}

@Actor({ mode: "pull" })
class Worker {
  private print: Print = () => {};

  @OnStart() onStart(print: Print): void {
    this.print = print;
  }

  async run(mailbox: Mailbox<string>): Promise<void> {
    for await (const text of mailbox) this.print(`pull ${text}`);
    this.print("pull is over");
  }
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  const push = rt.spawn(Greeted, { init: print });
  await push.ask.greet("hello");

  const pull = rt.spawn(Worker, { init: print });
  for (const text of ["one", "two"]) pull.tell(text);
  await pull.stop({ drain: true });
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  const push = rt.spawn((message) => print(`push ${message}`));
  await rt.call(push, Buffer.from("hello"));

  const pull = rt.spawnWithMailbox(async (mailbox) => {
    while (true) {
      const message = await mailbox.recv();
      if (!message) break;
      print(`pull ${message.data}`);
    }
    print("pull is over");
  });
  rt.sendMany(pull, [Buffer.from("one"), Buffer.from("two")]);
  await rt.shutdown({ drain: true });
}

export const pushAndPull: Example = { name: "push-and-pull", classes, compat };

/** A receive with a deadline is a timer of the user's: it holds this process. A shutdown then ends those that wait. */
import { type Mailbox, Runtime, silentLogger } from "../../../src";

const rt = new Runtime({ logger: silentLogger });
rt.spawnPull(async (mailbox: Mailbox<string>) => {
  console.log(await mailbox.receive({ timeoutMs: 30 }), mailbox.closed);
  const waiting = mailbox.receive({ timeoutMs: 3_600_000 });
  void rt.shutdown();
  console.log(await waiting, mailbox.closed);
});

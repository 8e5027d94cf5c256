/** Pull actors and observers that wait, for ever and in vain: nothing of it is work. */
import { type Mailbox, Runtime, silentLogger } from "../../../src";

const rt = new Runtime({ logger: silentLogger });
const plain = rt.spawnPull(async (mailbox: Mailbox<string>) => {
  for await (const m of mailbox) console.log(m);
});
rt.spawnPull(async (mailbox: Mailbox<string>) => {
  await mailbox.receive((m) => m === "never");
});
const picky = rt.spawnPull(async (mailbox: Mailbox<string>) => {
  await mailbox.receive((m) => m === "never", { signal: new AbortController().signal });
});
void rt.observe().receive();
plain.tell("took one");
picky.tell("passed over");

/** Asks with long deadlines that settle, and a passive actor with a long idle timeout: then nothing is left to do. */
import { Runtime, silentLogger } from "../../../src";

const rt = new Runtime({ logger: silentLogger });
const hour = 3_600_000;
const echo = rt.virtual((m: unknown) => m, { idleTimeoutMs: hour });
const stuck = rt.spawn((_: unknown) => new Promise(() => {}));

async function main(): Promise<void> {
  console.log(await rt.ask(echo, "hello", { timeoutMs: hour }));
  const abort = new AbortController();
  const aborted = rt.ask(stuck, "x", { timeoutMs: hour, signal: abort.signal });
  abort.abort("aborted");
  console.log(await aborted.catch((reason: unknown) => reason));
}

void main();

/** Run by shutdown.test.ts: idle actors, a stop, a kill, a join that never ends. The process must end by itself. */
import { Runtime, silentLogger } from "../../../src/index";

const rt = new Runtime({ logger: silentLogger });
const idle = rt.spawn((n: number) => n);
const stopping = rt.spawn((n: number) => n);
const killed = rt.spawn(() => new Promise<void>(() => {}));
killed.tell(1);
void rt.join(idle);

async function main(): Promise<void> {
  const asked = await rt.ask(idle, 1);
  const stopped = await rt.stop(stopping);
  process.stdout.write(`asked ${asked}, stopped ${stopped}, killed ${rt.kill(killed)}\n`);
}

process.on("exit", () => process.stdout.write("left after all\n"));
void main();

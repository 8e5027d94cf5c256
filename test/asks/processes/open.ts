/** An ask without a deadline is all that holds this process: what it waits for is an unref'd timer. */
import { Runtime, silentLogger } from "../../../src";
import { SystemClock } from "../../../src/clock";

const rt = new Runtime({ logger: silentLogger });
const clock = new SystemClock();
const late = rt.spawn(
  () => new Promise((resolve) => clock.schedule(50, () => resolve("replied")).hold(false)),
);

void rt.ask(late, "x", { timeoutMs: Number.POSITIVE_INFINITY }).then(console.log);

/**
 * Run by churn.test.ts with --expose-gc: spawns and stops actors in waves. Prints how many, whether a pid came twice,
 * and how much the heap grew from the first wave to the last, in bytes.
 */
import { Actor, injected, limits, message, OnStop, Receive, Runtime, silentLogger } from "../../../src/index";

class Resource {
  dispose(): void {}
}

@Actor()
class Short {
  readonly resource = injected(Resource);
  total = 0;
  @Receive() add(n: number): number {
    this.total += n;
    return this.total;
  }
  @OnStop() stop(): void {}
}

const waves = 20;
const perWave = 10_000;
const collect = (globalThis as { gc?: () => void }).gc as () => void;

async function main(): Promise<void> {
  const rt = new Runtime({ logger: silentLogger });
  const parent = rt.spawn(() => {});
  const heap: number[] = [];
  const pids = new Float64Array(waves * perWave);
  for (let wave = 0; wave < waves; wave++) {
    const refs = Array.from({ length: perWave }, (_, n) =>
      n % 3 === 0 ? rt.spawn(Short, { parent, name: `n${n}`, path: `/p/${n}` }) : rt.spawn(Short),
    );
    for (const [n, ref] of refs.entries()) {
      pids[wave * perWave + n] = ref.pid;
      if (n % 2 === 0) ref.send.add(n);
      if (n % 5 === 0) rt.timers.after(ref, 1e9, message(Short).add(1)).cancel();
    }
    await refs[1]?.ask.add(1);
    await Promise.all(refs.map((ref, n) => (n % 4 === 0 ? rt.kill(ref) : ref.stop())));
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    heap.push(process.memoryUsage().heapUsed);
  }
  const growth = (heap.at(-1) as number) - (heap[4] as number);
  const unique = new Set(pids).size === pids.length;
  const slots = new Set(pids.map((pid) => pid % limits.actorsMax)).size;
  const result = { spawned: waves * perWave, unique, slots, growth };
  process.stdout.write(JSON.stringify(result));
  await rt.shutdown();
}

void main();

/**
 * Run by memory.test.ts with --expose-gc: swaps one actor to and fro, then through classes that nobody else holds.
 * Prints how much the heap grew, and how many of the old instances and classes are still there.
 */
import { Actor, type ActorClass, Receive, Runtime, silentLogger } from "../../../src/index";

const collect = (globalThis as { gc?: () => void }).gc as () => void;
const instances: WeakRef<object>[] = [];

@Actor()
class One {
  count = 0;
  constructor() {
    instances.push(new WeakRef(this));
  }
  @Receive() add(): number {
    return ++this.count;
  }
  @Receive() one(): void {}
}
@Actor()
class Two {
  count = 0;
  constructor() {
    instances.push(new WeakRef(this));
  }
  @Receive() add(): number {
    return ++this.count;
  }
  @Receive() two(): void {}
}

/** Each is another class, with the message and the method of its number. */
function fresh(nth: number): ActorClass<object> {
  class Fresh {
    [key: string]: unknown;
  }
  Object.assign(Fresh.prototype, { [`message${nth}`]() {}, [`method${nth}`]() {} });
  const descriptor = Object.getOwnPropertyDescriptor(Fresh.prototype, `message${nth}`) as PropertyDescriptor;
  (Receive() as unknown as (...args: unknown[]) => void)(Fresh.prototype, `message${nth}`, descriptor);
  (Actor() as unknown as (type: unknown) => void)(Fresh);
  return Fresh;
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
}

const alive = (refs: readonly WeakRef<object>[]): number =>
  refs.filter((ref) => ref.deref() !== undefined).length;

async function main(): Promise<void> {
  const rt = new Runtime({ logger: silentLogger });
  const ref = rt.spawn(One);
  const heap: number[] = [];
  for (let round = 0; round < 10; round++) {
    for (let at = 0; at < 500; at++) {
      await rt.behaviors.swap(ref, Two);
      await rt.behaviors.swap(ref, One);
    }
    await settled();
    instances.splice(0, instances.length - 1_000);
    heap.push(process.memoryUsage().heapUsed);
  }
  const classes: WeakRef<object>[] = [];
  for (let at = 0; at < 200; at++) {
    const type = fresh(at % 3);
    classes.push(new WeakRef(type));
    await rt.behaviors.swap(ref, type);
  }
  await rt.behaviors.swap(ref, One);
  const others: WeakRef<object>[] = [];
  for (let at = 0; at < 100; at++) {
    const type = fresh(at);
    others.push(new WeakRef(type));
    const other = rt.spawn(One);
    await rt.behaviors.swap(other, type);
    await other.stop();
  }
  await settled();
  const growth = (heap.at(-1) as number) - (heap[3] as number);
  const version = rt.behaviors.version(ref);
  process.stdout.write(
    JSON.stringify({
      version,
      growth,
      instances: alive(instances),
      classes: alive(classes),
      others: alive(others),
      count: await ref.ask.add(),
    }),
  );
  await rt.shutdown();
}

void main();

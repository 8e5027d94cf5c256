/** A runtime from outside: who is there, how they are, how many there may be. See README.md. */
import {
  Actor,
  ActorContext,
  type ActorRef,
  IrisError,
  Receive,
  Runtime,
  Supervised,
  silentLogger,
} from "iris-actors";

/** One tenant of a service: runs its jobs, and says how it is. */
@Actor({ mailbox: { capacity: 10 } })
@Supervised({ state: "keep" })
class Tenant {
  private failures = 0;

  constructor(
    private readonly rt: Runtime,
    private readonly ctx: ActorContext<Tenant>,
  ) {}

  @Receive() run(job: string): void {
    if (job !== "broken") return;
    this.failures++;
    this.rt.inspect.setHealth(this.ctx.self, `degraded: ${this.failures} jobs failed`);
    throw new Error("the job is broken");
  }
}

/** What an operator's page shows: it only reads. */
class Overview {
  constructor(private readonly rt: Runtime) {}

  print(): void {
    for (const { names, state, incarnation, queued, capacity, pressure, health } of this.rt.inspect.list(
      Tenant,
    )) {
      const mailbox = `${queued} of ${capacity} queued (${pressure})`;
      console.log(`  ${names[0]}: ${state}, ${incarnation} restarts, ${mailbox}, ${health ?? "well"}`);
    }
  }

  /** The numbers that a monitoring system would collect. */
  numbers(): string {
    const { actors, messages, deadLetters, shedding } = this.rt.inspect.metrics();
    return [
      `${actors.live} live, ${actors.spawned} spawned, ${actors.exited} exited, ${actors.restarted} restarts`,
      `${messages.accepted} accepted, ${messages.handled} handled, ${messages.refused} refused`,
      `${deadLetters.failed} failed, shedding ${shedding.active ? "now" : "not now"}, at ${shedding.capacity}`,
    ].join("; ");
  }
}

/** Opens tenants for as long as there is room, and says why not. */
function open(rt: Runtime, names: readonly string[]): ActorRef<Tenant>[] {
  return names.flatMap((name) => {
    try {
      const tenant = rt.spawn(Tenant, { name });
      console.log(`  ${name} is open`);
      return [tenant];
    } catch (error) {
      if (!IrisError.is(error, "ERR_OVERLOADED")) throw error;
      console.log(`  ${name} is turned away: ${error.code}`);
      return [];
    }
  });
}

async function main(): Promise<void> {
  await using rt = new Runtime({ name: "service", logger: silentLogger });
  const overview = new Overview(rt);
  rt.inspect.setCapacity(3);
  rt.inspect.setShedding(true);
  rt.events.on("shedding", ({ active, live, capacity }) => {
    console.log(`  (shedding ${active ? "began" : "is over"}: ${live} live, capacity ${capacity})`);
  });
  rt.events.on("pressure", ({ actor, before, level, queued }) => {
    console.log(`  (${actor}: ${before} ▶ ${level}, ${queued} queued)`);
  });

  console.log("Five tenants come, for three there is room:");
  const [acme, blue, core] = open(rt, ["acme", "blue", "core", "dune", "echo"]);

  console.log("Too many jobs for acme, a broken one for blue, none for core:");
  for (let count = 0; count < 12; count++) acme?.send.run("tidy");
  blue?.send.run("broken");
  overview.print();

  console.log("A moment later:");
  for (const tenant of [acme, blue, core]) {
    await tenant?.ready(); // until its mailbox is NORMAL again
    await tenant?.ask.run("tidy");
  }
  overview.print();

  console.log("Core leaves, dune gets its place:");
  await core?.stop();
  open(rt, ["dune"]);
  console.log(`  ${overview.numbers()}`);
}

void main();

/** Compiled, never run: what supervisors of paths and `rt.supervision` take, and what must not compile. */
import type {
  ActorRef,
  ChildFactory,
  Disposer,
  ExitInfo,
  PathSupervisor,
  ReplacementOptions,
  Runtime,
  Supervision,
} from "../../src/index";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only where the two types are the same. */
function same<A, B>(_proof: Same<A, B>): void {}

class Worker {
  work(_what: string): void {}
}

export async function supervisors(rt: Runtime, ref: ActorRef<Worker>): Promise<void> {
  const options: ReplacementOptions = { strategy: "one-for-all", restart: "permanent", shutdownMs: 5 };
  const svc: PathSupervisor = rt.paths.supervisor("/svc", options);
  same<typeof svc.path, string>(true);
  svc.watch(ref);
  svc.watch(ref.pid);
  svc.supervise(ref, () => rt.spawn(Worker));
  svc.supervise(ref.pid, async () => rt.spawn(Worker), "rest-for-one");
  svc.supervise(ref, () => 5, { maxRestarts: 3, withinMs: 5, backoff: { initialMs: 5 } });
  const factory: ChildFactory = async () => (ref.pid > 5 ? 5 : ref);
  svc.supervise(
    rt.spawn(() => {}),
    factory,
  );
  same<ReturnType<typeof svc.children>, ActorRef<unknown>[]>(true);
  same<boolean, Awaited<ReturnType<typeof svc.restart>>>(true);
  await svc.restart();
  await svc.restart(ref);
  const stop: Disposer = svc.onExit((exit) => same<typeof exit, ExitInfo>(true));
  stop();
  const removed: boolean = rt.paths.removeSupervisor("/svc");
  const gone: boolean = svc.unwatch(ref) && removed;
  // @ts-expect-error the path is what it was made for
  svc.path = `${gone}`;
  // @ts-expect-error no such strategy
  svc.supervise(ref, factory, "restartone");
  // @ts-expect-error no such option
  svc.supervise(ref, factory, { restarts: 3 });
  // @ts-expect-error an option of actors that restart in place
  rt.paths.supervisor("/svc", { state: "keep" });
  // @ts-expect-error a factory gives an actor
  svc.supervise(ref, () => {});
  // @ts-expect-error a factory gives an actor, also by a promise
  svc.supervise(ref, async () => "worker");
  // @ts-expect-error a factory is a function
  svc.supervise(ref, ref);
  // @ts-expect-error an actor, not its class
  svc.watch(Worker);
}

export function supervision(rt: Runtime, ref: ActorRef<Worker>): void {
  const all: Supervision = rt.supervision;
  const count: number = all.count;
  same<ReturnType<typeof all.children>, ActorRef<unknown>[]>(true);
  all.children(ref);
  all.watch(ref);
  all.unwatch(ref.pid);
  using _ = rt.paths.watch("/svc", { deep: count > 5 });
  // @ts-expect-error it is counted, not set
  all.count = 5;
  // @ts-expect-error no such option
  rt.paths.watch("/svc", { shallow: true });
  // @ts-expect-error an actor
  all.watch("worker");
}

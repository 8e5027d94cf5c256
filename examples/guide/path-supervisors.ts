/**
 * Supervisors of paths: one that only looks, and one with a factory that replaces what fell.
 *
 * Both print:
 *   watched: 1
 *   after its crash: 0, and nobody was restarted
 *   a worker at the path replaces the one that crashed: true
 *   supervised in all: 1
 *   removed: true, and the worker lives on: true
 */
import { Actor, type ActorRef, Receive, Runtime, silentLogger } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import { Bell, type Example, type Print } from "./example";

@Actor()
class Worker {
  @Receive() work(what: string): void {
    if (what === "crash") throw new Error("planted");
  }
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime({ logger: silentLogger }); // a crash is logged
  const made = new Bell();
  const spawn = (): ActorRef<Worker> => rt.spawn(Worker, { path: "/svc/worker" });
  const watched = rt.spawn(Worker);
  const svc = rt.paths.supervisor("/svc");

  svc.watch(watched);
  print(`watched: ${svc.children().length}`);
  watched.send.work("crash");
  await rt.join(watched);
  print(`after its crash: ${svc.children().length}, and nobody was restarted`);

  const worker = spawn();
  const factory = (): ActorRef<Worker> => {
    made.ring();
    return spawn();
  };
  svc.supervise(worker, factory, { strategy: "one-for-one", maxRestarts: 3 });
  worker.send.work("crash");
  await made.rung;
  const next = rt.paths.resolve("/svc/worker");
  print(`a worker at the path replaces the one that crashed: ${next !== undefined && next !== worker}`);
  print(`supervised in all: ${rt.supervision.count}`);
  print(`removed: ${rt.paths.removeSupervisor("/svc")}, and the worker lives on: ${rt.isAlive(next ?? 0)}`);
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime(new Runtime({ logger: silentLogger }));
  const made = new Bell();
  const work = (message: Buffer): void => {
    if (message.toString() === "crash") throw new Error("planted");
  };
  const spawn = (): number => {
    const pid = rt.spawn(work);
    rt.registerPath("/svc/worker", pid);
    return pid;
  };
  const watched = rt.spawn(work);
  rt.createPathSupervisor("/svc");

  rt.pathSupervisorWatch("/svc", watched);
  print(`watched: ${rt.pathSupervisorChildren("/svc").length}`);
  rt.send(watched, Buffer.from("crash"));
  await rt.join(watched);
  print(`after its crash: ${rt.pathSupervisorChildren("/svc").length}, and nobody was restarted`);

  const worker = spawn();
  const factory = (): number => {
    made.ring();
    return spawn();
  };
  rt.pathSuperviseWithFactory("/svc", worker, factory, "restartone");
  rt.send(worker, Buffer.from("crash"));
  await made.rung;
  const next = rt.whereisPath("/svc/worker");
  print(`a worker at the path replaces the one that crashed: ${next !== undefined && next !== worker}`);
  print(`supervised in all: ${rt.childrenCount()}`);
  print(`removed: ${rt.removePathSupervisor("/svc")}, and the worker lives on: ${rt.isAlive(next ?? 0)}`);
}

export const pathSupervisors: Example = { name: "path-supervisors", classes, compat };

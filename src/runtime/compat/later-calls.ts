/** The methods of `NodeRuntime` that a later release brings, with the parameters that they will have. */
import { notYet } from "./later";

/** Each of these methods throws ERR_NOT_YET, which names what brings it and what to do until then. */
export abstract class LaterCalls {
  /** Later: makes a supervisor for what is below a path. */
  createPathSupervisor(_path: string): void {
    notYet("createPathSupervisor");
  }

  /** Later: takes a path's supervisor away; the actors stay. */
  removePathSupervisor(_path: string): boolean {
    return notYet("removePathSupervisor");
  }

  /** Later: puts an actor under a path's supervisor. */
  pathSupervisorWatch(_path: string, _pid: number): void {
    notYet("pathSupervisorWatch");
  }

  /** Later: who is under a path's supervisor. */
  pathSupervisorChildren(_path: string): number[] {
    return notYet("pathSupervisorChildren");
  }

  /** Later: lets a path's supervisor replace an actor by what the factory spawns: "restartone" or "restartall". */
  pathSuperviseWithFactory(_path: string, _pid: number, _factory: () => number, _strategy: string): void {
    notYet("pathSuperviseWithFactory");
  }

  /** Later: puts all actors below a path under the runtime's supervisor. */
  watchPath(_prefix: string): void {
    notYet("watchPath");
  }

  /** Later: puts an actor under the runtime's supervisor. */
  watch(_pid: number, _strategy: string): void {
    notYet("watch");
  }

  /** Later: how many actors are supervised. */
  childrenCount(): number {
    return notYet("childrenCount");
  }

  /** Later: who is supervised. */
  childPids(): number[] {
    return notYet("childPids");
  }

  /** Later: allocates memory that can be sent without a copy. */
  allocateBuffer(_size: number): [id: number, view: Buffer] {
    return notYet("allocateBuffer");
  }

  /** Later: sends such memory, and gives it away. */
  sendBuffer(_pid: number, _bufferId: number): boolean {
    return notYet("sendBuffer");
  }

  /** Later: `sendBuffer`, and the pressure of the mailbox after it. */
  sendUserWithBackpressure(_pid: number, _bufferId: number): [accepted: boolean, level: string] {
    return notYet("sendUserWithBackpressure");
  }

  /** Later: how many actors may have a thread, and how many threads the others share. */
  setReleaseGilLimits(_maxThreads: number, _poolSize: number): void {
    notYet("setReleaseGilLimits");
  }

  /** Later: whether a spawn beyond these limits throws. */
  setReleaseGilStrict(_strict: boolean): void {
    notYet("setReleaseGilStrict");
  }

  /** Later: takes messages from other nodes; resolves to the "host:port" it listens on. */
  listen(_address: string): Promise<string> {
    return notYet("listen");
  }

  /** Later: the pid of a stand-in for an actor of another node, by name. */
  resolveRemote(_address: string, _name: string): Promise<number | undefined> {
    return notYet("resolveRemote");
  }

  /** Later: the same, by its name in Python. */
  resolveRemotePy(_address: string, _name: string): Promise<number | undefined> {
    return notYet("resolveRemotePy");
  }

  /** Later: whether a node answers. */
  isNodeUp(_address: string): Promise<boolean> {
    return notYet("isNodeUp");
  }

  /** Later: sends to an actor of another node. */
  sendRemote(_address: string, _pid: number, _data: Uint8Array): boolean {
    return notYet("sendRemote");
  }

  /** Later: watches an actor of another node. */
  monitorRemote(_address: string, _pid: number): void {
    notYet("monitorRemote");
  }

  /** Later: who wins a race of two handlers: "FirstSafePointWins" or "PreferPrimary". */
  vortexSetAutoGhostPolicy(_policy: string): boolean {
    return notYet("vortexSetAutoGhostPolicy");
  }

  /** Later: the policy in force. */
  vortexGetAutoGhostPolicy(): string | undefined {
    return notYet("vortexGetAutoGhostPolicy");
  }

  /** Later: how many races each side has won. */
  vortexGetAutoResolutionCounts(): [primaryWins: number, ghostWins: number] {
    return notYet("vortexGetAutoResolutionCounts");
  }

  /** Later: how many staged effects were carried out. */
  vortexGetAutoReplayCount(): number {
    return notYet("vortexGetAutoReplayCount");
  }

  /** Later: sets these counters to zero. */
  vortexResetAutoTelemetry(): void {
    notYet("vortexResetAutoTelemetry");
  }
}

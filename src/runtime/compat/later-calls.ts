/** The methods of `NodeRuntime` that a later release brings, with the parameters that they will have. */
import { notYet } from "./later";

/** Each of these methods throws ERR_NOT_YET, which names what brings it and what to do until then. */
export abstract class LaterCalls {
  createPathSupervisor(_path: string): void {
    notYet("createPathSupervisor");
  }

  removePathSupervisor(_path: string): boolean {
    return notYet("removePathSupervisor");
  }

  pathSupervisorWatch(_path: string, _pid: number): void {
    notYet("pathSupervisorWatch");
  }

  pathSupervisorChildren(_path: string): number[] {
    return notYet("pathSupervisorChildren");
  }

  pathSuperviseWithFactory(_path: string, _pid: number, _factory: () => number, _strategy: string): void {
    notYet("pathSuperviseWithFactory");
  }

  watchPath(_prefix: string): void {
    notYet("watchPath");
  }

  watch(_pid: number, _strategy: string): void {
    notYet("watch");
  }

  childrenCount(): number {
    return notYet("childrenCount");
  }

  childPids(): number[] {
    return notYet("childPids");
  }

  allocateBuffer(_size: number): [id: number, view: Buffer] {
    return notYet("allocateBuffer");
  }

  sendBuffer(_pid: number, _bufferId: number): boolean {
    return notYet("sendBuffer");
  }

  sendUserWithBackpressure(_pid: number, _bufferId: number): [accepted: boolean, level: string] {
    return notYet("sendUserWithBackpressure");
  }

  setReleaseGilLimits(_maxThreads: number, _poolSize: number): void {
    notYet("setReleaseGilLimits");
  }

  setReleaseGilStrict(_strict: boolean): void {
    notYet("setReleaseGilStrict");
  }

  listen(_address: string): Promise<string> {
    return notYet("listen");
  }

  resolveRemote(_address: string, _name: string): Promise<number | undefined> {
    return notYet("resolveRemote");
  }

  resolveRemotePy(_address: string, _name: string): Promise<number | undefined> {
    return notYet("resolveRemotePy");
  }

  isNodeUp(_address: string): Promise<boolean> {
    return notYet("isNodeUp");
  }

  sendRemote(_address: string, _pid: number, _data: Uint8Array): boolean {
    return notYet("sendRemote");
  }

  monitorRemote(_address: string, _pid: number): void {
    notYet("monitorRemote");
  }

  vortexSetAutoGhostPolicy(_policy: string): boolean {
    return notYet("vortexSetAutoGhostPolicy");
  }

  vortexGetAutoGhostPolicy(): string | undefined {
    return notYet("vortexGetAutoGhostPolicy");
  }

  vortexGetAutoResolutionCounts(): [primaryWins: number, ghostWins: number] {
    return notYet("vortexGetAutoResolutionCounts");
  }

  vortexGetAutoReplayCount(): number {
    return notYet("vortexGetAutoReplayCount");
  }

  vortexResetAutoTelemetry(): void {
    notYet("vortexResetAutoTelemetry");
  }
}

/** What stands beside `NodeRuntime` in the Iris guide. All of it comes with a later release. */
import { notYet } from "./later";

/** How a function is to be offloaded: to native code, or to an actor of a pool. */
export interface OffloadOptions {
  readonly strategy?: "jit" | "actor" | undefined;
  readonly returnType?: "float" | "int" | "bool" | undefined;
}

/** Later: makes a function native, or gives it to a pool; as a decorator, too. @throws ERR_NOT_YET */
export function offload(options?: OffloadOptions): never;
export function offload(): never {
  return notYet("offload");
}

/** Later: turns the log of the compiler on or off. @throws ERR_NOT_YET */
export function setJitLogging(enabled?: boolean | null): boolean;
export function setJitLogging(): boolean {
  return notYet("setJitLogging");
}

/** Later: whether the compiler logs. @throws ERR_NOT_YET */
export function getJitLogging(): boolean {
  return notYet("getJitLogging");
}

/** Later: turns the choice among compiled variants on or off. @throws ERR_NOT_YET */
export function setQuantumSpeculation(enabled?: boolean | null): boolean;
export function setQuantumSpeculation(): boolean {
  return notYet("setQuantumSpeculation");
}

/** Later: whether variants are chosen among. @throws ERR_NOT_YET */
export function getQuantumSpeculation(): boolean {
  return notYet("getQuantumSpeculation");
}

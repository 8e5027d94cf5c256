/** What stands beside `NodeRuntime` in the Iris guide. All of it comes with a later release. */
import { notYet } from "./later";

/** How a function is to be offloaded: to native code, or to an actor of a pool. */
export interface OffloadOptions {
  readonly strategy?: "jit" | "actor" | undefined;
  readonly returnType?: "float" | "int" | "bool" | undefined;
}

/** @throws ERR_NOT_YET */
export function offload(_options?: OffloadOptions): never {
  return notYet("offload");
}

/** @throws ERR_NOT_YET */
export function setJitLogging(_enabled?: boolean | null): boolean {
  return notYet("setJitLogging");
}

/** @throws ERR_NOT_YET */
export function getJitLogging(): boolean {
  return notYet("getJitLogging");
}

/** @throws ERR_NOT_YET */
export function setQuantumSpeculation(_enabled?: boolean | null): boolean {
  return notYet("setQuantumSpeculation");
}

/** @throws ERR_NOT_YET */
export function getQuantumSpeculation(): boolean {
  return notYet("getQuantumSpeculation");
}

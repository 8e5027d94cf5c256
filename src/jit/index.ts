/// <reference types="node" preserve="true" />
/**
 * iris-actors/jit: numeric functions at compiled speed. Re-exports only.
 * @module iris-actors/jit
 */
export type { Allocator, ArenaMaker } from "./allocator";
export { jit } from "./default-jit";
export type {
  LoopReport,
  RefusalReport,
  Report,
  ReportData,
  SignatureReport,
  SizeReport,
  TierReport,
  VariantReport,
} from "./explain";
export type {
  HostThread,
  KernelHost,
  PoolCall,
  PoolFunction,
  PoolHost,
  PoolMap,
  ThreadHost,
  ThreadStart,
} from "./host";
export {
  all,
  allWhile,
  any,
  anyWhile,
  type Each,
  type Numbers,
  Range,
  range,
  sum,
  sumWhile,
} from "./intrinsics";
export type { Elem } from "./ir/types";
export { Jit, type JitOptions, type JitUse } from "./jit";
export type {
  AnyFunction,
  Kernel,
  MapArguments,
  MapOptions,
  Mapped,
  MethodContext,
  MethodOf,
  Offloaded,
  Offloader,
} from "./kernel-types";
export type { ArenaUse } from "./memory/arena";
export type { ArenaArray, ArenaGrid, ArenaPlanes, ArenaRows, NumericArray } from "./memory/views";
export { kernel, type Offload, offload } from "./offload";
export type { Exported, Fallback, OffloadOptions, Precision, Returns, Strategy } from "./offload-options";
export type { Standing } from "./speculate";
export type { Tier } from "./tier";

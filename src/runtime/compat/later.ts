/**
 * The names of the Iris guide that a later release brings: the one list of them, for their methods and for the tests.
 * It only gets shorter.
 */
import { errors } from "../../errors";

/** What brings a name, and what to do until then. */
export interface Later {
  readonly until: string;
  readonly meanwhile: string;
}

const buffers: Later = {
  until: "shared buffers",
  meanwhile: "Until then send() passes a Buffer on without a copy.",
};
const threads: Later = {
  until: "actors in threads",
  meanwhile: "Until then leave releaseGil out, and give long computations to a worker thread of your own.",
};
const mesh: Later = {
  until: "runtimes on other nodes",
  meanwhile: "Until then all actors of a NodeRuntime live in one process.",
};
const speculation: Later = {
  until: "speculation",
  meanwhile: "Until then every handler runs once, as it is.",
};

/** Its result is a promise: that rejects, and nothing is thrown. */
function promised(later: Later): Later & { readonly rejects: true } {
  return { ...later, rejects: true };
}

/** Methods of `NodeRuntime`. */
export const laterMethods = Object.freeze({
  allocateBuffer: buffers,
  sendBuffer: buffers,
  sendUserWithBackpressure: buffers,
  setReleaseGilLimits: threads,
  setReleaseGilStrict: threads,
  listen: promised(mesh),
  resolveRemote: promised(mesh),
  resolveRemotePy: promised(mesh),
  isNodeUp: promised(mesh),
  sendRemote: mesh,
  monitorRemote: mesh,
  vortexSetAutoGhostPolicy: speculation,
  vortexGetAutoGhostPolicy: speculation,
  vortexGetAutoResolutionCounts: speculation,
  vortexGetAutoReplayCount: speculation,
  vortexResetAutoTelemetry: speculation,
});

/** All of it. */
export const laterCalls = Object.freeze({
  ...laterMethods,
  /** As the last argument of a spawn. */
  releaseGil: threads,
} satisfies Readonly<Record<string, Later>>);

/** @throws ERR_NOT_YET */
export function notYet(what: keyof typeof laterCalls): never {
  const { until, meanwhile } = laterCalls[what];
  throw errors.notYet({ what, until, meanwhile });
}

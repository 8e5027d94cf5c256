/** Where the numbers come from. */
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { libraryVersion, otpVersion, peers } from "./peers.mjs";

/** Memory the process may use: a container's limit where there is one. */
function memoryBytes() {
  try {
    const limit = Number(readFileSync("/sys/fs/cgroup/memory.max", "utf8"));
    if (Number.isFinite(limit)) return Math.min(limit, totalmem());
  } catch {
    // No such limit here.
  }
  return totalmem();
}

export function machine(names, pin) {
  const libraries = names.filter((name) => peers[name].library !== undefined);
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cpus: cpus().length,
    memoryGiB: Number((memoryBytes() / 2 ** 30).toFixed(1)),
    system: `${type()} ${release()}`,
    node: `${process.version} (V8 ${process.versions.v8})`,
    otp: names.some((name) => name.startsWith("otp")) ? otpVersion() : undefined,
    libraries: Object.fromEntries(libraries.map((name) => [name, libraryVersion(name)])),
    pinnedToCpu: pin,
    loadAtStart: Number(loadavg()[0].toFixed(2)),
  };
}

/** The surface is complete: every name of the Iris guide is there, and the list of what comes later only shrinks. */

import { IrisError, Runtime, silentLogger } from "../../src/index";
import * as compat from "../../src/runtime/compat/index";
import { laterCalls } from "../../src/runtime/compat/later";
import { importsOf } from "../house/imports";
import { sources } from "../house/source";

const { NodeRuntime } = compat;

/** Every method of the guide's NodeRuntime, and where a `Runtime` has the same; "" where it has nothing yet. */
const methods: Readonly<Record<string, string>> = {
  spawn: "spawn",
  spawnPyHandlerBounded: "spawn",
  spawnBounded: "spawn",
  spawnWithMailbox: "spawnPull",
  spawnChild: "spawn",
  spawnChildPool: "spawnPool",
  spawnChildWithMailbox: "spawnPull",
  spawnVirtual: "virtual",
  spawnWithPathObserved: "observe",
  spawnObservedHandler: "observe",
  send: "send",
  sendMany: "sendMany",
  sendNamed: "sendNamed",
  allocateBuffer: "",
  sendBuffer: "",
  sendAfter: "timers.after",
  sendInterval: "timers.every",
  cancelTimer: "timers.cancel",
  call: "ask",
  mailboxSize: "mailboxes.size",
  mailboxBackpressure: "mailboxes.pressure",
  sendWithBackpressure: "sendDetailed",
  sendUserWithBackpressure: "",
  selectiveRecv: "observe",
  selectiveRecvBlocking: "observe",
  setOverflowPolicy: "mailboxes.setOverflow",
  register: "names.register",
  unregister: "names.unregister",
  resolve: "names.resolve",
  whereis: "names.resolve",
  registerPath: "paths.register",
  unregisterPath: "paths.unregister",
  whereisPath: "paths.resolve",
  listChildren: "paths.list",
  listChildrenDirect: "paths.listDirect",
  watchPath: "paths.watch",
  createPathSupervisor: "paths.supervisor",
  removePathSupervisor: "paths.removeSupervisor",
  pathSupervisorWatch: "paths.supervisor",
  pathSupervisorChildren: "paths.supervisor",
  pathSuperviseWithFactory: "paths.supervisor",
  childrenCount: "supervision.children",
  childPids: "supervision.children",
  hotSwap: "behaviors.swap",
  behaviorVersion: "behaviors.version",
  rollbackBehavior: "behaviors.rollback",
  getMessages: "observe",
  listen: "",
  resolveRemote: "",
  resolveRemotePy: "",
  isNodeUp: "",
  sendRemote: "",
  monitorRemote: "",
  setReleaseGilLimits: "",
  setReleaseGilStrict: "",
  vortexSetAutoGhostPolicy: "",
  vortexGetAutoGhostPolicy: "",
  vortexGetAutoResolutionCounts: "",
  vortexGetAutoReplayCount: "",
  vortexResetAutoTelemetry: "",
  stop: "stop",
  join: "join",
  isAlive: "isAlive",
  listActors: "inspect.list",
  actorInfo: "inspect.info",
  setActorHealth: "inspect.setHealth",
  getMetrics: "inspect.metrics",
  setSystemCapacity: "inspect.setCapacity",
  setLoadShedding: "inspect.setShedding",
  isLoadSheddingActive: "inspect.isShedding",
  watch: "supervision.watch",
  link: "links.link",
  monitor: "links.monitor",
  shutdown: "shutdown",
};

/** What stands beside the class. */
const functions: readonly string[] = [
  "offload",
  "setJitLogging",
  "getJitLogging",
  "setQuantumSpeculation",
  "getQuantumSpeculation",
];

/** Spawns that can be asked for a thread, with what comes before that argument. */
const threaded: readonly [name: string, ...args: unknown[]][] = [
  ["spawn", () => {}, 100],
  ["spawnPyHandlerBounded", () => {}, 100, 1],
  ["spawnChild", 1, () => {}, 100],
  ["spawnChildPool", 1, () => {}, 1, 100],
];

type Methods = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** Whether a call says that it comes later. Other errors are as good as none: the call was made with nothing. */
async function comesLater(call: () => unknown): Promise<boolean> {
  try {
    await call();
  } catch (error) {
    return IrisError.is(error, "ERR_NOT_YET");
  }
  return false;
}

async function withNode<T>(work: (node: Methods) => Promise<T>): Promise<T> {
  const node = new NodeRuntime(new Runtime({ logger: silentLogger }));
  try {
    return await work(node as unknown as Methods);
  } finally {
    await node.shutdown();
  }
}

function methodsOf(of: object): string[] {
  const names: string[] = [];
  for (let at: object | null = of; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    names.push(...Object.getOwnPropertyNames(at).filter((name) => name !== "constructor"));
  }
  return [...new Set(names)].sort();
}

test("compat: NodeRuntime has every name of the guide, and no other", () => {
  expect(methodsOf(NodeRuntime.prototype)).toEqual(Object.keys(methods).sort());
  expect(Object.keys(compat)).toEqual(expect.arrayContaining([...functions, "JsMailbox", "NodeRuntime"]));
});

test.each(Object.entries(methods).filter(([, path]) => path !== ""))(
  "compat: %s has its counterpart in the class form: rt.%s",
  (_, path) => {
    const rt = new Runtime({ logger: silentLogger });
    let at: unknown = rt;
    for (const part of path.split(".")) at = (at as Readonly<Record<string, unknown>>)[part];
    expect(at).toBeInstanceOf(Function);
    return rt.shutdown();
  },
);

test("compat: exactly the listed names come later; one that is there must leave the list", async () => {
  const later: string[] = [];
  for (const name of Object.keys(methods)) {
    if (await withNode((node) => comesLater(() => node[name]?.()))) later.push(name);
  }
  for (const name of functions) {
    if (await comesLater(() => (compat as unknown as Methods)[name]?.())) later.push(name);
  }
  const listed = Object.keys(laterCalls).filter((name) => name !== "releaseGil");
  expect(later.sort()).toEqual(listed.sort());
});

test.each(threaded)(
  "compat: %s refuses a thread for as long as releaseGil is listed",
  async (name, ...args) => {
    const asked = withNode((node) => comesLater(() => node[name]?.(...args, true)));
    expect(await asked).toBe("releaseGil" in laterCalls);
  },
);

test("compat: the list of what comes later does not grow", () => {
  expect(Object.keys(laterCalls).length).toBeLessThanOrEqual(17);
});

test("compat: what comes later has no counterpart yet, and what has none comes later", () => {
  const without = Object.keys(methods).filter((name) => methods[name] === "");
  expect(without.filter((name) => !(name in laterCalls))).toEqual([]);
  expect(Object.keys(laterCalls).filter((name) => name in methods && !without.includes(name))).toEqual([]);
});

test("compat: the error says what brings it, and what to do until then", async () => {
  const node = new NodeRuntime(new Runtime({ logger: silentLogger }));
  await expect(node.listen("127.0.0.1:0")).rejects.toThrow(
    "listen is not there yet: it comes in a later release, with runtimes on other nodes. Until then all actors of a NodeRuntime live in one process.",
  );
  await expect(node.listen("")).rejects.toMatchObject({ what: "listen", until: "runtimes on other nodes" });
  await expect(node.listen("")).rejects.not.toHaveProperty("rejects");
  return node.shutdown();
});

test.each([
  "call",
  "selectiveRecv",
  "join",
  "shutdown",
  "listen",
  "resolveRemote",
  "resolveRemotePy",
  "isNodeUp",
])("compat: %s, whose result is a promise, rejects and does not throw", async (name) => {
  const rejection = await withNode(async (node) => {
    const promise = node[name]?.(5, 5) as Promise<unknown>;
    return promise.catch((error: unknown) => IrisError.is(error));
  });
  expect(rejection).toBe(name === "join" ? undefined : true); // a pid that nobody has is no error of join
});

test("compat: what comes later looks like the other methods", () => {
  const { prototype } = NodeRuntime;
  for (const name of Object.keys(methods)) {
    expect((prototype as unknown as Methods)[name]?.name).toBe(name);
  }
  const enumerable: string[] = [];
  for (const name in prototype) enumerable.push(name);
  expect(enumerable).toEqual([]);
});

test("compat: nothing outside of it imports it, so that it is loaded only where it is asked for", () => {
  const files = sources(/^src\/.*\.ts$/);
  const known = new Set(files.map(({ path }) => path));
  const importers = files
    .filter(({ path }) => !path.startsWith("src/runtime/compat/"))
    .filter((source) => importsOf(source, known).some(({ to }) => to.startsWith("src/runtime/compat/")));
  expect(importers.map(({ path }) => path)).toEqual([]);
});

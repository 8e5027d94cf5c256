/** The published types in somebody else's project, strict in other ways. Reads `dist`: run `npm run build`. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeSync } from "./house/processes";
import { root } from "./house/source";

const program = `
import { Actor, type AskOptions, Receive, Runtime, type RuntimeOptions, type SpawnOptions } from "iris-actors";
import { testRuntime, type SettleOptions } from "iris-actors/testing";

class Account {
  deposit(cents: number): number { return cents; }
}

/** With exactOptionalPropertyTypes an undefined is not "left out" unless the type says so. */
export async function passOn(timeoutMs: number | undefined, name: string | undefined): Promise<void> {
  await using rt = new Runtime({ name, sliceMs: undefined } satisfies RuntimeOptions);
  const ref = rt.spawn(Account, { name, mailbox: { capacity: undefined }, init: undefined } satisfies SpawnOptions & { init: undefined });
  await ref.asking({ timeoutMs } satisfies AskOptions).deposit(5);
  await ref.stop({ timeoutMs, drain: undefined });
  await rt.shutdown({ timeoutMs });
  rt.timers.every(ref, 5, { method: "deposit", args: [] }, { ref: undefined, mode: undefined, immediate: undefined });
  Actor({ name, virtual: { idleTimeoutMs: timeoutMs } });
  Receive("tag", { timeoutMs });
  const options: SettleOptions = { timeoutMs };
  testRuntime({ name, seed: timeoutMs });
  for await (const event of rt.events) { const kind: string = event.kind; void kind; void options; }
}
`;

/** What the compiler says about a program that uses the package, under these options. */
function complaints(name: string, options: object): string {
  const folder = join(root, ".cache", "consumer", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "main.mts"), program);
  const compilerOptions = {
    target: "ES2022",
    lib: ["ES2023", "ESNext.Disposable"],
    module: "nodenext",
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    ...options,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["main.mts"] }));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  return nodeSync(tsc, "-p", folder, "--pretty", "false").stdout;
}

test("consumer: the types bring Node's own along, where a project lists none", () => {
  expect(complaints("types", { types: [] })).toBe("");
});

test("consumer: options take undefined for left out, under exactOptionalPropertyTypes", () => {
  expect(complaints("exact", { types: ["node"], exactOptionalPropertyTypes: true })).toBe("");
});

test("consumer: the types ask for no compiler beyond 5.2, whose AsyncIterableIterator has one parameter", () => {
  const stream = readFileSync(join(root, "dist", "runtime", "event-stream.d.ts"), "utf8");
  expect(stream).toMatch(/implements AsyncIterableIterator<E>, Disposable/);
});

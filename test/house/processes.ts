/**
 * The processes that tests start, each with a limit: jest cannot end a test that waits for one synchronously, nor the
 * process of a test that it gave up.
 */
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./source";

/** What a process left when it ended by itself. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Arguments of Node that make it run TypeScript. */
export const typescript: readonly string[] = ["-r", join(__dirname, "typescript.cjs")];

/** Nothing takes that long, however busy the machine. A test that awaits has less: jest gives it up at 60 s. */
const limits = { syncMs: 120_000, asyncMs: 50_000 };

function hung(args: readonly string[], timeoutMs: number, output: string): Error {
  return new Error(`${args.join(" ")} did not end in ${timeoutMs / 1_000} s. It printed:\n${output}`);
}

/** Runs a program from PATH, and waits for it. Throws when it cannot start or does not end. */
export function runSync(program: string, args: readonly string[], cwd = root): Ended {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    timeout: limits.syncMs,
    killSignal: "SIGKILL",
    shell: process.platform === "win32" && program === "npm",
  });
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT")
    throw hung([program, ...args], limits.syncMs, `${stdout}${stderr}`);
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** Runs Node with these arguments, and waits for it. */
export function nodeSync(...args: readonly string[]): Ended {
  return runSync(process.execPath, args);
}

/** Runs Node with these arguments. Rejects when it cannot start or does not end. */
export function node(...args: readonly string[]): Promise<Ended> {
  const options = {
    cwd: root,
    // As the test has set it: jest gives tests a copy.
    env: process.env,
    timeout: limits.asyncMs,
    killSignal: "SIGKILL",
    maxBuffer: 2 ** 26,
  } as const;
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error?.killed) reject(hung(args, limits.asyncMs, `${stdout}${stderr}`));
      else if (typeof error?.code === "string") reject(error);
      else resolve({ status: error === null ? 0 : (error.code ?? null), stdout, stderr });
    });
  });
}

/** Builds the package where it has changed, for tests that use it as its users do. */
export function prepare(): void {
  const { status, stdout, stderr } = nodeSync(join(root, "scripts", "prepare.mjs"));
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
}

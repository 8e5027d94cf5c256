/**
 * `npm run fuzz -- --minutes 30`: random programs through the compiler for as long as one likes, a new seed each round.
 * The first failure ends it, with the seed that repeats it.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { prepare, root } from "./prepare.mjs";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, only: { type: "string", default: "" } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error("npm run fuzz -- --minutes N [--only maps]: N is a number above 0.");
  process.exit(2);
}

prepare();
const end = performance.now() + minutes * 60_000;
/** How many times the programs of a quick round, so that starting a process does not count. */
const times = 4;
for (let round = 1; performance.now() < end; round++) {
  const seed = randomInt(2 ** 31 - 1);
  const files = `test/jit/fuzz/${values.only}`;
  const args = [
    join(root, "node_modules", "jest", "bin", "jest.js"),
    files,
    "--silent",
    "--testTimeout=600000",
  ];
  const env = { ...process.env, SEED: String(seed), FUZZ_TIMES: String(times), FUZZ_LIMIT_MS: "600000" };
  const done = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env, timeout: 30 * 60_000 });
  if (done.status !== 0) {
    console.log(`${done.stdout}${done.stderr}`);
    console.log(`Repeat it: SEED=${seed} FUZZ_TIMES=${times} npx jest ${files}`);
    process.exit(1);
  }
  console.log(`round ${round}: seed ${seed}, no difference`);
}

/** One timed run in this process: `node lib/child.mjs <module> <scenario> <sizes as JSON>`; prints one line of JSON. */
import { pathToFileURL } from "node:url";
import { restartScenarios } from "./restarts.mjs";
import * as tools from "./tools.mjs";

const [file, name, sizesText] = process.argv.slice(2);
const { timed, warmup } = JSON.parse(sizesText);

const loaded = await import(pathToFileURL(file).href);
const candidate = await (loaded.create ?? loaded.default.create)(tools);
const progress = { isTimed: false };
const scenario = {
  ...tools.crowdScenarios(candidate.crowd, progress),
  ...restartScenarios(candidate.brood),
  ...candidate,
}[name];
if (scenario === undefined) throw new Error(`no scenario ${name}`);

for (let round = 0; round < 3; round++) await scenario(warmup);
progress.isTimed = true;
const result = await scenario(timed);
console.log(`RESULT ${JSON.stringify(result)}`);
process.exit(0);

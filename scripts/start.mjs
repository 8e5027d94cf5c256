/** `npm start [-- args]`: installs, builds and runs the main example, or another: `npm start -- --example bank`. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { prepare, root } from "./prepare.mjs";

const args = process.argv.slice(2);
const named = args.indexOf("--example");
const [, example] = named === -1 ? ["", "flights"] : args.splice(named, 2);
if (example === undefined || example === "" || example.startsWith("-")) {
  console.error("--example needs a name, such as: npm start -- --example flights");
  process.exit(1);
}

function run(...command) {
  const done = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

try {
  prepare();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
if (!existsSync(join(root, "examples", example, "main.ts"))) {
  const names = readdirSync(join(root, "examples")).filter((name) =>
    existsSync(join(root, "examples", name, "main.ts")),
  );
  console.error(`There is no examples/${example}/main.ts. Name one of: ${names.join(", ")}.`);
  process.exit(1);
}
run("node_modules/typescript/bin/tsc", "-p", "tsconfig.examples.json");
run("--enable-source-maps", join("build", "examples", example, "main.js"), ...args);

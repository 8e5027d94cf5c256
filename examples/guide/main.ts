/**
 * The examples of the Iris guide, each as classes and by pids.
 *
 *   npm start -- --example guide                          all of them
 *   npm start -- --example guide hot-swap greeter         some
 *   npm start -- --example guide --list                   their names
 */
import { parseArgs } from "node:util";
import { examples } from "./all";

const print = (line: string): void => console.log(line);

const indented = (line: string): void => print(`  ${line}`);

/** Runs the named examples, or all of them. */
async function run(wanted: readonly string[]): Promise<void> {
  for (const { name, classes, compat } of examples) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    print(`${name}, as classes`);
    await classes(indented);
    print(`${name}, by pids`);
    await compat(indented);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { list: { type: "boolean" } },
    allowPositionals: true,
  });
  if (values.list) {
    for (const { name } of examples) print(name);
    return;
  }
  const missing = positionals.find((name) => !examples.some((example) => example.name === name));
  if (missing === undefined) return run(positionals);
  console.error(`There is no example "${missing}". --list shows their names.`);
  process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

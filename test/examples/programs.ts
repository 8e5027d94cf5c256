/** Compiles folders of `examples/` against the built package, and runs them, each in a process of its own. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { node, prepare } from "../house/processes";
import { root } from "../house/source";

const up = "../../.."; // from the folder of the compiled examples

/** What a program printed. Rejects when it failed, did not end by itself, or wrote to standard error. */
async function printedBy(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await node(...args);
  if (status === 0 && stderr === "") return stdout;
  throw new Error(`${stdout}${stderr}` || `ended with ${status}`);
}

/** Some folders of examples. They are compiled apart from the others, so that tests of several can run at once. */
export class Programs {
  private readonly folder: string;

  constructor(
    name: string,
    private readonly examples: readonly string[],
  ) {
    this.folder = join(root, ".cache", "examples", name);
  }

  /** Builds the package if it has changed, then the examples. Rejects with what the compiler has to say. */
  async compile(): Promise<void> {
    prepare();
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    const config = {
      extends: `${up}/tsconfig.examples.json`,
      compilerOptions: { rootDir: `${up}/examples`, outDir: "out" },
      include: this.examples.map((example) => `${up}/examples/${example}`),
    };
    writeFileSync(join(this.folder, "tsconfig.json"), JSON.stringify(config));
    await printedBy(
      join(root, "node_modules", "typescript", "bin", "tsc"),
      "-p",
      this.folder,
      "--pretty",
      "false",
    );
  }

  /** What `main.ts` of an example prints, or another file of its folder. */
  run(example: string, file = "main"): Promise<string> {
    return printedBy(join(this.folder, "out", example, `${file}.js`));
  }
}

/** Compiles blocks of documentation with the repository's own compiler, against the built package, and runs them. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { node } from "../house/processes";
import { root } from "../house/source";
import type { Block } from "./blocks";

const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

/** A folder inside the repository, so that the blocks find `iris-actors` as its users do: by name. */
export class Workshop {
  private readonly folder: string;

  constructor(
    name: string,
    private readonly blocks: readonly Block[],
  ) {
    this.folder = join(root, ".cache", "docs", name);
  }

  /** Resolves to what the compiler has to say about all blocks, each line with the block's name; "" when nothing. */
  async compile(): Promise<string> {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    for (const block of this.blocks) {
      writeFileSync(join(this.folder, `${fileOf(block)}.mts`), `${block.code}\nexport {};\n`);
    }
    const options = {
      noEmit: false,
      paths: {}, // the built package, as its users have it
      rootDir: ".",
      outDir: "out",
      types: ["node"],
      noEmitOnError: false,
    };
    const config = { extends: "../../../tsconfig.json", compilerOptions: options, include: ["*.mts"] };
    writeFileSync(join(this.folder, "tsconfig.json"), JSON.stringify(config));
    const { status, stdout, stderr } = await node(tsc, "-p", this.folder, "--pretty", "false");
    const said = status === 0 ? stdout : `${stdout}${stderr}` || `tsc ended with ${status}`;
    return this.blocks.reduce(
      (text, block) => text.replaceAll(`${fileOf(block)}.mts`, `${block.name} `),
      said,
    );
  }

  /** Runs a compiled block in a process of its own; the lines it printed. Anything on standard error is a failure. */
  async run(block: Block): Promise<string[]> {
    const { status, stdout, stderr } = await node(join(this.folder, "out", `${fileOf(block)}.mjs`));
    if (status !== 0) throw new Error(`${stdout}${stderr}` || `${block.name} ended with ${status}`);
    if (stderr !== "") throw new Error(`${block.name} wrote to standard error:\n${stderr}`);
    return stdout === "" ? [] : stdout.trimEnd().split("\n");
  }
}

function fileOf({ name }: Block): string {
  return name.replace(/[^\w.]/g, "-");
}

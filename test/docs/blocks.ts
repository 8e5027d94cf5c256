/**
 * The TypeScript blocks of a Markdown page.
 *
 *   ```ts           compiled and run: it must print what its `// prints …` comments say, line by line, and nothing else
 *   ```ts no-run    compiled
 *
 * Each block is a module of its own, so that a reader can copy it as it is.
 */
export interface Block {
  /** "docs/guide/actors.md:12": where its first line of code stands. */
  readonly name: string;
  readonly code: string;
  readonly runs: boolean;
  /** What it must print. */
  readonly prints: readonly string[];
}

/** Every block of a page. Throws for a fence that says something else after `ts`. */
export function blocksOf(path: string, text: string): Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const fence = /^```(\w*)\s*(.*)$/.exec(lines[at] ?? "");
    if (fence === null) continue;
    const start = at + 1;
    do at++;
    while (at < lines.length && lines[at] !== "```");
    const [, language, mark = ""] = fence;
    if (language !== "ts" && language !== "typescript") continue;
    const name = `${path}:${start + 1}`;
    if (mark !== "" && mark !== "no-run") throw new Error(`${name}: "${mark}" means nothing; use no-run`);
    const code = lines.slice(start, at).join("\n");
    blocks.push({ name, code, runs: mark === "", prints: printsOf(code) });
  }
  return blocks;
}

function printsOf(code: string): string[] {
  return [...code.matchAll(/\/\/ prints (.*)$/gm)].map(([, line = ""]) => line);
}

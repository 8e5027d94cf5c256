/**
 * `npm run docs:errors`: writes docs/errors.md from the error table, src/errors.ts.
 * With --check it writes nothing, and fails where the page is not what it would write.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";
import { root } from "./prepare.mjs";

const kinds = {
  usage: "Wrong calls",
  delivery: "Messages that cannot arrive",
  lifecycle: "Life cycle",
  injection: "Dependency injection",
  limit: "Limits",
};

const head = `# Errors

<!-- Written by \`npm run docs:errors\` from src/errors.ts. Do not edit. -->

Every error that this package throws or rejects with is an \`IrisError\`: it has a stable \`code\`, the facts as fields, and
a message that says the way out. Compare codes, never texts:

\`\`\`ts no-run
import { type ActorRef, IrisError } from "iris-actors";

declare const quotes: ActorRef<{ price(): number }>;

const price = await quotes.ask.price().catch((error: unknown) => {
  if (IrisError.is(error, "ERR_ASK_TIMEOUT")) return undefined; // it is slow today: go on without a price
  throw error;
});
console.log(price);
\`\`\`

\`IrisError.is\` also recognises errors made by another copy of the package, in another realm, or in another thread. Given a
code of the table it is a type guard for its facts, too: after \`IrisError.is(error, "ERR_MAILBOX_FULL")\`, \`error.capacity\` is
a number.
\`kind\` is the sort of trouble, \`cause\` what lies beneath, where there is something.

Below each code stand when it happens, its text, which ends with the way out, and its facts. In the texts, ‹name› stands for
the fact of that name: a field of the error.
`;

/** What only the source of the table says, by code: when the error happens, and the types of its facts. */
function fromSource() {
  const read = (name) => readFileSync(join(root, "src", name), "utf8");
  const source = read("errors.ts") + read("usage-errors.ts");
  const entry =
    /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?\w+: define\(\s*"(ERR_\w+)",\s*"\w+",\s*\(\w+: \{([^}]*)\}\)/g;
  return new Map(
    [...source.matchAll(entry)].map(([, comment = "", code, types]) => {
      const when = comment.replace(/\s*\n\s*\*?\s*/g, " ").trim();
      const facts = types.split(";").map((fact) => fact.trim());
      return [code, { when, facts: facts.filter((fact) => fact !== "") }];
    }),
  );
}

/** The text of one error, made with facts that name themselves. */
function describe(make) {
  const facts = new Proxy({}, { get: (_, name) => `‹${String(name)}›` });
  const { code, kind, message } = make(facts);
  return { code, kind, message };
}

function entry({ code, message, when, facts }) {
  const typed = facts.map((fact) => `\`${fact}\``).join(", ");
  return `### ${code}\n\n${when}\n\n> ${message}\n\nFacts: ${typed || "none"}.\n`;
}

function page(errors) {
  const source = fromSource();
  const all = Object.values(errors)
    .map((make) => ({ ...describe(make), ...source.get(make.code) }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  for (const { code, when } of all) {
    if (!when)
      throw new Error(`${code}: say when it happens, in a comment above its entry in the error table.`);
  }
  const groups = Object.entries(kinds).map(([kind, title]) => ({
    kind,
    title,
    entries: all.filter((error) => error.kind === kind),
  }));
  const index = groups.map(({ kind, title, entries }) => {
    const rows = entries.map(
      ({ code, when }) => `| [${code}](#${code.toLowerCase()}) | ${when.replaceAll("|", "\\|")} |\n`,
    );
    return `**${title}**, of kind \`"${kind}"\`\n\n| code | when |\n|---|---|\n${rows.join("")}`;
  });
  const sections = groups.map(({ title, entries }) => `## ${title}\n\n${entries.map(entry).join("\n")}`);
  return `${head}\n## Index\n\n${index.join("\n")}\n${sections.join("\n")}`;
}

const { errors } = await tsImport("../src/errors.ts", import.meta.url);
const path = join(root, "docs", "errors.md");
const wanted = page(errors);
if (!process.argv.includes("--check")) {
  writeFileSync(path, wanted);
} else if (readFileSync(path, "utf8") !== wanted) {
  console.error("docs/errors.md is not what the error table says: run `npm run docs:errors`.");
  process.exitCode = 1;
}

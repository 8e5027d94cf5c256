/**
 * `npm run docs:errors`: writes docs/errors.md from the error table of the built package.
 * With --check it writes nothing, and fails where the page is not what it would write.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
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

\`IrisError.is\` also recognises errors made by another copy of the package, in another realm, or in another thread.
In the texts below, ‹name› stands for the field of that name.
`;

/** One error, described by making it with facts that write down which of them its text reads. */
function describe(make) {
  const fields = new Set();
  const facts = new Proxy(
    {},
    {
      get: (_, name) => {
        fields.add(String(name));
        return `‹${String(name)}›`;
      },
    },
  );
  const { code, kind, message } = make(facts);
  return { code, kind, message, fields: [...fields].sort() };
}

function page(errors) {
  const all = Object.values(errors).map(describe);
  const sections = Object.entries(kinds).map(([kind, title]) => {
    const entries = all
      .filter((error) => error.kind === kind)
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map(({ code, message, fields }) => {
        const named = fields.map((name) => `\`${name}\``).join(", ");
        return `### ${code}\n\n${message}\n\nFields: ${named || "none"}.\n`;
      });
    return `## ${title}\n\n${entries.join("\n")}`;
  });
  return `${head}\n${sections.join("\n")}`;
}

const { errors } = createRequire(import.meta.url)(join(root, "dist", "errors.js"));
const path = join(root, "docs", "errors.md");
const wanted = page(errors);
if (!process.argv.includes("--check")) {
  writeFileSync(path, wanted);
} else if (readFileSync(path, "utf8") !== wanted) {
  console.error("docs/errors.md is not what the error table says: run `npm run docs:errors`.");
  process.exitCode = 1;
}

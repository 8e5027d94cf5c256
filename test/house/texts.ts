/** House rules for texts: code as plain lines, Markdown, and the map of the code. */
import { posix } from "node:path";
import type { Finding } from "./rules";
import type { Source } from "./source";

/** Patterns that no tracked text may hold, written so that this file does not hold them itself. */
const texts: readonly { readonly find: RegExp; readonly what: string; readonly use: string }[] = [
  {
    find: /\b(?:TO[D]O|FIX[M]E|XX[X])\b/,
    what: "a note to self",
    use: "do it now, or open an issue",
  },
  {
    find: /(?:^|[\s"'`(=:])(?:\/(?:work|home|root|Users|mnt|workspace|tmp)\/|[A-Z]:\\Users\\)/,
    what: "a path of one machine",
    use: "a path from the root of the repository",
  },
  {
    find: /\bregistry[.][a-z]+[.][a-z]+|\bnpmmirror[.]com|"resolved": "htt[p]/,
    what: "a package registry's host",
    use: "package names only; .npmrc keeps hosts out of the lock file",
  },
];

/** What a text must not hold, in any file. */
export function textFindings(source: Source): Finding[] {
  return source.text
    .split("\n")
    .flatMap((text, at) =>
      texts.flatMap(({ find, what, use }) =>
        find.test(text) ? [{ path: source.path, line: at + 1, what, use }] : [],
      ),
    );
}

const commentColumns = 120;

/** Comments wider than 120 columns: the formatter keeps code to 110, and leaves comments alone. */
export function wideComments(source: Source): Finding[] {
  return source.text.split("\n").flatMap((text, at) =>
    text.length > commentColumns && /^\s*(?:\/\/|\/?\*)/.test(text)
      ? [
          {
            path: source.path,
            line: at + 1,
            what: `${text.length} columns`,
            use: `${commentColumns} at most`,
          },
        ]
      : [],
  );
}

/** Links of a Markdown file that lead to no tracked file. */
export function brokenLinks(source: Source, tracked: ReadonlySet<string>): Finding[] {
  const folder = source.path.split("/").slice(0, -1);
  return source.text.split("\n").flatMap((text, at) =>
    [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].flatMap(([, target = ""]) => {
      if (/^[a-z]+:/.test(target)) return [];
      const parts = [...folder];
      for (const part of target.split("/")) {
        if (part === "..") parts.pop();
        else if (part !== "." && part !== "") parts.push(part);
      }
      const path = parts.join("/");
      const known = tracked.has(path) || [...tracked].some((file) => file.startsWith(`${path}/`));
      return known
        ? []
        : [{ path: source.path, line: at + 1, what: `link to ${target}`, use: "no such file" }];
    }),
  );
}

/** The anchor of a heading, as GitHub makes it: lower case, no punctuation, dashes for spaces. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

/** Links into a Markdown file, this or another one of `pages`, at a heading that is not there. */
export function brokenAnchors(source: Source, pages: readonly Source[]): Finding[] {
  const anchors = new Map(
    [...pages, source].map(({ path, text }) => [
      path,
      [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading)),
    ]),
  );
  return source.text.split("\n").flatMap((text, at) =>
    [...text.matchAll(/\]\(([^)\s#:]*)#([^)]+)\)/g)].flatMap(([, target = "", anchor = ""]) => {
      const path = target === "" ? source.path : posix.join(posix.dirname(source.path), target);
      const known = anchors.get(path)?.includes(anchor) ?? true;
      const what = `link to ${target}#${anchor}`;
      return known ? [] : [{ path: source.path, line: at + 1, what, use: "no such heading" }];
    }),
  );
}

/**
 * Where the map of the code and the source folders differ. The map has one list item per folder,
 * `- **src/x/** …`, which names each file in backticks, without its ending.
 */
export function mapGaps(map: string, files: readonly string[]): string[] {
  const items = map.split(/\n(?=- |#|$)/).flatMap((item) => {
    const folder = /^- \*\*(src\/.*?)\*\*/.exec(item)?.[1];
    return folder === undefined ? [] : [...item.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => folder + name);
  });
  const known = new Set(files.map((file) => file.replace(/\.ts$/, "")));
  const index = (file: string) => /(?:^|\/)index$/.test(file);
  return [
    ...[...known].filter((file) => !items.includes(file) && !index(file)).map((file) => `add ${file}`),
    ...items.filter((file) => !known.has(file)).map((file) => `remove ${file}`),
  ];
}

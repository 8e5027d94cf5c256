/** Comma-separated values with quotes: `"W. H. ""Bud"" Barron","Westport, NY"` (RFC 4180). */

// Fields are quoted, with doubled quotes inside, or plain; each ends at a comma, a line break or the end of the text.
const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/** The rows of a text as objects, by the names in its first row. Throws where a quote stands wrong. */
export function parseCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = splitRows(text);
  return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? ""])));
}

function splitRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  field.lastIndex = 0;
  for (let at = 0; at < text.length; at = field.lastIndex) {
    const match = field.exec(text);
    if (match === null) throw new Error(`a quote is misplaced in row ${rows.length + 1}`);
    const [, quoted, plain = "", end] = match;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

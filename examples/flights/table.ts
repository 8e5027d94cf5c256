/** Columns of text under a title, each as wide as its widest cell. */
export interface Table {
  readonly title: string;
  /** Names of the last columns; the ones before stand under the title. */
  readonly heads?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The columns, from 0, that are aligned right. */
  readonly right: readonly number[];
}

const indent = "  ";
const gap = "  ";

export function tableLines({ title, heads = [], rows, right }: Table): string[] {
  const columns = rows[0]?.length ?? heads.length;
  const named = columns - heads.length;
  const headRow = [...Array<string>(Math.max(0, named)).fill(""), ...heads];
  const widths = headRow.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const lineOf = (cells: readonly string[]): string => {
    const padded = cells.map((text, at) =>
      right.includes(at) ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0),
    );
    return (indent + padded.join(gap)).trimEnd();
  };
  const top = title + lineOf(headRow).slice(title.length);
  return [top, ...rows.map(lineOf)];
}

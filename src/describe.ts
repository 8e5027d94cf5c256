/** How wrong values, and what was thrown, are called in texts. */

/** Says briefly what a wrong argument was, for error texts. Never throws. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "function":
      return functionName(value as () => void);
    case "string":
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    case "object":
      return `an instance of ${className(value as object)}`;
    case "bigint":
      return `${value}n`;
    default:
      return String(value);
  }
}

/** What was thrown, as text: anything may be, also what cannot be turned into a string. Never throws. */
export function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return describe(error);
  }
}

function functionName(value: () => void): string {
  try {
    const name: unknown = value.name;
    return typeof name === "string" && name !== "" ? `function ${name}` : "a function";
  } catch {
    return "a function"; // a revoked proxy, or a getter that throws
  }
}

function className(value: object): string {
  try {
    return String(value.constructor?.name ?? "Object");
  } catch {
    return "Object"; // a proxy that throws
  }
}

/** ` (did you mean "capacity"?)` where one known word is close enough, else nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  let best = "";
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best === "" ? "" : ` (did you mean "${best}"?)`;
}

/** Levenshtein's distance; words beyond 40 characters are cut, so that a wrong option stays cheap to refuse. */
function editDistance(from: string, to: string): number {
  const a = from.slice(0, 40);
  const b = to.slice(0, 40);
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

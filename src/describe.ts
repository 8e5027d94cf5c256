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

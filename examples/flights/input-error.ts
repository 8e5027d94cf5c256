/** Something is wrong with what the user gave us: the text is all they need to see, without a stack. */
export class InputError extends Error {
  override readonly name = "InputError";
}

/** What a failure says, for a sentence of ours. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === "ENOENT" ? "there is no such file" : (message ?? String(error));
}

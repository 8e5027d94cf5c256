/** Records a method that the runtime calls at a moment of the actor's life; `lifecycle.ts` and `state.ts` name them. */
import type { Hook } from "../draft";
import { bareCall, type Call, methodTarget, misuse } from "./target";

/** Called with the arguments of `@OnStart()`: there must be none. */
export function hookMark(decorator: string, hook: Hook, args: Call): (...call: Call) => void {
  if (args.length > 0) throw bareCall(decorator, args);
  const isOnly = hook === "snapshot" || hook === "restore";
  return (...call) => {
    const { draft, key, where } = methodTarget(decorator, call);
    for (const record of draft.hooks) {
      if (record.hook !== hook) continue;
      if (record.key === key) throw misuse(decorator, where, "it stands there twice", "Remove one.");
      if (isOnly) {
        const problem = `the class has another @${decorator} method, ${record.key}`;
        throw misuse(decorator, where, problem, "Keep one.");
      }
    }
    draft.hooks.push({ hook, key });
  };
}

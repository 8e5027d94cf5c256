/** The compiler that serves all functions which name no other (law S9: the one that is process-wide). */
import { Jit } from "./jit";

/** The default compiler: `jit.alloc.float64(n)`, `jit.setLogging(true)`, `jit.inspect()`. */
export const jit = new Jit();

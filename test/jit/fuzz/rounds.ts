/** How long a fuzzing test goes on: a quick round by default, as many times as `FUZZ_TIMES` says otherwise. */
export function runsOf(quick: number): number {
  return quick * Number(process.env.FUZZ_TIMES ?? 1);
}

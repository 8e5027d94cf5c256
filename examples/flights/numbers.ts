/** Numbers as people read them. */

/** 20000 → "20,000" */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** 0.254 → "25 %" */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** 522 → "8 h 42 min" */
export function hours(minutes: number): string {
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
  return whole === 0 ? `${rest} min` : `${whole} h ${rest} min`;
}

/** A sum over a number of things, per thing; 0 of nothing. */
export function mean(sum: number, things: number): number {
  return things === 0 ? 0 : sum / things;
}

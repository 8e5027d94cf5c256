/** Who is restarted with whom (as in OTP's `supervisor`). */
import type { Strategy } from "../options";

/**
 * Those who are restarted when `fallen` is, itself among them, in start order.
 *
 * @param inOrder the supervised children of one parent, in start order
 */
export function affectedBy<C>(strategy: Strategy, fallen: C, inOrder: Iterable<C>): C[] {
  if (strategy === "one-for-one") return [fallen];
  const affected: C[] = [];
  let isAffected = strategy === "one-for-all";
  for (const child of inOrder) {
    if (child === fallen) isAffected = true;
    if (isAffected) affected.push(child);
  }
  return affected;
}

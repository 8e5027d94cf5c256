/** A refusal as an error: for calls that are rather not made than made slowly, or without a bound. */
import { errors } from "../errors";
import { pointAt, type Refusal } from "./ir/refusal";

/**
 * ERR_OFFLOAD_REFUSED.
 *
 * @param own the source of the function, where a refusal does not say which it is about
 */
export function refusedError(kernel: string, refusal: Refusal, own?: string | undefined): Error {
  const { code, reason: why, fix, span, source = own, helper } = refusal;
  const reason = helper === undefined ? why : `${why}, in helper \`${helper}\``;
  const where = span === undefined || source === undefined ? "" : pointAt(source, span).text;
  return errors.offloadRefused({ kernel, refusal: code, reason, fix, where });
}

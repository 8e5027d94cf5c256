/** The value of European options by Black and Scholes (1973), as one writes it for a single option. */
import { offload } from "iris-actors/jit";

/** The distribution of a standard normal variable, by Abramowitz and Stegun 26.2.17: off by less than 1e-7. */
function normal(x: number): number {
  const z = Math.abs(x);
  const u = 1 / (1 + 0.2316419 * z);
  const density = 0.3989422804014327 * Math.exp(-0.5 * z * z);
  const tail =
    density *
    u *
    (0.31938153 + u * (-0.356563782 + u * (1.781477937 + u * (-1.821255978 + u * 1.330274429))));
  return x < 0 ? tail : 1 - tail;
}

/**
 * What a call is worth today: the right to buy at `strike` in `years`, while the price is `spot`.
 * `rate` and `volatility` are those of a year. `call(...)` values one option, `call.map(...)` a whole book.
 */
export const call = offload()(
  (spot: number, strike: number, years: number, rate: number, volatility: number): number => {
    const spread = volatility * Math.sqrt(years);
    const d1 = (Math.log(spot / strike) + (rate + 0.5 * volatility * volatility) * years) / spread;
    return spot * normal(d1) - strike * Math.exp(-rate * years) * normal(d1 - spread);
  },
);

/** How much the value of the call moves when the price moves by one. */
export const delta = offload()(
  (spot: number, strike: number, years: number, rate: number, volatility: number): number =>
    normal(
      (Math.log(spot / strike) + (rate + 0.5 * volatility * volatility) * years) /
        (volatility * Math.sqrt(years)),
    ),
);

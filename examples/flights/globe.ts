/** Distances on a globe: the function that one writes for two points, compiled, for all routes at once. */
import { kernel, offload } from "iris-actors";
import type { Place } from "./airport-directory";

/** How the published distances of routes compare with the shortest ways between their ends. */
export interface Detours {
  readonly routes: number;
  /** Of all routes together: published miles for one mile of great circle. */
  readonly ratio: number;
}

interface Ends {
  readonly ends: readonly [Place, Place];
  readonly distanceMiles: number;
}

export class Globe {
  constructor(private readonly radiusMiles: number) {}

  /** Miles along the great circle between two points in degrees, by the haversine formula. */
  @offload()
  miles(latitude: number, longitude: number, toLatitude: number, toLongitude: number): number {
    const radian = Math.PI / 180;
    const north = Math.sin(((toLatitude - latitude) * radian) / 2);
    const east = Math.sin(((toLongitude - longitude) * radian) / 2);
    const h = north * north + Math.cos(latitude * radian) * Math.cos(toLatitude * radian) * east * east;
    return 2 * this.radiusMiles * Math.asin(Math.sqrt(h));
  }

  detours(routes: readonly Ends[]): Detours {
    const column = (end: 0 | 1, degrees: "latitude" | "longitude") =>
      Float64Array.from(routes, ({ ends }) => ends[end][degrees]);
    const shortest = kernel(this.miles, this).map(
      column(0, "latitude"),
      column(0, "longitude"),
      column(1, "latitude"),
      column(1, "longitude"),
    );
    const published = routes.reduce((sum, { distanceMiles }) => sum + distanceMiles, 0);
    return { routes: routes.length, ratio: published / shortest.reduce((sum, miles) => sum + miles, 0) };
  }
}

export const earth = new Globe(3958.8);

/** Where the published data lies: the npm package vega-datasets exports no paths, so we go by its entry file. */
import { dirname, join } from "node:path";

export function publishedData(name: string): string {
  return join(dirname(require.resolve("vega-datasets")), "..", "data", name);
}

/** What swaps leave behind. */
import { join } from "node:path";
import { testRuntime } from "../../src/runtime/testing";
import { systemOf } from "../../src/runtime/testing/inside";
import { nodeSync, typescript } from "../house/processes";
import { New, Old } from "./fixture";

describe("memory (S13)", () => {
  test("1,000 swaps between two classes: 16 earlier versions are kept, and one facade", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    const cell = systemOf(rt).slots.at(ref.pid);
    const facades = new Set<unknown>();
    for (let at = 0; at < 500; at++) {
      await rt.behaviors.swap(ref, New);
      await rt.behaviors.swap(ref, Old);
      facades.add(cell?.extras?.behaviors?.facade);
    }
    const behaviors = cell?.extras?.behaviors;
    expect(behaviors?.kept).toHaveLength(17);
    expect(new Set(behaviors?.kept.map(({ blueprint }) => blueprint)).size).toBe(2);
    expect(behaviors?.pending).toEqual([]);
    expect(facades.size).toBe(1);
    expect(cell?.extras).toMatchObject({ saved: undefined, owned: undefined });
    expect(rt.behaviors.version(ref)).toBe(1_001);
  });

  test("10,000 swaps leave no instance, and classes that nobody else holds go once they are not kept", () => {
    const script = join(__dirname, "processes", "growth.ts");
    const { stdout, stderr } = nodeSync("--expose-gc", ...typescript, script);
    expect(stderr).toBe("");
    const { version, growth, instances, classes, others, count } = JSON.parse(stdout);
    expect({ version, count }).toEqual({ version: 10_202, count: 1 });
    expect(instances).toBeLessThan(3);
    expect(classes).toBeLessThan(18);
    expect(others).toBeLessThan(5);
    // 6,000 swaps more: less than 50 bytes for each.
    expect(growth).toBeLessThan(300_000);
  });
});

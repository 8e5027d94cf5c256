import { join } from "node:path";
import { nodeSync, typescript } from "../house/processes";

describe("churn (S8)", () => {
  test("200,000 actors spawned and ended: no pid comes twice, slots are used again, the heap is back where it was", () => {
    const script = join(__dirname, "processes", "churn.ts");
    const { stdout, stderr } = nodeSync("--expose-gc", ...typescript, script);
    expect(stderr).toBe("");
    const { spawned, unique, slots, growth } = JSON.parse(stdout);
    expect({ spawned, unique }).toEqual({ spawned: 200_000, unique: true });
    expect(slots).toBeLessThan(25_000);
    // 150,000 more actors came and went meanwhile: what each left behind is less than 10 bytes.
    expect(growth).toBeLessThan(1_500_000);
  });
});

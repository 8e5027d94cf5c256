/** The parts of the flights example that stand alone: CSV, the screen, the list of the first few. */
import { AirportDirectory } from "../../examples/flights/airport-directory";
import { parseCsv } from "../../examples/flights/csv";
import { publishedData } from "../../examples/flights/published-data";
import { screenFor } from "../../examples/flights/screen";
import { TopList } from "../../examples/flights/top-list";

describe("flights: CSV", () => {
  test.each([
    ["plain fields", "a,b\n1,2\n", [{ a: "1", b: "2" }]],
    ["no line break at the end", "a,b\n1,2", [{ a: "1", b: "2" }]],
    ["carriage returns", "a,b\r\n1,2\r\n", [{ a: "1", b: "2" }]],
    ["commas, quotes and line breaks in quotes", 'a,b\n"x, ""y""","1\n2"\n', [{ a: 'x, "y"', b: "1\n2" }]],
    ["empty fields", "a,b\n,\n", [{ a: "", b: "" }]],
    ["missing fields", "a,b\n1\n", [{ a: "1", b: "" }]],
    ["no rows", "a,b\n", []],
    ["nothing", "", []],
  ])("%s", (_, text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });

  test.each(['a\nx"y\n', 'a\n"x\n', 'a\n"x"y\n'])("%j has a misplaced quote", (text) => {
    expect(() => parseCsv(text)).toThrow("a quote is misplaced in row 2");
  });

  test("the published airports, with their quotes", async () => {
    const directory = await AirportDirectory.load(publishedData("airports.csv"));
    expect(directory.place("DBN").name).toBe('W. H. "Bud" Barron');
    expect(directory.place("N25").city).toBe("Westport, NY");
    expect(() => directory.place("???")).toThrow("There is no airport ???.");
  });
});

describe("flights: the screen", () => {
  function written(isTTY: boolean, quiet: boolean): string {
    let text = "";
    const screen = screenFor({ isTTY, write: (more) => (text += more) }, quiet);
    for (const share of [0.1, 0.3, 0.4, 0.9, 1]) screen.progress(share, `${share}`);
    screen.print("done");
    return text;
  }

  test("a terminal has one live line, which is gone at the end", () => {
    const clear = "\r\u001b[2K";
    expect(written(true, false)).toBe(
      `${[0.1, 0.3, 0.4, 0.9, 1].map((n) => clear + n).join("")}${clear}done\n`,
    );
  });

  test("a pipe gets a line for each quarter", () => {
    expect(written(false, false)).toBe("0.3\n0.9\n1\ndone\n");
  });

  test("quiet is quiet", () => {
    expect(written(true, true)).toBe("done\n");
  });
});

test("flights: the first few are the same whatever the order they came in", () => {
  const numbers = [5, 3, 9, 1, 7, 9, 2];
  const firstThree = (list: readonly number[]): readonly number[] => {
    const top = new TopList<number>(3, (a, b) => b - a);
    for (const number of list) top.add(number);
    return top.list();
  };
  expect(firstThree(numbers)).toEqual([9, 9, 7]);
  expect(firstThree(numbers.toReversed())).toEqual([9, 9, 7]);
  expect(firstThree([4])).toEqual([4]);
});

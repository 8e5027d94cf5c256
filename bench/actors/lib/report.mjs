/** From runs to medians, ratios and tables. A loss is printed in the same column as a win. */
import { scenarios, targets } from "./scenarios.mjs";

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const MEASURES = [
  "opsPerSecond",
  "seconds",
  "bytes",
  "bytesTotal",
  "bytesResident",
  "bytesUncollected",
  "rssBytes",
  "rssPeakBytes",
];
const ratioTo = ["otp", "otp-raw", "nact", "floor", "floor-slots", "iris-base"];

/** Per peer: median, min and max of every measure over the runs that did not fail. A quick run is held to no target. */
export function summarize(name, results, quick) {
  const peers = {};
  for (const [peer, all] of Object.entries(results)) {
    const good = all.filter((run) => run.failure === undefined);
    const measures = {};
    for (const measure of MEASURES) {
      const values = good.map((run) => run[measure]).filter((value) => value !== undefined);
      if (values.length > 0)
        measures[measure] = { median: median(values), min: Math.min(...values), max: Math.max(...values) };
    }
    peers[peer] = { runs: all, good: good.length, failed: all.length - good.length, ...measures };
  }
  const { title, base } = scenarios[name];
  return { title, base, peers, ratios: ratios(name, peers, quick), quick };
}

/**
 * iris against the others: ratio of medians, and the spread of the ratios of runs that stood side by side. Against its own
 * base, where a few hundredths decide, the median of the ratios of such runs: what slowed the machine slowed both.
 */
function ratios(name, peers, quick) {
  const found = {};
  const mine = peers.iris;
  if (mine === undefined || mine.good === 0) return found;
  const measure = name === "bytes" ? "bytes" : name === "million" ? "rssBytes" : "opsPerSecond";
  for (const peer of ratioTo) {
    const other = peers[peer];
    if (other === undefined || other.good === 0) continue;
    const pairs = mine.runs.flatMap((run, i) => {
      const beside = other.runs[i];
      return run.failure === undefined && beside?.failure === undefined
        ? [run[measure] / beside[measure]]
        : [];
    });
    const ratio = peer === "iris-base" ? median(pairs) : mine[measure].median / other[measure].median;
    const target = measure === "opsPerSecond" && !quick ? targetOf(name, peer) : undefined;
    const verdict = target === undefined ? undefined : ratio >= target ? "reached" : "MISSED";
    found[peer] = { ratio, min: Math.min(...pairs), max: Math.max(...pairs), target, verdict };
  }
  return found;
}

function targetOf(name, peer) {
  const table = targets[peer];
  if (table === undefined) return undefined;
  return name in table ? table[name] : table.default;
}

export function count(value) {
  if (value >= 1e6) return `${(value / 1e6).toFixed(value >= 1e7 ? 1 : 2)}M`;
  return value >= 1e3 ? `${Math.round(value / 1e3)}k` : value.toFixed(0);
}

const megabytes = (value) => `${Math.round(value / 1e6)} MB`;
const times = (value) => `${value.toFixed(value >= 10 ? 1 : 2)}×`;
const spread = (measure, show) => `${show(measure.min)} – ${show(measure.max)}`;

/** Header and rows of the table of one scenario. */
function rowsOf(name, { peers }) {
  const rows = [columnsOf(name)];
  for (const [peer, found] of Object.entries(peers)) {
    const state = found.failed === 0 ? `${found.good}` : `${found.good}, ${found.failed} FAILED`;
    rows.push([peer, ...cellsOf(name, found), state]);
  }
  return rows;
}

function columnsOf(name) {
  if (name === "bytes") return ["peer", "bytes an actor", "min – max", "resident", "runs"];
  if (name === "million") return ["peer", "resident", "min – max", "peak", "seconds", "runs"];
  return ["peer", "per second", "min – max", "timed", "runs"];
}

function cellsOf(name, found) {
  const blank = Array(columnsOf(name).length - 2).fill("–");
  if (found.good === 0) return blank;
  const whole = (value) => value.toFixed(0);
  if (name === "bytes") {
    return [
      whole(found.bytes.median),
      spread(found.bytes, whole),
      found.bytesResident ? whole(found.bytesResident.median) : "–",
    ];
  }
  if (name === "million") {
    const { rssBytes, rssPeakBytes, seconds } = found;
    return [
      megabytes(rssBytes.median),
      spread(rssBytes, megabytes),
      megabytes(rssPeakBytes.median),
      seconds.median.toFixed(2),
    ];
  }
  const ops = found.opsPerSecond;
  return [count(ops.median), spread(ops, count), `${found.seconds.median.toFixed(2)} s`];
}

function ratioLines(name, summary) {
  const lines = Object.entries(summary.ratios).map(([peer, { ratio, min, max, target, verdict }]) => {
    const aim = target === undefined ? "" : `, target ${target}×: ${verdict}`;
    const meaning = peer === "iris-base" ? `; iris-base is ${summary.base}` : "";
    return `iris/${peer} ${times(ratio)} (${times(min)} – ${times(max)})${aim}${meaning}`;
  });
  const mine = summary.peers.iris;
  if (mine === undefined || mine.good === 0 || summary.quick) return lines;
  const bound = (value, max, show) =>
    `iris ${show(value)}, at most ${show(max)}: ${value <= max ? "reached" : "MISSED"}`;
  if (name === "bytes")
    lines.push(bound(mine.bytes.median, targets.bytesMax, (value) => `${Math.round(value)} bytes`));
  if (name === "million") lines.push(bound(mine.rssBytes.median, targets.millionRssBytesMax, megabytes));
  return lines;
}

export function terminalTable(name, summary) {
  const rows = rowsOf(name, summary);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join("  ");
  return [
    "",
    summary.title,
    ...rows.map((row) => `  ${line(row)}`),
    ...ratioLines(name, summary).map((text) => `  ${text}`),
  ].join("\n");
}

export function markdown(report) {
  const { machine } = report;
  const libraries = Object.entries(machine.libraries).map(([name, version]) => `${name} ${version}`);
  const facts = [
    `${machine.cpus} × ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.system}`,
    `Node ${machine.node}${machine.otp === undefined ? "" : `, Erlang/OTP ${machine.otp}`}`,
    ...(libraries.length > 0 ? [libraries.join(", ")] : []),
    `${machine.date}; ${report.runsPerPeer} runs a peer, each in a fresh process, interleaved; load ${machine.loadAtStart}` +
      (machine.loadAtEnd === undefined ? "" : ` at the start, ${machine.loadAtEnd} at the end`) +
      (machine.pinnedToCpu === undefined ? "" : `; pinned to CPU ${machine.pinnedToCpu}`),
  ];
  const warning = report.quick
    ? ["**A quick run: it shows that everything works; its numbers mean nothing.**", ""]
    : [];
  const skipped = Object.entries(report.skipped).map(([peer, why]) => `- skipped: ${peer}: ${why}`);
  const parts = [
    "# Actors",
    "",
    ...warning,
    ...facts.map((fact) => `- ${fact}`),
    ...skipped,
    "",
    ...ratioTable(report),
  ];
  for (const [name, summary] of Object.entries(report.scenarios)) {
    const [header, ...rows] = rowsOf(name, summary);
    const line = (row) => `| ${row.join(" | ")} |`;
    parts.push(
      "",
      `## ${summary.title}`,
      "",
      line(header),
      line(header.map((_, column) => (column === 0 ? "---" : "--:"))),
    );
    parts.push(...rows.map(line), "", ...ratioLines(name, summary).map((text) => `- ${text}`));
    if (summary.measured !== undefined && !machine.date.startsWith(summary.measured.date)) {
      parts.push(`- measured ${summary.measured.date}, ${summary.measured.runs} runs`);
    }
    for (const [peer, { runs }] of Object.entries(summary.peers)) {
      for (const { failure } of runs) if (failure !== undefined) parts.push(`- FAILED ${peer}: ${failure}`);
    }
  }
  return `${parts.join("\n")}\n`;
}

/** One row a scenario: iris as a multiple of the others. */
function ratioTable(report) {
  const rows = Object.entries(report.scenarios).flatMap(([name, { ratios: found, peers }]) => {
    if (Object.keys(found).length === 0 || scenarios[name].memory) return [];
    const cell = (peer) => (found[peer] === undefined ? "–" : times(found[peer].ratio));
    const aim = (peer) =>
      found[peer]?.target === undefined ? "–" : `${found[peer].target}×, ${found[peer].verdict}`;
    return [
      [
        name,
        count(peers.iris.opsPerSecond.median),
        cell("otp"),
        aim("otp"),
        cell("nact"),
        aim("nact"),
        cell("otp-raw"),
        cell("floor"),
        aim("floor"),
        cell("floor-slots"),
        cell("iris-base"),
        aim("iris-base"),
      ],
    ];
  });
  if (rows.length === 0) return [];
  const header = [
    "iris as a multiple of",
    "per second",
    "otp",
    "target",
    "nact",
    "target",
    "otp-raw",
    "floor",
    "target",
    "floor-slots",
    "iris-base",
    "target",
  ];
  const line = (row) => `| ${row.join(" | ")} |`;
  return [line(header), line(header.map((_, column) => (column === 0 ? "---" : "--:"))), ...rows.map(line)];
}

/**
 * Writes the table of results.json into the README, between its markers. `--check` only says whether it is there.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const { machine, runsPerPeer, scenarios } = JSON.parse(readFileSync(at("results.json"), "utf8"));
const readme = readFileSync(at("../../README.md"), "utf8");

const peers = ["iris", "otp", "nact", "xstate", "effect", "comedy", "floor"];
const titles = {
  pingpong: "ping-pong",
  ring: "thread ring of 503",
  "counting-burst": "counting, a burst of a million",
  "counting-credit": "counting, 1,000 outstanding",
  fanin: "fan-in, 100 to 1",
  spawn: "spawn 100,000",
  "ask-sequential": "ask, one by one",
  "ask-pipelined": "ask, 1,000 at once",
  bytes: "bytes of an idle actor",
  million: "MB of a million actors",
};
/** What lies beyond sending and asking: a row for each thing that iris is held to. */
const featureTitles = {
  "swap-function": "hot swap of a function, and a message",
  "swap-class": "hot swap of a class, and a message",
  "swap-asked": "hot swap of a class, and a question",
  "swap-1000": "1,000 messages between two swaps",
  "selective-last": "selective receive of the last of 10,000",
  "selective-wait": "arrivals during a selective receive, 10,000 set aside",
  "receive-loop": "`await receive()`",
  "try-receive": "`tryReceive()`",
  pool: "a pool of four, round robin",
  quiet: "ping-pong, observer and tracing off",
  restart: "a crash and its restart, one by one",
  "restart-burst": "100 siblings crash at once, and restart",
  "pingpong-supervised": "ping-pong below a supervisor",
};
const yardsticks = { otp: "Erlang/OTP", nact: "nact", floor: "a bare loop that awaits" };
const measures = { bytes: ["bytes", 1], million: ["rssBytes", 1e6] };

function short(value) {
  if (value === undefined) return "–";
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)}M`;
  return value >= 10_000 ? `${Math.round(value / 1e3)}k` : String(Math.round(value));
}

function row([name, title]) {
  const [measure, unit] = measures[name] ?? ["opsPerSecond", 1];
  const medians = peers.map((peer) => scenarios[name]?.peers[peer]?.[measure]?.median);
  const [iris, otp] = medians;
  const better = measures[name] === undefined ? iris / otp : otp / iris;
  const cells = medians.map((value) => short(value === undefined ? undefined : value / unit));
  return `| ${[title, ...cells, `${better.toPrecision(2)}×`].join(" | ")} |`;
}

/** Its rows; none before its results are there. */
function featureRows([name, title]) {
  const found = scenarios[name];
  return Object.entries(found?.ratios ?? {}).flatMap(([peer, { ratio, target, verdict }]) => {
    if (target === undefined) return [];
    const aim = `${target}×${verdict === "MISSED" ? ", MISSED" : ""}`;
    const mine = short(found.peers.iris.opsPerSecond.median);
    return [
      `| ${[title, mine, yardsticks[peer] ?? found.base, `${ratio.toPrecision(2)}×`, aim].join(" | ")} |`,
    ];
  });
}

const rows = Object.entries(featureTitles).flatMap(featureRows);
const features =
  rows.length === 0
    ? []
    : ["", "| | iris | beside | iris to that | at least |", "|---|--:|---|--:|--:|", ...rows];

const table = [
  `Operations a second: medians of ${runsPerPeer} runs, each in a fresh process, peers taking turns; ${machine.cpus} × ${machine.cpu},`,
  `Node ${machine.node.split(" ")[0].slice(1)}, a shared machine. The floor is a ring mailbox and a bare loop: what plain JavaScript can do.`,
  "",
  "| | iris | Erlang/OTP 25 ¹ | nact | xstate | effect | comedy | floor | iris to OTP |",
  `|---|${"--:|".repeat(peers.length + 1)}`,
  ...Object.entries(titles).map(row),
  ...features,
  "",
  "¹ `gen_server`, one scheduler. Spreads, checksums and the code: [bench/actors](bench/actors/README.md), `npm run bench`.",
].join("\n");

const marked = /(<!-- bench:actors -->\n)[\s\S]*?(<!-- \/bench:actors -->)/;
const wanted = readme.replace(marked, (_, open, close) => `${open}${table}\n${close}`);
if (!process.argv.includes("--check")) writeFileSync(at("../../README.md"), wanted);
else if (wanted !== readme) {
  console.error("README.md does not show bench/actors/results.json: run node bench/actors/readme.mjs");
  process.exit(1);
}

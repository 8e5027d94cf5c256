/**
 * What jest is at, for `scripts/jest.mjs`: one line of JSON in the file that JEST_PROGRESS names, each time that a test
 * file or a test starts or ends. Written at once, so that it is there also when a test never gives the process back.
 */
const { appendFileSync } = require("node:fs");
const { relative } = require("node:path");

module.exports = class ProgressReporter {
  constructor({ rootDir }) {
    this.rootDir = rootDir;
    process.once("exit", (code) => this.note({ what: "exit", code }));
  }

  note(line) {
    appendFileSync(process.env.JEST_PROGRESS, `${JSON.stringify(line)}\n`);
  }

  noteTest(what, { path }, name) {
    this.note({ what, file: relative(this.rootDir, path), name });
  }

  onTestFileStart(test) {
    this.noteTest("file starts", test);
  }

  onTestCaseStart(test, { ancestorTitles, title }) {
    this.noteTest("test starts", test, [...ancestorTitles, title].join(" › "));
  }

  onTestCaseResult(test, { fullName }) {
    this.noteTest("test ends", test, fullName);
  }

  onTestFileResult(test) {
    this.noteTest("file ends", test);
  }

  onRunComplete() {
    this.note({ what: "all end" });
  }
};

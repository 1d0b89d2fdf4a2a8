import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkovAt } from "../../../scripts/policy/checkov";
import { recorded, reportOf } from "./recorded";

describe("npm run policy, on a machine that", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sechub-python-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A python3 of a version that nobody has, which does what the script says. */
  function python(...lines: readonly string[]): string {
    const file = path.join(folder, "python3");
    writeFileSync(file, ["#!/bin/sh", ...lines, ""].join("\n"));
    chmodSync(file, 0o755);
    return file;
  }
  const run = (SECHUB_PYTHON: string) =>
    spawnSync(process.execPath, ["scripts/run.mjs", "scripts/policy/policy.ts"], {
      env: { PATH: process.env["PATH"], SECHUB_PYTHON },
      encoding: "utf8",
    });
  const VERSION = '[ "$1" = --version ] && echo "Python 3.9.999" && exit 0';
  /** venv: python3 -m venv FOLDER */
  const MAKES_VENV = '[ "$2" = venv ] && mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && exit 0';

  it.each([
    [
      "has no python3",
      () => path.join(folder, "none"),
      /none cannot be run: checkov needs Python 3\.9 or newer, as python3 or named by SECHUB_PYTHON\n$/,
    ],
    [
      "has an old one",
      () => python("echo Python 3.8.18"),
      /python3 is 3\.8\.18: checkov needs Python 3\.9 or newer; name one by SECHUB_PYTHON\n$/,
    ],
    [
      "has no venv",
      () => python(VERSION, "echo 'No module named venv' >&2", "exit 1"),
      /python3 makes no virtual environment \(No module named venv\): install its venv and pip, on Debian and Ubuntu by apt-get install python3-venv\n$/,
    ],
    [
      "has no network",
      () =>
        python(
          VERSION,
          MAKES_VENV,
          "echo 'WARNING: no route to host' >&2",
          "echo 'ERROR: no matching distribution' >&2",
          "exit 1",
        ),
      /^pip does not install checkov, which needs PyPI or your mirror of it once: no route to host\n$/,
    ],
  ])("%s says so in one line and fails", (_, make, expected) => {
    const { status, stderr } = run(make());
    expect(stderr).toMatch(expected);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(status).toBe(1);
  });

  it.each([
    [
      "dies",
      ["echo 'ImportError: nothing here' >&2", "exit 2"],
      /^checkov ended with 2 and no report: ImportError: nothing here$/,
    ],
    [
      "finds nothing to read, and ends well",
      ['echo \'{"passed": 0, "failed": 0}\''],
      /^checkov ended with 0 and no report: \{/,
    ],
    ["reads, and then says that it cannot", ["cat report.json", "exit 3"], /^checkov ended with 3 and no report/],
  ])("has a checkov that %s is told so in one line", (_, lines, expected) => {
    writeFileSync(path.join(folder, "report.json"), JSON.stringify(reportOf(recorded.planted)));
    expect(() => checkovAt(python(...lines))(folder)).toThrow(expected);
  });

  it("lost the Python of its checkov is told what to remove", () => {
    expect(() => checkovAt(path.join(folder, "gone"))(folder)).toThrow(/remove \.build\/checkov and run it again$/);
  });

  it("has settings for checkov of its own gets the same report: none of them arrives", () => {
    process.env["CKV_SKIP"] = "CKV_AWS_1";
    const shows = ["env | cut -d= -f1 | sort | tr '\\n' ' ' >&2", "exit 4"];
    try {
      expect(() => checkovAt(python(...shows))(folder)).toThrow(
        /^checkov ended with 4 and no report: HOME PATH (PWD )?PYTHONUTF8( SHLVL)?( _)?$/,
      );
    } finally {
      delete process.env["CKV_SKIP"];
    }
  });

  it.each([[0], [1]])("has a checkov that ends with %s has its report", (status) => {
    writeFileSync(path.join(folder, "report.json"), JSON.stringify(reportOf(recorded.planted)));
    expect(checkovAt(python("cat report.json", `exit ${status}`))(folder)).toEqual(reportOf(recorded.planted));
  });
});

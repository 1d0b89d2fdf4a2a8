import { spawnSync } from "node:child_process";

/** Runs what `npm run blocklist -- …` runs, with no terminal. */
const blocklist = (...args: readonly string[]) => blocklistIn({}, ...args);

function blocklistIn(more: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["scripts/run.mjs", "ops/blocklist/main.ts", ...args],
    {
      env: { PATH: process.env["PATH"], AWS_EC2_METADATA_DISABLED: "true", HOME: "/nowhere", ...more },
      encoding: "utf8",
    },
  );
  return { status, stdout, lines: stderr.split("\n").slice(0, -1) };
}

describe("npm run blocklist", () => {
  it("explains itself", () => {
    expect(blocklist("--help")).toMatchObject({
      status: 0,
      lines: [],
      stdout: expect.stringContaining("block IP") as string,
    });
  });

  it.each([
    [["show", "010.0.0.1"], "leading zero"],
    [["list"], "no AWS credentials were found: set AWS_PROFILE"],
    [["list", "--env", "nowhere"], 'there is no environment "nowhere"'],
  ])("ends with 1 and one line: %j", (args, problem) => {
    const { status, stdout, lines } = blocklist(...args);
    expect({ status, stdout, lines }).toEqual({ status: 1, stdout: "", lines: [expect.stringContaining(problem)] });
  });

  it("refuses an environment that npm took for itself", () => {
    expect(blocklistIn({ npm_config_env: "prod" }, "list")).toMatchObject({
      status: 1,
      stdout: "",
      lines: ["npm took --env for itself: write -- before it, npm run blocklist -- --env prod"],
    });
  });

  it("says first that it works at the stand-ins", () => {
    expect(blocklist("list", "--env", "local")).toMatchObject({
      status: 1,
      stdout: "",
      lines: [
        "against the stand-ins at http://127.0.0.1:4566: nothing in AWS is read or changed",
        expect.stringContaining("DynamoDB does not answer at http://127.0.0.1:4566") as string,
      ],
    });
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runDrift } from "../../../ops/drift/run";
import { resource } from "../plan/plan-json";
import { refreshed, writeStacks } from "./stacks";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub drift-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Reads both parts of the folder, as prod. */
async function drift() {
  const out: string[] = [];
  const io = { write: (line: string) => void out.push(line), note: () => {}, ask: undefined };
  const clock = { now: () => new Date(0), sleep: () => Promise.resolve(), random: () => 0 };
  const surroundings = { io, env: {}, environments: { prod: {} }, clock };
  const code = await runDrift(["--env", "prod", "--from", folder], surroundings);
  return { code, lines: out.join("\n").split("\n") };
}

describe("a folder without rules.json", () => {
  it("is one clear line: nobody has looked at the rules, and that is no clean night", async () => {
    writeStacks(folder);
    await expect(drift()).rejects.toMatchObject({
      code: "FILE_INVALID",
      forPeople: true,
      message: expect.stringMatching(/rules\.json is missing, so nobody knows [^\n]* --only shape$/) as string,
    });
  });

  it.each(["aws_networkfirewall_rule_group.rule-group", "aws_dynamodb_table.blocklist"])(
    "makes the report that a look made which found %s missing, and so could not look at the rules",
    async (address) => {
      writeStacks(folder, { shared: refreshed(resource(address, { before: { name: "x" } })) });
      const { code, lines } = await drift();
      expect([code, lines[0], lines[4]]).toEqual([
        2,
        "Drift in prod: 1 resource missing.",
        `  rules          not looked at: ${address} is missing`,
      ]);
    },
  );
});

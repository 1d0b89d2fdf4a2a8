import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig } from "../../../config/load-config";
import type { Action } from "../../../ops/plan/plan";
import { readPlan } from "../../../ops/plan/read-plan";
import { refuseStateLeftBehind } from "../../../ops/terraform/state-left-behind";

const S3 = loadConfig("prod", { prod: { backend: { type: "s3", bucket: "states", region: "us-west-2" } } });
const LOCAL = loadConfig("prod", { prod: {} });

let root: string;
beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), "sechub state-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function leave(text: string): void {
  const folder = path.join(root, "terraform-state", "prod");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "shared.tfstate"), text);
}
const STATE = JSON.stringify({ version: 4, resources: [{ type: "aws_dynamodb_table" }] });

const planOf = (...actions: readonly Extract<Action, "create" | "no-op">[]) =>
  readPlan(
    "shared",
    JSON.stringify({
      format_version: "1.2",
      resource_changes: actions.map((action, index) => ({
        address: `aws_x.a${index}`,
        type: "aws_x",
        name: `a${index}`,
        change: { actions: [action], before: null, after: {}, after_unknown: {} },
      })),
      planned_values: {},
    }),
  );
const look = (config = S3, plan = planOf("create", "create")) =>
  refuseStateLeftBehind(config, path.join(root, "cdktf.out"), [{ stack: "shared", plan }]);

describe("a plan before an empty state in S3", () => {
  it("is refused while the state of the stack is still in terraform-state/, in one line that says what to do", () => {
    leave(STATE);
    expect(() => look()).toThrow(
      /^shared: the state in states is empty, and terraform-state\/prod\/shared\.tfstate still has one: move it first \(terraform-state\/README\.md, "To S3"\).*$/,
    );
  });

  it.each<[string, () => void]>([
    ["there is no state on this machine", () => look()],
    ["what is there holds no resource", () => (leave(JSON.stringify({ version: 4, resources: [] })), look())],
    ["what is there was emptied", () => (leave(""), look())],
    ["the state in S3 is not empty: the file is a copy", () => (leave(STATE), look(S3, planOf("no-op", "create")))],
    ["the config says local", () => (leave(STATE), look(LOCAL))],
  ])("is let through when %s", (_, act) => {
    expect(act).not.toThrow();
  });
});

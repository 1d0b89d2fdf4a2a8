import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../../config/environments";
import { loadConfig } from "../../../config/load-config";
import { runTerraform, type Terraform } from "../../../ops/terraform/run-terraform";
import { trimState } from "../../../ops/terraform/trim-state";
import { runTrimState } from "../../../ops/trim-state/run";

const TERRAFORM = "terraform";
const installed = spawnSync(TERRAFORM, ["version"]).status === 0;
if (!installed) process.stderr.write("skipped, what terraform itself would show: there is no terraform\n");

const config = loadConfig("dev", environments);
let outdir: string;
const folder = () => path.join(outdir, "stacks", "shared");
const stateFile = () => path.join(folder(), "shared.tfstate");

const rule = (priority: number, address: string) => ({
  priority,
  rule_definition: [
    {
      actions: ["aws:drop"],
      match_attributes: [{ source: [{ address_definition: address }], destination: [{ address_definition: address }] }],
    },
  ],
});
const PLACEHOLDER = rule(config.firewall.basePriority + 4, "127.0.0.1/32");
const stateWith = (rules: readonly object[], serial = 7) => ({
  version: 4,
  terraform_version: "1.11.4",
  serial,
  lineage: "11111111-2222-3333-4444-555555555555",
  outputs: {},
  resources: [
    {
      mode: "managed",
      type: "aws_networkfirewall_rule_group",
      name: "rule-group",
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [
        {
          schema_version: 0,
          attributes: {
            arn: "arn:g",
            rule_group: [
              {
                rules_source: [{ stateless_rules_and_custom_actions: [{ stateless_rule: rules, custom_action: [] }] }],
              },
            ],
          },
          sensitive_attributes: [],
          private: "cHJpdmF0ZQ==",
        },
      ],
    },
  ],
  check_results: null,
});
const FULL = [rule(1, "198.51.100.7/32"), PLACEHOLDER];
const write = (rules: readonly object[], serial?: number) =>
  writeFileSync(stateFile(), JSON.stringify(stateWith(rules, serial), undefined, 2));
const read = () => JSON.parse(readFileSync(stateFile(), "utf8")) as ReturnType<typeof stateWith>;

beforeEach(() => {
  outdir = path.join(mkdtempSync(path.join(tmpdir(), "sechub trim-")), "cdktf.out");
  mkdirSync(folder(), { recursive: true });
  const terraform = { backend: { local: { path: "shared.tfstate" } } };
  writeFileSync(path.join(folder(), "main.tf.json"), JSON.stringify({ terraform }));
  write(FULL);
});
afterEach(() => rmSync(path.dirname(outdir), { recursive: true, force: true }));

const STACK = () => ({ stack: "shared", folder: folder(), needs: [] });
const trim = (terraform: Terraform = runTerraform) => trimState(STACK(), config, outdir, terraform);

(installed ? describe : describe.skip)("a state that terraform itself keeps", () => {
  // Before there is a state: of one with resources it would ask for their provider, which pull and push do not need.
  beforeEach(async () => {
    rmSync(stateFile());
    expect(await runTerraform(folder(), ["init", "-input=false"])).toMatchObject({ status: 0 });
    write(FULL);
  });

  it("is pushed with the placeholder alone and the next serial, and kept as it was for its owner", async () => {
    const before = read();
    const { addresses, backup = "" } = await trim();

    expect(addresses).toBe(1);
    expect(read()).toMatchObject({ lineage: before.lineage });
    expect(JSON.stringify(read().resources[0]?.instances[0]?.attributes)).not.toContain("198.51.100.7");
    expect(JSON.stringify(read().resources[0]?.instances[0]?.attributes)).toContain("127.0.0.1/32");
    expect(read().resources[0]?.instances[0]?.private).toBe("cHJpdmF0ZQ==");
    expect(JSON.parse(readFileSync(backup, "utf8"))).toEqual(before);
    expect(statSync(backup).mode & 0o077).toBe(0);
    expect(readdirSync(path.dirname(backup))).toEqual(["shared.tfstate"]);
    const { serial } = read();
    expect(serial).toBeGreaterThan(before.serial);
    expect(await trim()).toEqual({ addresses: 0, backup: undefined });
    expect(read().serial).toBe(serial);
  }, 240_000);

  it("stays as it is when somebody applies in between", async () => {
    const applies: Terraform = async (at, args) => {
      if (args[1] === "push") write([rule(2, "203.0.113.9/32"), PLACEHOLDER], 8);
      return runTerraform(at, args);
    };
    await expect(trim(applies)).rejects.toThrow(/terraform state push failed[\s\S]*run it again when nobody deploys/);
    expect(JSON.stringify(read())).toContain("203.0.113.9");
  }, 240_000);

  it("is pushed under its lock, which is waited for", async () => {
    const pushes: string[] = [];
    await trim((at, args) => {
      if (args[1] === "push") pushes.push(args.join(" "));
      return runTerraform(at, args);
    });
    expect(pushes).toEqual([expect.stringMatching(/^state push -lock-timeout=10m /)]);
  }, 240_000);
});

describe("npm run trim-state", () => {
  const run = async (args: readonly string[], terraform: Terraform, answer?: string) => {
    const [out, notes]: [string[], string[]] = [[], []];
    const code = await runTrimState(args, {
      io: {
        write: (line) => out.push(line),
        note: (line) => notes.push(line),
        ask: answer === undefined ? undefined : () => Promise.resolve(answer),
      },
      env: {},
      environments,
      terraform,
      synthesize: () => {
        const stacks = { shared: { name: "shared", workingDirectory: "stacks/shared", dependencies: [] } };
        writeFileSync(path.join(outdir, "manifest.json"), JSON.stringify({ stacks }));
        const resource = { aws_networkfirewall_rule_group: { "rule-group": {} } };
        writeFileSync(path.join(folder(), "cdk.tf.json"), JSON.stringify({ resource }));
        return Promise.resolve();
      },
      outdir,
    });
    return { code, out, notes };
  };
  const pushed: string[] = [];
  const fake: Terraform = (_, args) => {
    if (args[1] === "push") pushed.push(readFileSync(args.at(-1) ?? "", "utf8"));
    const stdout =
      args[0] === "version"
        ? '{"terraform_version":"1.11.4"}'
        : args[1] === "pull"
          ? readFileSync(stateFile(), "utf8")
          : "";
    return Promise.resolve({ status: 0, stdout, stderr: "" });
  };
  beforeEach(() => void pushed.splice(0));

  it("says what it took out, and where the state is as it was", async () => {
    const { code, out } = await run(["--yes"], fake);
    expect(code).toBe(0);
    expect(out).toEqual([
      expect.stringMatching(/^shared: took 1 address out of the state; as it was: .*shared\.tfstate$/),
    ]);
    expect(pushed).toHaveLength(1);
  });

  it("says when there is nothing to do", async () => {
    write([PLACEHOLDER]);
    expect((await run(["--yes"], fake)).out).toEqual(["shared: the state holds only the placeholder; nothing to do"]);
    expect(pushed).toEqual([]);
  });

  it("asks, and does nothing without a yes", async () => {
    await expect(run([], fake)).rejects.toMatchObject({ code: "NOT_ASKED" });
    await expect(run([], fake, "n")).rejects.toMatchObject({ code: "DECLINED" });
    expect(pushed).toEqual([]);
    expect((await run([], fake, "y")).code).toBe(0);
  });

  it("explains itself", async () => {
    const { out } = await run(["--help"], fake);
    for (const part of ["--env", "--yes", "--help", "npm run trim-state"]) expect(out.join("\n")).toContain(part);
    expect(existsSync(path.join(outdir, "state-before-trim"))).toBe(false);
  });
});

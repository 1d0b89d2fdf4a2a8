import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ConfigInput } from "../../../config/schema";
import type { TerraformResult } from "../../../ops/terraform/run-terraform";
import { fakeTerraform } from "../plan/fake-terraform";
import { ACCOUNT, BACKEND, BUCKET, KEY, KMS_KEY_ARN, installed, startDesk, type Desk, type Meddle } from "./desk";

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
beforeEach(() => desk.fresh());
afterAll(() => desk.close());

const failed = (stderr: string): TerraformResult => ({ status: 1, stdout: "", stderr: `\nError: ${stderr}\n` });
const NOT_THERE = failed(`Failed to get existing workspaces: S3 bucket "${BUCKET}" does not exist.`);
const OK: TerraformResult = { status: 0, stdout: "", stderr: "" };

/** A terraform that answers so, by its subcommand; `init` is asked for the bucket first, and then of the stack. */
const answering = (answers: Readonly<Record<string, TerraformResult | readonly TerraformResult[]>>): Meddle => {
  const left = new Map(Object.entries(answers).map(([command, given]) => [command, [given].flat()]));
  return ([command = ""]) => {
    const queue = left.get(command) ?? [];
    return Promise.resolve((queue.length > 1 ? queue.shift() : queue[0]) ?? OK);
  };
};
const VERSION = { version: { ...OK, stdout: '{"terraform_version":"1.11.4"}' } };
const config = (given: ConfigInput) => ({ environments: { prod: given } });

/** Nothing of AWS, and nothing on this machine but the synth. */
const expectUntouched = () => {
  expect(desk.s3.writes).toEqual([]);
  expect(desk.calls.filter((call) => /^apply|-migrate-state/.test(call))).toEqual([]);
  expect(desk.copy()).toBeUndefined();
};

describe("a config that has no bucket to make is refused in one line, before anything is asked", () => {
  it.each<[string, string, ConfigInput, string]>([
    ["an environment that there is not", "--env nowhere", {}, 'there is no environment "nowhere"'],
    ["an option that there is not", "--env prod --force", {}, "Unknown option '--force'; npm run bootstrap -- --help"],
    ["a word", "prod", {}, "Unexpected argument 'prod'; npm run bootstrap -- --help lists the options"],
    [
      "local states",
      "--env prod",
      { region: "eu-west-1" },
      'prod keeps its states on this machine: write backend: { type: "s3", bucket: "…", region: "eu-west-1" } in config/environments.ts first',
    ],
    [
      "an emulator",
      "--env prod",
      { backend: BACKEND, endpoints: { dynamodb: "http://127.0.0.1:1", networkfirewall: "http://127.0.0.1:1" } },
      "prod is an emulator's (endpoints): its states stay on this machine, and there is no bucket to make",
    ],
    [
      "a key of another region",
      "--env prod",
      { backend: { ...BACKEND, region: "eu-west-1", kmsKeyArn: KMS_KEY_ARN } },
      "backend.kmsKeyArn of prod is a key of us-west-2, and the bucket is in eu-west-1",
    ],
  ])("%s", async (_, line, given, said) => {
    const { code, error } = await desk.run(line, config(given));

    expect(code).toBe(1);
    expect(error).toContain(said);
    expect(error).not.toContain("\n");
    expect(desk.calls).toEqual([]);
    expect(readdirSync(desk.folder())).toEqual([]);
  });
});

describe("terraform", () => {
  it("that is too old is told before credentials are asked for", async () => {
    desk.sts(500, "");
    const { error } = await desk.run("--env prod", {
      meddle: answering({ version: { ...OK, stdout: '{"terraform_version":"1.9.8"}' } }),
    });
    expect(error).toBe("terraform 1.9.8 is too old: the stacks need 1.10 or newer");
    expect(existsSync(desk.outdir())).toBe(false);
  });

  it.each([
    [
      "the AWS provider cannot be downloaded",
      { init: [NOT_THERE, failed("Failed to query available provider packages")] },
      "state-bucket: terraform init failed: the AWS provider cannot be downloaded",
    ],
    [
      "a lock is held",
      { plan: failed("Error acquiring the state lock\n\nLock Info:\n  Who: jane@ci") },
      "state-bucket: terraform plan failed: the state is locked: somebody else plans or deploys",
    ],
    [
      "a right is missing",
      { plan: failed("api error AccessDenied: not authorized to perform: s3:GetBucketPolicy") },
      "state-bucket: terraform plan failed: these credentials may not",
    ],
    [
      "S3 does not answer",
      { init: failed("Failed to get existing workspaces: request send failed") },
      "state-bucket: terraform init failed: it ended with 1",
    ],
    [
      "the state cannot be read",
      { init: OK, state: failed("Error loading the state") },
      "state-bucket: terraform state pull failed",
    ],
  ])("%s: one line, then terraform's own words, and nothing is changed", async (_, answers, line) => {
    const { code, error } = await desk.run("--env prod --yes", {
      meddle: answering({ ...VERSION, init: [NOT_THERE, OK], ...answers }),
    });

    expect(code).toBe(1);
    expect(error.split("\n")[0]).toContain(line);
    expect(error.split("\n")[1]).toMatch(/^ {2}Error: /);
    expectUntouched();
  });
});

describe("credentials", () => {
  const answer = (code: string) =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;

  it.each([
    ["ExpiredToken", "the AWS credentials have expired: sign in again"],
    ["InvalidClientTokenId", "AWS does not know these credentials (InvalidClientTokenId)"],
  ])("%s: one line, and nothing is asked of terraform", async (code, said) => {
    desk.sts(403, answer(code));
    const { error } = await desk.run("--env prod", { meddle: answering(VERSION) });

    expect(error).toContain(said);
    expect(error).not.toContain("\n");
    expect(desk.calls).toEqual(["version"]);
  });

  it("of another account than the environment's", async () => {
    const { error } = await desk.run("--env prod", {
      ...config({ backend: BACKEND, accountIds: ["999900001111"] }),
      meddle: answering(VERSION),
    });
    expect(error).toBe(
      `these credentials are of account ${ACCOUNT}, and prod is deployed to 999900001111: choose others (AWS_PROFILE)`,
    );
    expect(desk.calls).toEqual(["version"]);
  });
});

(installed ? describe : describe.skip)(
  "a bucket that this command did not make stays as it is, by terraform's own backend",
  () => {
    it.each([
      [
        "has no state of its own",
        () => desk.s3.create(BUCKET),
        `bucket ${BUCKET} is there in us-west-2, and ${KEY} is not in it: it was not made by this command`,
      ],
      [
        "is somebody else's",
        () => desk.s3.create(BUCKET, "somebody else's"),
        `bucket ${BUCKET} is there and does not let these credentials in: it is somebody else's`,
      ],
      [
        "is in another region",
        () => desk.s3.create(BUCKET, "ours", "eu-central-1"),
        `bucket ${BUCKET} is there, in eu-central-1, and backend.region of prod is us-west-2: write the bucket's own region`,
      ],
    ])("%s", async (_, create, said) => {
      create();
      const { code, error, out } = await desk.run("--env prod --yes");

      expect({ code, out }).toEqual({ code: 1, out: [] });
      expect(error).toContain(said);
      expect(error).not.toContain("\n");
      expectUntouched();
    });

    it("leaves the stack with its state in the bucket behind, for an import (terraform-state/README.md)", async () => {
      desk.s3.create(BUCKET);
      await desk.run("--env prod");
      const stack = path.join(desk.outdir(), "bootstrap", "stacks", "state-bucket", "cdk.tf.json");
      const { terraform } = JSON.parse(readFileSync(stack, "utf8")) as { terraform: object };
      expect(terraform).toMatchObject({ backend: { s3: { bucket: BUCKET, key: KEY } } });
    });

    it("a copy here that cannot be read stops it before anything is asked", async () => {
      desk.putCopy('{"resources": [');
      const { error } = await desk.run("--env prod --yes");

      expect(error).toMatch(/terraform-state\/bootstrap\/sechub-state\.tfstate is no state of Terraform: look at it/);
      expect(desk.s3.calls).toEqual([]);
    });
  },
);

describe("npm run bootstrap, as a person runs it", () => {
  const npm = (args: readonly string[], binary: string) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["scripts/run.mjs", "ops/bootstrap/main.ts", ...args],
      {
        env: { ...process.env, CDKTF_OUTDIR: desk.outdir(), TERRAFORM_BINARY_NAME: binary },
        encoding: "utf8",
      },
    );
    return { status, stdout, lines: stderr.trimEnd().split("\n") };
  };

  it("prints help, and names every environment", () => {
    expect(npm(["--help"], "none").stdout).toMatch(
      /^npm run bootstrap -- \[options\]\n[^]*--env NAME.*dev, prod, local/,
    );
  });

  it.each([
    ["dev", "dev keeps its states on this machine"],
    ["local", "local is an emulator's"],
    ["prod", "none cannot be run (ENOENT): install terraform"],
  ])("ends with 1 and one line for %s where there is no terraform", (environment, said) => {
    const { status, stdout, lines } = npm(["--env", environment], "none");

    expect({ status, stdout, lines }).toEqual({ status: 1, stdout: "", lines: [expect.stringContaining(said)] });
    expect(existsSync(desk.outdir())).toBe(false);
  });

  it("synthesizes the stack itself, below cdktf.out/bootstrap, and runs terraform there", async () => {
    const { binary, calls } = fakeTerraform(desk.folder(), {});
    // Not by spawnSync: this process has to answer as STS.
    const child = spawn(process.execPath, ["scripts/run.mjs", "ops/bootstrap/main.ts", "--env", "prod"], {
      env: { ...process.env, CDKTF_OUTDIR: desk.outdir(), TERRAFORM_BINARY_NAME: binary },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const said: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    const status = await new Promise((resolve) => child.on("close", resolve));

    expect(status).toBe(1);
    expect(Buffer.concat(said).toString("utf8").trimEnd().split("\n")).toEqual([
      "state-bucket: looks into example-terraform-state",
      expect.stringMatching(/^bucket example-terraform-state is there in us-west-2, and .* is not in it/),
    ]);
    const probe = `-chdir=${path.join(desk.outdir(), "bootstrap", "probe")}`;
    expect(
      readFileSync(calls, "utf8")
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      [probe, "init", "-no-color", "-input=false", "-reconfigure"],
      [probe, "state", "pull"],
    ]);
    expect(readdirSync(path.join(desk.outdir(), "bootstrap")).sort()).toEqual(["manifest.json", "probe", "stacks"]);
  });
});

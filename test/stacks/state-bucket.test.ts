import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig } from "../../config/load-config";
import type { ConfigInput } from "../../config/schema";
import { bucketConfig } from "../../ops/bootstrap/bucket-config";
import { writeStack } from "../../ops/bootstrap/write-stack";
import type { StatePlace } from "../../stacks/base-stack";
import { STATE_BUCKET_KEY } from "../../stacks/state-bucket-stack";
import { filesBelow } from "../support/project-copy";
import { KEY_ARN, resource, statements, type IamStatement, type Template } from "../support/synth";

const BACKEND = { type: "s3", bucket: "sechub-state", region: "us-west-2" } as const;

function files(given: ConfigInput = {}, environment = "prod", state: StatePlace = { key: STATE_BUCKET_KEY }) {
  const folder = mkdtempSync(path.join(tmpdir(), "sechub bucket-"));
  try {
    const config = bucketConfig(loadConfig(environment, { [environment]: { backend: BACKEND, ...given } }));
    writeStack(config, state, path.join(folder, "out"));
    return filesBelow(path.join(folder, "out"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const synth = (...given: Parameters<typeof files>): Template =>
  JSON.parse(
    files(...given)
      .get("stacks/state-bucket/cdk.tf.json")
      ?.toString("utf8") ?? "",
  ) as Template;

const template = synth({ accountIds: ["111122223333"], tags: { Team: "security" } });
const BUCKET = "${aws_s3_bucket.state.id}";
const of = (type: string, name: string, from = template) => resource(from, `aws_s3_bucket_${type}`, `state_${name}`);

describe("the bucket of the states", () => {
  const bucket = resource(template, "aws_s3_bucket", "state");

  it("has the config's name, is never destroyed, and never emptied to be", () => {
    expect(bucket).toMatchObject({
      bucket: "sechub-state",
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("keeps every version, and that is never switched off", () => {
    expect(of("versioning", "versioning")).toMatchObject({
      bucket: BUCKET,
      versioning_configuration: { status: "Enabled" },
      lifecycle: { prevent_destroy: true },
    });
  });

  it("forgets versions after a year, never the twenty newest, and unfinished uploads after a week", () => {
    expect(of("lifecycle_configuration", "lifecycle")).toMatchObject({
      bucket: BUCKET,
      rule: [
        {
          status: "Enabled",
          filter: [{}],
          noncurrent_version_expiration: [{ noncurrent_days: 365, newer_noncurrent_versions: 20 }],
        },
        { status: "Enabled", filter: [{}], abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
      ],
      depends_on: ["aws_s3_bucket_versioning.state_versioning"],
    });
  });

  it("expires no state that is in force", () => {
    expect(JSON.stringify(of("lifecycle_configuration", "lifecycle"))).not.toMatch(/"expiration"|transition/);
  });

  it.each<[string, ConfigInput, object]>([
    ["keys of S3's own", {}, { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
    [
      "the config's key, asked once for many objects",
      { backend: { ...BACKEND, kmsKeyArn: KEY_ARN } },
      {
        apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: KEY_ARN },
        bucket_key_enabled: true,
      },
    ],
  ])("encrypts by %s", (_, given, rule) => {
    expect(of("server_side_encryption_configuration", "encryption", synth(given))).toMatchObject({
      bucket: BUCKET,
      rule: [rule],
    });
  });

  it("is closed to the public in all four ways", () => {
    expect(of("public_access_block", "public-access")).toMatchObject({
      bucket: BUCKET,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it("owns whatever is put into it: no access lists", () => {
    expect(of("ownership_controls", "ownership")).toMatchObject({
      bucket: BUCKET,
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
  });

  it("changes its access step by step: S3 refuses two at the same moment", () => {
    expect(of("policy", "policy")["depends_on"]).toEqual(["aws_s3_bucket_public_access_block.state_public-access"]);
    expect(of("ownership_controls", "ownership")["depends_on"]).toEqual(["aws_s3_bucket_policy.state_policy"]);
  });
});

describe("its policy", () => {
  const denied = statements(of("policy", "policy")["policy"]) as readonly (Omit<IamStatement, "Principal"> & {
    readonly Principal: unknown;
  })[];

  it.each([
    ["plain HTTP", { Bool: { "aws:SecureTransport": "false" } }],
    ["TLS of before 1.2", { NumericLessThan: { "s3:TlsVersion": "1.2" } }],
  ])("denies %s to everybody, for the bucket and all that is in it", (_, condition) => {
    expect(denied.find(({ Condition }) => JSON.stringify(Condition) === JSON.stringify(condition))).toMatchObject({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: ["arn:aws:s3:::sechub-state", "arn:aws:s3:::sechub-state/*"],
    });
  });

  it("allows nothing to anybody", () => {
    expect(denied.map(({ Effect }) => Effect)).toEqual(["Deny", "Deny"]);
  });

  it("is of the bucket's own partition", () => {
    const china = synth({ backend: { ...BACKEND, region: "cn-north-1" } });
    expect(of("policy", "policy", china)["policy"]).toContain('"arn:aws-cn:s3:::sechub-state/*"');
    expect(JSON.stringify(china)).not.toContain("arn:aws:");
  });
});

describe("where it is and where its state is", () => {
  it("is made in the bucket's region, which need not be the environment's, and only in its accounts", () => {
    const { provider } = synth({ region: "us-east-1", accountIds: ["111122223333", "444455556666"] });
    expect(provider.aws).toEqual([{ region: "us-west-2", allowed_account_ids: ["111122223333", "444455556666"] }]);
  });

  it("keeps its state in itself, encrypted and locked", () => {
    const { terraform } = synth({ backend: { ...BACKEND, kmsKeyArn: KEY_ARN } });
    expect(terraform.backend).toEqual({
      s3: {
        bucket: "sechub-state",
        region: "us-west-2",
        key: "sechub-firewall/state-bucket.tfstate",
        encrypt: true,
        kms_key_id: KEY_ARN,
        use_lockfile: true,
      },
    });
  });

  it("keeps it in a file until then", () => {
    expect(synth({}, "prod", { path: "../a.tfstate" }).terraform.backend).toEqual({ local: { path: "../a.tfstate" } });
  });

  it("asks for the same terraform and provider as every stack", () => {
    expect(template.terraform).toMatchObject({
      required_version: ">= 1.10.0",
      required_providers: { aws: { source: "hashicorp/aws", version: ">= 6.19.0, < 7.0.0" } },
    });
  });
});

describe("environments that share it", () => {
  const withoutTags = (given: Template) =>
    JSON.stringify(given, (key, value: unknown) => (key === "tags" ? "" : value));

  it("have one and the same stack, but for the tags of the one that made it", () => {
    const other = synth(
      {
        prefix: "other",
        region: "eu-west-1",
        accountIds: ["111122223333"],
        tags: { Stage: "two" },
        backend: { ...BACKEND, keyPrefix: "elsewhere" },
      },
      "stage",
    );
    expect(withoutTags(other)).toBe(withoutTags(template));
  });

  it("do not quarrel about those tags", () => {
    const bucket = resource(template, "aws_s3_bucket", "state");
    expect(bucket["tags"]).toEqual({ Project: "sechub-firewall", Team: "security" });
    expect(bucket["lifecycle"]).toMatchObject({ ignore_changes: ["tags"] });
  });

  it("have no data source in it, however many accounts there are", () => {
    for (const accountIds of [[], ["111122223333", "444455556666"]]) expect(synth({ accountIds }).data).toBeUndefined();
  });
});

describe("its files", () => {
  it("are the stack and a manifest, the same bytes each time, with no path of a machine", () => {
    const [one, two] = [files(), files()];
    expect([...one.keys()]).toEqual(["manifest.json", "stacks/state-bucket/cdk.tf.json"]);
    expect(one).toEqual(two);
    for (const content of one.values()) {
      expect(content.toString("utf8")).not.toContain(process.cwd());
      expect(content.toString("utf8")).not.toContain(tmpdir());
    }
  });
});

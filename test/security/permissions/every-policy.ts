import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig } from "../../../config/load-config";
import type { ConfigInput } from "../../../config/schema";
import { bucketConfig } from "../../../ops/bootstrap/bucket-config";
import { writeStack } from "../../../ops/bootstrap/write-stack";
import { STATE_BUCKET_KEY } from "../../../stacks/state-bucket-stack";
import { BOUNDARY_ARN, KEY_ARN, resource, synth, type Template } from "../../support/synth";
import { readPolicies, statementsOf, type Document } from "./documents";

export const ACCOUNT = "111122223333";

/** Every option that adds a role, a statement or a condition. */
const EVERYTHING: ConfigInput = {
  accountIds: [ACCOUNT],
  firewall: { policy: { name: "edge" } },
  routing: { ipv6: true, portProbes: true, otherForms: true },
  blockActions: ["networkConnection", "portProbe", "awsApiCall", "kubernetesApiCall"],
  notifications: {
    webhookParameters: ["/team/mattermost"],
    webhookHosts: ["chat.example.com"],
    topicArn: `arn:aws:sns:us-west-2:${ACCOUNT}:security`,
    topicKmsKeyArn: KEY_ARN,
  },
  alarmEmail: "security@example.com",
  permissionsBoundaryArn: BOUNDARY_ARN,
  kmsKeyArn: KEY_ARN,
};

/** Every policy document that there can be: by default, with everything, and of the bucket for states. */
export const everyPolicy = (): readonly Document[] => [
  ...readPolicies(synth()).documents,
  ...readPolicies(synth(EVERYTHING)).documents,
  bucketPolicy(),
];

function bucketPolicy(): Document {
  const folder = mkdtempSync(path.join(tmpdir(), "sechub bucket-"));
  try {
    const backend = { type: "s3", bucket: "sechub-state", region: "us-west-2" } as const;
    const config = bucketConfig(loadConfig("test", { test: { ...EVERYTHING, backend } }));
    writeStack(config, { key: STATE_BUCKET_KEY }, folder);
    const template = JSON.parse(
      readFileSync(path.join(folder, "stacks", "state-bucket", "cdk.tf.json"), "utf8"),
    ) as Template;
    const { policy } = resource(template, "aws_s3_bucket_policy", "state_policy");
    return {
      place: "aws_s3_bucket_policy.state_policy policy",
      kind: "resource",
      statements: statementsOf(String(policy)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

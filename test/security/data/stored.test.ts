import { readFileSync } from "node:fs";
import { FINDING_HOURS } from "../../../functions/send-gd-finding/told-keys";
import { allResources, KEY_ARN, resource, synth } from "../../support/synth";

const policy = { firewall: { policy: { name: "edge" } } };
const plain = synth(policy);
const encrypted = synth({ ...policy, kmsKeyArn: KEY_ARN, logRetentionDays: 30 });
const doc = readFileSync("docs/data.md", "utf8");

describe("the blocklist", () => {
  const { attributes } = allResources(plain, "aws_dynamodb_table").find(({ address }) => address === "blocklist") ?? {};

  it("can be brought back to any moment of 35 days, and is deleted neither by AWS nor by Terraform", () => {
    expect(attributes).toMatchObject({
      // Without recovery_period_in_days it is 35.
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
    expect(attributes).toMatchObject({ point_in_time_recovery: { recovery_period_in_days: 35 } });
  });

  it("shares the 35 days with the memory, and with no other table", () => {
    const tables = allResources(plain, "aws_dynamodb_table");
    const recoverable = tables.filter(
      ({ attributes: { point_in_time_recovery: recovery } }) => (recovery as { enabled: boolean }).enabled,
    );
    expect(recoverable.map(({ address }) => address)).toEqual(["blocklist", "memory"]);
    expect(doc).toContain("| backups of these two tables (PITR)");
  });

  it("keeps a row until somebody deletes it: its end is for the prune, which looks whether it is so", () => {
    expect(attributes).toMatchObject({ ttl: { attribute_name: "", enabled: false } });
  });
});

describe("what ends by itself", () => {
  it.each([
    ["memory", "ForgetAt"],
    ["notified", "ExpiresAt"],
  ])("the table %s, by %s", (table, attribute) => {
    expect(resource(plain.shared, "aws_dynamodb_table", table)["ttl"]).toEqual({
      attribute_name: attribute,
      enabled: true,
    });
  });

  it.each([
    ["as long as the config says", encrypted, 30],
    ["90 days without it", plain, 90],
  ])("every log group, %s", (_, templates, days) => {
    const groups = allResources(templates, "aws_cloudwatch_log_group");
    expect(groups.length).toBeGreaterThan(7);
    for (const { address, attributes } of groups)
      expect([address, attributes["retention_in_days"]]).toEqual([address, days]);
  });

  it("every queue, after 14 days", () => {
    const queues = allResources(plain, "aws_sqs_queue");
    expect(queues.map(({ attributes }) => attributes["message_retention_seconds"])).toEqual([14 * 86_400]);
  });
});

describe("logs", () => {
  it("are written to the groups above by every function and every state machine: AWS's own would have no end", () => {
    const groups = allResources(plain, "aws_cloudwatch_log_group");
    const names = groups.map(({ address }) => `\${aws_cloudwatch_log_group.${address}.name}`);
    const arns = groups.map(({ address }) => `\${aws_cloudwatch_log_group.${address}.arn}:*`);
    const functions = allResources(plain, "aws_lambda_function").map(({ attributes }) => attributes["logging_config"]);
    const machines = allResources(plain, "aws_sfn_state_machine").map(
      ({ attributes }) => attributes["logging_configuration"],
    );
    expect([functions.length, machines.length]).toEqual([5, 3]);
    for (const config of functions) expect(names).toContain((config as { log_group: string }).log_group);
    for (const config of machines) expect(arns).toContain((config as { log_destination: string }).log_destination);
  });

  it("of state machines hold no event: errors alone, without execution data", () => {
    for (const { attributes } of allResources(plain, "aws_sfn_state_machine"))
      expect(attributes["logging_configuration"]).toMatchObject({ level: "ERROR", include_execution_data: false });
  });

  it("of state machines hold it where the config says so", () => {
    const machines = allResources(synth({ logExecutionData: true }), "aws_sfn_state_machine");
    expect(machines).toHaveLength(3);
    for (const { attributes } of machines)
      expect(attributes["logging_configuration"]).toMatchObject({ level: "ERROR", include_execution_data: true });
  });
});

describe("encryption", () => {
  it("of the queue is SQS's own without a key of yours", () => {
    expect(resource(plain.routing, "aws_sqs_queue", "dead-letters")["sqs_managed_sse_enabled"]).toBe(true);
  });

  it.each([
    ["aws_sqs_queue", "kms_master_key_id"],
    ["aws_cloudwatch_log_group", "kms_key_id"],
  ])("of every %s is by your key with one", (type, attribute) => {
    for (const { address, attributes } of allResources(encrypted, type))
      expect([address, attributes[attribute]]).toEqual([address, KEY_ARN]);
  });

  it("of every table is by your key with one, and AWS's own without", () => {
    for (const { attributes } of allResources(encrypted, "aws_dynamodb_table"))
      expect(attributes["server_side_encryption"]).toEqual({ enabled: true, kms_key_arn: KEY_ARN });
    for (const { attributes } of allResources(plain, "aws_dynamodb_table"))
      expect(attributes).not.toHaveProperty("server_side_encryption");
  });
});

describe("docs/data.md", () => {
  it("names every table", () => {
    const tables = allResources(plain, "aws_dynamodb_table").map(({ attributes }) => String(attributes["name"]));
    expect(tables).toHaveLength(4);
    for (const table of tables) expect(doc).toContain(`table \`${table.replace("sechub-", "<prefix>-")}\``);
  });

  it("says how long what was told is known", () => {
    expect(doc).toContain(`hashes ${FINDING_HOURS / 24} days at most, digests 14`);
  });
});

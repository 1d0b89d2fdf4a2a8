import { managedActionName } from "../../functions/contract/managed-rules";
import { resource, statements, synth } from "../support/synth";

const { shared } = synth({
  prefix: "acme-prod",
  accountIds: ["111122223333"],
  firewall: { capacityUnits: 20_000, basePriority: 50 },
});

describe("the rule group", () => {
  const group = resource(shared, "aws_networkfirewall_rule_group", "rule-group");

  it("is stateless, with the capacity of the config", () => {
    expect(group).toMatchObject({ name: "acme-prod-blocklist", type: "STATELESS", capacity: 20_000 });
  });

  it("leaves exactly its rules, description and encryption to the functions (I5)", () => {
    expect(group["lifecycle"]).toEqual({ ignore_changes: ["rule_group", "description", "encryption_configuration"] });
  });

  it("begins with the placeholder, after the four priorities of our rules, and with our custom action", () => {
    expect(group["rule_group"]).toEqual({
      rules_source: {
        stateless_rules_and_custom_actions: {
          custom_action: [
            {
              action_name: managedActionName("acme-prod"),
              action_definition: { publish_metric_action: { dimension: [{ value: "acme-prod" }] } },
            },
          ],
          stateless_rule: [
            {
              priority: 54,
              rule_definition: {
                actions: ["aws:drop"],
                match_attributes: {
                  source: [{ address_definition: "127.0.0.1/32" }],
                  destination: [{ address_definition: "127.0.0.1/32" }],
                },
              },
            },
          ],
        },
      },
    });
  });

  it("has a custom action by a name that AWS takes: letters and digits only", () => {
    expect(managedActionName("acme-prod")).toBe("acmeprodblocklist");
  });
});

describe("the firewall policy", () => {
  it("is not made unless the config asks for it", () => {
    expect(shared.resource["aws_networkfirewall_firewall_policy"]).toBeUndefined();
  });

  it("uses the rule group, and does with other packets what the config says", () => {
    const asked = synth({ firewall: { policy: { name: "edge", statelessDefaultActions: ["aws:pass"] } } }).shared;
    expect(resource(asked, "aws_networkfirewall_firewall_policy", "rule-group_policy")).toMatchObject({
      name: "sechub-edge",
      firewall_policy: {
        stateless_default_actions: ["aws:pass"],
        stateless_fragment_default_actions: ["aws:forward_to_sfe"],
        stateless_rule_group_reference: [
          { priority: 1, resource_arn: "${aws_networkfirewall_rule_group.rule-group.arn}" },
        ],
      },
    });
  });
});

describe("tables", () => {
  it.each([
    ["blocklist", "HostIp"],
    ["notified", "Key"],
    ["memory", "HostIp"],
    ["lease", "LeaseName"],
  ])("%s has the key %s and costs by request", (address, key) => {
    expect(resource(shared, "aws_dynamodb_table", address)).toMatchObject({
      name: `acme-prod-${address}`,
      hash_key: key,
      attribute: [{ name: key, type: "S" }],
      billing_mode: "PAY_PER_REQUEST",
    });
  });

  it("are four", () => {
    const tables = ["blocklist", "lease", "memory", "notified"];
    expect(Object.keys(shared.resource["aws_dynamodb_table"] ?? {}).sort()).toEqual(tables);
  });

  it("lose no block and delete none by accident", () => {
    expect(resource(shared, "aws_dynamodb_table", "blocklist")).toMatchObject({
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  it.each([
    ["notified", false],
    ["lease", false],
    ["memory", true],
  ])("let %s go: it can be made anew, empty; brought back: %s", (address, enabled) => {
    const table = resource(shared, "aws_dynamodb_table", address);
    expect(table).toMatchObject({ point_in_time_recovery: { enabled }, deletion_protection_enabled: false });
    expect(table).not.toHaveProperty("lifecycle");
  });

  it.each([
    ["what was told", "notified", "ExpiresAt"],
    ["a block that has ended", "memory", "ForgetAt"],
  ])("forget %s when its time is over", (_, table, attribute) => {
    expect(resource(shared, "aws_dynamodb_table", table)["ttl"]).toEqual({
      attribute_name: attribute,
      enabled: true,
    });
  });

  it("never forget a block by themselves: lifting it is the prune's work, in the firewall too", () => {
    expect(resource(shared, "aws_dynamodb_table", "blocklist")["ttl"]).toEqual({ attribute_name: "", enabled: false });
  });
});

describe("the alarm topic", () => {
  it("takes messages from the alarms of this environment only", () => {
    expect(statements(resource(shared, "aws_sns_topic_policy", "alarms_policy")["policy"])).toEqual([
      {
        Sid: "AlarmsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: "${aws_sns_topic.alarms.arn}",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-west-2:111122223333:alarm:acme-prod-*" },
        },
      },
    ]);
  });

  it("has the config's e-mail address as its subscriber, or none", () => {
    expect(shared.resource["aws_sns_topic_subscription"]).toBeUndefined();
    const { shared: subscribed } = synth({ alarmEmail: "on-call@example.com" });
    expect(resource(subscribed, "aws_sns_topic_subscription", "alarms_email")).toMatchObject({
      topic_arn: "${aws_sns_topic.alarms.arn}",
      protocol: "email",
      endpoint: "on-call@example.com",
    });
  });
});

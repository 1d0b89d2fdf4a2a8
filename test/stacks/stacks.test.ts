import { allResources, STACK_NAMES, synth, type StackName } from "../support/synth";

const templates = synth();
const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

describe("direction", () => {
  it.each<[StackName, readonly string[]]>([
    ["shared", []],
    ["orchestration", ["shared"]],
    ["routing", ["orchestration", "shared"]],
  ])("%s reads the states of %j and of no other stack", (stack, earlier) => {
    const remote = templates[stack].data?.["terraform_remote_state"] ?? {};
    expect(Object.keys(remote).sort()).toEqual(earlier.map((name) => `cross-stack-reference-input-${name}`));
  });

  it("finds an earlier state where its stack keeps it", () => {
    for (const stack of ["orchestration", "routing"] as const) {
      for (const [address, remote] of Object.entries(templates[stack].data?.["terraform_remote_state"] ?? {})) {
        const earlier = address.replace("cross-stack-reference-input-", "") as StackName;
        expect({ [String(remote["backend"])]: remote["config"] }).toEqual(templates[earlier].terraform.backend);
      }
    }
  });

  it("asks for outputs that the earlier stack has", () => {
    const asked = STACK_NAMES.flatMap((stack) =>
      [...JSON.stringify(templates[stack]).matchAll(/cross-stack-reference-input-(\w+)\.outputs\.([\w-]+)/g)].map(
        ([, earlier, output]) => [earlier as StackName, String(output)] as const,
      ),
    );
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter(([earlier, output]) => !templates[earlier].output?.[output])).toEqual([]);
  });
});

describe("what one stack reads of another", () => {
  const read = STACK_NAMES.flatMap((stack) =>
    Object.entries(templates[stack].output ?? {}).filter(([name]) => name.startsWith("cross-stack-output-")),
  );

  it("is not marked as sensitive: a plan would hide the same text in plain outputs", () => {
    expect(read.length).toBeGreaterThan(10);
    expect(read.filter(([, output]) => output.sensitive === true)).toEqual([]);
  });

  it("is an ARN, a name or an id, so nothing that is secret", () => {
    expect(read.filter(([, { value }]) => !/\.(arn|name|function_name|id|url)\}$/.test(String(value)))).toEqual([]);
  });
});

describe("addresses", () => {
  it.each(STACK_NAMES)("of %s are names that Terraform takes", (stack) => {
    const { resource, data = {}, output = {} } = templates[stack];
    const addresses = [...Object.values(resource), ...Object.values(data)].flatMap((found) => Object.keys(found));
    const all = [...addresses, ...Object.keys(output)];
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter((address) => !NAME.test(address))).toEqual([]);
  });

  it("are what a person would write: no hash, no Resource", () => {
    const odd = allResources(templates).filter(({ address }) => /Resource|_[0-9A-F]{8}$/.test(address));
    expect(odd).toEqual([]);
  });

  it.each([
    ["aws_networkfirewall_rule_group", "rule-group"],
    ["aws_dynamodb_table", "blocklist"],
    ["aws_dynamodb_table", "memory"],
    ["aws_dynamodb_table", "notified"],
    ["aws_sns_topic", "alarms"],
  ])("%s.%s stays: a rename would replace what must not be lost", (type, address) => {
    expect(Object.keys(templates.shared.resource[type] ?? {})).toContain(address);
  });
});

describe("outputs", () => {
  it.each<[StackName, readonly string[]]>([
    [
      "shared",
      [
        "alarm_topic_arn",
        "blocklist_table_name",
        "lease_table_name",
        "memory_table_name",
        "notified_table_name",
        "rule_group_arn",
        "rule_group_name",
      ],
    ],
    [
      "orchestration",
      [
        "prune_ip_state_machine_arn",
        "record_ip_state_machine_arn",
        "send_findings_state_machine_arn",
        "update_rule_group_function_arn",
      ],
    ],
    ["routing", ["dead_letter_queue_url", "events_role_arn"]],
  ])("%s promises %j, each described", (stack, promised) => {
    const own = Object.entries(templates[stack].output ?? {}).filter(([name]) => !name.startsWith("cross-stack"));
    expect(own.map(([name]) => name).sort()).toEqual(promised);
    for (const [, { description }] of own) expect(description).toMatch(/^[A-Z].{10,}/);
  });

  it.each([
    ["shared", "rule_group_arn", "${aws_networkfirewall_rule_group.rule-group.arn}"],
    ["shared", "blocklist_table_name", "${aws_dynamodb_table.blocklist.name}"],
    ["shared", "lease_table_name", "${aws_dynamodb_table.lease.name}"],
    ["orchestration", "record_ip_state_machine_arn", "${aws_sfn_state_machine.record-ip.arn}"],
    ["orchestration", "prune_ip_state_machine_arn", "${aws_sfn_state_machine.prune-ip.arn}"],
    ["orchestration", "update_rule_group_function_arn", "${aws_lambda_function.update-nf-rg.arn}"],
    ["routing", "dead_letter_queue_url", "${aws_sqs_queue.dead-letters.url}"],
  ] as const)("%s: %s is %s", (stack, name, value) => {
    expect(templates[stack].output?.[name]?.["value"]).toBe(value);
  });
});

describe("versions", () => {
  it.each(STACK_NAMES)(
    "%s wants a Terraform with lock files in S3, and a provider 6 that knows nodejs24.x",
    (stack) => {
      expect(templates[stack].terraform).toMatchObject({
        required_version: ">= 1.10.0",
        required_providers: { aws: { source: "hashicorp/aws", version: ">= 6.19.0, < 7.0.0" } },
      });
    },
  );
});

describe("a local state", () => {
  it.each(STACK_NAMES)("of %s is below terraform-state, seen from where Terraform runs", (stack) => {
    expect(templates[stack].terraform.backend).toEqual({
      local: { path: `../../../terraform-state/test/${stack}.tfstate` },
    });
  });
});

describe("names", () => {
  const named = (prefix: string) =>
    allResources(synth({ prefix, firewall: { policy: { name: "edge" } } }))
      // An inline policy has no name outside its role.
      .filter(({ type }) => type !== "aws_iam_role_policy")
      .flatMap(({ type, attributes }) => {
        const name =
          attributes["name"] ?? attributes["function_name"] ?? attributes["alarm_name"] ?? attributes["dashboard_name"];
        return typeof name === "string" ? [{ type, name }] : [];
      });

  it("start with the prefix, log groups after their service's path", () => {
    const wrong = named("acme").filter(({ name }) => !/^(\/aws\/(lambda|vendedlogs\/states)\/)?acme-/.test(name));
    expect(named("acme").length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  it("are within AWS's limits with the longest prefix", () => {
    const limits: Readonly<Record<string, number>> = {
      aws_iam_role: 64,
      aws_lambda_function: 64,
      aws_cloudwatch_event_rule: 64,
      aws_scheduler_schedule: 64,
      aws_scheduler_schedule_group: 64,
      aws_sfn_state_machine: 80,
      aws_sqs_queue: 80,
    };
    const tooLong = named("a".repeat(20)).filter(({ type, name }) => name.length > (limits[type] ?? 255));
    expect(tooLong).toEqual([]);
  });

  it.each([
    ["aws_sfn_state_machine", ["sechub-prune-ip", "sechub-record-ip", "sechub-send-findings"]],
    ["aws_cloudwatch_event_rule", ["sechub-catch-ipv4", "sechub-catch-severity"]],
  ])("of %s are the seed's by default", (type, names) => {
    expect(
      allResources(templates, type)
        .map(({ attributes }) => attributes["name"])
        .sort(),
    ).toEqual(names);
  });
});

describe("the provider", () => {
  it.each(STACK_NAMES)("of %s tags everything with project, environment and the config's tags", (stack) => {
    expect(synth({ tags: { Team: "security" } })[stack].provider.aws).toEqual([
      {
        region: "us-west-2",
        default_tags: [{ tags: { Project: "sechub-firewall", Environment: "test", Team: "security" } }],
      },
    ]);
  });

  it("allows any of several accounts, and then asks which one it is", () => {
    const { shared } = synth({ accountIds: ["111122223333", "444455556666"] });
    expect(shared.provider.aws).toMatchObject([{ allowed_account_ids: ["111122223333", "444455556666"] }]);
    expect(JSON.stringify(shared.resource)).toContain("${data.aws_caller_identity.current.account_id}");
  });

  it("has no endpoints and no credentials unless the config has endpoints", () => {
    expect(JSON.stringify(templates.shared.provider)).not.toMatch(/endpoints|_key|skip_/);
  });
});

describe("partition", () => {
  it.each([
    ["us-west-2", "aws"],
    ["us-gov-west-1", "aws-us-gov"],
    ["cn-north-1", "aws-cn"],
    ["us-iso-east-1", "aws-iso"],
    ["us-isob-east-1", "aws-iso-b"],
  ])("%s is in %s, in every ARN", (region, partition) => {
    const elsewhere = synth({ region });
    const written = [...JSON.stringify(elsewhere).matchAll(/\barn:([\w-]+):/g)].map(([, found]) => found);
    expect(written.length).toBeGreaterThan(15);
    expect(new Set(written)).toEqual(new Set([partition]));
    expect(elsewhere.routing.provider.aws).toMatchObject([{ region }]);
  });

  it("leaves no other region behind", () => {
    expect(JSON.stringify(synth({ region: "eu-central-1" }))).not.toContain("us-west-2");
  });
});

import { addIpEnv } from "../functions/add-ip-to-ddb/env";
import { getIpEnv } from "../functions/get-ip-from-ddb/env";
import { removeIpEnv } from "../functions/remove-ip-from-ddb/env";
import { sendFindingEnv } from "../functions/send-gd-finding/env";
import { updateRuleGroupEnv } from "../functions/update-nf-rg/env";
import type { BaseStack } from "./base-stack";
import { messageTopic } from "./constructs/message-topic";
import { NodeFunction } from "./constructs/node-function";
import { webhookParameters } from "./constructs/webhook-parameter";
import type { OrchestrationStackProps } from "./orchestration-stack";

/** Slack takes one message a second by a webhook: https://docs.slack.dev/apis/web-api/rate-limits */
const MESSAGE_SPACING_MS = 1_000;

/** The five functions: what each is given, and what each may call. Answers their ARNs by the names that the state machines use. */
export function addFunctions(stack: BaseStack, { config, shared, zips }: OrchestrationStackProps) {
  const common = { ENVIRONMENT_NAME: config.environment };
  const protection = { ALLOWLIST: config.allowlist.join(","), OWN_ADDRESSES: config.ownAddresses.join(",") };
  const watched = { alarmTopicArn: shared.alarmTopic.arn };

  const never = { NEVER_BLOCK_TYPES: JSON.stringify(config.neverBlockTypes) };
  const recording = shared.blocklist.recording();
  const recalling = shared.memory.recalling();
  const addIp = new NodeFunction(stack, {
    name: "add-ip-to-ddb",
    zip: zips["add-ip-to-ddb"],
    contract: addIpEnv,
    environment: {
      ...common,
      ...recording.environment,
      ...recalling.environment,
      ...protection,
      RETENTION_HOURS: String(config.retentionHours),
      RETURN_FACTOR: String(config.returning.factor),
      CEILING_HOURS: String(config.returning.ceilingHours),
      BLOCK_ACTIONS: config.blockActions.join(","),
      BLOCK_FROM_SEVERITY: config.blockFrom.severity,
      BLOCK_FROM_TYPES: config.blockFrom.types.join(","),
      BLOCK_FROM_ACCOUNTS: config.blockFrom.accounts.join(","),
      BLOCK_FROM_REGIONS: config.blockFrom.regions.join(","),
      BLOCK_FROM_PRODUCTS: config.blockFrom.products.join(","),
      PARTITION: stack.partition,
      ...never,
    },
    statements: [...recording.statements, ...recalling.statements],
    timeoutSeconds: 30,
    memoryMegabytes: 256,
    ...watched,
  });

  const finding = shared.blocklist.findingExpired();
  const getIp = new NodeFunction(stack, {
    name: "get-ip-from-ddb",
    zip: zips["get-ip-from-ddb"],
    contract: getIpEnv,
    environment: { ...common, ...finding.environment, PAGE_HOSTS: String(config.prune.pageHosts) },
    statements: finding.statements,
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    ...watched,
  });

  const removing = shared.blocklist.removing();
  const keeping = shared.memory.keeping();
  const removeIp = new NodeFunction(stack, {
    name: "remove-ip-from-ddb",
    zip: zips["remove-ip-from-ddb"],
    contract: removeIpEnv,
    environment: {
      ...common,
      ...removing.environment,
      ...keeping.environment,
      MEMORY_DAYS: String(config.returning.memoryDays),
    },
    statements: [...removing.statements, ...keeping.statements],
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    ...watched,
  });

  const reconcilingRows = shared.blocklist.reconciling();
  const reconcilingRules = shared.ruleGroup.reconciling();
  const taking = shared.lease.taking();
  const updateRuleGroup = new NodeFunction(stack, {
    name: "update-nf-rg",
    zip: zips["update-nf-rg"],
    contract: updateRuleGroupEnv,
    environment: {
      ...common,
      ...reconcilingRows.environment,
      ...reconcilingRules.environment,
      ...taking.environment,
      ...protection,
      ...never,
      OBSERVE_TYPES: JSON.stringify(config.observeTypes),
      MODE: config.mode,
    },
    statements: [...reconcilingRows.statements, ...reconcilingRules.statements, ...taking.statements],
    timeoutSeconds: 90,
    // One vCPU (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html): it reads and merges up to 15,000 hosts.
    memoryMegabytes: 1_769,
    ...watched,
  });

  const telling = shared.notified.telling();
  const webhooks = webhookParameters(stack);
  const topic = messageTopic(stack);
  const sendFinding = new NodeFunction(stack, {
    name: "send-gd-finding",
    zip: zips["send-gd-finding"],
    contract: sendFindingEnv,
    environment: {
      ...common,
      ...telling.environment,
      ...webhooks.environment,
      ...topic.environment,
      SLACK_HOSTS: config.slack.webhookHosts.join(","),
      WEBHOOK_HOSTS: config.notifications.webhookHosts.join(","),
      MESSAGES_PER_MINUTE: String(config.notifications.perMinute),
      MESSAGE_SPACING_MS: String(MESSAGE_SPACING_MS),
      MODE: config.mode,
    },
    statements: [...telling.statements, ...webhooks.statements, ...topic.statements],
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    ...watched,
  });

  return {
    AddIpToDdbArn: addIp.arn,
    GetIpFromDdbArn: getIp.arn,
    RemoveIpFromDdbArn: removeIp.arn,
    UpdateNfRgArn: updateRuleGroup.arn,
    SendGdFindingArn: sendFinding.arn,
  };
}

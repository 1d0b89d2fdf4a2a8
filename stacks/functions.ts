import { addIpEnv } from "../functions/add-ip-to-ddb/env";
import { getIpEnv } from "../functions/get-ip-from-ddb/env";
import { removeIpEnv } from "../functions/remove-ip-from-ddb/env";
import { sendFindingEnv } from "../functions/send-gd-finding/env";
import { updateRuleGroupEnv } from "../functions/update-nf-rg/env";
import type { BaseStack } from "./base-stack";
import { NodeFunction } from "./constructs/node-function";
import { webhookParameter } from "./constructs/webhook-parameter";
import type { OrchestrationStackProps } from "./orchestration-stack";

/** The five functions: what each is given, and what each may call. Answers their ARNs by the names that the state machines use. */
export function addFunctions(stack: BaseStack, { config, shared, zips }: OrchestrationStackProps) {
  const common = { ENVIRONMENT_NAME: config.environment };
  const allowlist = { ALLOWLIST: config.allowlist.join(",") };
  const watched = { alarmTopicArn: shared.alarmTopic.arn };

  const recording = shared.blocklist.recording();
  const addIp = new NodeFunction(stack, {
    name: "add-ip-to-ddb",
    zip: zips["add-ip-to-ddb"],
    contract: addIpEnv,
    environment: {
      ...common,
      ...recording.environment,
      ...allowlist,
      RETENTION_HOURS: String(config.retentionHours),
      BLOCK_ACTIONS: config.blockActions.join(","),
    },
    statements: recording.statements,
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
  const removeIp = new NodeFunction(stack, {
    name: "remove-ip-from-ddb",
    zip: zips["remove-ip-from-ddb"],
    contract: removeIpEnv,
    environment: { ...common, ...removing.environment },
    statements: removing.statements,
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
      ...allowlist,
      MODE: config.mode,
    },
    statements: [...reconcilingRows.statements, ...reconcilingRules.statements, ...taking.statements],
    timeoutSeconds: 90,
    memoryMegabytes: 512,
    ...watched,
  });

  const telling = shared.notified.telling();
  const webhook = webhookParameter(stack);
  const sendFinding = new NodeFunction(stack, {
    name: "send-gd-finding",
    zip: zips["send-gd-finding"],
    contract: sendFindingEnv,
    environment: { ...common, ...telling.environment, ...webhook.environment, MODE: config.mode },
    statements: [...telling.statements, ...webhook.statements],
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

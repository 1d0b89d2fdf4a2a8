import type { RuleGroup } from "@aws-sdk/client-network-firewall";
import { DeleteItemCommand, PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { loadConfig } from "../../config/load-config";
import { blocklistRows, blocklistTable, tableClient } from "../pipeline/blocklist-rows";
import type { Pipeline } from "../pipeline/pipeline";
import { synthesize } from "../../stacks/synthesize";
import type { Recipe } from "./recipe";
import type { Observed } from "./run-input";
import { goTheWay } from "./way";
import { rulesIn, type Row, type Sent } from "./world";
import { readDeployment, type Deployment } from "../synthesized/deployment";
import { ALLOWLIST, bystanderAt, OWN_ADDRESSES, POLICY, RULES_BEFORE, TOPIC_ARN } from "./environment";

/** The prefix makes the custom action of environment.ts. */
const CONFIG = {
  prefix: "fuzz",
  allowlist: [...ALLOWLIST],
  ownAddresses: [...OWN_ADDRESSES],
  blockActions: [...POLICY.actions],
  notifications: { topicArn: TOPIC_ARN },
};

/** Nobody waits for a digest, which takes a minute here. */
const AT_ONCE = { MESSAGES_PER_MINUTE: "1000000", MESSAGE_SPACING_MS: "0" };

/** What is synthesized for the fuzzed environment, with the rules of others and of the bystander in its group. */
export async function fuzzedZips(outdir: string): Promise<Deployment> {
  await synthesize(loadConfig("fuzzed", { fuzzed: CONFIG }), outdir);
  const deployment = readDeployment(outdir);
  return {
    ...deployment,
    functions: deployment.functions.map((one) => ({ ...one, environment: { ...one.environment, ...AT_ONCE } })),
    ruleGroup: { ...deployment.ruleGroup, ruleGroup: rulesBefore() },
  };
}

const rulesBefore = () => ({ RulesSource: { StatelessRulesAndCustomActions: RULES_BEFORE } }) as unknown as RuleGroup;

/** Sends inputs through the pipeline, each into tables and rules that are as they were before. */
export function zipsObserver(pipeline: Pipeline) {
  const { deployment, standIns, lambda } = pipeline;
  const client = tableClient(pipeline);
  const arnOf = (name: string) => deployment.functions.find((one) => one.name.endsWith(name))?.arn ?? name;
  const observe = async (text: string, { failure }: Recipe): Promise<Observed> => {
    const bystander = await reset(pipeline, client);
    const before = lengths(pipeline);
    const slack = (): readonly Sent[] =>
      standIns.slack.messages
        .slice(before.slack)
        .map((message) => ({ channel: "slack", body: JSON.stringify({ text: message.text, blocks: message.blocks }) }));
    const answers = await goTheWay({
      text,
      failure,
      again: false,
      sentSoFar: () => standIns.slack.messages.length - before.slack,
      now: () => new Date(),
      wait: () => {},
      invoke: (name, payload) => lambda.invoke(arnOf(name), payload),
    });
    const topic = standIns.sns.published.slice(before.topic).map(({ subject, message }): Sent => ({
      channel: "topic",
      body: new URLSearchParams({ Subject: subject, Message: message }).toString(),
    }));
    return {
      text,
      answers,
      rows: (await blocklistRows(pipeline)) as readonly Row[],
      rules: rulesIn(standIns.firewall.ruleGroup(deployment.ruleGroup.arn).ruleGroup),
      sent: [...slack(), ...topic],
      lines: lambda.logLines.slice(before.lines).map(({ line }) => line),
      nowMs: Date.now(),
      bystander,
    };
  };
  return { observe, close: () => client.destroy() };
}

const lengths = ({ standIns, lambda }: Pipeline) => ({
  slack: standIns.slack.messages.length,
  topic: standIns.sns.published.length,
  lines: lambda.logLines.length,
});

/** Makes tables and rules as they were before any input; answers the bystander's row. */
async function reset({ deployment, standIns }: Pipeline, client: DynamoDBClient): Promise<Row> {
  for (const { name, hashKey } of deployment.tables) {
    const items = await standIns.dynamoDb.scanAll(name);
    const remove = (key: unknown) =>
      client.send(new DeleteItemCommand({ TableName: name, Key: marshall({ [hashKey]: key }) }));
    await Promise.all(items.map((item) => remove(item[hashKey])));
  }
  const bystander = bystanderAt(Date.now());
  await client.send(new PutItemCommand({ TableName: blocklistTable(deployment), Item: marshall(bystander) }));
  standIns.firewall.editByHand(deployment.ruleGroup.arn, rulesBefore());
  return bystander;
}

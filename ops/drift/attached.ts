import { DynamoDBClient, GetResourcePolicyCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, ListRuleNamesByTargetCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import {
  GetPolicyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionUrlConfigsCommand,
} from "@aws-sdk/client-lambda";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";
import { clientConfig } from "../aws/client-config";
import { ofService } from "../aws/service-failed";
import type { Target } from "../aws/target";
import { OpsError } from "../command/ops-error";
import type { Ours } from "./ours";

/**
 * Something that was attached to a resource of ours and that no stack made. Terraform looks at none of these, so no plan
 * shows them and no deploy undoes them.
 *
 * | attached to     | what                                             | what it gives away                                |
 * |-----------------|--------------------------------------------------|---------------------------------------------------|
 * | a function      | a statement of its resource policy, a URL        | who may invoke it: rows, rules, messages          |
 * | a function      | an event source mapping                          | what invokes it                                   |
 * | a rule          | a further target                                 | each finding goes there too                       |
 * | a state machine | a rule that no stack made                        | what starts it                                    |
 * | schedule group  | a further schedule                               | what starts with the role of the prune            |
 * | a table         | a resource policy                                | who may read and write rows                       |
 * | the alarm topic | a further subscription                           | who reads alarms: often wanted, so it is a note    |
 */
export interface Attached {
  /** Such as `function sechub-prod-update-nf-rg`. */
  readonly to: string;
  /** In words, with its name. */
  readonly what: string;
  /** A command that takes it away. */
  readonly undo: string;
  /** Worth knowing, and no drift. */
  readonly isNote: boolean;
}

/** Whose resources they are: the parts of an ARN. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

const FILE = "attached.json";
const attachedFormat = z.object({ to: z.string(), what: z.string(), undo: z.string(), isNote: z.boolean() });

/** Beside what terraform saw, so that the same report can be made again. */
export const writeAttached = (folder: string, attached: readonly Attached[]): void =>
  writeFileSync(path.join(folder, FILE), `${JSON.stringify(attached, undefined, 2)}\n`, { mode: 0o600 });

/** What an earlier look left in a folder. @throws OpsError FILE_INVALID */
export function savedAttached(folder: string): readonly Attached[] | { readonly notLookedAt: string } {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) return { notLookedAt: `${file} is missing: look again` };
  const invalid = () => new OpsError("FILE_INVALID", `${file} is not what npm run drift writes: look again`);
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw invalid();
  }
  const { success, data } = z.safeParse(z.array(attachedFormat), found);
  if (!success) throw invalid();
  return data;
}

/**
 * All that is attached to what a synth names, in the order of the table above.
 * @throws ServiceFailed around what the SDK says: a look that was refused must not read as "nothing there"
 */
export async function attachedTo(
  ours: Ours,
  { partition, region, account }: Place,
  target: Target,
  env: NodeJS.ProcessEnv,
): Promise<readonly Attached[]> {
  const clients = clientsOf(target, env);
  const arnOf = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  try {
    const found: Attached[] = [];
    for (const name of ours.functions) found.push(...(await toFunction(clients.lambda, name)));
    for (const rule of ours.rules) found.push(...(await toRule(clients.events, rule)));
    for (const name of ours.stateMachines) {
      found.push(...(await toStateMachine(clients.events, arnOf("states", `stateMachine:${name}`), ours.rules)));
    }
    for (const group of ours.scheduleGroups) found.push(...(await toGroup(clients.scheduler, group, ours.schedules)));
    for (const name of ours.tables) found.push(...(await toTable(clients.tables, arnOf("dynamodb", `table/${name}`))));
    for (const name of ours.topics) found.push(...(await toTopic(clients.sns, arnOf("sns", name), ours.subscribers)));
    return found.map((one) => ({ ...one, undo: `${one.undo} --region ${region}` }));
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

function clientsOf(target: Target, env: NodeJS.ProcessEnv) {
  const at = (service: keyof NonNullable<Target["config"]["endpoints"]>) =>
    clientConfig(target, env.AWS_ENDPOINT_URL ?? target.config.endpoints?.[service], env);
  return {
    lambda: new LambdaClient(at("lambda")),
    events: new EventBridgeClient(at("events")),
    scheduler: new SchedulerClient(at("scheduler")),
    tables: new DynamoDBClient(at("dynamodb")),
    sns: new SNSClient(at("sns")),
  };
}

const attached = (to: string, what: string, undo: string, isNote = false): Attached => ({ to, what, undo, isNote });

/** undefined: there is none. What is missing of ours is told by Terraform's look. */
async function orNone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && /NotFound/.test(error.name)) return undefined;
    throw error;
  }
}

async function toFunction(client: LambdaClient, FunctionName: string): Promise<readonly Attached[]> {
  const to = `function ${FunctionName}`;
  const ask = <Answer>(call: Promise<Answer>) => ofService("Lambda", to, orNone(call));
  const policy = await ask(client.send(new GetPolicyCommand({ FunctionName })));
  const urls = await ask(client.send(new ListFunctionUrlConfigsCommand({ FunctionName })));
  const mappings = await ask(client.send(new ListEventSourceMappingsCommand({ FunctionName })));
  return [
    ...statementsIn(policy?.Policy).map(({ Sid = "", Effect = "", Action = "", Principal = "" }) =>
      attached(
        to,
        `resource policy, statement ${Sid}: ${Effect} ${shown(Action)} to ${shown(Principal)}`,
        `aws lambda remove-permission --function-name ${FunctionName} --statement-id ${Sid}`,
      ),
    ),
    ...(urls?.FunctionUrlConfigs ?? []).map(({ FunctionUrl = "", AuthType = "" }) =>
      attached(
        to,
        `function URL ${FunctionUrl} (AuthType ${AuthType})`,
        `aws lambda delete-function-url-config --function-name ${FunctionName}`,
      ),
    ),
    ...(mappings?.EventSourceMappings ?? []).map(({ UUID = "", EventSourceArn = "" }) =>
      attached(to, `event source ${EventSourceArn}`, `aws lambda delete-event-source-mapping --uuid ${UUID}`),
    ),
  ];
}

interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Action?: unknown;
  readonly Principal?: unknown;
}

const statementsIn = (policy = "{}"): readonly PolicyStatement[] =>
  (JSON.parse(policy) as { readonly Statement?: readonly PolicyStatement[] }).Statement ?? [];

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The stacks give each rule one target. */
const OUR_TARGET = "state-machine";

async function toRule(client: EventBridgeClient, Rule: string): Promise<readonly Attached[]> {
  const to = `rule ${Rule}`;
  const answer = await ofService("EventBridge", to, orNone(client.send(new ListTargetsByRuleCommand({ Rule }))));
  return (answer?.Targets ?? [])
    .filter(({ Id }) => Id !== OUR_TARGET)
    .map(({ Id = "", Arn = "" }) =>
      attached(to, `target ${Id}: ${Arn}`, `aws events remove-targets --rule ${Rule} --ids ${Id}`),
    );
}

async function toStateMachine(
  client: EventBridgeClient,
  TargetArn: string,
  rules: readonly string[],
): Promise<readonly Attached[]> {
  const to = `state machine ${TargetArn.split(":").at(-1) ?? ""}`;
  const ask = <Answer>(call: Promise<Answer>) => ofService("EventBridge", to, orNone(call));
  const answer = await ask(client.send(new ListRuleNamesByTargetCommand({ TargetArn })));
  const theirs = (answer?.RuleNames ?? []).filter((name) => !rules.includes(name));
  const found = theirs.map(async (Rule) => {
    const targets = await ask(client.send(new ListTargetsByRuleCommand({ Rule })));
    const ids = (targets?.Targets ?? []).filter(({ Arn }) => Arn === TargetArn).map(({ Id = "" }) => Id);
    return attached(
      to,
      `rule ${Rule}, which no stack made, starts it`,
      `aws events remove-targets --rule ${Rule} --ids ${ids.join(" ")}`,
    );
  });
  return Promise.all(found);
}

async function toGroup(
  client: SchedulerClient,
  GroupName: string,
  schedules: readonly string[],
): Promise<readonly Attached[]> {
  const to = `schedule group ${GroupName}`;
  const answer = await ofService("Scheduler", to, orNone(client.send(new ListSchedulesCommand({ GroupName }))));
  return (answer?.Schedules ?? [])
    .filter(({ Name = "" }) => !schedules.includes(Name))
    .map(({ Name = "", Target }) =>
      attached(
        to,
        `schedule ${Name}, which no stack made, starts ${Target?.Arn ?? "its target"}`,
        `aws scheduler delete-schedule --group-name ${GroupName} --name ${Name}`,
      ),
    );
}

async function toTable(client: DynamoDBClient, ResourceArn: string): Promise<readonly Attached[]> {
  const to = `table ${ResourceArn.split("/").at(-1) ?? ""}`;
  const command = new GetResourcePolicyCommand({ ResourceArn });
  const answer = await ofService("DynamoDB", to, orNone(client.send(command)));
  return statementsIn(answer?.Policy).map(({ Sid = "without a Sid", Effect = "", Action = "", Principal = "" }) =>
    attached(
      to,
      `resource policy, statement ${Sid}: ${Effect} ${shown(Action)} to ${shown(Principal)}`,
      `aws dynamodb delete-resource-policy --resource-arn ${ResourceArn}`,
    ),
  );
}

async function toTopic(
  client: SNSClient,
  TopicArn: string,
  subscribers: readonly string[],
): Promise<readonly Attached[]> {
  const to = `topic ${TopicArn.split(":").at(-1) ?? ""}`;
  const command = new ListSubscriptionsByTopicCommand({ TopicArn });
  const answer = await ofService("SNS", to, orNone(client.send(command)));
  return (answer?.Subscriptions ?? [])
    .filter(({ Endpoint = "" }) => !subscribers.includes(Endpoint))
    .map(({ Protocol = "", Endpoint = "", SubscriptionArn = "" }) =>
      attached(
        to,
        `subscription of ${Protocol} ${Endpoint}`,
        SubscriptionArn.startsWith("arn:")
          ? `aws sns unsubscribe --subscription-arn ${SubscriptionArn}`
          : "aws sns list-subscriptions-by-topic # not confirmed yet: it ends by itself",
        true,
      ),
    );
}

/** `npm run blocklist` in this process, against the stand-ins, with its own environment of the config. */
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { ConfigInput } from "../../../config/schema";
import type { StatelessRule } from "../../../functions/domain/rule-group";
import { parsePayload } from "../../../functions/contract/parse-payload";
import { notification, type NotificationOf } from "../../../functions/contract/payloads";
import { startDynamoDb } from "../../../local/stand-ins/dynamodb/server";
import { listen } from "../../../local/stand-ins/http-server";
import { LambdaError } from "../../../local/lambda/instance";
import { startLambdaApi } from "../../../local/stand-ins/lambda/server";
import { startNetworkFirewall } from "../../../local/stand-ins/network-firewall/server";
import { runBlocklist } from "../../../ops/blocklist/run";
import "../../functions/support/one-realm";
import { groupOf, PLACEHOLDER } from "../../functions/support/world";
import { clientConfig } from "../../local/stand-ins/support";
import { deployedUpdateNfRg } from "./update-nf-rg";

export const NOW = new Date("2026-03-02T10:00:00.000Z");
export const CALLER = "arn:aws:sts::111122223333:assumed-role/on-call/jane";
export const GROUP_ARN = "arn:aws:network-firewall:us-west-2:111122223333:stateless-rulegroup/sechub-ops-blocklist";

const FUNCTION_ARN = "arn:aws:lambda:us-west-2:111122223333:function:sechub-ops-";

export const ENVIRONMENT = {
  prefix: "sechub-ops",
  allowlist: ["9.9.9.0/24"],
  ownAddresses: ["52.0.0.1"],
} satisfies ConfigInput;

/** What GetCallerIdentity answers. */
const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>${CALLER}</Arn><UserId>AROAX:jane</UserId><Account>111122223333</Account></GetCallerIdentityResult>
<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;

export interface RunOptions {
  readonly answer?: string | (() => Promise<unknown>);
  readonly config?: Partial<ConfigInput>;
  readonly deployedConfig?: Partial<ConfigInput>;
  readonly environment?: Readonly<Record<string, string>>;
}

export type Desk = Awaited<ReturnType<typeof startDesk>>;

export async function startDesk({ capacity = 1_000, deployed = true } = {}) {
  const table = (word: string) => `sechub-ops-${word}`;
  const dynamoDb = await startDynamoDb({
    tables: deployed
      ? [
          { TableName: table("blocklist"), hashKey: "HostIp" },
          { TableName: table("memory"), hashKey: "HostIp" },
          { TableName: table("lease"), hashKey: "LeaseName" },
        ]
      : [],
  });
  const firewall = await startNetworkFirewall();
  if (deployed) {
    firewall.createRuleGroup({ name: table("blocklist"), arn: GROUP_ARN, capacity, ruleGroup: groupOf([PLACEHOLDER]) });
  }
  const sts = await listen(() =>
    Promise.resolve({ status: 200, headers: { "content-type": "text/xml" }, body: IDENTITY }),
  );
  /** What send-gd-finding was asked to tell, by its own schema. */
  const told: NotificationOf<"operator">[] = [];
  /** The error that it ends with instead. */
  const failing: { with?: readonly [type: string, message: string] } = {};
  const sendFinding = { name: table("send-gd-finding"), arn: `${FUNCTION_ARN}send-gd-finding` };
  const updateRules = { name: table("update-nf-rg"), arn: `${FUNCTION_ARN}update-nf-rg` };
  const client = new DynamoDBClient(clientConfig(dynamoDb.url));
  let now = NOW;
  const clock = {
    now: () => now,
    sleep: (ms: number) => Promise.resolve(void (now = new Date(now.getTime() + ms))),
    random: () => 0,
  };
  const updateNfRg = deployedUpdateNfRg({
    dynamoDb: dynamoDb.url,
    firewall: firewall.url,
    ruleGroupArn: GROUP_ARN,
    clock,
  });
  const lambda = await startLambdaApi({
    functions: [sendFinding, updateRules],
    invoke: async (arn, payload) => {
      if (arn === updateRules.arn) return updateNfRg.answer(payload);
      if (failing.with !== undefined) throw new LambdaError(...failing.with);
      told.push(parsePayload(notification, payload, "the notification") as NotificationOf<"operator">);
      return { Sent: 1, AlreadyTold: 0, RetryAfterSeconds: 0, Digests: [] };
    },
  });
  const env = {
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    AWS_ENDPOINT_URL_NETWORK_FIREWALL: firewall.url,
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    SECHUB_ENV: "ops",
  };
  /**
   * Runs a command line as a person does. Notes: without the line on the stand-ins, which every command says.
   * @param answer to the question, or what is done before it is answered with yes
   * @param config of the checkout, and of what is deployed unless that has another
   */
  const run = async (line: string | readonly string[], options: RunOptions = {}) => {
    const { answer, config = {}, deployedConfig = config, environment = {} } = options;
    updateNfRg.config = { ...ENVIRONMENT, ...deployedConfig };
    const out: string[] = [];
    const notes: string[] = [];
    const args = typeof line === "string" ? line.split(" ") : line;
    const ask =
      answer === undefined ? undefined : async () => (typeof answer === "string" ? answer : answer().then(() => "y"));
    try {
      const code = await runBlocklist(args, {
        io: {
          write: (text) => void out.push(text),
          note: (text) => void (STAND_INS.test(text) || notes.push(text)),
          ask,
        },
        env: { ...env, ...environment },
        environments: { ops: { ...ENVIRONMENT, ...config } },
        clock,
      });
      return { code, out, notes, text: out.join("\n"), error: "" };
    } catch (error) {
      if ((error as { forPeople?: boolean }).forPeople !== true) throw error;
      return { code: 1, out, notes, text: out.join("\n"), error: (error as Error).message };
    }
  };
  const rules = () =>
    (firewall.ruleGroup(GROUP_ARN).ruleGroup.RulesSource?.StatelessRulesAndCustomActions?.StatelessRules ??
      []) as unknown as readonly StatelessRule[];
  return {
    client,
    dynamoDb,
    firewall,
    lambda,
    told,
    failing,
    updateNfRg,
    /** Takes a function out of the account. */
    undeploy: (name: "send-gd-finding" | "update-nf-rg") =>
      void ((name === "update-nf-rg" ? updateRules : sendFinding).name = "another"),
    env,
    run,
    rules,
    /** What the rules with our action drop as sources. */
    dropped: () =>
      rules()
        .filter(({ RuleDefinition }) => RuleDefinition.Actions.includes("sechubopsblocklist"))
        .flatMap(({ RuleDefinition }) => RuleDefinition.MatchAttributes.Sources ?? [])
        .map(({ AddressDefinition }) => AddressDefinition),
    pass: (ms: number) => void (now = new Date(now.getTime() + ms)),
    put: async (word: string, ...rows: readonly object[]) => {
      for (const row of rows) {
        const Item = marshall(row, { removeUndefinedValues: true });
        await client.send(new PutItemCommand({ TableName: table(word), Item }));
      }
    },
    rows: async (word = "blocklist") =>
      (await dynamoDb.scanAll(table(word))).sort((a, b) => (String(a.HostIp) < String(b.HostIp) ? -1 : 1)),
    writes: () => dynamoDb.calls.filter(({ operation }) => /^(Put|Update|Delete|BatchWrite)/.test(operation)).length,
    updates: () => firewall.calls.filter(({ operation }) => operation === "UpdateRuleGroup").length,
    close: async () => {
      client.destroy();
      updateNfRg.close();
      await Promise.all([dynamoDb.close(), firewall.close(), sts.close(), lambda.close()]);
    },
  };
}

const STAND_INS = /^against the stand-ins at http:\/\/127\.0\.0\.1:\d+: nothing in AWS is read or changed$/;

/** The whole pipeline with the commands of ops/ over it, and what a disaster does to it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeRuleGroupCommand,
  NetworkFirewallClient,
  UpdateRuleGroupCommand,
} from "@aws-sdk/client-network-firewall";
import { loadConfig } from "../../../config/load-config";
import type { ConfigInput } from "../../../config/schema";
import { systemClock } from "../../../functions/adapters/system-clock";
import { tableClient } from "../../../local/pipeline/blocklist-rows";
import { startPipeline } from "../../../local/pipeline/pipeline";
import { serve } from "../../../local/pipeline/served";
import { readDeployment } from "../../../local/synthesized/deployment";
import { runBlocklist } from "../../../ops/blocklist/run";
import { synthesize } from "../../../stacks/synthesize";
import "../../functions/support/one-realm";
import { clientConfig } from "../../local/stand-ins/support";

const environments: Readonly<Record<string, ConfigInput>> = { data: { prefix: "sechub-data" } };

type Row = Readonly<Record<string, unknown>>;

export async function startSystem() {
  const folder = mkdtempSync(path.join(tmpdir(), "sechub data-"));
  const outdir = path.join(folder, "cdktf.out");
  await synthesize(loadConfig("data", environments), outdir);
  const deployment = readDeployment(outdir);
  const pipeline = await startPipeline({ deployment, retryScale: 0 });
  const served = await serve(pipeline);
  const { dynamoDb, firewall } = pipeline.standIns;
  const client = tableClient(pipeline);
  const rows = async (table: string): Promise<readonly Row[]> =>
    (await dynamoDb.scanAll(`sechub-data-${table}`)).toSorted((a, b) => (String(a.HostIp) < String(b.HostIp) ? -1 : 1));
  return {
    folder,
    pipeline,
    client,
    rows,
    /** All rules of the group, as the firewall has them. */
    rules: () => firewall.ruleGroup(deployment.ruleGroup.arn).ruleGroup,
    blocklist: async (...args: readonly string[]) => {
      const out: string[] = [];
      const code = await runBlocklist([...args, "--env", "data", "--yes"], {
        io: { write: (line) => void out.push(line), note: () => {}, ask: undefined },
        env: served.environment,
        environments,
        clock: systemClock,
      });
      if (code !== 0) throw new Error(`blocklist ${args.join(" ")} ended with ${code}: ${out.join("\n")}`);
      return out;
    },
    /** Every table empty, and the rule group as Terraform makes it. */
    loseEverything: async () => {
      for (const { name, hashKey } of deployment.tables)
        for (const row of await dynamoDb.scanAll(name)) {
          const Key = { [hashKey]: { S: String(row[hashKey]) } };
          await client.send(new DeleteItemCommand({ TableName: name, Key }));
        }
      const { arn, ruleGroup } = deployment.ruleGroup;
      const api = new NetworkFirewallClient(clientConfig(firewall.url));
      const { UpdateToken } = await api.send(new DescribeRuleGroupCommand({ RuleGroupArn: arn }));
      await api.send(new UpdateRuleGroupCommand({ RuleGroupArn: arn, UpdateToken, RuleGroup: ruleGroup }));
      api.destroy();
    },
    /** All rows of all tables as text: what is not in it is in no table. */
    stored: async () =>
      JSON.stringify(
        await Promise.all(deployment.tables.map(async ({ name }) => [name, await dynamoDb.scanAll(name)])),
      ),
    close: async () => {
      client.destroy();
      await served.close();
      await pipeline.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

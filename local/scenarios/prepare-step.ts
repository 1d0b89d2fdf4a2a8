import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { ConfigInput } from "../../config/schema";
import { blocklistTable, tableClient } from "../pipeline/blocklist-rows";
import type { Pipeline } from "../pipeline/pipeline";
import type { Report } from "../report/report";
import { ageTables } from "./pass-time";
import type { ScenarioStep } from "./scenario";
import { settingsOf, type Deploy } from "./settings";

/** Where a scenario plays; it changes from step to step. */
export interface Stage {
  pipeline: Pipeline;
  settings: ConfigInput;
  hoursPassed: number;
  readonly deploy: Deploy;
  readonly report: Report;
}

/** What the step says to come before its events. */
export async function prepare(
  { hoursLater, putRow, redeploy, slackFails = 0, firewallAway = false }: ScenarioStep,
  stage: Stage,
): Promise<void> {
  const note = (text: string) => stage.report({ type: "note", text });
  if (hoursLater !== undefined) {
    note(
      `${hoursLater.toLocaleString("en-US")} hours later: all rows are that much older, and so are events from here on`,
    );
    await ageTables(stage.pipeline, hoursLater);
    stage.hoursPassed += hoursLater;
  }
  if (putRow !== undefined) {
    note(`somebody puts a row into the blocklist: ${JSON.stringify(putRow)}`);
    await putIntoBlocklist(stage.pipeline, putRow);
  }
  if (redeploy !== undefined) {
    note(`deployed with another config: ${JSON.stringify(redeploy)}`);
    stage.settings = settingsOf(stage.settings, redeploy);
    stage.pipeline = await stage.pipeline.redeploy(await stage.deploy(stage.settings));
  }
  if (slackFails > 0) note(`Slack answers ${slackFails} requests with HTTP 503`);
  for (let request = 0; request < slackFails; request += 1) {
    stage.pipeline.standIns.slack.failNext({ status: 503, body: "service_unavailable" });
  }
  if (firewallAway) {
    note("Network Firewall answers every request with InternalServerError, until Slack has taken a message");
    const { firewall, slack } = stage.pipeline.standIns;
    const before = slack.messages.length;
    firewall.failWhile(() => slack.messages.length === before);
  }
}

async function putIntoBlocklist(pipeline: Pipeline, row: Readonly<Record<string, unknown>>): Promise<void> {
  const client = tableClient(pipeline);
  await client.send(new PutItemCommand({ TableName: blocklistTable(pipeline.deployment), Item: marshall(row) }));
  client.destroy();
}

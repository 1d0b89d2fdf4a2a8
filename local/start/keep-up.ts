import { blocklistTable } from "../pipeline/blocklist-rows";
import type { Pipeline } from "../pipeline/pipeline";
import { serve, type Served } from "../pipeline/served";
import type { Report } from "../report/report";

/**
 * Leaves the servers up until Ctrl-C, for the commands of ops/ and for the AWS CLI; shows the messages and the executions
 * that come by them.
 */
export async function keepUp(pipeline: Pipeline, environment: string, report: Report): Promise<void> {
  // Before the endpoints are printed: who reads them may end this at once.
  const interrupted = interruption();
  const served = await serve(pipeline);
  try {
    pipeline.standIns.slack.onMessage((message) => report({ type: "slack", message }));
    report({ type: "endpoints", endpoints: endpointsOf(pipeline, served, environment) });
    await interrupted;
  } finally {
    await served.close();
  }
}

const interruption = (): Promise<void> =>
  new Promise((resolve) => {
    const alive = setInterval(() => {}, 60_000);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
    }
  });

function endpointsOf({ standIns, deployment }: Pipeline, served: Served, environment: string) {
  const aws = (endpoint: string, command: string) =>
    `AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --region ${deployment.region} --endpoint-url ${endpoint} ${command}`;
  const variables = Object.entries(served.environment).map(([name, value]) => `${name}=${value}`);
  return {
    dynamodb: standIns.dynamoDb.url,
    "network-firewall": standIns.firewall.url,
    lambda: served.lambda.url,
    "step functions": served.stepFunctions.url,
    ssm: standIns.parameterStore.url,
    slack: standIns.slack.url,
    region: deployment.region,
    "rule group": deployment.ruleGroup.arn,
    tables: deployment.tables.map(({ name }) => name).join(", "),
    "see the table": aws(standIns.dynamoDb.url, `dynamodb scan --table-name ${blocklistTable(deployment)}`),
    "see the rules": aws(
      standIns.firewall.url,
      `network-firewall describe-rule-group --rule-group-arn ${deployment.ruleGroup.arn}`,
    ),
    "another terminal": `export ${variables.join(" ")}`,
    "then there": `npm run blocklist -- --env ${environment} list`,
  };
}

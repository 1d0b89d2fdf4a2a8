/** Sending goes wrong in every way it can, by the real zips; the webhook's URL is in nothing that comes of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig } from "../../../config/load-config";
import { startPipeline, type Pipeline } from "../../../local/pipeline/pipeline";
import { LambdaError } from "../../../local/lambda/instance";
import { another, bruteForceFrom } from "../../../local/scenarios/events";
import { startSlack, type SlackFault, type SlackStandIn } from "../../../local/stand-ins/slack/server";
import { readDeployment, type Deployment } from "../../../local/synthesized/deployment";
import { synthesize } from "../../../stacks/synthesize";
import { fixture } from "../../support/findings";
import { leaksIn, placesOf } from "./leaks";

const PARAMETER = "/sechub/slack-webhook-url";
const PATH = "/services/T00000000/B00000000/loopbackstandinnotsecret";
const TOKEN = "loopbackstandinnotsecret";
/** No name server knows it (RFC 6761). */
const UNKNOWN_HOST = "hooks.slack.invalid";

let outdir: string;
let deployment: Deployment;
let pipeline: Pipeline;
let slack: SlackStandIn;
beforeAll(async () => {
  outdir = mkdtempSync(path.join(tmpdir(), "sechub secrets-"));
  const webhookHosts = ["hooks.slack.com", UNKNOWN_HOST];
  await synthesize(loadConfig("dev", { dev: { slack: { webhookHosts } } }), outdir);
  deployment = withoutDigests(readDeployment(outdir));
  pipeline = await startPipeline({ deployment, retryScale: 0 });
});
beforeEach(async () => {
  slack = await startSlack();
});
afterEach(() => slack.close());
afterAll(async () => {
  await pipeline.close();
  rmSync(outdir, { recursive: true, force: true });
});

/** More messages come here in a minute than are told one by one; what waits in a digest would be sent later, or not at all. */
const withoutDigests = (synthesized: Deployment): Deployment => ({
  ...synthesized,
  functions: synthesized.functions.map((one) => ({
    ...one,
    environment: {
      ...one.environment,
      ...("MESSAGES_PER_MINUTE" in one.environment && { MESSAGES_PER_MINUTE: "999" }),
    },
  })),
});

/** Functions that know no URL yet, and find this one. */
async function withUrl(url: string): Promise<void> {
  pipeline = await pipeline.redeploy(deployment);
  pipeline.standIns.parameterStore.set(PARAMETER, url);
}

async function deliver(url: string, event: unknown) {
  await withUrl(url);
  const executions = await pipeline.deliver(event);
  return { executions, places: await placesOf(pipeline, executions) };
}

const critical = (about: string) => another(fixture("critical-no-address"), about);

/** One invocation: what a state machine makes of its error is the same for all of them. */
async function invoke(url: string) {
  await withUrl(url);
  const { arn = "" } = deployment.functions.find(({ name }) => name.endsWith("send-gd-finding")) ?? {};
  const run = { StateMachine: "sechub-send-findings", Execution: url.length.toString(), CanWait: true };
  const error: unknown = await pipeline.lambda
    .invoke(arn, { Kind: "finding", Event: critical(url), ...run })
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof LambdaError)) throw new Error("it was sent");
  const said = JSON.stringify([error.name, error.message, error.trace]);
  return { error, places: { ...(await placesOf(pipeline, [])), said } };
}

const answers = (fault: SlackFault) => {
  // More than all retries ask for.
  for (let n = 0; n < 60; n += 1) slack.failNext(fault);
};
const OTHER = "https://elsewhere.example";

describe("Slack refuses", () => {
  it.each<[string, (url: string) => SlackFault]>([
    ["404 with the URL", (url) => ({ status: 404, body: url })],
    ["403 with the token", () => ({ status: 403, body: TOKEN })],
    ["410 with a word around the token", () => ({ status: 410, body: `no_${TOKEN}` })],
    ["400 with a page around the URL", (url) => ({ status: 400, body: `<p>no such hook: ${url}</p>` })],
    ["302 to the URL elsewhere", () => ({ status: 302, body: "", location: `${OTHER}${PATH}` })],
    ["307 to itself", (url) => ({ status: 307, body: url, location: url })],
  ])("by %s: block and failure are not told, and the execution fails by name", async (about, fault) => {
    answers(fault(slack.webhookUrl));

    const { executions, places } = await deliver(slack.webhookUrl, bruteForceFrom(`9.8.7.${about.length}`));

    expect(executions).toMatchObject([{ status: "FAILED", error: "SLACK_REFUSED" }]);
    // The message, and the one that it failed: a redirect is not followed, not even to where it came from.
    expect(slack.attempts).toHaveLength(2);
    expect(places["logs"]).toContain("SLACK_REFUSED");
    expect(leaksIn(places, slack.webhookUrl)).toEqual([]);
  });
});

describe("Slack does not answer", () => {
  it("by 500 with the URL", async () => {
    answers({ status: 500, body: slack.webhookUrl });

    const { executions, places } = await deliver(slack.webhookUrl, critical("500"));

    expect(executions).toMatchObject([{ status: "FAILED", error: "SLACK_UNAVAILABLE" }]);
    expect(places["executions"]).toContain("HTTP 500");
    expect(leaksIn(places, slack.webhookUrl)).toEqual([]);
  }, 240_000);

  it.each([
    ["nobody knows its name", `https://${UNKNOWN_HOST}${PATH}`, /no answer \((ENOTFOUND|EAI_AGAIN)\)/],
    ["nothing listens there", `http://127.0.0.1:65499${PATH}`, /no answer \(ECONNREFUSED\)/],
  ])("since %s", async (_, url, why) => {
    const { error, places } = await invoke(url);

    expect([error.name, error.message]).toEqual(["SLACK_UNAVAILABLE", expect.stringMatching(why)]);
    expect(leaksIn(places, url)).toEqual([]);
  });
});

describe("the parameter holds what is no webhook of ours", () => {
  it.each([
    ["a URL with a port beyond all ports", `https://hooks.slack.com:99999${PATH}`],
    ["the path alone", PATH],
    ["the token alone", TOKEN],
    ["a URL without a scheme", `hooks.slack.com${PATH}`],
    ["a URL by http", `http://hooks.slack.com${PATH}`],
    ["a URL with a user", `https://${TOKEN}@hooks.slack.com${PATH}`],
    ["a URL with a port", `https://hooks.slack.com:8443${PATH}`],
    ["a URL of another host", `${OTHER}${PATH}`],
    ["a URL whose host is the token", `https://${TOKEN}/`],
    ["a script", `javascript:fetch("${PATH}")`],
  ])("%s: the execution fails by name, and says nothing of it", async (about, value) => {
    const { executions, places } = await deliver(value, critical(about));

    expect(executions).toMatchObject([{ status: "FAILED", error: "WEBHOOK_UNUSABLE" }]);
    expect(places["logs"]).toContain("WEBHOOK_UNUSABLE");
    expect(leaksIn(places, `https://x${PATH}`)).toEqual([]);
  });
});

describe("the look itself", () => {
  it.each(["the log", "LOOPBACKSTANDINNOTSECRET", `x%2Fservices%2FT00000000%2FB00000000`, `T\u206000000000`])(
    "sees it in %s",
    (text) => {
      const places = { log: text === "the log" ? `{"url":"http://127.0.0.1:1${PATH}"}` : text };
      expect(leaksIn(places, slack.webhookUrl)).not.toEqual([]);
      expect(leaksIn({ log: "services of T0 and B0, not a secret" }, slack.webhookUrl)).toEqual([]);
    },
  );
});

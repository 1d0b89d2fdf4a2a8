/** Looks for a webhook's URL, or the part of it that is the secret, in everything that the system writes or says. */
import type { Pipeline } from "../../../local/pipeline/pipeline";
import type { Execution } from "../../../local/step-functions/run-execution";

/** A place, and what stands there. */
export type Places = Readonly<Record<string, string>>;

/** Whatever leaves the functions: what they log and measure, what executions carry, what people read, what is stored. */
export async function placesOf(pipeline: Pipeline, executions: readonly Execution[]): Promise<Places> {
  const { deployment, standIns, lambda } = pipeline;
  const { slack, furtherSlacks, sns, parameterStore, firewall, dynamoDb } = standIns;
  const isMetric = ({ line }: { readonly line: string }) => line.includes('"CloudWatchMetrics"');
  const rows = await Promise.all(deployment.tables.map(({ name }) => dynamoDb.scanAll(name)));
  return texts({
    logs: lambda.logLines.filter((one) => !isMetric(one)),
    metrics: lambda.logLines.filter(isMetric),
    executions,
    "Slack's messages": slack.messages,
    "messages to other webhooks": furtherSlacks.map(({ messages }) => messages),
    "messages to the topic": sns.published,
    tables: rows,
    "the firewall's calls": firewall.calls,
    "Parameter Store's calls": parameterStore.calls,
    "the functions' environment": deployment.functions.map(({ environment }) => environment),
    "state machines": deployment.stateMachines,
  });
}

const texts = (places: Readonly<Record<string, unknown>>): Places =>
  Object.fromEntries(Object.entries(places).map(([place, what]) => [place, JSON.stringify(what)]));

/** Each place that has it, and what stands around it there. */
export const leaksIn = (places: Places, url: string): readonly string[] =>
  Object.entries(places).flatMap(([place, text]) => {
    const read = asRead(text);
    return secretsOf(url).flatMap((secret) => {
      const at = read.indexOf(asRead(secret));
      return at < 0 ? [] : [`${place}: …${read.slice(Math.max(0, at - 80), at + 80)}…`];
    });
  });

/** The path, which names the channel; and its parts that are long enough to be nothing else. */
function secretsOf(url: string): readonly string[] {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/, "");
  return [path, ...path.split("/")].filter((part) => part.length >= 9);
}

/** In capitals or not, encoded, or with the invisible signs that a message puts between. */
const asRead = (text: string): string =>
  text
    .replace(/\u2060/g, "")
    .replace(/%2f/gi, "/")
    .toLowerCase();

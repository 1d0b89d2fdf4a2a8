import { networkFirewallRuleGroup } from "../../functions/adapters/network-firewall-rule-group";
import { slackWebhook, type SlackWebhookOptions } from "../../functions/adapters/slack-webhook";
import { snsTopic } from "../../functions/adapters/sns-topic";
import { recordSightings } from "../../functions/add-ip-to-ddb/record-sightings";
import { readSecurityHubEvent } from "../../functions/add-ip-to-ddb/security-hub-event";
import { parsePayload } from "../../functions/contract/parse-payload";
import { notification } from "../../functions/contract/payloads";
import { protectionOf } from "../../functions/domain/protection";
import { mrkdwnBody } from "../../functions/messages/mrkdwn-body";
import type { Notifier } from "../../functions/ports/notifier";
import { lambdaHandler, type LambdaContext } from "../../functions/runtime/lambda-handler";
import { notify } from "../../functions/send-gd-finding/notify";
import { readReconcileInput } from "../../functions/update-nf-rg/reconcile-input";
import { reconcile } from "../../functions/update-nf-rg/reconcile";
import { adapterPorts } from "./adapter-ports";
import {
  ALLOWLIST,
  GROUP_ARN,
  MARKING_ACTION,
  OWN_ADDRESSES,
  POLICY,
  STAY,
  TOPIC_ARN,
  WEBHOOK_URL,
} from "./environment";
import { fastPorts } from "./fast-ports";
import { memoryFirewallClient } from "./memory-clients";
import type { FuzzWorld } from "./world";

export type FuzzedFunction = "add-ip-to-ddb" | "update-nf-rg" | "send-gd-finding";
type Handler = (event: unknown, context: LambdaContext) => Promise<unknown>;
export type WarmFunctions = Readonly<Record<FuzzedFunction, Handler>>;

/** How a deployment is fuzzed. */
export interface Fuzzed {
  readonly mode: "enforce" | "observe";
  /** With the adapters of the tables, over clients in memory; else with their ports. */
  readonly adapters: boolean;
}

/**
 * The three functions that a finding passes: handlers, telemetry, use cases and channels as they are deployed, in memory
 * from fetch and the firewall's client on, and from the tables' ports or clients on. They are made once and meet one
 * input after the other, as a warm Lambda does: what they keep of one finding shows up with the next.
 */
export function warmFunctions(world: () => FuzzWorld, { mode, adapters }: Fuzzed): WarmFunctions {
  // The signature of SNS is made with the environment's credentials, and sent nowhere.
  process.env.AWS_ACCESS_KEY_ID ??= "fuzz";
  process.env.AWS_SECRET_ACCESS_KEY ??= "fuzz";
  process.env.ENVIRONMENT_NAME ??= "fuzzed";
  const firewall = memoryFirewallClient(() => world().group, GROUP_ARN);
  const clock = {
    now: () => new Date(world().nowMs),
    sleep: (milliseconds: number) => Promise.resolve(void (world().nowMs += milliseconds)),
    random: () => 0,
  };
  const ports = adapters ? adapterPorts(world, clock) : fastPorts(() => world().fast);
  const protection = protectionOf(ALLOWLIST, OWN_ADDRESSES);
  return {
    "add-ip-to-ddb": lambdaHandler({
      name: "add-ip-to-ddb",
      parse: readSecurityHubEvent,
      run: recordSightings({
        recording: ports.recording,
        clock,
        protection,
        policy: POLICY,
        stay: STAY,
      }),
    }),
    "update-nf-rg": lambdaHandler({
      name: "update-nf-rg",
      parse: readReconcileInput,
      run: reconcile({
        blocklist: ports.blocklist,
        turns: ports.turns,
        ruleGroup: networkFirewallRuleGroup(firewall, GROUP_ARN),
        clock,
        policy: { protection, observeTypes: [], neverTypes: POLICY.neverTypes },
        managed: { actionName: MARKING_ACTION, metricDimension: "fuzzed", basePriority: 100 },
        mode,
      }),
    }),
    "send-gd-finding": lambdaHandler({
      name: "send-gd-finding",
      parse: (event) => parsePayload(notification, event, "the notification"),
      run: notify({
        context: { environment: "fuzzed", region: "us-west-2", mode },
        clock,
        perMinute: 20,
        pace: ports.pace,
        digests: ports.digests,
        outages: ports.outages,
        notifiersFor: ({ timeLeftMs }) => [everyChannel(world, { clock, timeLeftMs })],
        toldFor: ports.toldFor,
      }),
    }),
  };
}

/** Slack, a receiver that takes what Slack's takes, and a topic, as one: that each has a memory of its own is tested elsewhere. */
function everyChannel(world: () => FuzzWorld, options: Pick<SlackWebhookOptions, "clock" | "timeLeftMs">): Notifier {
  const taking =
    (channel: "slack" | "mrkdwn" | "topic"): typeof fetch =>
    (_, init) => {
      world().sent.push({ channel, body: String(init?.body as string) });
      return Promise.resolve(new Response("ok"));
    };
  const webhookUrl = () => Promise.resolve(WEBHOOK_URL);
  const channels = [
    slackWebhook({ ...options, webhookUrl, fetch: taking("slack") }),
    slackWebhook({ ...options, webhookUrl, fetch: taking("mrkdwn"), name: "mrkdwn", bodyOf: mrkdwnBody }),
    snsTopic({ ...options, topicArn: TOPIC_ARN, fetch: taking("topic") }),
  ];
  return {
    name: "every channel",
    send: async (message) => {
      for (const { send } of channels) await send(message);
    },
  };
}

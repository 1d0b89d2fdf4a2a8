import { dynamoDbBlocklist } from "../../functions/adapters/dynamodb-blocklist";
import { dynamoDbTurns } from "../../functions/adapters/dynamodb-turns";
import { networkFirewallRuleGroup } from "../../functions/adapters/network-firewall-rule-group";
import { recordSightings } from "../../functions/add-ip-to-ddb/record-sightings";
import { readSecurityHubEvent } from "../../functions/add-ip-to-ddb/security-hub-event";
import { CodedError } from "../../functions/contract/coded-error";
import { parsePayload } from "../../functions/contract/parse-payload";
import * as payloads from "../../functions/contract/payloads";
import { findExpired } from "../../functions/get-ip-from-ddb/find-expired";
import type { Clock } from "../../functions/ports/clock";
import type { Turns } from "../../functions/ports/turns";
import { removeExpired } from "../../functions/remove-ip-from-ddb/remove-expired";
import { notify } from "../../functions/send-gd-finding/notify";
import { readReconcileInput } from "../../functions/update-nf-rg/reconcile-input";
import { reconcile } from "../../functions/update-nf-rg/reconcile";
import { simFirewallClient } from "./firewall-client";
import type { Gates } from "./gates";
import type { Invocation } from "./invocation";
import { ALLOWLIST, ARN, BLOCKLIST, LEASE, MANAGED, type SimWorld } from "./sim-world";
import { simDynamoDbClient } from "./table-client";
import type { Variant } from "./variant";
import type { Watch } from "./watch";

export interface FunctionsOptions {
  readonly world: SimWorld;
  readonly gates: Gates;
  readonly watch: Watch;
  readonly variant: Variant;
  readonly lease: boolean;
}

const SILENT = { info: () => {}, warn: () => {}, error: () => {}, count: () => {} };
const NO_LEASE: Turns = { take: () => Promise.resolve({ outcome: "taken" }), end: () => Promise.resolve() };
const PAGE_HOSTS = 2;

/**
 * The five functions: the project's use cases and adapters, over clients in memory. Answers by the names that the
 * definitions use for their ARNs.
 */
export function simFunctions(options: FunctionsOptions, invocation: Invocation, skewMs: number, execution: string) {
  const { world, gates, watch, variant } = options;
  const client = simDynamoDbClient(world.tables, invocation, watch.onWrite);
  const real = {
    client,
    blocklist: dynamoDbBlocklist(client, BLOCKLIST),
    ruleGroup: networkFirewallRuleGroup(simFirewallClient(world.firewall, ARN, invocation, watch), ARN),
  };
  const { blocklist, ruleGroup } = variant.ports?.(real) ?? real;
  const clock: Clock = {
    now: () => new Date(gates.nowMs + skewMs),
    sleep: (milliseconds) => invocation.sleep(milliseconds),
    random: () => 0.5,
  };
  const run = { telemetry: SILENT, requestId: invocation.id, timeLeftMs: invocation.timeLeftMs };
  const turns = options.lease ? dynamoDbTurns(client, LEASE) : NO_LEASE;

  const functions: Readonly<Record<string, (input: unknown) => Promise<unknown>>> = {
    "${AddIpToDdbArn}": async (input) => {
      const deps = {
        blocklist,
        clock,
        allowlist: ALLOWLIST,
        retentionHours: 720,
        blockActions: ["portProbe"],
      } as const;
      const outcome = await recordSightings(deps)(readSecurityHubEvent(input), run);
      return variant.recorded?.(outcome) ?? outcome;
    },
    "${UpdateNfRgArn}": (input) =>
      reconcile({ blocklist, ruleGroup, turns, clock, allowlist: ALLOWLIST, managed: MANAGED, mode: "enforce" })(
        readReconcileInput(input),
        run,
      ),
    "${GetIpFromDdbArn}": (input) =>
      findExpired({ blocklist, clock, pageHosts: PAGE_HOSTS })(
        parsePayload(payloads.findExpiredInput, input, "the input"),
        run,
      ),
    "${RemoveIpFromDdbArn}": (input) =>
      removeExpired({ blocklist, clock })(parsePayload(payloads.removeInput, input, "the input"), run),
    "${SendGdFindingArn}": (input) =>
      notify({
        context: { environment: "sim", region: "us-west-2", mode: "enforce" },
        notifierFor: () => ({ send: (message) => send(options, invocation, execution, message.text) }),
        toldFor: () => ({ once: async (_, __, tell) => (await tell(), true) }),
      })(parsePayload(payloads.notification, input, "the input"), run),
  };
  return functions;
}

const send = ({ world }: FunctionsOptions, invocation: Invocation, execution: string, text: string): Promise<void> =>
  invocation.call({
    what: "Slack",
    effect: () => void world.messages.push({ execution, text }),
    failure: () => new CodedError("SLACK_UNAVAILABLE", "injected"),
  });

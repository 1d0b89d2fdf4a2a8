import { dynamoDbBlocklist } from "../../functions/adapters/dynamodb-blocklist";
import { dynamoDbKeeping, dynamoDbRecall } from "../../functions/adapters/dynamodb-memory";
import { dynamoDbPruning } from "../../functions/adapters/dynamodb-pruning";
import { dynamoDbRecording } from "../../functions/adapters/dynamodb-recording";
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
import { notify, type NotifyDeps } from "../../functions/send-gd-finding/notify";
import { readReconcileInput } from "../../functions/update-nf-rg/reconcile-input";
import { reconcile } from "../../functions/update-nf-rg/reconcile";
import { simFirewallClient } from "./firewall-client";
import type { Gates } from "./gates";
import type { Invocation } from "./invocation";
import { ARN, BLOCKLIST, LEASE, MANAGED, MEMORY, POLICY, PROTECTION, type SimWorld } from "./sim-world";
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
/** Whatever is to be told is told, at once and by itself: what a digest keeps has tests of its own. */
const EVERYTHING_AT_ONCE: Pick<NotifyDeps, "perMinute" | "toldFor" | "pace" | "digests" | "outages"> = {
  perMinute: 40,
  toldFor: () => ({ once: async (_, __, tell) => ({ told: true, digest: await tell() }) }),
  pace: {
    slot: (now) => Promise.resolve(now),
    askAgainAt: (now) => Promise.resolve(now),
    begin: () => Promise.resolve(() => Promise.resolve()),
  },
  digests: {
    count: () => Promise.resolve(1),
    add: () => Promise.resolve(true),
    isOpen: () => Promise.resolve(true),
    close: () => Promise.resolve({ messages: 1, lines: [] }),
  },
  // No schedule has faults enough for an outage.
  outages: {
    fail: (failedAt) => Promise.resolve(failedAt),
    end: () => Promise.resolve(undefined),
    lasts: () => Promise.resolve(false),
  },
};

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
    recording: dynamoDbRecording(client, BLOCKLIST, dynamoDbRecall(client, MEMORY)),
    pruning: dynamoDbPruning(client, BLOCKLIST, dynamoDbKeeping(client, MEMORY, 90)),
    ruleGroup: networkFirewallRuleGroup(simFirewallClient(world.firewall, ARN, invocation, watch), ARN),
  };
  const { blocklist, recording, pruning, ruleGroup } = variant.ports?.(real) ?? real;
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
        recording,
        clock,
        protection: PROTECTION,
        policy: {
          actions: ["portProbe"],
          severity: "INFORMATIONAL",
          types: [],
          accounts: [],
          regions: [],
          products: [],
          partition: "aws",
          neverTypes: [],
        },
        stay: { retentionHours: 720, factor: 2, ceilingHours: 8_760 },
      } as const;
      const outcome = await recordSightings(deps)(readSecurityHubEvent(input), run);
      return variant.recorded?.(outcome) ?? outcome;
    },
    "${UpdateNfRgArn}": (input) =>
      reconcile({ blocklist, ruleGroup, turns, clock, policy: POLICY, managed: MANAGED, mode: "enforce" })(
        readReconcileInput(input),
        run,
      ),
    "${GetIpFromDdbArn}": (input) =>
      findExpired({ blocklist, clock, pageHosts: PAGE_HOSTS })(
        parsePayload(payloads.findExpiredInput, input, "the input"),
        run,
      ),
    "${RemoveIpFromDdbArn}": (input) =>
      removeExpired({ pruning, clock })(parsePayload(payloads.removeInput, input, "the input"), run),
    "${SendGdFindingArn}": (input) =>
      notify({
        context: { environment: "sim", region: "us-west-2", mode: "enforce" },
        ...EVERYTHING_AT_ONCE,
        clock,
        notifiersFor: () => [{ name: "sim", send: (message) => send(options, invocation, execution, message.text) }],
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

/** The state machines, the functions and their adapters in memory and in virtual time, with a firewall that goes away. */
import { setImmediate } from "node:timers/promises";
import { digestTable } from "../../../functions/adapters/digest-table";
import { dynamoDbBlocklist } from "../../../functions/adapters/dynamodb-blocklist";
import { dynamoDbKeeping, dynamoDbRecall } from "../../../functions/adapters/dynamodb-memory";
import { dynamoDbPruning } from "../../../functions/adapters/dynamodb-pruning";
import { dynamoDbRecording } from "../../../functions/adapters/dynamodb-recording";
import { dynamoDbTurns } from "../../../functions/adapters/dynamodb-turns";
import { networkFirewallRuleGroup } from "../../../functions/adapters/network-firewall-rule-group";
import { outageTable } from "../../../functions/adapters/outage-table";
import { paceTable } from "../../../functions/adapters/pace-table";
import { toldTable } from "../../../functions/adapters/told-table";
import { recordSightings } from "../../../functions/add-ip-to-ddb/record-sightings";
import { readSecurityHubEvent } from "../../../functions/add-ip-to-ddb/security-hub-event";
import { parsePayload } from "../../../functions/contract/parse-payload";
import * as payloads from "../../../functions/contract/payloads";
import { findExpired } from "../../../functions/get-ip-from-ddb/find-expired";
import type { Message } from "../../../functions/messages/message";
import { removeExpired } from "../../../functions/remove-ip-from-ddb/remove-expired";
import { notify } from "../../../functions/send-gd-finding/notify";
import { reconcile } from "../../../functions/update-nf-rg/reconcile";
import { readReconcileInput } from "../../../functions/update-nf-rg/reconcile-input";
import { Gates } from "../../../local/faults/gates";
import { eventOf } from "../../../local/faults/happenings";
import { named } from "../../../local/faults/invocation";
import type { HostName } from "../../../local/faults/scenario";
import {
  ARN,
  BLOCKLIST,
  LEASE,
  MANAGED,
  MEMORY,
  POLICY,
  PROTECTION,
  SimWorld,
  START_MS,
} from "../../../local/faults/sim-world";
import { runMachine, type Definition, type Ended } from "../../../local/faults/state-machine";
import { memoryFirewallClient, memoryTableClient } from "../../../local/fuzz/memory-clients";
import pruneIp from "../../../stacks/state-machines/prune-ip.asl.json";
import recordIp from "../../../stacks/state-machines/record-ip.asl.json";
import "../../functions/support/one-realm";

const NOTIFIED = "notified";
/** The functions' time-outs: test/stacks compares them with their tasks' limits. */
const UPDATE_SECONDS = 90;
const OTHER_SECONDS = 60;
const CALL_MS = 100;

/** Time goes on to whoever is due next. */
class VirtualTime extends Gates {
  private due: { readonly atMs: number; readonly open: () => void }[] = [];
  override wait(_: string, atMs = this.nowMs): Promise<void> {
    return new Promise((open) => this.due.push({ atMs, open }));
  }
  /** Until nobody waits, or this moment has come. */
  async until(endMs: number): Promise<void> {
    for (let idle = 0; idle < 20;) {
      await setImmediate();
      const next = this.due.toSorted((a, b) => a.atMs - b.atMs)[0];
      idle = next === undefined ? idle + 1 : 0;
      if (next === undefined) continue;
      if (next.atMs > endMs) break;
      this.due = this.due.filter((one) => one !== next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.open();
    }
    this.nowMs = Math.max(this.nowMs, endMs === Infinity ? 0 : endMs);
  }
}

export interface SentMessage {
  /** Seconds since the world began. */
  readonly at: number;
  readonly title: string;
  /** All that it says. */
  readonly all: string;
}

const NOTHING_FAILS: (message: Message) => Error | undefined = () => undefined;
const NOBODY_DIES: (functionName: string) => boolean = () => false;

export interface OutageWorldOptions {
  /** Whether the firewall is away, by seconds since the world began. */
  readonly isAway: (second: number) => boolean;
  /** A request hangs for so long; else it fails at once. @default 0 */
  readonly hangSeconds?: number;
}

export function outageWorld({ isAway, hangSeconds = 0 }: OutageWorldOptions) {
  const time = new VirtualTime(START_MS);
  const sim = new SimWorld({ lease: true, room: 200, existing: [], happenings: [], faults: [], choices: [] });
  const tables = { ...sim.tables, [NOTIFIED]: { hashKey: "Key", items: new Map<string, never>() } };
  const client = memoryTableClient(() => tables);
  const second = () => (time.nowMs - START_MS) / 1_000;
  const pass = (milliseconds: number) => time.wait("", time.nowMs + milliseconds);
  const firewall = memoryFirewallClient(() => sim.firewall, ARN);
  const answer = firewall.send.bind(firewall);
  Object.assign(firewall, {
    send: async (command: Parameters<typeof answer>[0]) => {
      await pass(CALL_MS);
      if (!isAway(second())) return answer(command);
      await pass(hangSeconds * 1_000);
      throw named("InternalServerError", "away", { $metadata: { httpStatusCode: 500 } });
    },
  });
  const clock = { now: () => new Date(time.nowMs), sleep: pass, random: () => 0.5 };
  const telemetry = { info: () => {}, warn: () => {}, error: () => {}, count: () => {} };
  const sent: SentMessage[] = [];
  const ended: (Ended & { readonly name: string })[] = [];
  const world = {
    sim,
    sent,
    ended,
    tables,
    second,
    /** An error in place of sending this message. */
    fails: NOTHING_FAILS,
    /** True: the function dies when it has done its work, and its answer is lost. */
    dies: NOBODY_DIES,
    run: (untilSecond = Infinity) => time.until(START_MS + untilSecond * 1_000),
    finding: (host: string, atSecond = 0) =>
      execute(
        recordIp,
        `record-${host}`,
        "sechub-record-ip",
        eventOf({ kind: "sighting", hosts: [host as HostName], minutesAgo: 0, skewMinutes: 0 }),
        atSecond,
      ),
    prune: (atSecond: number) => execute(pruneIp, `prune-${atSecond}`, "sechub-prune-ip", {}, atSecond),
  };

  function execute(
    definition: Definition,
    name: string,
    machine: string,
    input: Readonly<Record<string, unknown>>,
    atSecond: number,
  ) {
    const invoke = async (functionName: string, payload: unknown): Promise<unknown> => {
      const limit = functionName === "${UpdateNfRgArn}" ? UPDATE_SECONDS : OTHER_SECONDS;
      const endsAt = time.nowMs + limit * 1_000;
      await pass(CALL_MS);
      const run = { telemetry, requestId: `${name} ${time.nowMs}`, timeLeftMs: () => endsAt - time.nowMs };
      const result = await functions(run)[functionName]?.(JSON.parse(JSON.stringify(payload)));
      if (time.nowMs > endsAt) throw named("Sandbox.Timedout", "Task timed out");
      if (world.dies(functionName)) throw named("Lambda.Unknown", "the runtime exited");
      return JSON.parse(JSON.stringify(result)) as unknown;
    };
    void time.wait("", START_MS + atSecond * 1_000).then(async () => {
      const end = await runMachine({ definition, name, machine, input, gates: time, invoke });
      ended.push({ name, ...end });
    });
  }

  function functions(
    run: Parameters<ReturnType<typeof notify>>[1],
  ): Readonly<Record<string, (input: unknown) => Promise<unknown>>> {
    const blocklist = dynamoDbBlocklist(client, BLOCKLIST);
    const ruleGroup = networkFirewallRuleGroup(firewall, ARN);
    const turns = dynamoDbTurns(client, LEASE);
    return {
      "${AddIpToDdbArn}": (input) =>
        recordSightings({
          recording: dynamoDbRecording(client, BLOCKLIST, dynamoDbRecall(client, MEMORY)),
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
        })(readSecurityHubEvent(input), run),
      "${UpdateNfRgArn}": (input) =>
        reconcile({ blocklist, ruleGroup, turns, clock, policy: POLICY, managed: MANAGED, mode: "enforce" })(
          readReconcileInput(input),
          run,
        ),
      "${GetIpFromDdbArn}": (input) =>
        findExpired({ blocklist, clock, pageHosts: 2 })(
          parsePayload(payloads.findExpiredInput, input, "the input"),
          run,
        ),
      "${RemoveIpFromDdbArn}": (input) =>
        removeExpired({ pruning: dynamoDbPruning(client, BLOCKLIST, dynamoDbKeeping(client, MEMORY, 90)), clock })(
          parsePayload(payloads.removeInput, input, "the input"),
          run,
        ),
      "${SendGdFindingArn}": (input) =>
        notify({
          context: { environment: "sim", region: "us-west-2", mode: "enforce" },
          clock,
          perMinute: 20,
          pace: paceTable({ client, tableName: NOTIFIED, spacingMs: 1_000 }),
          digests: digestTable({ client, tableName: NOTIFIED, clock }),
          outages: outageTable({ client, tableName: NOTIFIED }),
          toldFor: (one) => toldTable({ client, tableName: NOTIFIED, ...one }),
          notifiersFor: () => [{ name: "slack", send }],
        })(parsePayload(payloads.notification, input, "the input"), run),
    };
  }

  const send = (message: Message): Promise<void> => {
    const failed = world.fails(message);
    if (failed !== undefined) return Promise.reject(failed);
    sent.push({ at: second(), title: message.text.split(". ", 1)[0] ?? "", all: JSON.stringify(message.blocks) });
    return Promise.resolve();
  };
  return world;
}

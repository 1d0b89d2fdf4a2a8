import { recordOutcome, type RecordOutcome } from "../../../functions/contract/payloads";
import { protectionOf } from "../../../functions/domain/protection";
import type { BlockPolicy } from "../../../functions/domain/refusals";
import type { Stay } from "../../../functions/domain/stay";
import { addIpEnv } from "../../../functions/add-ip-to-ddb/env";
import { recordSightings, type RecordDeps } from "../../../functions/add-ip-to-ddb/record-sightings";
import { readSecurityHubEvent } from "../../../functions/add-ip-to-ddb/security-hub-event";
import { event, type Finding } from "../../support/findings";
import { MEMORY_TABLE, recorder, TABLE, type World } from "../support/world";

/** As the config is by default, but for types that are never blocked. */
export const BLOCK_ALL: BlockPolicy = {
  actions: ["networkConnection", "portProbe"],
  severity: "INFORMATIONAL",
  types: [],
  accounts: [],
  regions: [],
  products: [],
  partition: "aws",
  neverTypes: [],
};
export const STAY: Stay = { retentionHours: 720, factor: 2, ceilingHours: 8_760 };

/** The environment that says the same. */
export const VARIABLES = addIpEnv.render({
  ENVIRONMENT_NAME: "test",
  BLOCKLIST_TABLE: TABLE,
  MEMORY_TABLE,
  RETENTION_HOURS: "720",
  RETURN_FACTOR: "2",
  CEILING_HOURS: "8760",
  ALLOWLIST: "",
  OWN_ADDRESSES: "",
  BLOCK_ACTIONS: "networkConnection,portProbe",
  BLOCK_FROM_SEVERITY: "INFORMATIONAL",
  BLOCK_FROM_TYPES: "",
  BLOCK_FROM_ACCOUNTS: "",
  BLOCK_FROM_REGIONS: "",
  BLOCK_FROM_PRODUCTS: "",
  PARTITION: "aws",
  NEVER_BLOCK_TYPES: "[]",
});

/** Records one event of these findings at NOW, in the world's table; the answer is as the next state reads it. */
export async function record(
  world: World,
  findings: readonly Finding[],
  overrides: Partial<RecordDeps> = {},
  told = recorder(),
): Promise<RecordOutcome> {
  const deps: RecordDeps = {
    recording: world.recording,
    clock: world.deps.clock,
    protection: protectionOf([], []),
    policy: BLOCK_ALL,
    stay: STAY,
    ...overrides,
  };
  const outcome = await recordSightings(deps)(readSecurityHubEvent(event(findings)), { telemetry: told.telemetry });
  expect(recordOutcome.parse(JSON.parse(JSON.stringify(outcome)))).toEqual(outcome);
  return outcome;
}

/** So many public hosts, one after the other. */
export const publicHosts = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `5.1.${n >> 8}.${n & 255}`);

/** `host REASON` of each refusal; only the reason where the finding as a whole is refused. */
export const refusedBy = ({ Refused }: RecordOutcome): string[] =>
  Refused.map(({ Host, Reason }) => `${Host} ${Reason}`.trim());

import { recordOutcome, type RecordOutcome } from "../../../functions/contract/payloads";
import { parseAllowlist } from "../../../functions/domain/allowlist";
import { recordSightings, type RecordDeps } from "../../../functions/add-ip-to-ddb/record-sightings";
import { readSecurityHubEvent } from "../../../functions/add-ip-to-ddb/security-hub-event";
import { event, type Finding } from "../../support/findings";
import { recorder, type World } from "../support/world";

/** Records one event of these findings at NOW, in the world's table; the answer is as the next state reads it. */
export async function record(
  world: World,
  findings: readonly Finding[],
  overrides: Partial<RecordDeps> = {},
  told = recorder(),
): Promise<RecordOutcome> {
  const deps: RecordDeps = {
    blocklist: world.blocklist,
    clock: world.deps.clock,
    allowlist: parseAllowlist([]),
    retentionHours: 720,
    blockActions: ["networkConnection", "portProbe"],
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

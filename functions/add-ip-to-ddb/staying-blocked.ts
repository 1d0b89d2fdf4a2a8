import { MAX_DETAILS_IN_PAYLOAD, type Refusal } from "../contract/payloads";
import { isRunning } from "../domain/block";
import { PERMANENT, type HostRow } from "../domain/host-row";
import type { Judgement } from "../domain/judge";
import { utcTime } from "../domain/utc-time";
import type { Change, Recording } from "../ports/blocklist";

/**
 * Hosts that are blocked, of findings that block nobody by now: resolved, archived, or not among those that block any
 * more. None of that lifts a block, and who reads the finding may think so.
 */
export async function stayingBlocked(
  recording: Recording,
  judgements: readonly Judgement[],
  now: Date,
): Promise<readonly Refusal[]> {
  const hosts = new Set(judgements.flatMap(({ mayStay }) => mayStay));
  const staying: Refusal[] = [];
  for (const host of [...hosts].slice(0, MAX_DETAILS_IN_PAYLOAD)) {
    const { row } = await recording.change(
      host,
      now,
      ({ row: known }): Change & { readonly row: HostRow | undefined } => ({
        row: known,
      }),
    );
    if (row !== undefined && isRunning(row, now)) staying.push(refusalOf(row));
  }
  return staying;
}

function refusalOf({ HostIp, ExpiresAt, Source, FindingId }: HostRow): Refusal {
  const until = ExpiresAt === PERMANENT ? "until an operator lifts it" : `until ${utcTime(ExpiresAt)}`;
  const how =
    Source === "operator"
      ? "an operator blocked it"
      : `only suppressing ${FindingId || "its findings"} lifts the block`;
  return { Host: HostIp, Reason: "STAYS_BLOCKED", Detail: `${HostIp} stays blocked ${until}: ${how}` };
}

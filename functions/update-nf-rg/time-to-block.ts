import { METRICS } from "../contract/metrics";
import type { HostRow } from "../domain/host-row";
import type { Telemetry } from "../ports/telemetry";
import { isLate } from "./plan";

/**
 * How long each host took until the firewall held it, by the moment at which its row was marked.
 *
 * | host that was just marked                                            | measured                                    |
 * |----------------------------------------------------------------------|---------------------------------------------|
 * | for the first time in its block                                      | since it was recorded, and since it was seen |
 * | again: its rule had gone for a while                                 | not: it took its time then                  |
 * | late: recorded long ago, and kept out meanwhile (observed, allowlisted, no room); an operator's | not: Slack names it |
 * | with a time that a hand made unreadable                              | not since that time                         |
 *
 * Nor is an outage that lasts until its hosts count as late: executions fail then, and their alarm rings.
 */
export function measureTimeToBlock(marked: readonly HostRow[], now: Date, telemetry: Telemetry): void {
  for (const row of marked) {
    if (row.ReleasedAt !== undefined || isLate(row, now)) continue;
    for (const [metric, since] of [
      [METRICS.recordingToBlock, row.CreatedAt],
      [METRICS.sightingToBlock, row.LastSeenAt],
    ] as const) {
      const seconds = (now.getTime() - Date.parse(since)) / 1_000;
      // Two functions have two clocks, and a negative value would cost CloudWatch the percentiles.
      if (!Number.isNaN(seconds)) telemetry.count(metric, Math.max(0, seconds));
    }
  }
}

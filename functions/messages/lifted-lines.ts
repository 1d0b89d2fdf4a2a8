import { array, object } from "../domain/finding";
import type { Mode } from "../contract/mode";
import type { Refusal } from "../contract/payloads";
import { mrkdwnText } from "./escape";
import { SHOWN } from "./limits";
import { refusalLines, staysBlocked } from "./refusal-lines";

/** Whoever wonders why a block is gone: who ended it, and where that can be seen. */
export const whoLiftedLines = (event: unknown): readonly string[] => [
  "Who suppressed it, and when: the finding's History tab in Security Hub, and CloudTrail (event `BatchUpdateFindings`).",
  ...notes(event),
];

/** Hosts that stay blocked although a finding that names them was suppressed, or blocks nobody any more. */
export const keptLines = (kept: readonly Refusal[], mode: Mode): readonly string[] =>
  kept.length > 0
    ? [
        `*${stays(mode)}${kept.some(staysBlocked) ? "" : ", although a finding was suppressed"}:*`,
        ...refusalLines(kept),
      ]
    : [];

/** In observe mode there may be no rule. */
export const stays = (mode: Mode): string => `Stays ${mode === "observe" ? "on the blocklist" : "blocked"}`;

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Note.html */
function notes(event: unknown): readonly string[] {
  const findings = array(object(object(event).detail).findings).slice(0, SHOWN.resources);
  return findings.flatMap((finding) => {
    const { Text, UpdatedBy } = object(object(finding).Note);
    if (typeof Text !== "string" || Text.trim() === "") return [];
    const by = typeof UpdatedBy === "string" ? mrkdwnText(UpdatedBy, SHOWN.word) : "";
    return [`*Note of the finding${by === "" ? "" : `, by ${by}`}:* ${mrkdwnText(Text, SHOWN.detail)}`];
  });
}

import type { RecordOutcome } from "../contract/payloads";
import { untilWords } from "./utc-time";

/** Ends that get a line of their own; the later ones share one. */
const SHOWN_ENDS = 5;

/** Hosts by the minute in which their block ends, the first to end first, and the words for it: " until …". */
export function hostsByEnd(
  hosts: readonly string[],
  { IPList, ExpiresAt, Until }: RecordOutcome,
): ReadonlyMap<string, readonly string[]> {
  const isKnown = ExpiresAt.length >= IPList.length;
  const ends = hosts.map((host) => ({ host, end: (isKnown ? ExpiresAt[IPList.indexOf(host)] : undefined) ?? Until }));
  const byEnd = new Map<string, string[]>();
  for (const { host, end } of ends.sort((a, b) => (a.end < b.end ? -1 : a.end > b.end ? 1 : 0))) {
    const words = untilWords(end);
    const key = byEnd.has(words) || byEnd.size < SHOWN_ENDS ? words : " for longer";
    byEnd.set(key, [...(byEnd.get(key) ?? []), host]);
  }
  return byEnd;
}

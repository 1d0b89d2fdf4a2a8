import type { FindingRef, HostRow } from "./host-row";

/** Further findings that a row lists at most; of more only the types are kept, so that the host stays named by them. */
const MAX_OTHER_FINDINGS = 10;
const MAX_MORE_TYPES = 20;
const MAX_SUPPRESSED = 10;

/** The row, and this finding among those that name its host; the very row when nothing changes by that. */
export function withFinding(row: HostRow, finding: FindingRef): HostRow {
  const others = row.OtherFindings ?? [];
  const more = row.MoreTypes ?? [];
  const id = finding.FindingId;
  const suppressed = row.Suppressed?.filter(({ FindingId }) => FindingId !== id);
  const again = suppressed?.length === row.Suppressed?.length ? row : { ...row, Suppressed: orNone(suppressed) };
  if ([row, ...others].some(({ FindingId }) => FindingId === id)) return again;
  if (others.length < MAX_OTHER_FINDINGS) return { ...again, OtherFindings: [...others, finding] };
  const isKnown = more.includes(finding.FindingType) || more.length >= MAX_MORE_TYPES;
  return isKnown ? again : { ...again, MoreTypes: [...more, finding.FindingType] };
}

/**
 * The row without this finding: under the name of the newest of the others, where it was the first; the very row when it
 * does not name the host; undefined when nobody else does.
 */
export function withoutFinding(row: HostRow, id: string): HostRow | undefined {
  const others = row.OtherFindings ?? [];
  const rest = others.filter(({ FindingId }) => FindingId !== id);
  if (row.FindingId !== id) return rest.length === others.length ? row : { ...row, OtherFindings: orNone(rest) };
  const heir = rest.at(-1);
  if (heir !== undefined) return { ...row, Role: undefined, ...heir, OtherFindings: orNone(rest.slice(0, -1)) };
  const [type, ...types] = row.MoreTypes ?? [];
  // Of a finding that was one too many only its type is known.
  return type === undefined
    ? undefined
    : { ...row, FindingId: "", FindingType: type, Role: undefined, Reason: "", MoreTypes: orNone(types) };
}

/** The row, and that this finding was suppressed after this sighting. */
export function withSuppressed(row: HostRow, FindingId: string, LastSeenAt: string): HostRow {
  const others = (row.Suppressed ?? []).filter((one) => one.FindingId !== FindingId);
  return { ...row, Suppressed: [...others, { FindingId, LastSeenAt }].slice(-MAX_SUPPRESSED) };
}

/** Whether this sighting of the finding is one of before its suppression. */
export const isSuppressed = ({ Suppressed = [] }: HostRow, id: string, seen: string): boolean =>
  Suppressed.some(({ FindingId, LastSeenAt }) => FindingId === id && LastSeenAt >= seen);

const orNone = <Item>(list: readonly Item[] | undefined): readonly Item[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list;

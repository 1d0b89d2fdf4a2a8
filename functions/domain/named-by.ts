import type { FindingRef, HostRow } from "./host-row";
import { canBeSeen } from "./last-seen";

/**
 * Further findings of one product that a row lists at most; of more only the types are kept, so that the host stays named
 * by them. Of each product so many: none takes the places of GuardDuty's.
 */
const MAX_OTHER_FINDINGS = 10;
const MAX_MORE_TYPES = 20;
const MAX_SUPPRESSED = 10;

/** What a finding is known by: whoever imports findings chooses their Id, but not their ProductArn. */
type FindingKey = Pick<FindingRef, "FindingId" | "ProductArn">;

const isSameProduct = (a: FindingKey, b: FindingKey): boolean => a.ProductArn === b.ProductArn;
export const isSameFinding = (a: FindingKey, b: FindingKey): boolean =>
  a.FindingId === b.FindingId && isSameProduct(a, b);

/** The row, and this finding among those that name its host; the very row when nothing changes by that. */
export function withFinding(row: HostRow, finding: FindingRef): HostRow {
  const others = row.OtherFindings ?? [];
  const more = row.MoreTypes ?? [];
  const suppressed = row.Suppressed?.filter((one) => !isSameFinding(one, finding));
  const again = suppressed?.length === row.Suppressed?.length ? row : { ...row, Suppressed: orNone(suppressed) };
  if ([row, ...others].some((one) => isSameFinding(one, finding))) return again;
  if (others.filter((one) => isSameProduct(one, finding)).length < MAX_OTHER_FINDINGS)
    return { ...again, OtherFindings: [...others, finding] };
  const isKnown = more.includes(finding.FindingType) || more.length >= MAX_MORE_TYPES;
  return isKnown ? again : { ...again, MoreTypes: [...more, finding.FindingType] };
}

/**
 * The row without this finding: under the name of the newest of the others, where it was the first; the very row when it
 * does not name the host; undefined when nobody else does.
 */
export function withoutFinding(row: HostRow, finding: FindingKey): HostRow | undefined {
  const others = row.OtherFindings ?? [];
  const rest = others.filter((one) => !isSameFinding(one, finding));
  if (!isSameFinding(row, finding))
    return rest.length === others.length ? row : { ...row, OtherFindings: orNone(rest) };
  const heir = rest.at(-1);
  if (heir !== undefined) return { ...row, ...NOT_OF_HEIR, ...heir, OtherFindings: orNone(rest.slice(0, -1)) };
  const [type, ...types] = row.MoreTypes ?? [];
  // Of a finding that was one too many only its type is known.
  return type === undefined
    ? undefined
    : { ...row, ...NOT_OF_HEIR, FindingId: "", FindingType: type, Reason: "", MoreTypes: orNone(types) };
}

/** What a finding need not have. */
const NOT_OF_HEIR = { Role: undefined, ProductArn: undefined };

/** The row, and that this finding was suppressed after this sighting. */
export function withSuppressed(row: HostRow, finding: FindingKey, LastSeenAt: string): HostRow {
  const { FindingId, ProductArn } = finding;
  const others = (row.Suppressed ?? []).filter((one) => !isSameFinding(one, finding));
  const oldest = others.filter((one) => isSameProduct(one, finding)).slice(0, 1 - MAX_SUPPRESSED);
  const kept = others.filter((one) => !oldest.includes(one));
  return { ...row, Suppressed: [...kept, { FindingId, LastSeenAt, ...(ProductArn !== undefined && { ProductArn }) }] };
}

/** Whether this sighting of the finding is one of before its suppression. */
export const isSuppressed = ({ Suppressed = [] }: HostRow, finding: FindingKey, seen: string, now: Date): boolean =>
  Suppressed.some((one) => isSameFinding(one, finding) && one.LastSeenAt >= seen && canBeSeen(one.LastSeenAt, now));

const orNone = <Item>(list: readonly Item[] | undefined): readonly Item[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list;

import { RESOURCE_ROLES, type ResourceRole } from "../contract/finding-types";

/** What a row keeps of a finding that names its host. */
export interface FindingRef {
  readonly FindingId: string;
  readonly FindingType: string;
  readonly Severity: string;
  readonly AccountId: string;
  readonly Region: string;
  /** The finding's title, cut to 256 characters. */
  readonly Reason: string;
  /** Whether our own resource attacked or was attacked, where the finding says it. */
  readonly Role?: ResourceRole | undefined;
  /** Of a product of blockFrom.products; without it the finding is GuardDuty's. Two products may use the same FindingId. */
  readonly ProductArn?: string | undefined;
}

/** A row of the blocklist. Attribute names are the table's; times are ISO 8601 UTC with milliseconds. */
export interface HostRow extends FindingRef {
  /** Canonical text of the address: the hash key. */
  readonly HostIp: string;
  /** When this block began. A host recorded anew after its block ended has a new CreatedAt. */
  readonly CreatedAt: string;
  /** The newest sighting: a finding's own LastObservedAt, never later than the moment of recording. */
  readonly LastSeenAt: string;
  /** When the block ends; PERMANENT: an operator ends it. */
  readonly ExpiresAt: string;
  /** Set while the rule group holds the host. */
  readonly EnforcedAt?: string | undefined;
  /** When its rule went; EnforcedAt takes its place when it comes back. */
  readonly ReleasedAt?: string | undefined;
  /** When its last finding was suppressed, or an operator lifted it, which ended the block. */
  readonly LiftedAt?: string | undefined;
  /** How often the host was blocked within its memory, this block included; one that was lifted does not count on. */
  readonly Blocks: number;
  /** Further findings that name the host, oldest first: the block ends when all of them are suppressed. */
  readonly OtherFindings?: readonly FindingRef[] | undefined;
  /** Types of findings that name the host too and have no place in the list. */
  readonly MoreTypes?: readonly string[] | undefined;
  /** Findings that were suppressed while others blocked the host, each with the sighting of before. */
  readonly Suppressed?: readonly SuppressedFinding[] | undefined;
  /** Counts the changes of the row, so that a writer sees that another was faster. */
  readonly Version?: number | undefined;
  readonly Source: "finding" | "operator";
  /** Who blocked the host by hand; Reason says why. */
  readonly BlockedBy?: string | undefined;
  /** Who ended the block by hand, and why. */
  readonly LiftedBy?: string | undefined;
  readonly LiftReason?: string | undefined;
}

export interface SuppressedFinding {
  readonly FindingId: string;
  readonly LastSeenAt: string;
  readonly ProductArn?: string | undefined;
}

/** ExpiresAt of a block that stays until an operator lifts it. */
export const PERMANENT = "9999-12-31T23:59:59.999Z";

/** What says whether a block is over. */
type BlockEnd = Pick<HostRow, "ExpiresAt" | "LiftedAt">;

/** A block is over from its ExpiresAt on; one that was lifted is over even for a clock that is behind the one that lifted it. */
export const isExpired = (row: BlockEnd, now: Date): boolean => endedBy(now)(row);

/**
 * A lifted row stays so long, although it is over: whoever looked for the host before it was lifted, and found neither row
 * nor memory, must find the row when he writes. Longer than any function runs, and than clocks are apart.
 */
const LIFT_SETTLES_MS = 300_000;

/** Up to which LiftedAt a row may be pruned. */
export const settledBefore = (now: Date): string => new Date(now.getTime() - LIFT_SETTLES_MS).toISOString();

/** A row that the prune moves to the memory. */
export const isPrunable = ({ ExpiresAt, LiftedAt = "" }: BlockEnd, now: Date): boolean =>
  ExpiresAt <= now.toISOString() && LiftedAt <= settledBefore(now);

/** A rule dropped the host until its block had ended. */
export const wasInForce = ({ EnforcedAt, ReleasedAt, ExpiresAt }: HostRow): boolean =>
  EnforcedAt !== undefined || (ReleasedAt !== undefined && ReleasedAt >= ExpiresAt);

/** The same for many rows. */
export function endedBy(now: Date): (row: BlockEnd) => boolean {
  const moment = now.toISOString();
  return ({ ExpiresAt, LiftedAt }) => LiftedAt !== undefined || ExpiresAt <= moment;
}

type Item = Readonly<Record<string, unknown>>;
const textIn = (item: Item, name: string): string => {
  const value = item[name];
  return typeof value === "string" ? value : "";
};

/**
 * Reads a row as the table has it. An attribute that a hand took away reads as "": such a row counts as expired,
 * and one bad row never stops the others.
 */
export function readHostRow(item: Item): HostRow {
  const text = (name: keyof HostRow): string => textIn(item, name);
  const items = (name: keyof HostRow): readonly Item[] => (Array.isArray(item[name]) ? (item[name] as Item[]) : []);
  const others = items("OtherFindings").map(readFindingRef);
  const suppressed = items("Suppressed").map((one) => ({
    FindingId: textIn(one ?? {}, "FindingId"),
    LastSeenAt: textIn(one ?? {}, "LastSeenAt"),
    ...productIn(one ?? {}),
  }));
  const more = (items("MoreTypes") as readonly unknown[]).filter((type) => typeof type === "string");
  const version = numberIn(item.Version);
  const marks = (["BlockedBy", "LiftedBy", "LiftReason"] as const).filter((name) => text(name) !== "");
  return {
    HostIp: text("HostIp"),
    CreatedAt: text("CreatedAt"),
    LastSeenAt: text("LastSeenAt"),
    ExpiresAt: text("ExpiresAt"),
    ...(text("EnforcedAt") !== "" && { EnforcedAt: text("EnforcedAt") }),
    ...(text("ReleasedAt") !== "" && { ReleasedAt: text("ReleasedAt") }),
    // An operator who blocks a lifted host again may leave it there.
    ...(text("LiftedAt") !== "" && text("LiftedAt") >= text("ExpiresAt") && { LiftedAt: text("LiftedAt") }),
    Blocks: numberIn(item.Blocks) ?? 1,
    ...readFindingRef(item),
    ...(others.length > 0 && { OtherFindings: others }),
    ...(more.length > 0 && { MoreTypes: more }),
    ...(suppressed.length > 0 && { Suppressed: suppressed }),
    ...(version !== undefined && { Version: version }),
    Source: item.Source === "operator" ? "operator" : "finding",
    ...Object.fromEntries(marks.map((name) => [name, text(name)])),
  };
}

function readFindingRef(item: Item | null): FindingRef {
  const text = (name: keyof FindingRef): string => textIn(item ?? {}, name);
  const role = RESOURCE_ROLES.find((known) => known === text("Role"));
  return {
    FindingId: text("FindingId"),
    FindingType: text("FindingType"),
    Severity: text("Severity"),
    AccountId: text("AccountId"),
    Region: text("Region"),
    Reason: text("Reason"),
    ...(role !== undefined && { Role: role }),
    ...productIn(item ?? {}),
  };
}

const productIn = (item: Item): Pick<FindingRef, "ProductArn"> => {
  const ProductArn = textIn(item, "ProductArn");
  return ProductArn === "" ? {} : { ProductArn };
};

/** A count, or the SDK's wrapper of one; undefined for anything else: a row of a hand, or of before there was a count. */
function numberIn(value: unknown): number | undefined {
  const wrapped = (value as { readonly value?: unknown } | null | undefined)?.value;
  const count = typeof wrapped === "string" && wrapped !== "" ? Number(wrapped) : value;
  return typeof count === "number" && Number.isInteger(count) && count >= 0 && count < 1e9 ? count : undefined;
}

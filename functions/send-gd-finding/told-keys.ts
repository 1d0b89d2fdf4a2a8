import type { NotificationOf, Refusal } from "../contract/payloads";
import type { Finding, Severity } from "../domain/finding";
import { POLICY_REASONS } from "../messages/refusal-lines";

/** A finding that Security Hub emits again (GuardDuty every 15 minutes to 6 hours) is told once in 30 days. */
export const FINDING_HOURS = 24 * 30;
/** What would be told with each sighting, or each scheduled run, until someone acts: once a day is enough. */
export const DAILY_HOURS = 24;

/** A key under which something is told once, and for how long; undefined: nothing to know it by, so it is always told. */
export type ToldKey = { readonly key: string; readonly hours: number } | undefined;

/** The group is full: found by a scheduled run or beside a block. */
export const LEFT_OUT_KEY = "lasting|left-out";

/** The lasting state that a scheduled run found; undefined when there is none. */
export function lastingStateKey({ Enforced }: NotificationOf<"pruned">): string | undefined {
  const state = [
    ...(Enforced.UsedByNoPolicy ? ["no-policy"] : []),
    ...(Enforced.LeftOutCount > 0 ? ["left-out"] : []),
    ...(Enforced.UnblockableCount > 0 ? [`never ${Enforced.Unblockable.map(({ Host }) => Host).join(" ")}`] : []),
  ];
  return state.length === 0 ? undefined : `lasting|${state.join("+")}`;
}

const FALLING: readonly Severity[] = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"];

/**
 * The keys that telling a finding claims: its own severity, and each lower one, so that a rise is told and a fall is
 * not. undefined: without an id there is nothing to know it by.
 */
export function findingKeys(finding: Finding): readonly [string, ...string[]] | undefined {
  const { severity } = finding;
  if (finding.id === "") return undefined;
  const id = identity(finding);
  const rank = FALLING.indexOf(severity);
  const lower = rank < 0 ? [] : FALLING.slice(rank + 1);
  return [`finding|${id}|${severity}`, ...lower.map((one) => `finding|${id}|${one}`)];
}

/**
 * | refusal                        | told once                                            |
 * |--------------------------------|------------------------------------------------------|
 * | of a host                      | a day for the host and the reason                    |
 * | of a finding, by a threshold   | a day for the account, the finding type, the reason  |
 * | of a finding, else             | in 30 days for the finding, the reason, the severity |
 */
export function refusalKey(refusal: Refusal, findings: readonly Finding[]): ToldKey {
  const { Host, Reason } = refusal;
  if (Host !== "") return { key: `refused|${Host}|${Reason}`, hours: DAILY_HOURS };
  if (POLICY_REASONS.includes(Reason)) {
    const kinds = distinct(findings.map(({ accountId, type }) => `${accountId} ${type}`));
    return { key: `policy|${kinds}|${Reason}`, hours: DAILY_HOURS };
  }
  const ids = idsOf(findings);
  const severities = findings.map(({ severity }) => severity).join(" ");
  return ids === undefined ? undefined : { key: `refused|${ids}|${Reason}|${severities}`, hours: FINDING_HOURS };
}

/** A host that stays blocked although this finding was suppressed. */
export function keptKey({ Host, Reason }: Refusal, findings: readonly Finding[]): ToldKey {
  const ids = idsOf(findings);
  return ids === undefined ? undefined : { key: `kept|${Host}|${Reason}|${ids}`, hours: FINDING_HOURS };
}

/** A block is its host and its beginning: however many findings name the host while it is pending, it is one. */
export function blockKey(host: string, { IPList, CreatedAt }: NotificationOf<"blocked">["Recorded"]): ToldKey {
  const createdAt = CreatedAt[IPList.indexOf(host)];
  return createdAt === undefined || createdAt === ""
    ? undefined
    : { key: hostKey(host, createdAt), hours: FINDING_HOURS };
}

export const hostKey = (host: string, createdAt: string): string => `blocked|${host}|${createdAt}`;

/** In observe mode nothing is ever enforced, so that each sighting would be told. */
export const wouldBlockKey = (host: string, findings: readonly Finding[]): ToldKey => ({
  key: `would-block|${host}|${findings.map(identity).join(" ")}`,
  hours: DAILY_HOURS,
});

/** undefined when one of them has no id. */
const idsOf = (findings: readonly Finding[]): undefined | string =>
  findings.length === 0 || findings.some(({ id }) => id === "") ? undefined : findings.map(identity).join(" ");

/**
 * An id is its product's: whoever imports findings chooses theirs, and must not keep one of AWS's from being told by
 * sending its id first. Nobody imports under an ARN of AWS (functions/domain/product.ts).
 */
const identity = ({ id, productArn }: Finding): string =>
  /^arn:[a-z-]+:securityhub:[a-z0-9-]+::product\/aws\//.test(productArn) ? id : `${productArn} ${id}`;

const distinct = (texts: readonly string[]): string => [...new Set(texts)].sort().join(" ");

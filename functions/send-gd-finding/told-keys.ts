import type { NotificationOf, Refusal } from "../contract/payloads";
import { eventFindings } from "../messages/event-findings";
import type { Finding } from "../domain/finding";

/** A finding that Security Hub emits again (GuardDuty every 15 minutes to 6 hours) is told once in 30 days. */
export const FINDING_HOURS = 24 * 30;
/** A host that is never blocked would be refused with each finding: once a day is enough. */
export const REFUSED_HOURS = 24;
/** In observe mode nothing is ever enforced, so that each sighting would be told. */
export const WOULD_BLOCK_HOURS = 24;

/** What stays as it is until someone acts is told once a day. */
export const LASTING_STATE_HOURS = 24;

/** The lasting state that a scheduled run found; undefined when there is none. */
export function lastingStateKey({ Enforced }: NotificationOf<"pruned">): string | undefined {
  const state = [...(Enforced.UsedByNoPolicy ? ["no-policy"] : []), ...(Enforced.LeftOutCount > 0 ? ["left-out"] : [])];
  return state.length === 0 ? undefined : `lasting|${state.join("+")}`;
}

/** A finding whose severity rises is told again. undefined: without an id there is nothing to know it by. */
export const findingKey = ({ id, severity }: Finding): string | undefined =>
  id === "" ? undefined : `finding|${id}|${severity}`;

/** Refusals by key. One of a whole finding has no host: the finding stands in, else one sample would silence all. */
export function refusedByKey({ Event, Recorded }: NotificationOf<"refused">): ReadonlyMap<string, Refusal> {
  const ids = findingIds(Event);
  return new Map(
    Recorded.Refused.map((refusal) => [`refused|${refusal.Host || ids}|${refusal.Reason}`, refusal] as const),
  );
}

/** Hosts that would be blocked, by key. */
export const wouldBlockByKey = (hosts: readonly string[], event: unknown): ReadonlyMap<string, string> =>
  new Map(hosts.map((host) => [`would-block|${host}|${findingIds(event)}`, host] as const));

const findingIds = (event: unknown): string =>
  eventFindings(event)
    .map(({ id }) => id)
    .join(" ");

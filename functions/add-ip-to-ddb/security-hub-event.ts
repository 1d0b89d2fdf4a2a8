import { array, object, readFinding, type Finding } from "../domain/finding";
import { mustBeOfSecurityHub } from "../domain/security-hub-event";

/** The findings of one event, in its order. An Imported event carries one, a Custom Action event may carry several. */
export interface SecurityHubEvent {
  readonly findings: readonly Finding[];
}

/** @throws CodedError EVENT_INVALID when the input is not a Security Hub event with at least one finding */
export function readSecurityHubEvent(event: unknown): SecurityHubEvent {
  mustBeOfSecurityHub(event);
  return { findings: array(object(object(event).detail).findings).map(readFinding) };
}

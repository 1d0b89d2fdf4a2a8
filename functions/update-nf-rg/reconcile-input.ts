import { parsePayload } from "../contract/parse-payload";
import { reconcileRequest, scheduledInput, type ReconcileInput } from "../contract/payloads";
import { object } from "../domain/finding";

/**
 * What the function was asked for: some hosts, everything, or, by the state of a prune, everything after a page.
 * @throws CodedError EVENT_INVALID
 */
export function readReconcileInput(event: unknown): ReconcileInput {
  if ("IPList" in object(event)) return parsePayload(reconcileRequest, event, "the hosts to reconcile for");
  const { Expired, Enforced } = parsePayload(scheduledInput, event, "the state of the prune");
  return {
    IPList: [],
    Lifted: [],
    FindingIds: [],
    Expired: Expired.Payload.Expired,
    Before: Enforced?.Payload,
  };
}

import type { ReconcileInput } from "../../../functions/contract/payloads";

/** What a state machine asks a reconcile for. */
export const ask = (IPList: readonly string[] = [], Lifted: readonly string[] = []): ReconcileInput => ({
  IPList: [...IPList],
  Lifted: [...Lifted],
  FindingIds: [],
});

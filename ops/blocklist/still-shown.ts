import type { HostRow } from "../../functions/domain/host-row";
import { stateOf } from "../../functions/domain/operator-block";
import { OpsError } from "../command/ops-error";
import { NPM } from "./help";
import { whyBlocked } from "./row-words";

/**
 * Asked right before the write: is the row the one that the question was about? Between question and answer minutes may
 * pass, and another operator. Further sightings leave it the same block. Whoever says --yes was shown nothing, and
 * means whatever is there.
 * @throws OpsError ROW_CHANGED
 */
export function requireShown(
  host: string,
  shown: HostRow | undefined,
  present: HostRow | undefined,
  { yes, now }: { readonly yes: boolean; readonly now: Date },
): void {
  if (yes || blockOf(shown) === blockOf(present)) return;
  const is =
    present === undefined
      ? "it is gone"
      : stateOf(present, now) === "running"
        ? `now ${whyBlocked(present)}`
        : "its block has ended";
  throw new OpsError(
    "ROW_CHANGED",
    `the row of ${host} has changed since you were asked (${is}), and stays as it is: look again, ${NPM} -- show ${host}`,
  );
}

const blockOf = (row: HostRow | undefined): string =>
  row === undefined
    ? ""
    : [
        row.Source,
        row.CreatedAt,
        row.LiftedAt,
        // A sighting moves the end of a finding's block; an operator's is only moved by an operator.
        ...(row.Source === "operator" ? [row.BlockedBy, row.ExpiresAt, row.Reason] : []),
      ].join("\n");

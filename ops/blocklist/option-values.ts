/** What the words of the command line mean, one by one. */
import { addressProblem } from "../../functions/domain/address-problem";
import { parseHost, type Host } from "../../functions/domain/host";
import { UsageError } from "../../local/errors";
import { WAIT_SECONDS } from "../aws/reconcile";
import { OpsError } from "../command/ops-error";
import { hoursOf } from "./duration";
import type { Order, Values, Which } from "./options";

/** @throws OpsError ADDRESS_INVALID */
export function hostOf(text: string): Host {
  const host = parseHost(text);
  if (host === undefined) throw new OpsError("ADDRESS_INVALID", addressProblem(text) ?? "");
  return host;
}

export function hoursIn(values: Pick<Values, "for" | "permanent">): Order["hours"] {
  if (values.permanent && values.for !== undefined)
    throw new UsageError("--for and --permanent each say how long: write one of them");
  if (values.permanent) return "permanent";
  if (values.for === undefined) return undefined;
  const hours = hoursOf(values.for);
  if (hours === undefined)
    throw new UsageError(
      `--for ${values.for}: write hours or days, such as 72h or 30d, up to 87600h; --permanent has no end`,
    );
  return hours;
}

/** It travels into the row and into messages: one line, as long as a finding's title may be. */
export function reasonOf(given = ""): string {
  const reason = given.trim();
  if (/\p{Cc}/u.test(reason))
    throw new UsageError("--reason has a line break or another control character: write one line");
  if (reason.length > 256) throw new UsageError(`--reason has ${reason.length} characters: at most 256`);
  return reason;
}

export function secondsOf(given: string | undefined): number {
  if (given === undefined) return WAIT_SECONDS;
  if (!/^\d{1,4}$/.test(given)) throw new UsageError(`--wait ${given}: write seconds, such as 60`);
  return Number(given);
}

export function whichOf(address: string, row: string | undefined): Which {
  if (row === undefined) return { text: hostOf(address).text, exactly: false };
  if (row === "") throw new UsageError("--row names none: write the HostIp of the row, as list shows it");
  // Other rows may spell the same host otherwise, and all of them count.
  if (parseHost(row) !== undefined) throw new UsageError(`--row ${row}: that is an address, which needs no --row`);
  return { text: row, exactly: true };
}

import { PERMANENT } from "../domain/host-row";
import { utcTime } from "../domain/utc-time";

/** When a block ends, for people, after "Blocked": "" when that is not known. */
export function untilWords(until: string): string {
  if (until === "") return "";
  return until === PERMANENT ? " until an operator lifts it" : ` until ${utcTime(until)}`;
}

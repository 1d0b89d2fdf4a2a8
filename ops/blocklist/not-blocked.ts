import type { Refusal } from "../../functions/contract/payloads";
import { counted } from "../command/counted";
import { named } from "./preview";

/** Nothing is wrong with what is only observed. */
export const exitCodeOf = (notBlocked: readonly Refusal[]): number =>
  notBlocked.every(({ Reason }) => Reason === "OBSERVE_MODE") ? 0 : 1;

/** Hosts that were asked for and that no rule drops, by why not. */
export function notBlockedLines(notBlocked: readonly Refusal[]): readonly string[] {
  const reasons = [...new Set(notBlocked.map(({ Reason }) => Reason))].sort();
  return reasons.map((reason) => {
    const those = notBlocked.filter(({ Reason }) => Reason === reason);
    const hosts = named(those.map(({ Host }) => Host));
    return `${counted(those.length, "host")} NOT blocked: ${hosts} (${reason}: ${those[0]?.Detail ?? ""})`;
  });
}

import type { NotificationOf, Refusal } from "../contract/payloads";
import type { MessageContext } from "./message-context";

/** What became of the hosts of a "blocked" notification: each host in one list only. */
export interface BlockedHosts {
  readonly blocked: readonly string[];
  /** Observe mode: recorded, and no rule changed. */
  readonly wouldBlock: readonly string[];
  readonly notBlocked: readonly Refusal[];
  readonly already: readonly string[];
  readonly lifted: readonly string[];
}

const OBSERVED = "OBSERVE_MODE";

/** Sorts them by what the firewall says, not by what was asked of it. */
export function blockedHosts(notification: NotificationOf<"blocked">, { mode }: MessageContext): BlockedHosts {
  const { Recorded, Enforced } = notification;
  const observed = Enforced.NotBlocked.filter(({ Reason }) => Reason === OBSERVED).map(({ Host }) => Host);
  const asked = mode === "observe" ? Recorded.IPList.filter((host) => !Enforced.Blocked.includes(host)) : [];
  const wouldBlock = [...new Set([...observed, ...asked])];
  return {
    blocked: Enforced.Blocked,
    wouldBlock,
    notBlocked: Enforced.NotBlocked.filter(({ Host }) => !wouldBlock.includes(Host)),
    already: Recorded.AlreadyBlocked,
    lifted: Recorded.Lifted,
  };
}

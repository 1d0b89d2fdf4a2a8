import type { NotificationOf, Refusal } from "../contract/payloads";
import type { MessageContext } from "./message-context";
import { staysBlocked } from "./refusal-lines";

/** What became of the hosts of a "blocked" notification: each host in one list only. */
export interface BlockedHosts {
  readonly blocked: readonly string[];
  /** Observe mode, of all or of this finding's type: recorded, and no rule made. */
  readonly wouldBlock: readonly string[];
  readonly notBlocked: readonly Refusal[];
  readonly already: readonly string[];
  readonly lifted: readonly string[];
  /** Observe mode: lifted, and there was no rule to take away. */
  readonly takenOff: readonly string[];
  /** In force, although this finding was suppressed, or blocks nobody any more. */
  readonly kept: readonly Refusal[];
  /** Refusals that are worth a line. */
  readonly refused: readonly Refusal[];
}

export const OBSERVED = "OBSERVE_MODE";

/** Sorts them by what the firewall says, not by what was asked of it. */
export function blockedHosts(notification: NotificationOf<"blocked">, { mode }: MessageContext): BlockedHosts {
  const { Recorded, Enforced } = notification;
  const observed = Enforced.NotBlocked.filter(({ Reason }) => Reason === OBSERVED).map(({ Host }) => Host);
  const asked = mode === "observe" ? Recorded.IPList.filter((host) => !Enforced.Blocked.includes(host)) : [];
  const wouldBlock = [...new Set([...observed, ...asked])];
  const wasLetGo = (host: string) => mode !== "observe" || Enforced.Removed.includes(host);
  const out = new Set([...Enforced.Removed, ...Enforced.Withdrawn.map(({ Host }) => Host), ...Enforced.LeftOut]);
  // That the finding was suppressed is said by what became of its hosts.
  const isSaid = Recorded.Lifted.length + Recorded.Kept.length > 0;
  return {
    blocked: Enforced.Blocked,
    wouldBlock,
    notBlocked: Enforced.NotBlocked.filter(({ Host }) => !wouldBlock.includes(Host)),
    already: Recorded.AlreadyBlocked.filter((host) => !out.has(host)),
    lifted: Recorded.Lifted.filter(wasLetGo),
    takenOff: Recorded.Lifted.filter((host) => !wasLetGo(host)),
    kept: [...Recorded.Kept, ...Recorded.Refused.filter(staysBlocked)].filter(({ Host }) => !out.has(Host)),
    refused: Recorded.Refused.filter(
      (one) => !staysBlocked(one) && !(isSaid && one.Host === "" && one.Reason === "SUPPRESSED"),
    ),
  };
}

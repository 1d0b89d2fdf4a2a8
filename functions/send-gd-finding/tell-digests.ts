import { renderDigest } from "../messages/render-digest";
import type { Run } from "../messages/message-context";
import { endOf } from "./minute";
import { inTurn } from "./outbox";
import { sendToAll } from "./send-to-all";
import type { Telling } from "./telling";

/** As long as an execution may be redriven: a digest is told once, however late an execution asks for it. */
const DIGEST_HOURS = 14 * 24;

/** No moment was free in time: somebody tells it later. */
class NoTurn extends Error {}

export interface DigestsOutcome {
  readonly sent: number;
  readonly alreadyTold: number;
  /** Not ended yet, or no moment to send was free. */
  readonly waiting: readonly string[];
}

/**
 * Tells the digests of these minutes, each by the first execution that comes after its end; the others find it told, or
 * being told by one that tries again or fails with an alarm. Closed before it is sent: a line that comes later goes into
 * the next one. A digest that cannot be sent fails each execution that comes for it, until one can send it.
 *
 * @throws CodedError of Notifier, Told, Pace and Digests
 */
export async function tellDigests(minutes: readonly string[], telling: Telling, run: Run): Promise<DigestsOutcome> {
  const waiting: string[] = [];
  let [sent, alreadyTold] = [0, 0];
  for (const minute of minutes) {
    const outcome = await tellDigest(minute, telling, run);
    if (outcome === "waiting") waiting.push(minute);
    else if (outcome === "sent") sent += 1;
    else alreadyTold += 1;
  }
  return { sent, alreadyTold, waiting };
}

async function tellDigest(minute: string, telling: Telling, run: Run): Promise<"sent" | "known" | "waiting"> {
  const { clock, told, digests, notifiers, context, perMinute } = telling;
  const now = clock.now();
  if (endOf(minute, now) > now) return "waiting";
  const key = `digest|${minute}`;
  try {
    const once = await told.once(key, DIGEST_HOURS, async () => {
      const send = async () => {
        const { messages, lines } = await digests.close(minute);
        const message = renderDigest({ minute, count: Math.max(messages - perMinute, 1), lines }, context, run);
        await sendToAll(notifiers, told, { message, id: key, hours: DIGEST_HOURS });
      };
      if (!(await inTurn(telling, send))) throw new NoTurn();
      return "";
    });
    return once.told ? "sent" : "known";
  } catch (error) {
    if (error instanceof NoTurn) return "waiting";
    throw error;
  }
}

/** send-gd-finding with everything in memory, for tests of what is told how often. There is room for every message. */
import type { Notification } from "../../../functions/contract/payloads";
import { CodedError } from "../../../functions/contract/coded-error";
import type { Message } from "../../../functions/messages/message";
import type { Once, Told } from "../../../functions/ports/told";
import { notify } from "../../../functions/send-gd-finding/notify";
import { ENFORCE } from "../messages/notifications";

/** Told in memory, by the port's rules: in progress counts as told, a failed tell is forgotten. */
class ToldInMemory implements Told {
  readonly keys = new Map<string, number>();
  readonly once = async (key: string, hours: number, tell: () => Promise<string>): Promise<Once> => {
    if (this.keys.has(key)) return { told: false, digest: "" };
    this.keys.set(key, hours);
    try {
      return { told: true, digest: await tell() };
    } catch (error) {
      this.keys.delete(key);
      throw error;
    }
  };
}

export function tellingInMemory() {
  const told = new ToldInMemory();
  const sent: Message[] = [];
  /** For each message to come: the error that it ends in. */
  const failures: (Error | undefined)[] = [];
  const counted: [string, number][] = [];
  const owners: string[] = [];
  const telemetry = {
    info: () => {},
    warn: () => {},
    error: () => {},
    count: (name: string, value: number) => void counted.push([name, value]),
  };
  const send = (message: Message) => {
    const failed = failures.shift();
    return failed === undefined ? Promise.resolve(void sent.push(message)) : Promise.reject(failed);
  };
  const run = (notification: Notification, context = ENFORCE) =>
    notify({
      context,
      clock: { now: () => new Date("2026-03-02T10:00:00Z"), sleep: () => Promise.resolve(), random: () => 0 },
      perMinute: 20,
      pace: {
        slot: (now) => Promise.resolve(now),
        askAgainAt: (now) => Promise.resolve(now),
        begin: () => Promise.resolve(() => Promise.resolve()),
      },
      digests: {
        count: () => Promise.resolve(1),
        add: () => Promise.resolve(true),
        isOpen: () => Promise.resolve(true),
        close: () => Promise.resolve({ messages: 0, lines: [] }),
      },
      outages: {
        fail: (failedAt) => Promise.resolve(failedAt),
        end: () => Promise.resolve(undefined),
        lasts: () => Promise.resolve(false),
      },
      notifiersFor: () => [{ name: "slack", send }],
      toldFor: ({ owner }) => (owners.push(owner), told),
    })(notification, { telemetry, requestId: "request-1", timeLeftMs: () => 30_000 });
  return { told, sent, failures, counted, owners, run };
}

export const outcome = (Sent: number, AlreadyTold: number) => ({
  Sent,
  AlreadyTold,
  RetryAfterSeconds: 0,
  Digests: [],
});

export const slackDown = new CodedError("SLACK_UNAVAILABLE", "down");

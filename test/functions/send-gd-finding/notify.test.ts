import { CodedError } from "../../../functions/contract/coded-error";
import type { Notification } from "../../../functions/contract/payloads";
import type { SlackMessage } from "../../../functions/messages/slack-message";
import type { Told } from "../../../functions/ports/told";
import { notify, type NotifyDeps } from "../../../functions/send-gd-finding/notify";
import { event, networkConnection, OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import {
  blocked,
  ENFORCE,
  enforced,
  failure,
  found,
  hosts,
  OBSERVE,
  pruned,
  recorded,
  refused,
} from "../messages/notifications";

/** Told in memory, by the port's rules: in progress counts as told, a failed tell is forgotten. */
class ToldInMemory implements Told {
  readonly keys = new Map<string, number>();
  readonly once = async (key: string, hours: number, tell: () => Promise<void>): Promise<boolean> => {
    if (this.keys.has(key)) return false;
    this.keys.set(key, hours);
    await tell().catch((error: unknown) => {
      this.keys.delete(key);
      throw error;
    });
    return true;
  };
}

let told: ToldInMemory;
let sent: SlackMessage[];
let failures: (Error | undefined)[];
let counted: [string, number][];
let owners: string[];
beforeEach(() => {
  [told, sent, failures, counted, owners] = [new ToldInMemory(), [], [], [], []];
});

const telemetry = {
  info: () => {},
  warn: () => {},
  error: () => {},
  count: (name: string, value: number) => void counted.push([name, value]),
};
const run = (notification: Notification, context = ENFORCE) => {
  const deps: NotifyDeps = {
    context,
    notifierFor: () => ({
      send: (message) => {
        const failed = failures.shift();
        if (failed !== undefined) return Promise.reject(failed);
        return Promise.resolve(void sent.push(message));
      },
    }),
    toldFor: ({ owner }) => (owners.push(owner), told),
  };
  return notify(deps)(notification, { telemetry, requestId: "request-1", timeLeftMs: () => 30_000 });
};

const slackDown = new CodedError("SLACK_UNAVAILABLE", "down");
const invalid = new CodedError("SLACK_REFUSED", "invalid_blocks");

it.each([
  ["blocked", blocked()],
  ["pruned", pruned()],
  ["failure", failure()],
])("always sends %s", async (_, notification) => {
  expect(await run(notification)).toEqual({ Sent: 1, AlreadyTold: 0 });
  expect(await run(notification)).toEqual({ Sent: 1, AlreadyTold: 0 });
  expect(sent).toHaveLength(2);
});

it("counts the messages sent, and tells in the name of the execution", async () => {
  const notification = blocked();
  await run(notification);
  expect(counted).toEqual([["MessagesSent", 1]]);
  expect(owners).toEqual([notification.Execution]);
});

it("passes an error on: the state machine retries and catches by its code", async () => {
  failures = [slackDown];
  await expect(run(blocked())).rejects.toBe(slackDown);
});

describe("a finding", () => {
  const findings = (...labels: string[]) =>
    found({ Event: event(labels.map((Label, n) => networkConnection(hosts(9)[n], { Severity: { Label } }))) });

  it("is told once for 30 days, and again when its severity rises", async () => {
    expect(await run(findings("HIGH"))).toEqual({ Sent: 1, AlreadyTold: 0 });
    expect(await run(findings("HIGH"))).toEqual({ Sent: 0, AlreadyTold: 1 });
    expect(await run(findings("CRITICAL"))).toEqual({ Sent: 1, AlreadyTold: 0 });
    expect([...told.keys]).toEqual([
      [expect.stringMatching(/^finding\|arn:aws:guardduty:.*\|HIGH$/), 720],
      [expect.stringMatching(/^finding\|arn:aws:guardduty:.*\|CRITICAL$/), 720],
    ]);
  });

  it("is told beside others that were told already", async () => {
    await run(findings("HIGH"));
    expect(await run(findings("HIGH", "HIGH", "HIGH"))).toEqual({ Sent: 2, AlreadyTold: 1 });
    expect(sent.at(-1)?.text).toContain(hosts(3)[2]);
  });

  it("is told each time when it has no id: there is nothing to know it by", async () => {
    const notification = found({ Event: event([networkConnection(PUBLIC_V4, { Id: undefined })]) });
    await run(notification);
    expect(await run(notification)).toEqual({ Sent: 1, AlreadyTold: 0 });
    expect(await run(found({ Event: "garbage" }))).toEqual({ Sent: 1, AlreadyTold: 0 });
  });

  it("that Slack refuses does not hold back the next; the error comes at the end, and a retry tells only the rest", async () => {
    failures = [undefined, invalid, undefined];
    await expect(run(findings("HIGH", "HIGH", "HIGH"))).rejects.toBe(invalid);
    expect(sent).toHaveLength(2);
    expect(await run(findings("HIGH", "HIGH", "HIGH"))).toEqual({ Sent: 1, AlreadyTold: 2 });
  });

  it("stops at once when Slack is down", async () => {
    failures = [slackDown];
    await expect(run(findings("HIGH", "HIGH"))).rejects.toBe(slackDown);
    expect(sent).toHaveLength(0);
  });
});

describe("a refusal", () => {
  const refusal = (Host: string, Reason = "ALLOWLISTED") => ({ Host, Reason, Detail: `${Host || "it"} is refused` });
  const refusedHosts = (...Refused: ReturnType<typeof refusal>[]) =>
    refused({ Recorded: recorded({ IPList: [], Refused }) });

  it("is told once a day for each host and reason", async () => {
    expect(await run(refusedHosts(refusal(PUBLIC_V4)))).toEqual({ Sent: 1, AlreadyTold: 0 });
    expect(await run(refusedHosts(refusal(PUBLIC_V4)))).toEqual({ Sent: 0, AlreadyTold: 1 });
    expect(await run(refusedHosts(refusal(PUBLIC_V4, "NOT_PUBLIC")))).toEqual({ Sent: 1, AlreadyTold: 0 });
    expect([...told.keys.values()]).toEqual([24, 24]);
  });

  it("is told in one message with the others that are new, and with no old one", async () => {
    await run(refusedHosts(refusal("5.6.0.2")));
    const many = hosts(100).map((host) => refusal(host));
    expect(await run(refusedHosts(...many, ...many))).toEqual({ Sent: 1, AlreadyTold: 1 });
    const text = JSON.stringify(sent.at(-1));
    expect([text.includes("`5.6.0.1`"), text.includes("`5.6.0.2`")]).toEqual([true, false]);
    expect(told.keys.size).toBe(100);
  });

  it("of a whole finding does not silence that of another finding", async () => {
    const sample = (host: string) =>
      refused({ Event: event([networkConnection(host)]), Recorded: recorded({ Refused: [refusal("", "SAMPLE")] }) });
    await run(sample(PUBLIC_V4));
    expect(await run(sample(OTHER_PUBLIC_V4))).toEqual({ Sent: 1, AlreadyTold: 0 });
    expect(await run(sample(PUBLIC_V4))).toEqual({ Sent: 0, AlreadyTold: 1 });
  });

  it("whose message failed is forgotten, with all others in it", async () => {
    failures = [slackDown];
    await expect(run(refusedHosts(refusal(PUBLIC_V4), refusal(OTHER_PUBLIC_V4)))).rejects.toBe(slackDown);
    expect(told.keys.size).toBe(0);
  });

  it("without any reason is told all the same", async () => {
    expect(await run(refusedHosts())).toEqual({ Sent: 1, AlreadyTold: 0 });
  });
});

describe("in observe mode", () => {
  const would = (list: readonly string[], overrides = {}) =>
    blocked({
      Recorded: recorded({ IPList: [...list], ...overrides }),
      Enforced: enforced({
        Blocked: [],
        NotBlocked: list.map((Host) => ({ Host, Reason: "OBSERVE_MODE", Detail: "" })),
      }),
    });

  it("a host that would be blocked is told once a day, and another one of the same finding too", async () => {
    expect(await run(would([PUBLIC_V4]), OBSERVE)).toEqual({ Sent: 1, AlreadyTold: 0 });
    expect(await run(would([PUBLIC_V4]), OBSERVE)).toEqual({ Sent: 0, AlreadyTold: 1 });
    expect(await run(would([PUBLIC_V4, OTHER_PUBLIC_V4]), OBSERVE)).toEqual({ Sent: 1, AlreadyTold: 1 });
    expect(sent.at(-1)?.text).toContain("Would block 6.7.8.9");
    expect([...told.keys.keys()][0]).toMatch(/^would-block\|5\.6\.7\.8\|arn:aws:guardduty:/);
  });

  it("a lifted block is always told", async () => {
    await run(would([PUBLIC_V4]), OBSERVE);
    expect(await run(would([PUBLIC_V4], { Lifted: [OTHER_PUBLIC_V4] }), OBSERVE)).toEqual({ Sent: 1, AlreadyTold: 0 });
  });
});

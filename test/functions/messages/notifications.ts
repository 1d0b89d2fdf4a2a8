/** Notifications for tests: what the state machines hand to send-gd-finding, with overrides. */
import type {
  Notification,
  NotificationOf,
  RecordOutcome,
  ReconcileOutcome,
  RemoveOutcome,
} from "../../../functions/contract/payloads";
import type { MessageContext } from "../../../functions/messages/message-context";
import { nothingMeasured } from "../../../functions/update-nf-rg/enforced-already";
import { renderNotification } from "../../../functions/messages/render";
import type { Message } from "../../../functions/messages/message";
import { event, networkConnection, PUBLIC_V4 } from "../../support/findings";

export const ENFORCE: MessageContext = { environment: "prod", region: "us-west-2", mode: "enforce" };
export const OBSERVE: MessageContext = { ...ENFORCE, mode: "observe" };

export const EXECUTION = "arn:aws:states:us-west-2:111122223333:execution:sechub-record-ip:run-1";
const RUN = { StateMachine: "sechub-record-ip", Execution: EXECUTION, CanWait: true };
const CREATED = "2026-03-02T09:46:54.000Z";
const UNTIL = "2026-04-01T09:46:54.000Z";

export const recorded = (overrides: Partial<RecordOutcome> = {}): RecordOutcome => ({
  NewIP: true,
  IPList: [PUBLIC_V4],
  CreatedAt: [CREATED],
  ExpiresAt: [UNTIL],
  AlreadyBlocked: [],
  FindingIds: [],
  Lifted: [],
  Kept: [],
  Refused: [],
  Until: UNTIL,
  ...overrides,
});

export const enforced = (overrides: Partial<ReconcileOutcome> = {}): ReconcileOutcome => ({
  ...nothingMeasured,
  Late: [],
  LateCount: 0,
  Changed: true,
  Added: [PUBLIC_V4],
  AddedCount: 1,
  Removed: [],
  RemovedCount: 0,
  Blocked: [PUBLIC_V4],
  NotBlocked: [],
  LeftOut: [],
  LeftOutCount: 0,
  HostsInForce: 1,
  CapacityUsedUnits: 2,
  CapacityUnits: 1_000,
  UsedByNoPolicy: false,
  ...overrides,
});

type Overrides<K extends Notification["Kind"]> = Partial<Omit<NotificationOf<K>, "Kind">>;

export const blocked = (overrides: Overrides<"blocked"> = {}): NotificationOf<"blocked"> => ({
  Kind: "blocked",
  Event: event(),
  Recorded: recorded(),
  Enforced: enforced(),
  ...RUN,
  ...overrides,
});

export const refused = (overrides: Overrides<"refused"> = {}): NotificationOf<"refused"> => ({
  Kind: "refused",
  Event: event(),
  Recorded: recorded({
    NewIP: false,
    IPList: [],
    Until: "",
    Refused: [{ Host: "10.1.2.3", Reason: "NOT_PUBLIC", Detail: "10.1.2.3 is not a public address (private)" }],
  }),
  ...RUN,
  ...overrides,
});

export const found = (overrides: Overrides<"finding"> = {}): NotificationOf<"finding"> => ({
  Kind: "finding",
  Event: event([networkConnection(PUBLIC_V4, { Severity: { Label: "HIGH" } })]),
  StateMachine: "sechub-send-findings",
  Execution: EXECUTION.replace("record-ip", "send-findings"),
  CanWait: true,
  ...overrides,
});

export const removed = (overrides: Partial<RemoveOutcome> = {}): RemoveOutcome => ({
  Removed: [PUBLIC_V4],
  RemovedCount: 1,
  Unenforced: [],
  UnenforcedCount: 0,
  KeptCount: 0,
  More: false,
  ...overrides,
});

export const nothingRemoved = removed({ Removed: [], RemovedCount: 0 });

export const pruned = (overrides: Overrides<"pruned"> = {}): NotificationOf<"pruned"> => ({
  Kind: "pruned",
  Removed: removed(),
  Enforced: enforced({ Added: [], AddedCount: 0, Blocked: [], Removed: [PUBLIC_V4], RemovedCount: 1, HostsInForce: 0 }),
  StateMachine: "sechub-prune-ip",
  Execution: EXECUTION.replace("record-ip", "prune-ip"),
  CanWait: true,
  ...overrides,
});

export const failure = (overrides: Overrides<"failure"> = {}): NotificationOf<"failure"> => ({
  Kind: "failure",
  Event: event(),
  Failure: { Error: "PRIORITY_TAKEN", Cause: JSON.stringify({ errorMessage: "a foreign rule is on priority 100" }) },
  ...RUN,
  ...overrides,
});

export const waiting = (overrides: Overrides<"waiting"> = {}): NotificationOf<"waiting"> => ({
  Kind: "waiting",
  Event: event(),
  Outage: {
    Error: "FIREWALL_UNAVAILABLE",
    Cause: "the rule group could not be updated in 9 rounds",
    FailedAt: CREATED,
    Waiting: [PUBLIC_V4],
    WaitingCount: 1,
  },
  ...RUN,
  CanWait: false,
  ...overrides,
});

export const byOperator = (overrides: Overrides<"operator"> = {}): NotificationOf<"operator"> => ({
  Kind: "operator",
  Command: "block",
  By: "arn:aws:sts::111122223333:assumed-role/on-call/jane",
  Why: "incident 17",
  Hosts: [PUBLIC_V4],
  HostCount: 1,
  Until: UNTIL,
  Enforced: enforced(),
  Note: "",
  StateMachine: "npm run blocklist",
  Execution: "blocklist 1",
  CanWait: false,
  ...overrides,
});

/** The only message of a notification. */
export function rendered(notification: Notification, context = ENFORCE): Message {
  const [message, ...others] = renderNotification(notification, context);
  if (message === undefined || others.length > 0) throw new Error(`${1 + others.length} messages, not one`);
  return message;
}

export const titleOf = (message: Message): string =>
  message.blocks.flatMap((block) => (block.type === "header" ? [block.text.text] : [])).join();

/** Every text of the blocks, joined: what a reader sees. */
export const textOf = (message: Message): string => texts(message).join("\n");

export const texts = (message: Message): readonly string[] =>
  message.blocks.flatMap((block) => {
    if (block.type === "header") return [block.text.text];
    if (block.type === "divider") return [];
    if (block.type === "section") return "text" in block ? [block.text.text] : block.fields.map(({ text }) => text);
    return block.elements.map((element) => (element.type === "button" ? element.text.text : element.text));
  });

export const linksOf = (message: Message): readonly string[] =>
  message.blocks.flatMap((block) => (block.type === "actions" ? block.elements.map(({ url }) => url) : []));

export const hosts = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `5.6.${Math.floor(n / 250)}.${(n % 250) + 1}`);

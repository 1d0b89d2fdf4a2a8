import fc from "fast-check";
import { MODES } from "../../../functions/contract/mode";
import type { Notification } from "../../../functions/contract/payloads";
import { renderNotification } from "../../../functions/messages/render";
import { blocksProblems } from "../../../local/stand-ins/slack/blocks";
import { event, fixture, fixtureNames, longTitle } from "../../support/findings";
import {
  blocked,
  byOperator,
  ENFORCE,
  enforced,
  failure,
  found,
  hosts,
  linksOf,
  pruned,
  recorded,
  refused,
  removed,
  textOf,
  texts,
  waiting,
} from "./notifications";

const EVIL = "<!channel> @here *b* <https://evil.example|x> `\u202E\u0000 ";
const HOSTS = hosts(500);
const refusals = HOSTS.map((Host) => ({ Host, Reason: "NOT_PUBLIC", Detail: EVIL.repeat(10) }));

/** Each kind with the event; everything else as large and as hostile as it comes. */
const everyKind = (Event: unknown): readonly Notification[] => [
  blocked({
    Event,
    Recorded: recorded({
      IPList: HOSTS,
      ExpiresAt: HOSTS.map((host, n) => (n % 2 === 0 ? EVIL + host : `2026-04-0${n % 9}T09:00Z`)),
      AlreadyBlocked: HOSTS,
      Lifted: HOSTS,
      Kept: refusals,
      Refused: refusals,
      Until: EVIL,
    }),
    Enforced: enforced({
      Blocked: HOSTS,
      NotBlocked: refusals,
      LeftOut: HOSTS,
      LeftOutCount: 15_000,
      Late: HOSTS,
      LateCount: 15_000,
      UsedByNoPolicy: true,
    }),
    StateMachine: EVIL,
    Execution: EVIL,
  }),
  refused({ Event, Recorded: recorded({ Refused: refusals, AlreadyBlocked: HOSTS }), Execution: EVIL }),
  found({ Event, StateMachine: EVIL }),
  pruned({
    Removed: removed({
      Removed: HOSTS,
      RemovedCount: 15_000,
      Unenforced: HOSTS,
      UnenforcedCount: 15_000,
      KeptCount: 7,
      More: true,
    }),
    Enforced: enforced({ Added: HOSTS, AddedCount: 15_000, LeftOut: HOSTS, LeftOutCount: 15_000 }),
  }),
  byOperator({
    By: EVIL.repeat(99),
    Why: EVIL.repeat(99),
    Hosts: HOSTS.map((host) => EVIL + host),
    HostCount: 15_000,
    Until: EVIL,
    Note: EVIL.repeat(99),
    Enforced: enforced({ NotBlocked: refusals, LeftOut: HOSTS, LeftOutCount: 15_000, Late: HOSTS, LateCount: 15_000 }),
  }),
  byOperator({ Hosts: [EVIL], Enforced: undefined, StateMachine: EVIL, Execution: EVIL }),
  waiting({
    Event,
    Outage: { Error: EVIL, Cause: EVIL.repeat(99), FailedAt: EVIL, Waiting: HOSTS, WaitingCount: 15_000 },
    Execution: EVIL,
  }),
  failure({ Event, Failure: { Error: EVIL.repeat(99), Cause: EVIL.repeat(999) }, StateMachine: EVIL, Execution: EVIL }),
];

const messagesOf = (Event: unknown) =>
  MODES.flatMap((mode) => everyKind(Event).flatMap((kind) => renderNotification(kind, { ...ENFORCE, mode })));

const hostileFinding = {
  Id: "x".repeat(10_000),
  Title: EVIL.repeat(500),
  Description: EVIL.repeat(500),
  Types: [EVIL.repeat(500)],
  AwsAccountId: EVIL.repeat(99),
  Region: EVIL,
  Severity: { Label: EVIL },
  Workflow: { Status: EVIL.repeat(99) },
  RecordState: EVIL,
  Resources: Array.from({ length: 50 }, () => ({ Type: EVIL.repeat(99), Id: EVIL.repeat(99) })),
};

const GARBAGE: readonly unknown[] = [
  undefined,
  null,
  0,
  "",
  [],
  {},
  "<!channel>",
  { detail: null },
  { detail: { findings: {} } },
  { detail: { findings: [] } },
  event([longTitle()]),
  { detail: { findings: [null, 7, "x", [], {}, hostileFinding] } },
  { detail: { findings: Array.from({ length: 100 }, () => hostileFinding) } },
];

describe.each(GARBAGE.map((garbage, index) => [index, garbage] as const))("with event %i, every kind", (_, garbage) => {
  it("is within Slack's limits, by the rules of the stand-in", () => {
    const messages = messagesOf(garbage);
    expect(messages.length).toBeGreaterThanOrEqual(10);
    for (const { text, blocks } of messages) {
      expect(blocksProblems(blocks)).toEqual([]);
      expect(text).not.toBe("");
      expect(text.length).toBeLessThanOrEqual(3_000);
    }
  });

  it("mentions nobody, links nowhere from its text and has no control characters", () => {
    for (const message of messagesOf(garbage)) {
      expect(message.text).not.toMatch(/[*~`]|:\/\//);
      for (const text of [message.text, ...texts(message)]) {
        expect(text).not.toMatch(/<|>|@(?:channel|here|everyone)/i);
        expect(text.replaceAll("\u2060", "").replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }
      for (const link of linksOf(message)) expect(link).toMatch(/^https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\//);
    }
  });

  it("names the environment, in the title and at the end", () => {
    for (const message of messagesOf(garbage)) {
      expect(message.text).toMatch(/^\[prod(?:, observe)?\] /);
      expect(texts(message).at(-1)).toContain("environment `prod`");
    }
  });
});

it("renders anything at all as an event, without throwing", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ detail: fc.record({ findings: fc.array(fc.anything()) }) })),
      (Event) => {
        for (const message of messagesOf(Event)) expect(blocksProblems(message.blocks)).toEqual([]);
      },
    ),
    { numRuns: 50 },
  );
});

it.each(fixtureNames())("renders the fixture %s within the limits", (name) => {
  for (const message of messagesOf(fixture(name))) expect(blocksProblems(message.blocks)).toEqual([]);
});

it("never names more than 20 hosts of a list, and counts the others", () => {
  const text = textOf(
    renderNotification(
      pruned({
        Removed: removed({ Removed: HOSTS, RemovedCount: 500 }),
      }),
      ENFORCE,
    )[0] ?? { line: "", text: "", blocks: [] },
  );
  expect(HOSTS.filter((host) => text.includes(`\`${host}\``))).toHaveLength(20);
  expect(text).toContain("and 480 more");
});

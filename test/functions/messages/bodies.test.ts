import fc from "fast-check";
import type { Message } from "../../../functions/messages/message";
import { mrkdwnBody } from "../../../functions/messages/mrkdwn-body";
import { plainBody } from "../../../functions/messages/plain-body";
import { renderNotification } from "../../../functions/messages/render";
import { slackBody } from "../../../functions/messages/slack-body";
import { event, fixture, fixtureNames, networkConnection, PUBLIC_V4 } from "../../support/findings";
import {
  blocked,
  byOperator,
  enforced,
  ENFORCE,
  failure,
  found,
  hosts,
  recorded,
  refused,
  rendered,
} from "./notifications";

const EVIL =
  "<!channel> <@U123> @here @all @alice.smith @channel ![x](http://evil.example/p.png) [y](http://evil.example) www.evil.example *b* `c` ~s~ _i_ &amp; <https://evil.example|x>\r\n# h \u202E";

const mrkdwnOf = (message: Message) => (mrkdwnBody(message) as { text: string }).text;
/** What no text of ours may have, outside of the links that we make. */
const expectNoMention = (text: string) => {
  expect(text).not.toMatch(/<[!@#]/);
  expect(text).not.toMatch(/@(?:channel|here|everyone|all)\b/i);
};

const hostileEvent = (text: string) =>
  event([
    networkConnection(PUBLIC_V4, {
      Title: text,
      Description: text.repeat(20),
      Types: [text],
      AwsAccountId: text,
      Note: { Text: text, UpdatedBy: text },
      Resources: [{ Type: text, Id: text }],
    }),
  ]);
const hostile = (text: string): readonly Message[] =>
  [
    blocked({
      Event: hostileEvent(text),
      Recorded: recorded({ Lifted: [PUBLIC_V4], Refused: [{ Host: "10.0.0.1", Reason: "NOT_PUBLIC", Detail: text }] }),
      Enforced: enforced({
        Blocked: hosts(100),
        WithdrawnCount: 1,
        Withdrawn: [{ Host: text, Reason: text, Detail: text }],
      }),
    }),
    refused({ Event: hostileEvent(text), Recorded: recorded({ Kept: [{ Host: text, Reason: text, Detail: text }] }) }),
    found({ Event: hostileEvent(text) }),
    failure({ Event: hostileEvent(text), Failure: { Error: text, Cause: text } }),
    byOperator({ By: text, Why: text, Hosts: [text], Note: text }),
  ].flatMap((notification) => renderNotification(notification, ENFORCE));

describe("Slack's form", () => {
  it("is text and blocks, without previews, and without what is for others", () => {
    const message = rendered(blocked());
    expect(slackBody(message)).toEqual({
      text: message.text,
      blocks: message.blocks,
      unfurl_links: false,
      unfurl_media: false,
    });
  });
});

describe("the form of receivers that know no Block Kit", () => {
  it("says all that the blocks say, in one text, with the links at the end", () => {
    const text = mrkdwnOf(rendered(blocked()));
    expect(text.split("\n")[0]).toBe(`*[prod] Blocked ${PUBLIC_V4}*`);
    for (const part of [
      `*Blocked until 2026-04-01 09:46 UTC:* \`${PUBLIC_V4}\``,
      "*Severity:* 🟠 MEDIUM",
      "environment `prod`",
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/<https:\/\/us-west-2\.console\.aws\.amazon\.com\/\S+\|Finding in Security Hub>/);
    expect(Object.keys(mrkdwnBody(rendered(blocked())))).toEqual(["text"]);
  });

  it("mentions nobody, loads no picture and makes no link of what others wrote", () => {
    for (const message of hostile(EVIL)) {
      const text = mrkdwnOf(message).replace(
        /<https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\/[^\s|>]*\|[^<>|]*>/g,
        "",
      );
      expectNoMention(text);
      expect(text).not.toMatch(/@\w/);
      expect(text).not.toMatch(/\]\(|<|>|www\./);
      // In code nothing becomes a link.
      expect(text.replace(/`[^`\n]*`/g, "")).not.toMatch(/:\/\//);
    }
  });

  it("is cut by whole lines, with its end in it and no fence left open", () => {
    const findings = Array.from({ length: 3 }, (_, n) =>
      networkConnection(PUBLIC_V4, { Id: `arn:aws:guardduty:us-west-2:111122223333:${"x".repeat(400)}${n}` }),
    );
    const long = blocked({
      Event: event(findings),
      Recorded: recorded({
        Refused: hosts(20).map((Host) => ({ Host, Reason: "NOT_PUBLIC", Detail: "d".repeat(290) })),
      }),
      Enforced: enforced({ Blocked: hosts(100) }),
    });
    const text = mrkdwnOf(rendered(long));
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(text).toMatch(/… and \d+ more lines/);
    expect(text.split("\n").at(-1)).toContain("environment `prod`");
    expect(text.split("```").length % 2).toBe(1);
    expect(text.split("\n").every((line) => line.replaceAll("```", "").split("`").length % 2 === 1)).toBe(true);
  });
});

describe("plain text, for SNS", () => {
  it("has the title as its subject, and says all of it without formatting", () => {
    const { subject, text } = plainBody(rendered(blocked()));
    expect(subject).toBe(`[prod] Blocked ${PUBLIC_V4}`);
    expect(text).toContain(`Blocked until 2026-04-01 09:46 UTC: ${PUBLIC_V4}`);
    expect(text).toContain("Finding in Security Hub: https://us-west-2.console.aws.amazon.com/");
    expect(text).not.toMatch(/[*`]/);
  });

  it("has a command that can be copied as it stands", () => {
    expect(plainBody(rendered(blocked())).text).toMatch(
      /^aws securityhub batch-update-findings --region us-west-2 --finding-identifiers Id=arn:aws:guardduty:\S+,ProductArn=arn:aws:securityhub:us-west-2::product\/aws\/guardduty --workflow Status=SUPPRESSED$/m,
    );
  });

  it("shows what others wrote as they wrote it, but for what would be a mention where it is passed on", () => {
    const [, , message] = hostile("a & b <x> 50% *bold* @bob <!channel> @channel");
    const { text } = plainBody(message as Message);
    expect(text).toContain("a & b <x> 50%");
    expect(text).toContain("@bob");
    expectNoMention(text);
  });

  it("keeps SNS's rules for a subject: ASCII, one line, 100 characters", () => {
    expect(plainBody(rendered(failure())).subject).toMatch(/^\[prod\] sechub-record-ip failed/);
    const long = plainBody(hostile(`ä\n${"x".repeat(300)}`)[2] as Message).subject;
    expect([long.length, long.endsWith("...")]).toEqual([100, true]);
    expect(plainBody({ line: "", text: "", blocks: [] }).subject).toBe("sechub-firewall");
  });
});

it.each(fixtureNames())("the fixture %s keeps the rules of every form", (name) => {
  const messages = [blocked, refused, found, failure].flatMap((of) =>
    renderNotification(of({ Event: fixture(name) }), ENFORCE),
  );
  messages.forEach(expectRules);
});

it("any text at all keeps the rules of every form", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.constantFrom(EVIL, EVIL.repeat(9))),
      (text) => {
        hostile(text).forEach(expectRules);
      },
    ),
    { numRuns: 60 },
  );
});

function expectRules(message: Message): void {
  const mrkdwn = mrkdwnOf(message);
  expect(mrkdwn.length).toBeLessThanOrEqual(4_000);
  expectNoMention(mrkdwn);
  const { subject, text } = plainBody(message);
  expect(subject).toMatch(/^[\x21-\x7E][\x20-\x7E]{0,99}$/);
  expect(text).not.toBe("");
  expect(Buffer.byteLength(text)).toBeLessThan(262_144);
  expect(text).not.toMatch(/\p{Cs}/u);
  expectNoMention(text);
  expect([...message.line].length).toBeLessThanOrEqual(200);
}

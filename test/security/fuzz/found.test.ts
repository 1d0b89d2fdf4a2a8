/** What the fuzz has found, each as small as it can be. */
import "../../functions/support/one-realm";
import { CodedError } from "../../../functions/contract/coded-error";
import { readFinding } from "../../../functions/domain/finding";
import { codeText, mrkdwnText, plainText } from "../../../functions/messages/escape";
import { message, section } from "../../../functions/messages/blocks";
import { mrkdwnBody } from "../../../functions/messages/mrkdwn-body";
import { plainBody } from "../../../functions/messages/plain-body";
import { readSecurityHubEvent } from "../../../functions/add-ip-to-ddb/security-hub-event";

it("refuses by name an event whose source is nested more deeply than JSON can be written", () => {
  const source = JSON.parse("[".repeat(50_000) + "]".repeat(50_000)) as unknown;
  expect(() => readSecurityHubEvent({ source, detail: { findings: [{}] } })).toThrow(CodedError);
});

it("keeps nothing of a finding that makes a row grow: an id beyond ASFF's limit is none, words are cut", () => {
  const long = "A".repeat(240_000);
  const { id, types, type, accountId, region } = readFinding({
    Id: long,
    Types: [long],
    AwsAccountId: long,
    Region: long,
  });
  expect(id).toBe("");
  expect([...types, type, accountId, region].map(({ length }) => length)).toEqual([256, 256, 256, 256]);
  expect(readFinding({ Id: "A".repeat(512) }).id).toHaveLength(512);
});

it.each(["+275760-09-13T00:00:00.000Z", "-271821-04-20T00:00:00.000Z"])("takes %s for no time", (LastObservedAt) => {
  expect(readFinding({ LastObservedAt }).lastObservedAt).toBeUndefined();
  expect(readFinding({ LastObservedAt, UpdatedAt: "2026-03-02T09:46:52Z" }).lastObservedAt).toBe(
    "2026-03-02T09:46:52.000Z",
  );
});

it.each([mrkdwnText, plainText, codeText])("stops a flood of combining marks (%#)", (escaped) => {
  const flooded = escaped(`e${"\u0301".repeat(400)} a\u0323\u0302`, 1_000);
  expect(flooded).toContain(`e${"\u0301".repeat(6)} a\u0323\u0302`);
  expect(flooded).not.toContain("\u0301".repeat(7));
});

it("makes no link for a chat that the topic's text is passed on to, whoever wrote it", () => {
  const { text } = plainBody(
    message("title", section([mrkdwnText("<https://evil.example/|your bank> <mailto:a@b.example>", 300)])),
  );
  expect(text).not.toMatch(/<(?:https|mailto):/);
  expect(text).toContain("your bank");
});

it("opens no code where a text is cut behind one that ended", () => {
  const lines = ["```npm run one```", ...Array.from({ length: 60 }, (_, n) => `${n} ${"x".repeat(90)}`)];
  const { text } = mrkdwnBody(
    message(
      "title",
      lines.flatMap((line) => section([line])),
    ),
  ) as { readonly text: string };
  expect(text).toContain("more lines");
  expect(text.split("```")).toHaveLength(3);
});

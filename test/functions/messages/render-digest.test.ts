import fc from "fast-check";
import { renderDigest } from "../../../functions/messages/render-digest";
import { blocksProblems } from "../../../local/stand-ins/slack/blocks";
import { PERMANENT } from "../../../functions/domain/host-row";
import {
  blocked,
  enforced,
  ENFORCE,
  failure,
  found,
  hosts,
  linksOf,
  OBSERVE,
  pruned,
  recorded,
  refused,
  removed,
  rendered,
  textOf,
  titleOf,
} from "./notifications";

const MINUTE = "2030-01-31T07:15Z";
const RUN = blocked();
const digest = (lines: readonly { kind: string; text: string }[], count = lines.length) =>
  renderDigest({ minute: MINUTE, count, lines }, ENFORCE, RUN);

it("says how many messages of which minute, by kind, the most urgent first", () => {
  const message = digest([
    { kind: "finding", text: "🔴 HIGH finding: Recon" },
    { kind: "blocked", text: "Blocked 5.6.7.8" },
    { kind: "failure", text: "record-ip failed" },
    { kind: "blocked", text: "Blocked 6.7.8.9" },
  ]);
  expect(titleOf(message)).toBe("[prod] 4 more messages in the minute 07:15 UTC");
  expect(textOf(message)).toMatch(
    /\*Failed\* \(1\)\n• record-ip failed\n\*Blocks\* \(2\)\n• Blocked 5\.6\.7\.8\n• Blocked 6\.7\.8\.9\n\*Findings\* \(1\)/,
  );
  expect(linksOf(message)).toHaveLength(1);
});

it("counts what has no line, and says where it is", () => {
  const message = digest([{ kind: "blocked", text: "Blocked 5.6.7.8" }], 938);
  expect(titleOf(message)).toContain("938 more messages");
  expect(textOf(message)).toContain("… and 937 more: see the executions of that minute.");
});

it("counts no fewer messages than it has lines", () => {
  const lines = [1, 2, 3].map((n) => ({ kind: "blocked", text: `Blocked 5.6.7.${n}` }));
  expect(titleOf(digest(lines, 1))).toBe("[prod] 3 more messages in the minute 07:15 UTC");
  expect(titleOf(digest(lines.slice(2), 0))).toBe("[prod] 1 more message in the minute 07:15 UTC");
});

it("shows the line of a kind that it does not know", () => {
  expect(textOf(digest([{ kind: "gossip", text: "something" }]))).toContain("• something");
});

it("fits into Slack with forty lines of the worst text, and shows each of them", () => {
  const lines = Array.from({ length: 40 }, (_, n) => ({
    kind: "blocked",
    text: `${n}-${"&<>".repeat(70)}`.slice(0, 200),
  }));
  const message = digest(lines);
  expect(blocksProblems(message.blocks)).toEqual([]);
  for (let n = 0; n < 40; n += 1) expect(textOf(message)).toContain(`• ${n}-`);
});

it("mentions nobody and formats nothing, whatever is in its lines", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ kind: fc.string(), text: fc.string({ unit: "binary", maxLength: 200 }) }), {
        maxLength: 40,
      }),
      (lines) => {
        const message = digest([...lines, { kind: "finding", text: "<!channel> @here *b* <https://evil|x>" }]);
        expect(blocksProblems(message.blocks)).toEqual([]);
        expect(textOf(message)).not.toMatch(/<|>|@(?:channel|here|everyone)/i);
      },
    ),
    { numRuns: 50 },
  );
});

it("has lines of title and reason, in 200 characters, without the environment", () => {
  expect(rendered(blocked()).line).toBe(
    "Blocked 5.6.7.8 until 2026-04-01: UnauthorizedAccess:EC2-SSHBruteForce in account 111122223333",
  );
  const long = rendered(
    found({ Event: { detail: { findings: [{ Title: "😀".repeat(300), Severity: { Label: "HIGH" } }] } } }),
  ).line;
  expect([...long]).toHaveLength(200);
  expect(long).not.toMatch(/\p{Cs}/u);
  expect(long).toMatch(/^🔴 HIGH finding: unknown in account unknown\. 😀+…$/u);
});

describe("the line of a message", () => {
  const WHAT = "UnauthorizedAccess:EC2-SSHBruteForce in account 111122223333";
  const many = hosts(5);
  const because = (Host: string, Reason: string, Detail = "because") => ({ Host, Reason, Detail });
  const ending = (...ExpiresAt: string[]) => recorded({ IPList: many.slice(0, ExpiresAt.length), ExpiresAt });
  const refusing = (...Refused: ReturnType<typeof because>[]) =>
    refused({ Recorded: recorded({ IPList: [], Refused }) });
  const three = "5.6.0.1, 5.6.0.2, 5.6.0.3";

  it.each([
    [
      `Blocked ${three} and 2 more until 2026-04-01: ${WHAT}`,
      blocked({ Recorded: recorded({ IPList: many, ExpiresAt: [] }), Enforced: enforced({ Blocked: many }) }),
    ],
    [
      `Blocked 5.6.0.1, 5.6.0.2 until 2026-04-02 or later: ${WHAT}`,
      blocked({
        Recorded: ending("2026-04-09T09:00:00.000Z", "2026-04-02T09:00:00.000Z"),
        Enforced: enforced({ Blocked: many.slice(0, 2) }),
      }),
    ],
    [
      `Blocked 5.6.0.1 until an operator lifts it; NOT blocked: 5.6.0.2: ${WHAT}`,
      blocked({
        Recorded: ending(PERMANENT),
        Enforced: enforced({ Blocked: many.slice(0, 1), NotBlocked: [because("5.6.0.2", "OVER_CAPACITY")] }),
      }),
    ],
    [
      `Block lifted: ${three} and 2 more: ${WHAT}`,
      blocked({ Recorded: recorded({ IPList: [], Lifted: many }), Enforced: enforced({ Blocked: [] }) }),
    ],
    [`Not blocked (SAMPLE): ${WHAT}`, refusing(because("", "SAMPLE", "nothing to block: it is a GuardDuty sample"))],
    [
      `Not blocked: 5.6.0.1, 5.6.0.2 (ALLOWLISTED): ${WHAT}`,
      refusing(...many.slice(0, 2).map((host) => because(host, "ALLOWLISTED"))),
    ],
    [`Stays blocked: 5.6.0.1: ${WHAT}`, refusing(because("", "RESOLVED"), because("5.6.0.1", "STAYS_BLOCKED"))],
    ["Not blocked: unknown finding", refused({ Event: "?", Recorded: recorded({ IPList: [], Refused: [] }) })],
    [`🔴 HIGH finding: ${WHAT}. 5.6.7.8 tries SSH passwords on i-0aaaabbbbccccdddd.`, found()],
    ["❌ sechub-record-ip failed: PRIORITY_TAKEN. a foreign rule is on priority 100", failure()],
    [
      `Unblocked ${three} and 1,231 more; blocked 9.8.7.6`,
      pruned({
        Removed: removed({ Removed: many, RemovedCount: 1_234 }),
        Enforced: enforced({ Added: ["9.8.7.6"], AddedCount: 1 }),
      }),
    ],
  ])("%s", (line, notification) => {
    expect(rendered(notification).line).toBe(line);
  });

  it("says in observe mode what would be blocked", () => {
    const observing = blocked({ Enforced: enforced({ Blocked: [] }) });
    expect(rendered(observing, OBSERVE).line).toBe(`Would block 5.6.7.8 until 2026-04-01: ${WHAT}`);
  });

  it("is cut at a word's end, and shows that it was", () => {
    const text = `${"x".repeat(150)} and then some more words`;
    const { line } = rendered(failure({ Failure: { Error: "X", Cause: text } }));
    expect(line.length).toBeLessThanOrEqual(200);
    expect(line).toMatch(/\S…$/);
  });
});

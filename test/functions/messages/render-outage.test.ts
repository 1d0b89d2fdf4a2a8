import type { NewBlock } from "../../../functions/contract/payloads";
import { mrkdwnBody } from "../../../functions/messages/mrkdwn-body";
import { plainBody } from "../../../functions/messages/plain-body";
import { renderOutageEnd } from "../../../functions/messages/render-outage";
import { blocksProblems } from "../../../local/stand-ins/slack/blocks";
import { PUBLIC_V4 } from "../../support/findings";
import { ENFORCE, enforced, EXECUTION, failure, hosts, rendered, textOf, titleOf, waiting } from "./notifications";

const block = (Host: string, overrides: Partial<NewBlock> = {}): NewBlock => ({
  Host,
  CreatedAt: "2026-03-02T09:46:54.000Z",
  ExpiresAt: "2026-04-01T09:46:54.000Z",
  FindingType: "UnauthorizedAccess:EC2-SSHBruteForce",
  Severity: "HIGH",
  AccountId: "111122223333",
  ...overrides,
});
const end = (blocks: readonly NewBlock[], outcome = enforced()) =>
  renderOutageEnd(
    {
      began: "2026-03-02T09:48:00.000Z",
      blocks,
      enforced: outcome,
      run: { StateMachine: "sechub-record-ip", Execution: EXECUTION },
    },
    ENFORCE,
  );

describe("the beginning of an outage", () => {
  it("says what happened, what it means, and what to do", () => {
    const message = rendered(waiting());

    expect(titleOf(message)).toBe(`[prod] ⚠️ The firewall cannot be updated: ${PUBLIC_V4} waits`);
    expect(textOf(message)).toContain(`*Recorded, and NOT blocked yet:* \`${PUBLIC_V4}\``);
    expect(textOf(message)).toContain("their traffic still passes");
    expect(textOf(message)).toContain("docs/runbook.md#the-firewall-does-not-answer");
    expect(textOf(message)).toContain("```npm run blocklist -- --env prod reconcile```");
  });

  it("names 20 hosts and counts the others; none is no list", () => {
    const { Outage } = waiting();
    const many = rendered(waiting({ Outage: { ...Outage, Waiting: hosts(100), WaitingCount: 1_234 } }));
    const none = rendered(waiting({ Outage: { ...Outage, Waiting: [], WaitingCount: 0 } }));

    expect(titleOf(many)).toContain("1,234 hosts wait");
    expect(textOf(many)).toContain("and 1,214 more");
    expect(titleOf(none)).toContain("0 hosts wait");
    expect(textOf(none)).not.toContain("NOT blocked yet");
  });
});

describe("the end of an outage", () => {
  it("has of each host until when, and why; an operator's block has no finding", () => {
    const own = block("9.8.7.6", {
      FindingType: "",
      Severity: "",
      AccountId: "",
      ExpiresAt: "9999-12-31T23:59:59.999Z",
    });
    const text = textOf(end([block(PUBLIC_V4), own]));

    expect(text).toContain(
      `• \`${PUBLIC_V4}\` until 2026-04-01 09:46 UTC · HIGH · UnauthorizedAccess:EC2-SSHBruteForce · 111122223333`,
    );
    expect(text).toContain("• `9.8.7.6` until an operator lifts it · by an operator");
    expect(text).toContain("The outage began at 2026-03-02 09:48 UTC");
    expect(text).toContain(`npm run blocklist -- --env prod unblock ${PUBLIC_V4}`);
  });

  it("names 20 hosts in every channel, also with the longest texts that a row gives", () => {
    const long = { FindingType: "T".repeat(100), Severity: "CRITICAL", AccountId: "1".repeat(12) };
    const blocks = Array.from({ length: 20 }, (_, n) => block(`2600:1f18:1111:2222:3333:4444:5555:66${10 + n}`, long));
    const message = end(blocks);

    expect(blocksProblems(message.blocks)).toEqual([]);
    for (const text of [textOf(message), JSON.stringify(mrkdwnBody(message)), plainBody(message).text]) {
      expect(blocks.filter(({ Host }) => !text.includes(Host))).toEqual([]);
    }
  });

  it("is within Slack's limits whatever a row holds", () => {
    const evil = "<!channel> @here *b* `\u202E".repeat(20);
    const blocks = Array.from({ length: 20 }, () =>
      block(evil, { FindingType: evil, Severity: evil, AccountId: evil, ExpiresAt: evil }),
    );

    expect(blocksProblems(end(blocks).blocks)).toEqual([]);
    expect(textOf(end(blocks))).not.toMatch(/<!|@here/);
  });

  it("says that nothing is protected when no firewall policy uses the group, and names nobody when nobody waited", () => {
    expect(titleOf(end([block(PUBLIC_V4)], enforced({ UsedByNoPolicy: true })))).toContain("no firewall policy uses");
    expect(titleOf(end([]))).toBe("[prod] ✅ The firewall is updated again: 0 hosts blocked");
    expect(textOf(end([]))).not.toContain("If one is wrong");
  });
});

it("a failure of the rule group names the hosts, and says that it is notified once", () => {
  const Event = { Recorded: { Payload: { IPList: [PUBLIC_V4] } } };
  const [ofGroup, ofSlack] = ["PRIORITY_TAKEN", "SLACK_REFUSED"].map((Error) =>
    textOf(rendered(failure({ Event, Failure: { Error } }))),
  );

  expect(ofGroup).toContain(`*Recorded, and not blocked yet:* \`${PUBLIC_V4}\``);
  expect(ofGroup).toContain("ring the alarm and send no message");
  expect(ofSlack).not.toContain("send no message");
});

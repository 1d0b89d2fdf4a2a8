import { PERMANENT_ERRORS, RETRYABLE_ERRORS } from "../../../functions/contract/errors";
import { nextStep } from "../../../functions/messages/next-steps";
import { renderNotification } from "../../../functions/messages/render";
import { event, finding, networkConnection, PUBLIC_V4 } from "../../support/findings";
import {
  ENFORCE,
  enforced,
  failure,
  found,
  hosts,
  linksOf,
  nothingRemoved,
  OBSERVE,
  pruned,
  recorded,
  refused,
  removed,
  rendered,
  textOf,
  titleOf,
} from "./notifications";

describe("refused", () => {
  it("says what is not blocked, and why", () => {
    const message = rendered(refused());
    expect(titleOf(message)).toBe("[prod] Not blocked: 10.1.2.3 (NOT_PUBLIC)");
    expect(textOf(message)).toContain("\n• 10.1.2.3 is not a public address (private) (`NOT_PUBLIC`)");
  });

  it.each([
    ["10.1.2.3 is refused", "\n• 10.1.2.3 is refused"],
    ['"10.1.2.3" is not an address', '\n• "10.1.2.3" is not an address'],
    ["10.1.2.34 is another", "\n• `10.1.2.3`: 10.1.2.34 is another"],
  ])("names the host once: %s", (Detail, line) => {
    const Refused = [{ Host: "10.1.2.3", Reason: "NOT_PUBLIC", Detail }];
    expect(textOf(rendered(refused({ Recorded: recorded({ IPList: [], Refused }) })))).toContain(line);
  });

  it("names the finding, and its hosts, when the whole finding is refused", () => {
    const Refused = [{ Host: "", Reason: "SAMPLE", Detail: "nothing to block: it is a GuardDuty sample finding" }];
    const message = rendered(refused({ Recorded: recorded({ IPList: [], Refused }) }));
    expect(titleOf(message)).toBe("[prod] Not blocked: UnauthorizedAccess:EC2-SSHBruteForce (SAMPLE)");
    expect(textOf(message)).toContain(
      "*Why not:*\n• it is a GuardDuty sample finding (`SAMPLE`)\nSaid once in 30 days for this finding, reason and severity.\n" +
        "*Hosts it names:* `5.6.7.8`\n*Finding:* 5.6.7.8 tries SSH",
    );
    expect(message.text).not.toContain("nothing to block");
  });

  it("counts findings of several types, and names none where there is none", () => {
    const Recorded = recorded({ IPList: [], Refused: [{ Host: "", Reason: "SAMPLE", Detail: "a sample" }] });
    const findings = [
      networkConnection(PUBLIC_V4),
      networkConnection("6.7.8.9", { Types: ["TTPs/Recon:EC2-Portscan"] }),
    ];
    const message = rendered(refused({ Event: event(findings), Recorded }));
    expect(titleOf(message)).toBe("[prod] Not blocked: 2 findings (SAMPLE)");
    expect(textOf(message)).toContain("*Hosts they name:* `5.6.7.8`, `6.7.8.9`\n*Finding:* 2 findings");
    const nameless = rendered(refused({ Event: "?", Recorded }));
    expect(titleOf(nameless)).toBe("[prod] Not blocked: nothing of this finding (SAMPLE)");
    expect(textOf(nameless)).not.toContain("Hosts");
  });

  it("cuts a long list with a count", () => {
    const Refused = hosts(100).map((Host) => ({ Host, Reason: "ALLOWLISTED", Detail: "on the allowlist" }));
    const text = textOf(rendered(refused({ Recorded: recorded({ Refused }) })));
    expect(text.match(/^• `5\./gm)?.length).toBeLessThanOrEqual(20);
    expect(text).toContain("… and 80 more");
  });

  it("says that a list which the payload may have cut is perhaps not all", () => {
    const Refused = (count: number) =>
      hosts(count).map((Host) => ({ Host, Reason: "ALLOWLISTED", Detail: "on the allowlist" }));
    const full = rendered(refused({ Recorded: recorded({ Refused: Refused(20) }) }));
    expect(titleOf(full)).toContain("20 hosts or more");
    expect(textOf(full)).toContain("and perhaps more");
    expect(textOf(rendered(refused({ Recorded: recorded({ Refused: Refused(19) }) })))).not.toContain("perhaps more");
  });
});

describe("finding", () => {
  it("shows severity, type, title, description, resource, time and a link", () => {
    const message = rendered(found());
    const text = textOf(message);
    expect(titleOf(message)).toBe("[prod] 🔴 HIGH finding: UnauthorizedAccess:EC2-SSHBruteForce");
    expect(text).toContain("5.6.7.8 tries SSH passwords");
    expect(text).toContain("Many SSH connections");
    expect(text).toContain("AwsEc2Instance `arn:aws:ec2:us-west-2:111122223333:instance/i-0aaaabbbbccccdddd`");
    expect(text).toContain("*Last seen*\n2026-03-02 09:41 UTC");
    expect(linksOf(message)[0]).toContain("/securityhub/home");
  });

  it("is one message for each finding of the event, in its order", () => {
    const findings = hosts(3).map((host) => networkConnection(host));
    const messages = renderNotification(found({ Event: event(findings) }), ENFORCE);
    expect(messages.map((message) => hosts(3).find((host) => message.text.includes(host)))).toEqual(hosts(3));
  });

  it("marks a sample as one", () => {
    const message = rendered(found({ Event: event([finding({ Sample: true })]) }));
    expect(titleOf(message)).toContain("GuardDuty sample");
  });

  it("tells a status that is out of the ordinary", () => {
    const Event = event([finding({ Workflow: { Status: "NOTIFIED" }, RecordState: "ARCHIVED" })]);
    expect(textOf(rendered(found({ Event })))).toMatch(/\*Workflow\*\nNOTIFIED[^]*\*Record\*\nARCHIVED/);
    expect(textOf(rendered(found()))).not.toMatch(/\*Workflow\*|\*Record\*/);
  });

  it.each([
    ["CRITICAL", "🚨 CRITICAL"],
    ["HIGH", "🔴 HIGH"],
    ["LOW", "🟡 LOW"],
    ["nonsense", "⚪ UNKNOWN"],
  ])("says severity %s as %s", (Label, words) => {
    expect(titleOf(rendered(found({ Event: event([finding({ Severity: { Label } })]) })))).toContain(words);
  });

  it("says so when the event has no finding", () => {
    expect(titleOf(rendered(found({ Event: "?" })))).toContain("finding that cannot be read");
  });
});

describe("pruned", () => {
  it("says which hosts are unblocked, how many were kept, and the capacity", () => {
    const message = rendered(pruned({ Removed: removed({ KeptCount: 3, More: true }) }));
    expect(titleOf(message)).toBe("[prod] Unblocked 5.6.7.8");
    expect(textOf(message)).toMatch(/`5\.6\.7\.8`\nKept: 3 .*\nMore blocks have ended[^]*Capacity: 2 of 1,000 units/);
  });

  it("says that nothing was unblocked when nothing was", () => {
    expect(titleOf(rendered(pruned({ Removed: { ...nothingRemoved, KeptCount: 2 } })))).toBe(
      "[prod] Nothing was unblocked",
    );
  });

  it("names the hosts that got the room", () => {
    const Enforced = enforced({ Added: ["6.7.8.9"], AddedCount: 1 });
    const message = rendered(pruned({ Enforced }));
    expect(titleOf(message)).toBe("[prod] Unblocked 5.6.7.8; blocked 6.7.8.9");
    expect(textOf(message)).toContain("*Now blocked (recorded before, and no rule until now):* `6.7.8.9`\n");
    expect(titleOf(rendered(pruned({ Removed: nothingRemoved, Enforced })))).toBe("[prod] Blocked 6.7.8.9");
  });

  it("says the same in observe mode: rules of blocks that have ended go there, too", () => {
    const message = rendered(pruned(), OBSERVE);
    expect(titleOf(message)).toBe("[prod, observe] Unblocked 5.6.7.8");
    expect(textOf(message)).not.toMatch(/no rule was|Would/);
  });

  const unenforced = { Unenforced: ["6.7.8.9"], UnenforcedCount: 1 };

  it("calls no host unblocked that no rule dropped", () => {
    const message = rendered(pruned({ Removed: { ...nothingRemoved, ...unenforced } }));
    expect(titleOf(message)).toBe("[prod] Off the blocklist: 6.7.8.9");
    expect(textOf(message)).toContain("*Off the blocklist, no rule dropped them:* `6.7.8.9`\n");
    expect(textOf(message)).not.toMatch(/unblocked/i);
  });

  it("names them beside those that were unblocked, and counts those without a name", () => {
    const message = rendered(pruned({ Removed: removed({ ...unenforced, UnenforcedCount: 3_000 }) }));
    expect(titleOf(message)).toBe("[prod] Unblocked 5.6.7.8");
    expect(textOf(message)).toContain(
      "the retention:* `5.6.7.8`\n*Off the blocklist, no rule dropped them:* `6.7.8.9`",
    );
    expect(textOf(message)).toContain("and 2,999 more");
  });

  it.each([
    ["Blocked 5.6.7.8", enforced()],
    ["Repaired the rules of the blocklist", enforced({ Rewritten: true })],
    ["Off the blocklist: 6.7.8.9", enforced({ Added: [], AddedCount: 0, LeftOutCount: 7, UsedByNoPolicy: true })],
  ])("has the title “%s” when hosts went that no rule dropped", (title, Enforced) => {
    const message = rendered(pruned({ Removed: { ...nothingRemoved, ...unenforced }, Enforced }));
    expect(titleOf(message)).toBe(`[prod] ${title}`);
  });
});

describe("failure", () => {
  it("names state machine, error, cause, execution, what to do, and the finding", () => {
    const message = rendered(failure());
    const text = textOf(message);
    expect(titleOf(message)).toBe("[prod] ❌ sechub-record-ip failed: PRIORITY_TAKEN");
    expect(text).toContain("*The hosts of this finding may not be blocked.*");
    expect(text).toContain("*Cause:* a foreign rule is on priority 100");
    expect(text).toContain("*Next:* Move the foreign rule, or change the base priority");
    expect(text).toContain(" More: `docs/runbook.md#the-rule-group-cannot-be-written`\n");
    expect(text).toContain("*Execution*\n`run-1`");
    expect(text).toContain("UnauthorizedAccess:EC2-SSHBruteForce");
    expect(linksOf(message)[0]).toContain("/states/home?region=us-west-2#/v2/executions/details/arn:aws:states:");
  });

  const turn = (RetryAfterSeconds: number, Blocked: string[] = []) => ({ Payload: { RetryAfterSeconds, Blocked } });
  const record = (IPList: string[], Lifted: string[]) => ({ Payload: { IPList, Lifted } });
  const mayNot = "The hosts of this finding may not be blocked.";
  const mayStill = "Hosts whose block was lifted may still be blocked.";

  it.each<[string, object]>([
    [mayNot, { Recorded: record([PUBLIC_V4], []) }],
    [mayStill, { Recorded: record([], [PUBLIC_V4]) }],
    [`${mayStill} ${mayNot}`, { Recorded: record([PUBLIC_V4], ["6.7.8.9"]) }],
    [mayStill, { Recorded: record([], [PUBLIC_V4]), Enforced: turn(30) }],
    ["The rules are up to date; only saying so failed.", { Recorded: record([], [PUBLIC_V4]), Enforced: turn(0) }],
    ["The hosts of this finding are blocked; only saying so failed.", { Enforced: turn(0, [PUBLIC_V4]) }],
    [mayNot, { Recorded: "garbage", Enforced: [] }],
  ])("says what it leaves undone: “%s”", (said, answers) => {
    expect(textOf(rendered(failure({ Event: { ...event(), ...answers } })))).toContain(`*${said}*\n`);
  });

  it("reads the name of the state machine from its ARN", () => {
    const StateMachine = "arn:aws:states:us-west-2:111122223333:stateMachine:sechub-prune-ip";
    const message = rendered(failure({ StateMachine, Event: {} }));
    expect(titleOf(message)).toContain("sechub-prune-ip failed");
    expect(textOf(message)).toContain("Blocks that have ended may still be in force.");
    expect(textOf(message)).not.toContain("*Finding:* unknown");
  });

  it.each([
    ["plain words", "plain words"],
    ['{"errorType":"Error","trace":[]}', '{"errorType":"Error","trace":[]}'],
    ["{ broken", "{ broken"],
    [undefined, "unknown"],
    ["POST https://hooks.slack.com/services/T0/B0/secret failed", "POST [webhook URL] failed"],
  ])("shows the cause %j as %j", (Cause, shown) => {
    const Failure = { Error: "X", ...(Cause !== undefined && { Cause }) };
    expect(textOf(rendered(failure({ Failure })))).toContain(`*Cause:* ${shown}`);
  });

  it("has a next step of its own for each of our codes, and one for all others", () => {
    const codes = [...RETRYABLE_ERRORS, ...PERMANENT_ERRORS];
    const any = nextStep("SomethingElse");
    expect(new Set(codes.map(nextStep)).size).toBe(codes.length);
    expect(codes.map(nextStep)).not.toContain(any);
    expect(nextStep("States.Timeout")).not.toBe(any);
    expect(nextStep("constructor")).toBe(any);
  });
});

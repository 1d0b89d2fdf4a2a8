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
  OBSERVE,
  pruned,
  recorded,
  refused,
  rendered,
  textOf,
  titleOf,
} from "./notifications";

describe("refused", () => {
  it("says what is not blocked, and why", () => {
    const message = rendered(refused());
    expect(titleOf(message)).toBe("[prod] Not blocked: 10.1.2.3 (NOT_PUBLIC)");
    expect(textOf(message)).toContain("• `10.1.2.3`: 10.1.2.3 is not a public address (private) (`NOT_PUBLIC`)");
  });

  it("names no host when the whole finding is refused", () => {
    const Refused = [{ Host: "", Reason: "SAMPLE", Detail: "nothing to block: it is a GuardDuty sample finding" }];
    const message = rendered(refused({ Recorded: recorded({ IPList: [], Refused }) }));
    expect(titleOf(message)).toBe("[prod] Not blocked: nothing of this finding (SAMPLE)");
    expect(textOf(message)).toContain("• nothing to block: it is a GuardDuty sample finding (`SAMPLE`)");
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
    const message = rendered(pruned({ Removed: { Removed: [PUBLIC_V4], RemovedCount: 1, KeptCount: 3, More: true } }));
    expect(titleOf(message)).toBe("[prod] Unblocked 5.6.7.8");
    expect(textOf(message)).toMatch(/`5\.6\.7\.8`\nKept: 3 .*\nMore hosts are expired[^]*Capacity: 2 of 1,000 units/);
  });

  it("says that nothing was unblocked when nothing was", () => {
    const Removed = { Removed: [], RemovedCount: 0, KeptCount: 2, More: false };
    expect(titleOf(rendered(pruned({ Removed })))).toBe("[prod] Nothing was unblocked");
  });

  it("names the hosts that got the room", () => {
    expect(textOf(rendered(pruned({ Enforced: enforced({ Added: ["6.7.8.9"], AddedCount: 1 }) })))).toMatch(
      /Now blocked.*`6\.7\.8\.9`/,
    );
  });

  it("claims no change of the firewall in observe mode", () => {
    const message = rendered(pruned(), OBSERVE);
    expect(titleOf(message)).toBe("[prod, observe] Would unblock 5.6.7.8");
    expect(textOf(message)).toContain("no rule was changed");
  });
});

describe("failure", () => {
  it("names state machine, error, cause, execution, what to do, and the finding", () => {
    const message = rendered(failure());
    const text = textOf(message);
    expect(titleOf(message)).toBe("[prod] ❌ sechub-record-ip failed: PRIORITY_TAKEN");
    expect(text).toContain("*The hosts of this finding may not be blocked.*");
    expect(text).toContain("*Cause:* a foreign rule is on priority 100");
    expect(text).toContain("move it, or change the base priority");
    expect(text).toContain("*Execution*\n`run-1`");
    expect(text).toContain("UnauthorizedAccess:EC2-SSHBruteForce");
    expect(linksOf(message)[0]).toContain("/states/home?region=us-west-2#/v2/executions/details/arn:aws:states:");
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

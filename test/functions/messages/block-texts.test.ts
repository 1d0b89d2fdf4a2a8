import { PERMANENT } from "../../../functions/domain/host-row";
import { event, networkConnection, OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import {
  blocked,
  ENFORCE,
  enforced,
  hosts,
  nothingRemoved,
  OBSERVE,
  pruned,
  recorded,
  refused,
  rendered,
  textOf,
  titleOf,
} from "./notifications";

const said = (...args: Parameters<typeof rendered>) => textOf(rendered(...args));
const because = (Host: string, Reason: string, Detail: string) => ({ Host, Reason, Detail });

describe("if a block is wrong", () => {
  it("says what to do, with a command that can be copied, and what to do for good", () => {
    const text = said(blocked());
    expect(text).toContain("*If this is wrong:* suppress the finding in Security Hub, or run");
    expect(text).toContain("lifted within seconds");
    expect(text).toContain("`allowlist`");
    expect(text).toMatch(
      /```aws securityhub batch-update-findings --region us-west-2 --finding-identifiers Id=arn:aws:guardduty:us-west-2:\d+:detector\/\w+\/finding\/\w+,ProductArn=arn:aws:securityhub:us-west-2::product\/aws\/guardduty --workflow Status=SUPPRESSED```/,
    );
  });

  it("names the finding's own region in the command", () => {
    const Event = event([networkConnection(PUBLIC_V4, { Region: "eu-west-1" })]);
    expect(said(blocked({ Event }))).toContain("--region eu-west-1 --finding-identifiers");
  });

  it("names each finding of the event, while they are few and of one region", () => {
    const findings = [1, 2].map((n) => networkConnection(PUBLIC_V4, { Id: `arn:finding/${n}` }));
    expect(said(blocked({ Event: event(findings) }))).toMatch(/Id=arn:finding\/1,ProductArn=\S+ Id=arn:finding\/2,Pro/);
    const others = [networkConnection(PUBLIC_V4), networkConnection(PUBLIC_V4, { Region: "eu-west-1" })];
    for (const some of [others, [1, 2, 3, 4].map(() => networkConnection(PUBLIC_V4))])
      expect(said(blocked({ Event: event(some) }))).not.toContain("aws securityhub");
  });

  it.each([
    "x; rm -rf /",
    "$(curl evil)",
    "`id`",
    "a b",
    "a,ProductArn=other",
    "a'b",
    'a"b',
    "a\nb",
    "a&b",
    "a<b>",
    "a|b",
    "a*",
    "x".repeat(513),
    "",
  ])("has no command, and says the rest, for the id %j", (Id) => {
    const text = said(blocked({ Event: event([networkConnection(PUBLIC_V4, { Id })]) }));
    expect(text).not.toContain("aws securityhub");
    expect(text).toContain("*If this is wrong:* suppress the finding in Security Hub");
  });

  it("has no command for a region or a product that is none", () => {
    for (const wrong of [{ Region: "us-west-2; x" }, { ProductArn: "arn;x" }, { ProductArn: "" }])
      expect(said(blocked({ Event: event([networkConnection(PUBLIC_V4, wrong)]) }))).not.toContain("aws securityhub");
    expect(said(blocked({ Event: "garbage" }))).not.toContain("aws securityhub");
  });

  it("says how a block is lifted for good", () => {
    expect(said(blocked())).toContain("config, and deploy: the next scheduled run lifts it.");
  });

  it("asks for each of several findings", () => {
    const Event = event([1, 2].map((n) => networkConnection(PUBLIC_V4, { Id: `arn:finding/${n}` })));
    expect(said(blocked({ Event }))).toContain("suppress the findings that name it in Security Hub, or run");
  });

  it.each([OBSERVE, ENFORCE])("says it of a host that would be blocked, and claims no block", (context) => {
    const observed = [because(PUBLIC_V4, "OBSERVE_MODE", "")];
    const text = said(blocked({ Enforced: enforced({ Blocked: [], NotBlocked: observed }) }), context);
    expect(text).toContain("*If this is wrong:* suppress the finding in Security Hub, or run");
    expect(text).toContain("The host is off the blocklist within seconds");
    expect(text).not.toMatch(/is lifted|lifts it/);
  });

  it("is not said where nothing was blocked", () => {
    expect(said(blocked({ Enforced: enforced({ Blocked: [] }) }))).not.toContain("If this is wrong");
    expect(said(refused())).not.toContain("If this is wrong");
  });
});

describe("a block that was lifted", () => {
  const lifted = (Note?: object) =>
    blocked({
      Event: event([networkConnection(PUBLIC_V4, { ...(Note && { Note }) })]),
      Recorded: recorded({ IPList: [], CreatedAt: [], Lifted: [PUBLIC_V4] }),
      Enforced: enforced({ Blocked: [] }),
    });

  it("says who can see where who lifted it", () => {
    const text = said(lifted());
    expect(text).toContain(`*Block lifted, its finding was suppressed:* \`${PUBLIC_V4}\``);
    expect(text).toContain("History tab in Security Hub, and CloudTrail (event `BatchUpdateFindings`)");
    expect(text).not.toContain("Note of the finding");
  });

  it("shows the note that the analyst left, and who did", () => {
    const text = said(lifted({ Text: "our own <scanner>", UpdatedBy: "alice" }));
    expect(text).toContain("*Note of the finding, by alice:* our own &lt;scanner&gt;");
    expect(said(lifted({ Text: "no name" }))).toContain("*Note of the finding:* no name");
  });

  it.each([[{ Text: "" }], [{ Text: 7, UpdatedBy: {} }], [{}]])("shows no note where there is none: %j", (note) => {
    expect(said(lifted(note))).not.toContain("Note of the finding");
  });

  it("names those that stay blocked, and why", () => {
    const Kept = [because(OTHER_PUBLIC_V4, "NAMED_BY_ANOTHER", "finding 2 names it too")];
    const both = rendered(blocked({ ...lifted(), Recorded: recorded({ Lifted: [PUBLIC_V4], Kept }) }));
    expect(titleOf(both)).toContain(`Stays blocked: ${OTHER_PUBLIC_V4}`);
    expect(textOf(both)).toContain(
      `*Stays blocked, although a finding was suppressed:*\n• \`${OTHER_PUBLIC_V4}\`: finding 2 names it too`,
    );
    const alone = rendered(refused({ Recorded: recorded({ IPList: [], Refused: [], Kept }) }));
    expect(titleOf(alone)).toBe(`[prod] Stays blocked: ${OTHER_PUBLIC_V4}`);
    expect(textOf(alone)).not.toContain("Why not");
  });

  it("says what an operator has to do with it, and in observe mode nothing of a rule", () => {
    const Kept = [because(PUBLIC_V4, "OPERATOR_BLOCK", "an operator blocked it")];
    const notification = blocked({
      Recorded: recorded({ IPList: [], Kept }),
      Enforced: enforced({ Added: [], Blocked: [] }),
    });
    expect(titleOf(rendered(notification))).toBe(`[prod] Stays blocked: ${PUBLIC_V4}`);
    expect(said(notification)).toContain(`• \`${PUBLIC_V4}\`: an operator blocked it (\`OPERATOR_BLOCK\`)`);
    expect(titleOf(rendered(notification, OBSERVE))).toBe(`[prod, observe] Stays on the blocklist: ${PUBLIC_V4}`);
    expect(said(notification, OBSERVE)).not.toContain("*Stays blocked");
    const old = refused({ Recorded: recorded({ IPList: [], Refused: [], Kept }) });
    expect(titleOf(rendered(old, OBSERVE))).toBe(`[prod, observe] Stays on the blocklist: ${PUBLIC_V4}`);
  });

  it.each([
    ["withdrawn", { Withdrawn: [because(PUBLIC_V4, "ALLOWLISTED", "allowlisted")], WithdrawnCount: 1 }],
    ["without a rule", { Removed: [PUBLIC_V4], RemovedCount: 1 }],
    ["left out", { LeftOut: [PUBLIC_V4], LeftOutCount: 1 }],
  ])("does not say that one stays blocked which is %s", (_, overrides) => {
    const Kept = [PUBLIC_V4, OTHER_PUBLIC_V4].map((host) => because(host, "NAMED_BY_ANOTHER", "another names it"));
    const notification = blocked({
      Recorded: recorded({ IPList: [], AlreadyBlocked: [PUBLIC_V4, OTHER_PUBLIC_V4], Kept }),
      Enforced: enforced({ Blocked: [], ...overrides }),
    });
    expect(said(notification)).toContain(`*Blocked already:* \`${OTHER_PUBLIC_V4}\`\n`);
    expect(titleOf(rendered(notification))).toContain(`Stays blocked: ${OTHER_PUBLIC_V4}`);
    expect(said(notification)).not.toContain(`${PUBLIC_V4}\`: another names it`);
  });

  it("does not say beside it that the finding was suppressed, and says what else was refused", () => {
    const Refused = [
      because("", "SUPPRESSED", "its workflow status is SUPPRESSED"),
      because("10.1.2.3", "NOT_PUBLIC", "10.1.2.3 is not a public address"),
    ];
    const Kept = [because(PUBLIC_V4, "NAMED_BY_ANOTHER", "another names it")];
    for (const beside of [{ Lifted: [PUBLIC_V4] }, { Kept }]) {
      const text = said(blocked({ ...lifted(), Recorded: recorded({ IPList: [], Refused, ...beside }) }));
      expect(text).toContain("*Not recorded:*\n• 10.1.2.3 is not");
      expect(text).not.toContain("workflow status");
    }
    expect(said(blocked({ Recorded: recorded({ Refused }) }))).toContain("workflow status is SUPPRESSED");
  });

  it("reads in observe mode by what the rules held", () => {
    const of = (Removed: string[]) => blocked({ ...lifted(), Enforced: enforced({ Blocked: [], Removed }) });
    expect(said(of([PUBLIC_V4]), OBSERVE)).toContain(`*Block lifted, its finding was suppressed:* \`${PUBLIC_V4}\``);
    const text = said(of([]), OBSERVE);
    expect(text).toContain(
      `*Taken off the blocklist (no rule dropped it), its finding was suppressed:* \`${PUBLIC_V4}\``,
    );
    expect(text).toContain("History tab in Security Hub");
    expect(text).not.toMatch(/Block lifted|Would lift/);
  });
});

describe("a block that was withdrawn", () => {
  const Withdrawn = [because("1.2.3.4", "ALLOWLISTED", "1.2.3.4 is on the allowlist (1.2.3.0/24)")];

  it("is said in the message of the reconcile that took it out, and of the scheduled run", () => {
    for (const message of [
      rendered(blocked({ Enforced: enforced({ Withdrawn, WithdrawnCount: 1 }) })),
      rendered(pruned({ Enforced: enforced({ Withdrawn, WithdrawnCount: 1 }) })),
    ]) {
      expect(textOf(message)).toContain(
        "*Block lifted, the config no longer lets them be blocked:*\n• 1.2.3.4 is on the allowlist (1.2.3.0/24)",
      );
    }
    const alone = pruned({
      Removed: nothingRemoved,
      Enforced: enforced({ Withdrawn, WithdrawnCount: 1 }),
    });
    expect(titleOf(rendered(alone))).toBe("[prod] Block lifted: 1.2.3.4; blocked 5.6.7.8");
    expect(titleOf(rendered(blocked({ Enforced: enforced({ Withdrawn, WithdrawnCount: 1 }) })))).toContain(
      "Block lifted: 1.2.3.4",
    );
  });

  it("counts those without a name", () => {
    const many = hosts(20).map((host) => because(host, "ALLOWLISTED", "d"));
    expect(said(pruned({ Enforced: enforced({ Withdrawn: many, WithdrawnCount: 3_000 }) }))).toContain(
      "3,000 hosts in all",
    );
  });
});

it("a permanent block shows no date", () => {
  expect(said(blocked({ Recorded: recorded({ ExpiresAt: [PERMANENT] }) }))).toContain(
    "*Blocked until an operator lifts it:*",
  );
});

describe("a finding type that is observed while others are blocked", () => {
  const message = rendered(
    blocked({
      Recorded: recorded({ IPList: [PUBLIC_V4] }),
      Enforced: enforced({
        Blocked: [],
        NotBlocked: [because(PUBLIC_V4, "OBSERVE_MODE", "Recon: is observed until 2030-01-31")],
      }),
    }),
  );

  it("reads as would block, not as a failure, with the type and its day", () => {
    expect(titleOf(message)).toBe(`[prod] Would block ${PUBLIC_V4}`);
    expect(textOf(message)).toMatch(/\*Would block until .* \(observed: no rule was made\):\* `5\.6\.7\.8`/);
    expect(textOf(message)).toContain("• Recon: is observed until 2030-01-31");
    expect(textOf(message)).not.toContain("NOT blocked");
  });

  it("says from when on it will be blocked, when that is one day", () => {
    const from = (day: string, host = PUBLIC_V4) =>
      because(host, "OBSERVE_MODE", `${host} would be blocked; it will be blocked from ${day} on`);
    const of = (...NotBlocked: ReturnType<typeof because>[]) =>
      blocked({ Enforced: enforced({ Blocked: [], NotBlocked }) });
    const words = "(observed: no rule was made; will be blocked from 2026-03-20 on):* `5.6.7.8`";
    expect(said(of(from("2026-03-20")))).toContain(words);
    expect(said(of(from("2026-03-20")), OBSERVE)).not.toContain("will be blocked");
    const two = of(from("2026-03-20"), from("2026-03-21", OTHER_PUBLIC_V4));
    expect(said(two)).toMatch(/\(observed: no rule was made\):\*[^]*blocked from 2026-03-21 on\n/);
  });
});

it("a message that is told for another thing than a block says so in its title", () => {
  const nothing = { Blocked: [], NotBlocked: [] };
  const of = (overrides: object) => titleOf(rendered(blocked({ Enforced: enforced({ ...nothing, ...overrides }) })));
  expect(of({ RestoredCount: 1, Restored: [PUBLIC_V4] })).toBe("[prod] Repaired the rules of the blocklist");
  expect(of({ LeftOutCount: 1, LeftOut: [PUBLIC_V4] })).toBe("[prod] The rule group is full");
  expect(of({})).toBe("[prod] Nothing was blocked");
});

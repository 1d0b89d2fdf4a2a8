import type { NotificationOf } from "../../../functions/contract/payloads";
import { PERMANENT } from "../../../functions/domain/host-row";
import { plainBody } from "../../../functions/messages/plain-body";
import { PUBLIC_V4 } from "../../support/findings";
import { byOperator, ENFORCE, enforced, hosts, OBSERVE, rendered, textOf, titleOf } from "./notifications";

type Overrides = Partial<Omit<NotificationOf<"operator">, "Kind">>;
const notBlocked = (Reason: string, Detail: string) =>
  enforced({ Blocked: [], NotBlocked: [{ Host: PUBLIC_V4, Reason, Detail }] });

it("says who, why, until when, how full the group is, and how to unblock it", () => {
  expect(textOf(rendered(byOperator()))).toBe(
    [
      "[prod] Blocked by an operator: 5.6.7.8",
      "*Who:* `arn:aws:sts::111122223333:assumed-role/on-call/jane`",
      "*Why:* incident 17",
      "*Until:* 2026-04-01 09:46 UTC",
      "Capacity: 2 of 1,000 units used (under 1%), 1 host blocked",
      "*To unblock it:*",
      "```npm run blocklist -- --env prod unblock 5.6.7.8```",
      "environment `prod` · mode enforce · us-west-2 · npm run blocklist",
    ].join("\n"),
  );
});

it.each<[string, Overrides, string]>([
  ["a block", {}, "Blocked by an operator: 5.6.7.8"],
  [
    "a block that is not in force",
    { Enforced: notBlocked("OVER_CAPACITY", "no room for 5.6.7.8") },
    "Recorded by an operator, and NOT blocked: 5.6.7.8",
  ],
  [
    "a block without a reconcile",
    { Enforced: undefined, Note: "LEASE_HELD" },
    "Recorded by an operator, and not in force yet: 5.6.7.8",
  ],
  [
    "an unblock",
    { Command: "unblock", Until: "", Enforced: enforced({ Blocked: [] }) },
    "Unblocked by an operator: 5.6.7.8",
  ],
  [
    "an unblock without a reconcile",
    { Command: "unblock", Until: "", Enforced: undefined },
    "Unblocked by an operator, and not in force yet: 5.6.7.8",
  ],
  [
    "an unblock of a host that was seen again meanwhile",
    { Command: "unblock", Until: "", Enforced: enforced() },
    "Lifted by an operator, and STILL blocked: 5.6.7.8",
  ],
  [
    "a block that drops nothing",
    { Enforced: enforced({ UsedByNoPolicy: true }) },
    "Blocked by an operator: 5.6.7.8, but no firewall policy uses the rule group",
  ],
  [
    "an unblock in such a group",
    { Command: "unblock", Until: "", Enforced: enforced({ UsedByNoPolicy: true, Blocked: [] }) },
    "Unblocked by an operator: 5.6.7.8",
  ],
  [
    "an import of which nothing is in force",
    { Command: "import", Hosts: hosts(3), HostCount: 3, Enforced: notBlocked("OVER_CAPACITY", "full") },
    "Imported by an operator, and NOT blocked: 3 hosts",
  ],
  [
    "an import of which a part is in force",
    { Command: "import", Hosts: hosts(3), HostCount: 3, Enforced: { ...notBlocked("X", "full"), Blocked: hosts(2) } },
    "Imported by an operator, and some NOT blocked: 3 hosts",
  ],
  ["an import", { Command: "import", Hosts: hosts(100), HostCount: 4_000 }, "Imported by an operator: 4,000 hosts"],
  ["an import of one", { Command: "import" }, "Imported by an operator: 5.6.7.8"],
  ["a reconcile", { Command: "reconcile", Hosts: [], HostCount: 0, Until: "" }, "Rules reconciled by an operator"],
])("says in its title what came of %s", (_, overrides, title) => {
  expect(titleOf(rendered(byOperator(overrides)))).toBe(`[prod] ${title}`);
});

it("says why a host is not blocked, and what else the reconcile found", () => {
  const Enforced = notBlocked("OBSERVE_MODE", "5.6.7.8 would be blocked, but this environment only observes");
  const text = textOf(rendered(byOperator({ Enforced, Note: "findings had blocked it" }), OBSERVE));
  expect(text).toContain("[prod, observe] Recorded by an operator, and NOT blocked: 5.6.7.8");
  expect(text).toContain(
    "*NOT blocked:*\n• 5.6.7.8 would be blocked, but this environment only observes (`OBSERVE_MODE`)",
  );
  expect(text).toContain("\nfindings had blocked it\n");

  const found = enforced({
    UsedByNoPolicy: true,
    Late: ["6.6.6.6"],
    LateCount: 1,
    Withdrawn: [{ Host: "7.7.7.7", Reason: "ALLOWLISTED", Detail: "7.7.7.7 is on the allowlist" }],
    WithdrawnCount: 1,
    Strange: ["8.8.8.8"],
    StrangeCount: 1,
    LeftOut: ["9.9.9.9"],
    LeftOutCount: 1,
  });
  const all = textOf(rendered(byOperator({ Enforced: found })));
  for (const said of ["No firewall policy", "`6.6.6.6`", "7.7.7.7 is on the allowlist", "`8.8.8.8`", "`9.9.9.9`"])
    expect(all).toContain(said);
});

it("names many hosts by name and count", () => {
  const text = textOf(rendered(byOperator({ Command: "import", Hosts: hosts(100), HostCount: 4_000 })));
  expect(text).toMatch(/\*Hosts:\* `5\.6\.0\.1`, .* and 3,980 more/);
  expect(text).not.toContain("To unblock");
});

it("gives the command that goes back where it can be copied as it stands", () => {
  const undo = (overrides: Overrides, context = ENFORCE) =>
    /```(.*)```/.exec(textOf(rendered(byOperator(overrides), context)))?.[1];
  expect(textOf(rendered(byOperator({ Command: "unblock" })))).toContain("*To block it again:*");
  expect(undo({ Command: "unblock" })).toBe("npm run blocklist -- --env prod block 5.6.7.8");
  expect(undo({ Hosts: ["2a00::1"] })).toBe("npm run blocklist -- --env prod unblock 2a00::1");
  for (const host of ["$(reboot)", "x; rm", "a b", "`x`"])
    expect(undo({ Command: "unblock", Hosts: [host] })).toBe(undefined);
  expect(undo({}, { ...ENFORCE, environment: "a b" })).toBe(undefined);
});

it("says what is missing, and what has no end", () => {
  const text = textOf(rendered(byOperator({ Why: "", Until: PERMANENT })));
  expect(text).toContain("*Why:* no reason given\n*Until:* an operator lifts it");
  expect(textOf(rendered(byOperator({ By: "" })))).toContain("*Who:* unknown");
  expect(textOf(rendered(byOperator({ Until: "" })))).not.toContain("Until");
});

it("has a line for a digest, and a plain form whose command can be copied", () => {
  const message = rendered(byOperator({ Command: "import", Hosts: hosts(5), HostCount: 5 }));
  expect(message.line).toBe("Imported by an operator: 5.6.0.1, 5.6.0.2, 5.6.0.3 and 2 more");
  const { subject, text } = plainBody(rendered(byOperator()));
  expect(subject).toBe("[prod] Blocked by an operator: 5.6.7.8");
  expect(text).toContain("\nnpm run blocklist -- --env prod unblock 5.6.7.8");
});

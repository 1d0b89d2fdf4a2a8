import { PERMANENT } from "../../../functions/domain/host-row";
import { event, networkConnection, OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import {
  blocked,
  ENFORCE,
  enforced,
  EXECUTION,
  hosts,
  linksOf,
  OBSERVE,
  recorded,
  rendered,
  textOf,
  titleOf,
} from "./notifications";

const notBlocked = (Host: string, Reason = "OVER_CAPACITY") => ({ Host, Reason, Detail: `${Host}: the group is full` });
const observed = (list: readonly string[]) =>
  enforced({ Blocked: [], NotBlocked: list.map((host) => notBlocked(host, "OBSERVE_MODE")) });

const late = (LateCount: number) => ({ Late: [OTHER_PUBLIC_V4], LateCount });

describe("the title says what happened and nothing more", () => {
  it.each([
    ["Blocked 5.6.7.8", recorded(), enforced(), ENFORCE],
    ["Blocked 3 hosts", recorded({ IPList: hosts(3) }), enforced({ Blocked: hosts(3) }), ENFORCE],
    ["Blocked 100 hosts or more", recorded({ IPList: hosts(100) }), enforced({ Blocked: hosts(100) }), ENFORCE],
    [
      "Blocked 5.6.7.8; NOT blocked: 6.7.8.9",
      recorded(),
      enforced({ NotBlocked: [notBlocked(OTHER_PUBLIC_V4)] }),
      ENFORCE,
    ],
    ["NOT blocked: 5.6.7.8", recorded(), enforced({ Blocked: [], NotBlocked: [notBlocked(PUBLIC_V4)] }), ENFORCE],
    ["Block lifted: 5.6.7.8", recorded({ IPList: [], Lifted: [PUBLIC_V4] }), enforced({ Blocked: [] }), ENFORCE],
    ["Blocked 5.6.7.8; Block lifted: 6.7.8.9", recorded({ Lifted: [OTHER_PUBLIC_V4] }), enforced(), ENFORCE],
    [
      "Already blocked: 5.6.7.8",
      recorded({ IPList: [], AlreadyBlocked: [PUBLIC_V4] }),
      enforced({ Blocked: [] }),
      ENFORCE,
    ],
    ["Nothing was blocked", recorded({ IPList: [] }), enforced({ Blocked: [] }), ENFORCE],
    [
      "Blocked 5.6.7.8, but no firewall policy uses the rule group",
      recorded(),
      enforced({ UsedByNoPolicy: true }),
      ENFORCE,
    ],
    ["Would block 5.6.7.8", recorded(), observed([PUBLIC_V4]), OBSERVE],
    ["Would block 5.6.7.8", recorded(), enforced({ Blocked: [] }), OBSERVE],
    [
      "Block lifted: 5.6.7.8; Taken off the blocklist: 6.7.8.9",
      recorded({ IPList: [], Lifted: [PUBLIC_V4, OTHER_PUBLIC_V4] }),
      enforced({ Blocked: [], Removed: [PUBLIC_V4] }),
      OBSERVE,
    ],
    ["Blocked 6.7.8.9 (recorded before)", recorded({ IPList: [] }), enforced({ Blocked: [], ...late(1) }), ENFORCE],
    [
      "Blocked 1,234 hosts (recorded before), but no firewall policy uses the rule group",
      recorded({ IPList: [] }),
      enforced({ Blocked: [], ...late(1_234), UsedByNoPolicy: true }),
      ENFORCE,
    ],
    ["Blocked 5.6.7.8", recorded(), enforced(late(1)), ENFORCE],
  ])("%s", (title, Recorded, Enforced, context) => {
    expect(titleOf(rendered(blocked({ Recorded, Enforced }), context)).replace(/^\[.*?\] /, "")).toBe(title);
  });
});

it("says why and until when: type, severity in words, account, region, host, time in UTC", () => {
  const text = textOf(rendered(blocked()));
  expect(text).toContain("*Blocked until 2026-04-01 09:46 UTC:* `5.6.7.8`");
  expect(text).toContain("*Finding type*\nUnauthorizedAccess:EC2-SSHBruteForce");
  expect(text).toContain("*Severity*\n🟠 MEDIUM");
  expect(text).toContain("*Account*\n`111122223333`");
  expect(text).toContain("*Region*\nus-west-2");
  expect(text).toContain("5.6.7.8 tries SSH passwords");
});

it("links to the finding and to the execution", () => {
  const links = linksOf(rendered(blocked()));
  expect(links).toHaveLength(2);
  expect(links[0]).toContain("/securityhub/home?region=us-west-2#/findings?search=");
  expect(links[1]).toContain(EXECUTION);
});

it("names what is not blocked, with the reason", () => {
  const text = textOf(
    rendered(
      blocked({
        Recorded: recorded({
          AlreadyBlocked: ["5.6.7.10"],
          Refused: [{ Host: "10.1.2.3", Reason: "ALLOWLISTED", Detail: "10.1.2.3 is on the allowlist (10.0.0.0/8)" }],
        }),
        Enforced: enforced({ NotBlocked: [notBlocked(OTHER_PUBLIC_V4)], LeftOut: hosts(100), LeftOutCount: 2_345 }),
      }),
    ),
  );
  expect(text).toContain("`6.7.8.9`: 6.7.8.9: the group is full (`OVER_CAPACITY`)");
  expect(text).toContain("\n• 10.1.2.3 is on the allowlist (10.0.0.0/8) (`ALLOWLISTED`)");
  expect(text).toContain("*Blocked already:* `5.6.7.10`");
  expect(text).toContain("and 2,325 more");
});

it("tells capacity when it was measured, and not otherwise", () => {
  const measured = enforced({ CapacityUsedUnits: 501, CapacityUnits: 1_000, HostsInForce: 250 });
  expect(textOf(rendered(blocked({ Enforced: measured })))).toContain(
    "501 of 1,000 units used (51%), 250 hosts blocked",
  );
  expect(textOf(rendered(blocked({ Enforced: enforced({ CapacityUnits: 0 }) })))).not.toContain("Capacity");
});

it("warns first when no firewall policy uses the group, and only then", () => {
  const warning = "No firewall policy uses the rule group: nothing is protected";
  const [, second] = rendered(blocked({ Enforced: enforced({ UsedByNoPolicy: true }) })).blocks;
  expect(JSON.stringify(second)).toContain(warning);
  expect(textOf(rendered(blocked()))).not.toContain(warning);
});

it("claims no block in observe mode", () => {
  const text = textOf(rendered(blocked({ Enforced: observed([PUBLIC_V4]) }), OBSERVE));
  expect(text).not.toMatch(/\*Blocked|^\[prod, observe\] Blocked|NOT blocked/m);
  expect(text).toContain("*Would block until 2026-04-01 09:46 UTC (observe mode: no rule was made):* `5.6.7.8`");
});

it("sums several findings up in a line each, the first five", () => {
  const findings = hosts(8).map((host) => networkConnection(host));
  const text = textOf(rendered(blocked({ Event: event(findings) })));
  expect(text).toContain("*Why:* 8 findings");
  expect(text.match(/^• /gm)).toHaveLength(5);
  expect(text).toContain("… and 3 more");
});

it("says so when the finding cannot be read", () => {
  const text = textOf(
    rendered(blocked({ Event: { detail: 1 }, Recorded: recorded({ Until: "soon", ExpiresAt: [] }) })),
  );
  expect(text).toContain("*Finding:* unknown");
  expect(text).toContain("*Blocked until unknown:*");
});

it("names the hosts that are blocked since, though nobody asked for them now", () => {
  const heading = "*Now blocked as well, recorded before:* `6.7.8.9`";
  expect(textOf(rendered(blocked({ Enforced: enforced(late(1)) })))).toContain(`${heading}\n`);
  expect(textOf(rendered(blocked({ Enforced: enforced(late(1_234)) })))).toContain(`${heading} and 1,233 more`);
  expect(textOf(rendered(blocked()))).not.toContain("recorded before");
});

describe("blocks that end at different times", () => {
  const at = (day: number, seconds = 0) => `2026-04-${10 + day}T09:46:${String(seconds).padStart(2, "0")}.000Z`;
  const ending = (ends: readonly string[], IPList = hosts(ends.length)) =>
    recorded({ IPList, ExpiresAt: [...ends], Until: at(9) });
  const said = (Recorded: ReturnType<typeof recorded>) =>
    textOf(rendered(blocked({ Recorded, Enforced: enforced({ Blocked: Recorded.IPList }) })));

  it("have a line for each end, the first to end first", () => {
    expect(said(ending([PERMANENT, at(3), at(1), at(3)]))).toContain(
      "*Blocked until 2026-04-11 09:46 UTC:* `5.6.0.3`\n" +
        "*Blocked until 2026-04-13 09:46 UTC:* `5.6.0.2`, `5.6.0.4`\n" +
        "*Blocked until an operator lifts it:* `5.6.0.1`\n",
    );
  });

  it("have one line when they end in the same minute", () => {
    expect(said(ending([at(1, 1), at(1, 59)]))).toContain(
      "*Blocked until 2026-04-11 09:46 UTC:* `5.6.0.1`, `5.6.0.2`\n",
    );
  });

  it("have the event's last end when not each end is known", () => {
    expect(said(ending([at(1)], hosts(2)))).toContain("*Blocked until 2026-04-19 09:46 UTC:* `5.6.0.1`, `5.6.0.2`\n");
  });

  it("have five lines at most, and one for all that stay longer", () => {
    const text = said(ending([1, 2, 3, 4, 5, 6, 7].map((day) => at(day))));
    expect(text.match(/^\*Blocked until/gm)).toHaveLength(5);
    expect(text).toContain("*Blocked for longer:* `5.6.0.6`, `5.6.0.7`\n");
  });

  it("are told apart in observe mode, too", () => {
    const Recorded = ending([at(1), PERMANENT]);
    const text = textOf(rendered(blocked({ Recorded, Enforced: observed(hosts(2)) }), OBSERVE));
    expect(text).toContain("*Would block until 2026-04-11 09:46 UTC (observe mode: no rule was made):* `5.6.0.1`\n");
    expect(text).toContain("*Would block until an operator lifts it (observe mode: no rule was made):* `5.6.0.2`\n");
  });
});

import type { StatelessRule } from "../../../functions/domain/rule-group";
import { enforced, groupOf, PLACEHOLDER, row } from "../../functions/support/world";
import { addresses, DROPS, OUR_ACTION, ours, rule } from "../drift/support";
import { CALLER, GROUP_ARN, NOW, startDesk, type Desk } from "./support";

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000).toISOString();

describe("show", () => {
  it("answers why, since when, until when, by which findings, how often, and what the firewall does", async () => {
    await desk.put("blocklist", {
      ...row("5.6.7.8", {
        Blocks: 2,
        MoreTypes: ["Recon:EC2/Portscan"],
        Suppressed: [{ FindingId: "f-0", LastSeenAt: later(-9) }],
      }),
      OtherFindings: [{ ...row("x"), FindingId: "f-2", FindingType: "Trojan:EC2/DNS" }],
    });
    await desk.put("memory", {
      ...row("5.6.7.8", { ExpiresAt: later(-99), Blocks: 1 }),
      ForgetAt: NOW.getTime() / 1000 + 3600,
    });
    await desk.run("reconcile --yes");

    const { text } = await desk.run("show 5.6.7.8");

    for (const part of [
      "5.6.7.8: in force",
      "UnauthorizedAccess:EC2-SSHBruteForce: SSH passwords are tried",
      "since     2026-03-02 09:00 UTC, in the rules since 2026-03-02 10:00 UTC",
      "until     2026-04-01 09:00 UTC",
      "block number 2",
      "finding-of-5.6.7.8",
      "f-2",
      "more of type Recon:EC2/Portscan",
      "suppressed f-0",
      "our rules drop it in both directions (5.6.7.8/32)",
      "memory    block number 1",
      "forgotten 2026-03-02 11:00 UTC",
    ])
      expect(text).toContain(part);
  });

  it("believes the rules more than the row", async () => {
    await desk.put("blocklist", row("5.6.7.8"));
    await desk.run("reconcile --yes");
    desk.firewall.editByHand(
      GROUP_ARN,
      groupOf([rule(1, { Sources: addresses("5.6.7.8") }, ["aws:pass"]), ...desk.rules()], [OUR_ACTION]),
    );
    const headline = async () => (await desk.run("show 5.6.7.8")).out[0];
    expect(await headline()).toBe("5.6.7.8: in force, but rules of others let packets pass before");

    await desk.put("blocklist", row("8.8.8.8", { EnforcedAt: NOW.toISOString() }));
    expect((await desk.run("show 8.8.8.8")).out[0]).toBe(
      "8.8.8.8: NOT in force: its row says so, and the rules do not",
    );
  });

  it.each([
    ["9.9.9.9", "ALLOWLISTED"],
    ["52.0.0.1", "OWN_ADDRESS"],
    ["10.0.0.1", "NOT_PUBLIC"],
  ])("says that %s is never blocked: %s", async (host, reason) => {
    expect((await desk.run(`show ${host}`)).out).toEqual([
      `${host} is not in the blocklist of ops`,
      "firewall  no rule of ours drops it",
      expect.stringContaining(`and is never blocked (${reason})`),
    ]);
  });

  it.each([
    [{ neverBlockTypes: [{ type: "UnauthorizedAccess:", because: "a victim" }] }, "NEVER_BLOCK_TYPE"],
    [{ observeTypes: [{ type: "UnauthorizedAccess:" }] }, "OBSERVE_MODE"],
  ])("says by which setting a recorded host has no rule: %j", async (config, reason) => {
    await desk.put("blocklist", row("5.6.7.8"));
    expect((await desk.run("show 5.6.7.8", { config })).text).toContain(`5.6.7.8: not in force: ${reason}`);
  });

  it("names a rule of somebody else that comes first, and one direction that is missing", async () => {
    await desk.run("block 5.6.7.8 --yes");
    const ours = desk.rules().filter(({ Priority }) => Priority === 100);
    const foreign = {
      Priority: 1,
      RuleDefinition: { MatchAttributes: { Sources: [{ AddressDefinition: "5.6.0.0/16" }] }, Actions: ["aws:pass"] },
    };
    const group = desk.firewall.ruleGroup(
      "arn:aws:network-firewall:us-west-2:111122223333:stateless-rulegroup/sechub-ops-blocklist",
    ).ruleGroup;
    const actions = group.RulesSource?.StatelessRulesAndCustomActions?.CustomActions;
    desk.firewall.editByHand(
      "arn:aws:network-firewall:us-west-2:111122223333:stateless-rulegroup/sechub-ops-blocklist",
      {
        RulesSource: {
          StatelessRulesAndCustomActions: { StatelessRules: [foreign, ...ours] as never, CustomActions: actions },
        },
      },
    );
    const { text } = await desk.run("show 5.6.7.8");
    expect(text).toContain(
      "our rules hold it in one direction only, rule 100 (sources 5.6.7.8/32: aws:drop, sechubopsblocklist): reconcile",
    );
    expect(text).toContain(
      "rule 1 (sources 5.6.0.0/16: aws:pass) is somebody else's, comes before ours, and lets packets pass",
    );
    expect(text.match(/^firewall/gm)).toHaveLength(2);
  });

  it.each<[string, readonly StatelessRule[], readonly string[]]>([
    [
      "a rule that matches everybody and comes first",
      [rule(1, { Protocols: [6] }, ["aws:pass"]), ...ours("5.6.7.8")],
      [
        "our rules would drop it, and others come before them (5.6.7.8/32)",
        "rule 1 (sources any, some packets only: aws:pass) is somebody else's, comes before ours, and lets packets pass",
        "rule 1 (destinations any, some packets only: aws:pass) is somebody else's, comes before ours, and lets packets pass",
      ],
    ],
    [
      "ours, rewritten to pass, or to drop one protocol",
      [
        rule(100, { Sources: addresses("5.6.7.8") }, ["aws:pass", OUR_ACTION.ActionName]),
        rule(101, { Destinations: addresses("5.6.7.8"), Protocols: [17] }, DROPS),
      ],
      [
        "our rules are not as we write them, and do not drop all its packets, rule 100 (sources 5.6.7.8/32: aws:pass, sechubopsblocklist), rule 101 (destinations 5.6.7.8/32, some packets only: aws:drop, sechubopsblocklist): reconcile",
      ],
    ],
    [
      "a rule that drops everybody, and comes first",
      [rule(1, {}, ["aws:drop"]), ...ours("5.6.7.8")],
      [
        "our rules drop it in both directions (5.6.7.8/32)",
        "rule 1 (sources any: aws:drop) is somebody else's",
        "rule 1 (destinations any: aws:drop) is somebody else's",
      ],
    ],
  ])("says what is dropped, by %s", async (_, rules, lines) => {
    await desk.put("blocklist", row("5.6.7.8", enforced));
    desk.firewall.editByHand(GROUP_ARN, groupOf([PLACEHOLDER, ...rules], [OUR_ACTION]));
    const { out } = await desk.run("show 5.6.7.8");
    expect(out.filter((line) => line.startsWith("firewall"))).toEqual(lines.map((line) => `firewall  ${line}`));
  });

  it("prints nothing of a stranger's that moves the cursor", async () => {
    await desk.put("blocklist", row("5.6.7.8", { Reason: "\u001b[2Jgone\r\n\u202eevil" }));
    for (const command of ["show 5.6.7.8", "list"]) expect((await desk.run(command)).text).toContain("?[2Jgone???evil");
  });

  it("says who unblocked, and why", async () => {
    await desk.run("block 5.6.7.8 --yes");
    await desk.run(["unblock", "5.6.7.8", "--yes", "--reason", "a mistake"]);
    const { text } = await desk.run("show 5.6.7.8");
    expect(text).toContain(`until     unblocked 2026-03-02 10:00 UTC by ${CALLER} (a mistake)`);
  });

  it("is one JSON object with --json", async () => {
    await desk.run("block 5.6.7.8 --yes");
    expect(JSON.parse((await desk.run("show 5.6.7.8 --json")).text)).toMatchObject({
      host: "5.6.7.8",
      dropped: true,
      rows: [{ item: { BlockedBy: CALLER }, state: "in force" }],
    });
  });
});

describe("list", () => {
  it("has a line for each row, by address, with its state", async () => {
    await desk.put(
      "blocklist",
      row("20.0.0.1", enforced),
      row("5.6.7.8"),
      row("9.9.9.9"),
      row("not-an-address"),
      row("8.8.4.4", { ExpiresAt: later(-1) }),
    );
    const { out } = await desk.run("list");
    expect(out.map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ["host", "state"],
      ["5.6.7.8", "not in force: no room, or not reconciled yet"],
      ["8.8.4.4", "ended"],
      ["9.9.9.9", "not in force: ALLOWLISTED"],
      ["20.0.0.1", "in force"],
      ["not-an-address", "not in force: NOT_AN_ADDRESS"],
      ["5 rows, 4 blocks running, 1 in force by their rows (npm run blocklist -- show IP asks the firewall)"],
    ]);
    expect((await desk.run("list --json")).out).toHaveLength(5);
  });

  it("says that nobody is blocked", async () => {
    expect((await desk.run("list")).text).toBe("sechub-ops-blocklist is empty: nobody is blocked");
  });
});

describe("reconcile", () => {
  it("--dry-run says what would be, and writes nothing; without it, it is so", async () => {
    await desk.put("blocklist", row("5.6.7.8"));
    await desk.run("reconcile --yes");
    await desk.put("blocklist", row("5.6.7.8", { ExpiresAt: later(-1) }), row("6.6.6.6"), row("9.9.9.9"));
    const [writes, updates] = [desk.writes(), desk.updates()];

    const { code, out } = await desk.run("reconcile --dry-run");

    expect(code).toBe(0);
    expect(out).toEqual([
      "would add 1: 6.6.6.6",
      "would remove 1: 5.6.7.8",
      "no rule: 9.9.9.9 is on the allowlist (9.9.9.0/24) (ALLOWLISTED)",
    ]);
    expect([desk.writes(), desk.updates()]).toEqual([writes, updates]);

    const done = await desk.run("reconcile --yes");
    expect(done.out).toEqual([
      "the rules were made equal to the table",
      "added 6.6.6.6",
      "removed 5.6.7.8",
      "1 host in force, 3 of 1000 units",
    ]);
    expect((await desk.run("reconcile --dry-run")).out[0]).toBe("the rules equal the table: nothing would change");
  });

  it("names what has no room", async () => {
    await desk.close();
    desk = await startDesk({ capacity: 5 });
    await desk.put("blocklist", row("5.6.7.8", { LastSeenAt: later(-5) }), row("6.6.6.6"), row("7.7.7.7"));
    expect((await desk.run("reconcile --dry-run")).out).toEqual([
      "would add 2: 6.6.6.6, 7.7.7.7",
      "left out, since the group is full, 1: 5.6.7.8",
    ]);
    await desk.run("reconcile --yes");
    const { notes } = await desk.run("block 4.4.4.4", { answer: "y" });
    expect(notes).toContain("the rule group is full: 7.7.7.7 would lose the place in it");
  });

  it("waits for its turn, and says what is next when that takes too long", async () => {
    const lease = { LeaseName: "reconcile", Owner: "request-7", TakenAt: NOW.toISOString() };
    await desk.put("lease", lease);
    await desk.put("blocklist", row("5.6.7.8"));

    const refused = await desk.run("reconcile --yes --wait 5");
    expect(refused).toMatchObject({
      code: 1,
      notes: ["another reconcile runs, or has just run: waiting for the turn"],
    });
    expect(refused.error).toBe(
      "the rules may not equal the table yet: another reconcile still had its turn after 5 s; reconcile once more after that, or leave it to the next scheduled run",
    );
    expect(desk.updates()).toBe(0);

    // Its owner has crashed: after its lease it is our turn.
    expect(await desk.run("reconcile --yes")).toMatchObject({ code: 0, error: "" });
    expect(desk.dropped()).toEqual(["5.6.7.8/32"]);
    expect((await desk.rows("lease"))[0]).toMatchObject({
      Owner: expect.stringContaining("request-") as string,
      EndedAt: expect.any(String) as string,
    });
  });
});

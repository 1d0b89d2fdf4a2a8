import type { StatelessRule } from "../../../functions/domain/rule-group";
import { after, row } from "../../functions/support/world";
import { addresses, DROPS, inForce, OUR_ACTION, ours, rule, startDriftDesk, type DriftDesk } from "./support";

const [A, B, C] = ["5.6.7.8", "5.6.7.20", "5.6.7.40"] as const;

let desk: DriftDesk;
beforeEach(async () => {
  desk = await startDriftDesk();
});
afterEach(() => desk.close());

describe("rules that equal the table", () => {
  it("are no drift, and nothing is written or waited for", async () => {
    desk.write(ours(A, B));
    await desk.record(inForce(A), inForce(B));
    const [writes, updates] = [desk.writes(), desk.updates()];
    const { code, text, waits, notes } = await desk.drift();

    expect([code, text]).toEqual([0, "No drift.\n  stacks  not looked at: --only rules\n  rules   equal the table"]);
    expect([waits, notes]).toEqual([
      0,
      [expect.stringMatching(/^against the stand-ins at /) as string, "rules: rule group and table"],
    ]);
    expect([desk.writes(), desk.updates()]).toEqual([writes, updates]);
  });

  it("are those of the config: what it protects, and what is only observed, is not missed", async () => {
    desk.write(ours());
    await desk.record(row("9.9.9.9"), row(A));
    expect(await desk.differences("", { mode: "observe" })).toEqual([]);
    expect(await desk.differences()).toEqual([`NOT_BLOCKED ${A}`]);
  });
});

describe("table and firewall out of step", () => {
  it("names hosts that should be blocked, that are called in force, and that nobody asked for", async () => {
    desk.write(ours(C, "203.0.113.0/24"));
    await desk.record(row(A), inForce(B));
    const { code, text } = await desk.drift();

    expect(code).toBe(2);
    expect(text).toBe(
      [
        "Drift in ops: table and firewall out of step.",
        "  stacks  not looked at: --only rules",
        "  rules   out of step: 259 differences",
        "",
        "Should be blocked, and are not",
        `  ${A}: recorded 2026-03-02 09:00 UTC for UnauthorizedAccess:EC2-SSHBruteForce`,
        "",
        "Called in force, and no rule of ours drops them",
        `  ${B}: its row says in force since 2026-03-02 09:00 UTC; recorded 2026-03-02 09:00 UTC for UnauthorizedAccess:EC2-SSHBruteForce`,
        "",
        "Dropped by our rules, and should not be",
        `  ${C}, ${[0, 1, 2, 3, 4, 5, 6, 7, 8].map((last) => `203.0.113.${last}`).join(", ")} and 247 more: no row of the table names it`,
        "",
        "What to do",
        "  rules without a row: if rows were lost, do NOT reconcile yet, it lifts these blocks: first docs/runbook.md, A restored table. The next prune reconciles too",
        "  out of step: npm run blocklist -- --env ops reconcile makes the rules equal the table (docs/runbook.md, Rules and table are out of step)",
      ].join("\n"),
    );
  });

  it("is what the very reconcile of blocklist mends", async () => {
    desk.write([rule(90, { Sources: addresses(C) }, DROPS), ...ours(C).slice(1)]);
    await desk.record(row(A), inForce(B));
    expect((await desk.differences()).length).toBe(3);

    expect(await desk.run("reconcile --yes")).toMatchObject({ code: 0 });
    expect(await desk.drift()).toMatchObject({ code: 0 });
  });

  it("tells a host that was unblocked and is still dropped, and a row that does not say so", async () => {
    const lifted = after(-0.5).toISOString();
    desk.write(ours(A, B));
    await desk.record(inForce(A, { ExpiresAt: lifted, LiftedAt: lifted }), row(B));
    const { differences: all } = await desk.found();
    expect(all).toEqual([
      { kind: "RULE_WITHOUT_ROW", what: A, detail: "unblocked 2026-03-02 09:30 UTC" },
      { kind: "RULE_WITHOUT_MARK", what: B, detail: expect.any(String) as string },
    ]);
  });

  it("tells a row that calls its host in force in an environment that only observes", async () => {
    desk.write(ours());
    await desk.record(inForce(A));
    expect(await desk.differences("", { mode: "observe" })).toEqual([`MARK_WITHOUT_RULE ${A}`]);
  });

  it.each<readonly [string, StatelessRule[], unknown[], RegExp]>([
    [
      "a rule that passes",
      [rule(100, { Sources: addresses(A) }, ["aws:pass", OUR_ACTION.ActionName]), ...ours(A).slice(1)],
      [OUR_ACTION],
      /^rule 100 has the actions aws:pass, \w+, not aws:drop/,
    ],
    [
      "a rule that asks for ports",
      [
        rule(100, { Sources: addresses(A), DestinationPorts: [{ FromPort: 22, ToPort: 22 }], Protocols: [6] }, DROPS),
        ...ours(A).slice(1),
      ],
      [OUR_ACTION],
      /^rule 100 asks for protocol 6, destination ports too/,
    ],
    [
      "a rule that stands elsewhere",
      [rule(90, { Sources: addresses(A) }, DROPS), ...ours(A).slice(1)],
      [OUR_ACTION],
      /^rule 90 stands where no rule of ours belongs now/,
    ],
    [
      "an address in one direction",
      [rule(100, { Sources: addresses(A, B) }, DROPS), ...ours(A).slice(1)],
      [OUR_ACTION],
      /^rule 100 lists source 5\.6\.7\.20\/32 too/,
    ],
    [
      "another metric",
      ours(A),
      [{ ...OUR_ACTION, ActionDefinition: { PublishMetricAction: { Dimensions: [{ Value: "x" }] } } }],
      /^custom action sechubopsblocklist publishes x, not sechub-ops/,
    ],
  ])("tells rules that are written otherwise: %s", async (_, rules, actions, expected) => {
    desk.write(rules, actions);
    await desk.record(inForce(A));
    const { code, text } = await desk.drift();

    expect(code).toBe(2);
    const [, lines = ""] = text.split("Our rules, not as they were written\n");
    expect(lines.trimStart()).toMatch(expected);
  });

  it("tells that our custom action is gone, though no rule is there to use it", async () => {
    desk.write(ours(), []);
    expect(await desk.differences()).toEqual([`RULE_REWRITTEN custom action ${OUR_ACTION.ActionName}`]);
  });

  it("says that no reconcile can write when others have ten custom actions, and a priority of ours too", async () => {
    const ten = Array.from({ length: 10 }, (_, index) => ({ ...OUR_ACTION, ActionName: `theirs${index}` }));
    desk.write([rule(100, { Sources: addresses("10.0.0.1") }, ["aws:drop"])], ten);
    await desk.record(row(A));
    const { code, text } = await desk.drift("--accept unmanaged");

    expect(code).toBe(2);
    expect(text).toContain("the rule group has 10 custom actions that this system did not write (theirs0, ");
    expect(text).toContain("a rule that this system did not write has priority 100");
    expect(text).toContain(`Should be blocked, and are not\n  ${A}: `);
    expect(text).toContain(
      "no reconcile: remove one of the custom actions that are named (docs/errors.md, ACTIONS_TAKEN)",
    );
    expect(text).toContain("docs/errors.md, PRIORITY_TAKEN");
  });

  it("says that no reconcile can write when a priority of ours is taken, whatever is accepted", async () => {
    desk.write([rule(100, { Sources: addresses("10.0.0.1") }, ["aws:drop"])]);
    await desk.record(row(A));
    const { code, text } = await desk.drift("--accept unmanaged");

    expect(code).toBe(2);
    expect(text).toContain(
      "No reconcile can write into the rule group\n  a rule that this system did not write has priority 100",
    );
    expect(text).toContain(`Should be blocked, and are not\n  ${A}: `);
    expect(text).toContain("docs/errors.md, PRIORITY_TAKEN");
    expect(text).toContain("reconcile makes the rules equal the table, once that is done");
  });
});

describe("what others wrote into the group", () => {
  const THEIRS = [
    rule(50, { Sources: addresses("10.0.0.0/8"), Protocols: [6] }, ["aws:pass"]),
    rule(60, { Destinations: addresses("1.1.1.1") }, ["aws:drop"]),
    rule(200, {}, ["aws:forward_to_sfe", "theirs"]),
  ];
  const ACTIONS = [OUR_ACTION, { ...OUR_ACTION, ActionName: "theirs" }];

  it("is told in a line each; what comes before ours and does not drop is named as such", async () => {
    desk.write([...ours(A), ...THEIRS], ACTIONS);
    await desk.record(inForce(A));
    const { code, text } = await desk.drift();

    expect(code).toBe(2);
    expect(text).toContain("Drift in ops: 4 unmanaged entries in the rule group.\n");
    expect(text).toContain(
      [
        "Unmanaged in the rule group",
        "  rule 50: aws:pass from 10.0.0.0/8 to any address, protocol 6; it comes before ours: what it takes, our rules never see",
        "  rule 60: aws:drop from any address to 1.1.1.1/32",
        "  rule 200: aws:forward_to_sfe, theirs from any address to any address",
        "  custom action theirs",
        "",
      ].join("\n"),
    );
  });

  it("is code in Markdown: others chose the names", async () => {
    desk.write([...ours(A), ...THEIRS], ACTIONS);
    await desk.record(inForce(A));
    const { text } = await desk.drift("--markdown");
    expect(text).toContain(
      "### Unmanaged in the rule group\n\n- rule `50`: `aws:pass` `from 10.0.0.0/8 to any address, protocol 6`; ",
    );
    expect(text).toContain("\n- custom action `theirs`\n");
  });
});

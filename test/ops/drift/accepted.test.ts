import type { StatelessRule } from "../../../functions/domain/rule-group";
import { row } from "../../functions/support/world";
import { addresses, DROPS, inForce, OUR_ACTION, ours, rule, startDriftDesk, type DriftDesk } from "./support";

const [A, B] = ["5.6.7.8", "5.6.7.20"] as const;
const PASS = ["aws:pass"];

let desk: DriftDesk;
beforeEach(async () => {
  desk = await startDriftDesk();
});
afterEach(() => desk.close());

const accepted = async (theirs: readonly StatelessRule[], config: object = {}) => {
  desk.write([...ours(A), ...theirs], [OUR_ACTION, { ...OUR_ACTION, ActionName: "theirs" }]);
  await desk.record(inForce(A));
  return desk.drift("--accept unmanaged", config);
};

describe("npm run drift -- --accept unmanaged", () => {
  it("makes a note of what hides nothing of ours, and the differences still count", async () => {
    const theirs = [
      rule(60, { Destinations: addresses("1.1.1.1") }, ["aws:drop"]),
      rule(200, {}, ["aws:forward_to_sfe", "theirs"]),
    ];
    const { code, text } = await accepted(theirs);
    expect([code, text.split("\n")[0]]).toEqual([0, "No drift."]);
    expect(text).toContain("  rules   equal the table; 3 unmanaged (3 accepted)");
    expect(text).toContain("Unmanaged in the rule group, accepted\n  rule 60");

    await desk.record(row(B));
    expect((await accepted(theirs)).text).toContain("Drift in ops: table and firewall out of step.\n");
  });

  it("accepts nothing that lets blocked hosts pass before our rules are asked, and says so", async () => {
    const { code, text } = await accepted([rule(1, {}, PASS), rule(60, {}, ["aws:drop"])]);
    expect(code).toBe(2);
    expect(text).toBe(
      [
        "Drift in ops: 1 unmanaged entry in the rule group.",
        "  stacks  not looked at: --only rules",
        "  rules   equal the table; 3 unmanaged (2 accepted)",
        "",
        "Unmanaged in the rule group",
        "  rule 1: aws:pass from any address to any address; it comes before ours: what it takes, our rules never see",
        "",
        "Unmanaged in the rule group, accepted",
        "  rule 60: aws:drop from any address to any address",
        "  custom action theirs",
        "",
        "What to do",
        "  unmanaged, before ours: what it takes is not blocked, so it is never accepted. Move it behind our rules, take it out, or narrow it, on both sides, to addresses that are never blocked (docs/runbook.md, Rules were changed by hand)",
      ].join("\n"),
    );
  });

  const PRIVATE = addresses("10.0.0.0/8", "192.168.0.0/16");
  const config = { allowlist: ["9.9.8.0/24"], ownAddresses: ["52.0.0.1"] };
  it.each<readonly [string, number, object, readonly string[], boolean]>([
    ["passes the private to the private", 50, { Sources: PRIVATE, Destinations: PRIVATE }, PASS, true],
    [
      "passes what is allowed to what is ours",
      50,
      { Sources: addresses("9.9.8.128/25"), Destinations: addresses("52.0.0.1", "10.0.0.0/8") },
      PASS,
      true,
    ],
    ["is behind ours", 105, {}, PASS, true],
    ["drops", 50, {}, ["aws:drop"], true],
    ["passes the private to anybody", 50, { Sources: PRIVATE }, PASS, false],
    ["passes anybody to the private", 50, { Destinations: PRIVATE }, PASS, false],
    ["forwards", 50, {}, ["aws:forward_to_sfe"], false],
    ["asks for a protocol only", 50, { Protocols: [1] }, PASS, false],
    ["names a host that is not blocked yet", 50, { Sources: addresses(B), Destinations: PRIVATE }, PASS, false],
    ["is wider than the allowlist", 50, { Sources: addresses("9.9.8.0/23"), Destinations: PRIVATE }, PASS, false],
    ["begins and ends in reserved ranges", 50, { Sources: addresses("0.0.0.0/0"), Destinations: PRIVATE }, PASS, false],
    ["stands between ours", 101, {}, PASS, false],
  ])("of a rule that %s", async (_, priority, match, actions, expected) => {
    desk.write([
      rule(100, { Sources: addresses(A) }, DROPS),
      rule(103, { Destinations: addresses(A) }, DROPS),
      rule(priority, match, actions),
    ]);
    await desk.record(inForce(A));
    const { unmanaged } = await desk.found("--accept unmanaged", config);
    expect(unmanaged).toEqual([expect.objectContaining({ priority, hidesOurs: !expected })]);
  });

  it("accepts none of those though nothing is blocked: the next block must not be void", async () => {
    desk.write([rule(50, {}, PASS)], []);
    expect((await desk.drift("--accept unmanaged")).text).toContain("1 unmanaged entry in the rule group");
  });
});

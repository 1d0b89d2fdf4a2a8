import type { StatelessRule } from "../../../functions/domain/rule-group";
import { after, row } from "../../functions/support/world";
import { addresses, DROPS, inForce, OUR_ACTION, ours, rule, startDriftDesk, type DriftDesk } from "./support";

const [A, B] = ["5.6.7.8", "5.6.7.20"] as const;
const OBSERVE = { mode: "observe" };
const PASSES = [
  rule(100, { Sources: addresses(A), Protocols: [17] }, ["aws:pass", ...DROPS.slice(1)]),
  ...ours(A).slice(1),
];
const EDITED = [{ ...OUR_ACTION, ActionDefinition: { PublishMetricAction: { Dimensions: [{ Value: "other" }] } } }];

let desk: DriftDesk;
beforeEach(async () => {
  desk = await startDriftDesk();
});
afterEach(() => desk.close());

describe("an environment that only observes", () => {
  it("tells our rules that were rewritten, and that no reconcile writes them anew", async () => {
    desk.write(PASSES, EDITED);
    await desk.record(inForce(A), row(B));
    const { code, text } = await desk.drift("", OBSERVE);

    expect(code).toBe(2);
    expect(text).toBe(
      [
        "Drift in ops: table and firewall out of step.",
        "  stacks  not looked at: --only rules",
        "  rules   out of step: 3 differences",
        "",
        "Our rules, not as they were written",
        "  custom action sechubopsblocklist publishes other, not sechub-ops",
        "  rule 100 has the actions aws:pass, sechubopsblocklist, not aws:drop, sechubopsblocklist",
        "  rule 100 asks for protocol 17 too",
        "",
        "What to do",
        "  our rules, not as they were written: this environment only observes, so no reconcile writes them anew until one of their blocks ends. Put them back by hand, or end a block by npm run blocklist -- --env ops unblock (docs/runbook.md, Rules were changed by hand)",
      ].join("\n"),
    );
  });

  it.each<readonly [string, readonly StatelessRule[], readonly string[]]>([
    [
      "an address in one direction",
      [rule(100, { Sources: addresses(A, B) }, DROPS), ...ours(A).slice(1)],
      ["rule 100"],
    ],
    ["a rule elsewhere", [rule(90, { Sources: addresses(A) }, DROPS), ...ours(A).slice(1)], ["rule 90", "rule 100"]],
    ["nothing", ours(A), []],
  ])("tells %s that was written by hand", async (_, rules, expected) => {
    desk.write(rules);
    await desk.record(inForce(A));
    expect(await desk.differences("", OBSERVE)).toEqual(expected.map((what) => `RULE_REWRITTEN ${what}`));
  });

  it("has no custom action as long as no rule needs it", async () => {
    desk.write([], []);
    await desk.record(row(A));
    expect(await desk.drift("", OBSERVE)).toMatchObject({ code: 0 });
  });

  it.each<readonly [string, object]>([
    ["enforces", {}],
    ["observes, and a block of theirs has ended", OBSERVE],
  ])("leaves that to a reconcile where it %s", async (_, config) => {
    desk.write([...PASSES.slice(0, 1), rule(101, { Destinations: addresses(A, B) }, DROPS)]);
    await desk.record(inForce(A, config === OBSERVE ? { ExpiresAt: after(-1).toISOString() } : {}));
    const { text } = await desk.drift("", config);
    expect(text).toContain("out of step: npm run blocklist -- --env ops reconcile makes the rules equal the table");
    expect(text).not.toContain("this environment only observes");
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConfigInput } from "../../../config/schema";
import type { RefusalCode } from "../../../functions/domain/refusals";
import { fixture } from "../../../local/scenarios/events";
import type { ScenarioStep } from "../../../local/scenarios/scenario";
import { deployer, type Deploy } from "../../../local/scenarios/settings";
import { fixtureNames } from "../../support/findings";
import { play } from "./support";

/** As many messages as there are cases. */
const TOLD_ONE_BY_ONE: ConfigInput = { notifications: { perMinute: 40 } };
const EVERYTHING: ConfigInput = {
  ...TOLD_ONE_BY_ONE,
  blockActions: ["networkConnection", "portProbe", "awsApiCall", "kubernetesApiCall"],
  routing: { ipv6: true, portProbes: true, otherForms: true },
};

/** Rules that are there by default, and rules that are only there with everything routed. */
const [V4, SEVERITY, BOTH] = [["catch-ipv4"], ["catch-severity"], ["catch-ipv4", "catch-severity"]];
const [V6, PROBE, FORMS] = [["catch-ipv6"], ["catch-port-probe"], ["catch-other-forms"]];
const [API, KUBERNETES] = [["catch-api-call"], ["catch-kubernetes-api-call"]];
const NO_RULE: readonly string[] = [];
const NOBODY: readonly string[] = [];

const PATIENCE_MS = 240_000;

type Case = readonly [name: string, rules: readonly string[], blocked: readonly string[], ...Said];
type Said = readonly [said: readonly string[], refused?: RefusalCode];

/** The event, what matches when everything is routed, who is blocked then, what is said, and why nobody is blocked. */
const CASES: readonly Case[] = [
  ["ssh-brute-force", V4, ["5.6.7.8"], ["Blocked 5.6.7.8"]],
  ["notified", V4, ["5.6.7.20"], ["Blocked 5.6.7.20"]],
  ["high-with-address", BOTH, ["5.6.7.21"], ["Blocked 5.6.7.21", "HIGH finding"]],
  ["critical-no-address", SEVERITY, NOBODY, ["CRITICAL finding"]],
  ["control-failed", SEVERITY, NOBODY, ["CRITICAL finding"]],
  ["ipv6-connection", V6, ["2600:1f18::5:6:7:8"], ["Blocked 2600:1f18::5:6:7:8"]],
  ["network-object-ipv6", V6, ["2600:1f18::5:6:7:9"], ["Blocked 2600:1f18::5:6:7:9"]],
  ["port-probe", PROBE, ["5.6.7.9", "6.7.8.9"], ["Blocked 2 hosts"]],
  ["action-object-only", FORMS, ["5.6.7.10"], ["Blocked 5.6.7.10"]],
  ["old-unprefixed-keys", FORMS, ["5.6.7.11"], ["Blocked 5.6.7.11"]],
  ["api-call", API, ["5.6.7.12"], ["Blocked 5.6.7.12"]],
  ["kubernetes-api-call", KUBERNETES, ["5.6.7.13"], ["Blocked 5.6.7.13"]],
  // Imported findings alone are routed, and of these such as name an address.
  ["custom-action-several", NO_RULE, NOBODY, []],
  ["no-product-fields", NO_RULE, NOBODY, []],
  ["private-host", V4, NOBODY, ["Not blocked: 10.1.2.3"], "NOT_PUBLIC"],
  ["documentation-host", V4, NOBODY, ["Not blocked: 198.51.100.7"], "NOT_PUBLIC"],
  ["malformed-address", V4, NOBODY, ["Not blocked: 999.1.2.3"], "NOT_AN_ADDRESS"],
  ["other-product", V4, NOBODY, ["ProductArn is not GuardDuty's"], "NOT_GUARDDUTY"],
  ["sample-top-level", V4, NOBODY, ["GuardDuty sample finding"], "SAMPLE"],
  ["sample-product-field", V4, NOBODY, ["GuardDuty sample finding"], "SAMPLE"],
  ["sample-additional-info", V4, NOBODY, ["GuardDuty sample finding"], "SAMPLE"],
  ["archived", V4, NOBODY, ["the finding is archived"], "ARCHIVED"],
  ["suppressed", V4, NOBODY, ["workflow status is SUPPRESSED"], "SUPPRESSED"],
  ["resolved", V4, NOBODY, ["workflow status is RESOLVED"], "RESOLVED"],
  ["own-instance-dos", BOTH, NOBODY, ["which is the victim", "HIGH finding"], "NEVER_BLOCK_TYPE"],
];

let folder: string;
let deploy: Deploy;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub cases-"));
  deploy = deployer("dev", folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The cases as the steps of one story: who is blocked stays blocked. */
function stepsOf(cases: readonly Case[]): readonly ScenarioStep[] {
  return cases.map(([name, rules, , said, refused], index) => ({
    title: name,
    // Slack takes one message a second.
    hoursLater: 1,
    events: [fixture(name)],
    expect: {
      rules,
      blocked: cases.slice(0, index + 1).flatMap(([, , blocked]) => blocked),
      said,
      ...(refused !== undefined && { refused: [refused] }),
    },
  }));
}

const isByDefault = (rules: readonly string[]) => rules.every((rule) => BOTH.includes(rule));

describe("each kind of finding: what matches, who is blocked, what is said, and why not", () => {
  it("has a case for each fixture", () => {
    expect(CASES.map(([name]) => name).sort()).toEqual(fixtureNames());
  });

  const byDefault = CASES.map((one): Case => (isByDefault(one[1]) ? one : [one[0], NO_RULE, NOBODY, []]));

  it.each([
    ["with everything routed", EVERYTHING, CASES],
    ["by default, where only the published patterns match", TOLD_ONE_BY_ONE, byDefault],
  ])(
    "%s",
    async (_, config, cases) => {
      const { failed } = await play({ name: "", line: "", config, steps: stepsOf(cases) }, deploy);

      expect(failed).toEqual([]);
    },
    PATIENCE_MS,
  );
});

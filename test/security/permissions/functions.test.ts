import { environments } from "../../../config/environments";
import { FUNCTION_NAMES } from "../../../functions/contract/function-names";
import { scenarioNamed } from "../../../local/scenarios";
import { PLAIN, settingsOf } from "../../../local/scenarios/settings";
import { KEY_ARN, synth } from "../../support/synth";
import { allowedTo } from "./allowed";
import { lineOf, type Call } from "./call";
import { comparePermissions } from "./compare";
import { readPolicies } from "./documents";
import { withNotSeen } from "./not-seen";
import { BY_CONFIG, recordedCalls } from "./recorded";

/** As the scenarios are deployed. */
const DEV = settingsOf(environments["dev"] ?? {}, PLAIN);
const CHANNELS = settingsOf(DEV, scenarioNamed("everywhere-else").config ?? {});
const KEYS = { kmsKeyArn: KEY_ARN, notifications: { topicKmsKeyArn: KEY_ARN } };

const byDefault = recordedCalls.filter(({ resource }) => !BY_CONFIG.includes(resource));
const everything = {
  calls: withNotSeen(recordedCalls, KEY_ARN),
  allowed: allowedTo(readPolicies(synth(settingsOf(CHANNELS, KEYS), "dev"))),
};

describe("what each function may call, and what its bundle calls over all scenarios (I7)", () => {
  it.each([
    ["by default", DEV, withNotSeen(byDefault)],
    ["with a key", settingsOf(DEV, { kmsKeyArn: KEY_ARN }), withNotSeen(byDefault, KEY_ARN)],
    ["with further channels", CHANNELS, withNotSeen(recordedCalls)],
    ["with further channels and keys", settingsOf(CHANNELS, KEYS), everything.calls],
  ])("is the same %s", (_, settings, calls) => {
    expect(comparePermissions(calls, allowedTo(readPolicies(synth(settings, "dev"))))).toEqual([]);
  });

  it("is known of every function, and of nobody else", () => {
    const callers = (calls: readonly Call[]) => [...new Set(calls.map(({ caller }) => caller))].sort();
    const all = FUNCTION_NAMES.map((name) => `sechub-${name}`).sort();

    expect([callers(recordedCalls), callers(everything.allowed)]).toEqual([all, all]);
  });
});

/** What nobody calls: an action that no role names, whatever its resource. */
const STRANGERS = { action: "dynamodb:DeleteTable", resource: `${KEY_ARN}-another` };

describe("the comparison finds one permission too many or too few", () => {
  const { calls, allowed } = everything;
  const named = (call: Call) => [call.caller, lineOf(call), call] as const;
  const before = comparePermissions(calls, allowed);
  /** What it finds beside what it finds anyway: one permission that does not fit fails its own tests, and not all of these. */
  const found = (...compared: Parameters<typeof comparePermissions>) =>
    comparePermissions(...compared).filter((problem) => !before.includes(problem));
  const replaced = (one: Call, other: Call) => allowed.map((each) => (each === one ? other : each));

  it.each(allowed.map(named))("%s: %s", (caller, line, one) => {
    const without = allowed.filter((each) => each !== one);
    expect(found(calls, without)).toEqual([`${caller} calls ${line}: no statement allows it`]);

    const notMade = calls.filter((call) => call.caller !== caller || lineOf(call) !== line);
    expect(found(notMade, allowed)).toEqual([`${caller} may call ${line}: it never does`]);

    for (const stranger of [
      { ...one, action: STRANGERS.action },
      { ...one, resource: STRANGERS.resource },
    ]) {
      expect(found(calls, [...allowed, stranger])).toEqual([`${caller} may call ${lineOf(stranger)}: it never does`]);
    }
  });

  it.each(allowed.filter(({ resource }) => resource !== "*").map(named))("%s, wider: %s", (caller, _, one) => {
    const [service = ""] = one.action.split(":");
    for (const wide of [
      { ...one, resource: "*" },
      { ...one, resource: `${one.resource.slice(0, -2)}*` },
      { ...one, action: `${service}:*` },
      { ...one, action: "*" },
    ]) {
      expect(found(calls, replaced(one, wide))).toContainEqual(
        expect.stringMatching(new RegExp(`^${caller} may call .*: wider than `)),
      );
    }
  });

  it.each(allowed.filter(({ condition }) => condition !== undefined).map(named))(
    "%s, through another service or directly: %s",
    (caller, line, one) => {
      const free = replaced(one, { caller: one.caller, action: one.action, resource: one.resource });

      expect(found(calls, free)).toContain(`${caller} calls ${line}: no statement allows it`);
    },
  );
});

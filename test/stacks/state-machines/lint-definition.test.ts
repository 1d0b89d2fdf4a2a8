import { lintDefinition, worstSeconds, type Definition, type State } from "./lint-definition";

const THROTTLED = "Lambda.TooManyRequestsException";
const rules = { knownErrors: ["BUSY", THROTTLED, "States.ALL", "States.Timeout"], retriedErrors: ["BUSY"] };

const retry = {
  ErrorEquals: ["BUSY"],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxAttempts: 3,
  MaxDelaySeconds: 5,
  JitterStrategy: "FULL",
};
const throttled = {
  ...retry,
  ErrorEquals: [THROTTLED],
  IntervalSeconds: 1,
  MaxAttempts: 40,
  MaxDelaySeconds: 1,
};
const caught = { ErrorEquals: ["States.ALL"], ResultPath: "$.Failure", Next: "Fail" };
const task: State = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "arn" },
  TimeoutSeconds: 10,
  Retry: [throttled, retry],
  Catch: [caught],
  Next: "Done",
};
const machine = (states: Record<string, State> = {}, overrides: Partial<Definition> = {}): Definition => ({
  StartAt: "Work",
  TimeoutSeconds: 100,
  States: { Work: task, Done: { Type: "Succeed" }, Fail: { Type: "Fail" }, ...states },
  ...overrides,
});
const without = (field: keyof State): State => {
  const rest: Partial<Record<keyof State, unknown>> = { ...task };
  delete rest[field];
  return rest as State;
};

describe("lintDefinition", () => {
  it("has nothing to say about a state machine that keeps the rules", () => {
    expect(lintDefinition(machine(), rules)).toEqual([]);
  });

  it.each<[string, State, string]>([
    [
      "another resource",
      { ...task, Resource: "arn:aws:lambda:us-west-2:1:function:f" },
      "Resource must be lambda:invoke",
    ],
    ["no FunctionName", { ...task, Parameters: {} }, "Parameters.FunctionName is missing"],
    ["no TimeoutSeconds", without("TimeoutSeconds"), "TimeoutSeconds is missing"],
    ["no Retry", without("Retry"), "Retry is missing"],
    ["no Catch", { ...without("Catch"), Next: "Fail" }, "Catch is missing"],
    ["no jitter", { ...task, Retry: [{ ...retry, JitterStrategy: "NONE" }] }, "a Retry has no JitterStrategy FULL"],
    [
      "an unbounded delay",
      { ...task, Retry: [{ ErrorEquals: ["BUSY"], JitterStrategy: "FULL" }] },
      "a Retry has no MaxDelaySeconds",
    ],
    [
      "a Catch that discards",
      { ...task, Catch: [{ ...caught, ResultPath: null }] },
      "a Catch without a ResultPath of its own loses the finding",
    ],
    [
      "a Catch that overwrites",
      { ...task, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Fail" }] },
      "a Catch without a ResultPath of its own loses the finding",
    ],
    [
      "a Catch of one error only",
      { ...task, Catch: [{ ...caught, ErrorEquals: ["BUSY"] }] },
      "the last Catch must be States.ALL",
    ],
    [
      "States.ALL before another",
      { ...task, Catch: [caught, { ...caught, ErrorEquals: ["BUSY"] }] },
      "States.ALL must be last",
    ],
    [
      "States.ALL beside another",
      { ...task, Catch: [{ ...caught, ErrorEquals: ["BUSY", "States.ALL"] }] },
      "States.ALL must stand alone",
    ],
    [
      "an unknown error",
      { ...task, Retry: [{ ...retry, ErrorEquals: ["BUSY", "BUZY"] }] },
      "BUZY is the name of no error",
    ],
    [
      "Lambda's throttling beside another error",
      { ...task, Retry: [{ ...throttled, ErrorEquals: [THROTTLED, "BUSY"] }] },
      `the first Retry must be of ${THROTTLED} alone`,
    ],
    [
      "Lambda's throttling in the second place",
      { ...task, Retry: [retry, throttled] },
      `the first Retry must be of ${THROTTLED} alone`,
    ],
    [
      "Lambda's throttling a second time",
      { ...task, Retry: [throttled, { ...retry, ErrorEquals: ["BUSY", THROTTLED] }] },
      `a second Retry names ${THROTTLED}, which the first one takes`,
    ],
    [
      "too few retries of a throttled invocation",
      { ...task, Retry: [{ ...throttled, MaxAttempts: 39 }, retry] },
      `${THROTTLED} needs at least 40 attempts`,
    ],
    [
      "waits that are too long for a throttled invocation",
      { ...task, Retry: [{ ...throttled, MaxDelaySeconds: 61 }, retry] },
      `${THROTTLED} must be tried again at least every 60 s`,
    ],
    [
      "an error that is not retried",
      { ...task, Retry: [{ ...retry, ErrorEquals: ["States.Timeout"] }] },
      "BUSY is not retried",
    ],
    [
      "an error that ends well",
      { ...task, Catch: [{ ...caught, Next: "Done" }] },
      'after an error the run can end in "Done", which is no Fail',
    ],
    ["JSONata by field", { ...task, Arguments: {} } as State, "Arguments is JSONata"],
    ["JSONata by expression", { ...task, Parameters: { FunctionName: "{% $f %}" } }, "{% … %} is JSONata"],
  ])("complains about %s", (_, work, complaint) => {
    expect(lintDefinition(machine({ Work: work }), rules)).toContain(`Work: ${complaint}`);
  });

  it.each<[string, Definition, string]>([
    ["a state that nothing leads to", machine({ Lonely: { Type: "Succeed" } }), '"Lonely" cannot be reached'],
    ["a transition to nowhere", machine({ Work: { ...task, Next: "Nowhere" } }), 'there is no state "Nowhere"'],
    ["a start that is not there", machine({}, { StartAt: "Begin" }), 'there is no state "Begin"'],
    ["another query language", { ...machine(), QueryLanguage: "JSONata" } as Definition, "QueryLanguage is JSONata"],
    [
      "a limit that cuts the retries off",
      machine({}, { TimeoutSeconds: 90 }),
      "the slowest way takes 91 s, but the run is stopped after 90 s",
    ],
  ])("complains about %s", (_, definition, complaint) => {
    expect(lintDefinition(definition, rules)).toContain(complaint);
  });

  it("complains about a state machine without a limit", () => {
    const { StartAt, States } = machine();
    expect(lintDefinition({ StartAt, States }, rules)).toContain("the state machine has no TimeoutSeconds");
  });
});

it("lets a task go on after an error only by its name", () => {
  const work = { ...task, Catch: [{ ...caught, Next: "Done" }] };
  const complaint = 'Work: after an error the run can end in "Done", which is no Fail';
  const withFail = { Work: work, Done: { Type: "Fail" }, Fail: { ...task, Next: "Done" } };
  expect(lintDefinition(machine({ Work: work }), { ...rules, goOn: ["Other"] })).toContain(complaint);
  expect(lintDefinition(machine({ Work: work }), { ...rules, goOn: ["Work"] })).not.toContain(complaint);
  expect(lintDefinition(machine(withFail), { ...rules, goOn: ["Work"] })).toContain('"Fail" cannot be reached');
});

describe("worstSeconds", () => {
  it("counts every attempt of every retrier and each wait up to its limit", () => {
    // 4 attempts of 10 s, waits of 2, 4 and 5 s, and 40 waits of 1 s for a throttled invocation, which takes no time.
    expect(worstSeconds(machine())).toBe(91);
  });

  it("takes the slowest way, error paths included, and each state of a loop once", () => {
    const states = {
      Work: { ...task, Catch: [{ ...caught, Next: "Tell" }] },
      Tell: { ...task, Next: "Fail" },
      Done: { ...task, Next: "Work" },
    };
    expect(worstSeconds(machine(states))).toBe(182);
  });
});

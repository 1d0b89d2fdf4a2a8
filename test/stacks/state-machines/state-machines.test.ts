import aslValidator from "asl-validator";
import { RETRYABLE_ERRORS } from "../../../functions/contract/errors";
import { WAIT_FOR_FIREWALL_SECONDS } from "../../../functions/update-nf-rg/outage";
import { fillDefinition } from "../../../stacks/state-machines/fill-definition";
import pruneIp from "../../../stacks/state-machines/prune-ip.asl.json";
import recordIp from "../../../stacks/state-machines/record-ip.asl.json";
import sendFindings from "../../../stacks/state-machines/send-findings.asl.json";
import { resource, synth } from "../../support/synth";
import { lintDefinition, nextStates, worstSeconds, type Definition, type State } from "./lint-definition";

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html and what Lambda reports. */
const SERVICE_ERRORS = [
  "Lambda.TooManyRequestsException",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.ClientExecutionTimeoutException",
  "Lambda.Unknown",
  "Sandbox.Timedout",
  "States.Timeout",
  "States.ALL",
];

/** What must be retried: our own transient errors, and Lambda's. */
const RETRIED = [
  ...RETRYABLE_ERRORS,
  "Lambda.TooManyRequestsException",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.Unknown",
  "Sandbox.Timedout",
  "States.Timeout",
];

const MACHINES = { "record-ip": recordIp, "send-findings": sendFindings, "prune-ip": pruneIp };
type MachineName = keyof typeof MACHINES;
const names = Object.keys(MACHINES) as MachineName[];

/** A definition as it is deployed, with invented ARNs. */
const arnOf = (name: string) => `arn:aws:lambda:us-west-2:111122223333:function:${name}`;
const ARNS = {
  AddIpToDdbArn: arnOf("add-ip-to-ddb"),
  GetIpFromDdbArn: arnOf("get-ip-from-ddb"),
  RemoveIpFromDdbArn: arnOf("remove-ip-from-ddb"),
  UpdateNfRgArn: arnOf("update-nf-rg"),
  SendGdFindingArn: arnOf("send-gd-finding"),
};
function filled(name: MachineName): Definition {
  const text = JSON.stringify(MACHINES[name]);
  const used = Object.entries({ ...ARNS, Partition: "aws" }).filter(([key]) => text.includes(`\${${key}}`));
  return JSON.parse(fillDefinition(MACHINES[name], Object.fromEntries(used))) as Definition;
}
const statesOf = (name: MachineName): Readonly<Record<string, State>> => filled(name).States;
const tasks = names.flatMap((name) =>
  Object.entries(statesOf(name))
    .filter(([, { Type }]) => Type === "Task")
    .map(([state, task]) => ({ name, state, task })),
);

/** Where an error of these states leads, and what becomes of it. */
const EXCEPTIONS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "Notify Failure": [["Fail", "$.NotifyFailure"]],
  "Notify Waiting": [["Wait for reconcile", "$.WaitingFailure"]],
};

describe.each(names)("%s", (name) => {
  it("is valid Amazon States Language", () => {
    const { isValid, errorsText } = aslValidator(filled(name), { checkPaths: true, checkArn: true });
    expect(errorsText("\n")).toBe("");
    expect(isValid).toBe(true);
  });

  it("keeps our own rules", () => {
    // Each round of the wait for the firewall asks for this message again: the block comes first.
    const goOn = ["Notify Waiting"];
    const rules = { knownErrors: [...SERVICE_ERRORS, ...RETRYABLE_ERRORS], retriedErrors: RETRIED, goOn };
    expect(lintDefinition(filled(name), rules)).toEqual([]);
  });

  it("ends in Fail with the error and the cause that were caught", () => {
    expect(statesOf(name)["Fail"]).toMatchObject({
      Type: "Fail",
      ErrorPath: "$.Failure.Error",
      CausePath: "$.Failure.Cause",
    });
  });

  it("leads every task's error to the design's failure path", () => {
    const failure = name === "send-findings" ? "Fail" : "Notify Failure";
    const caught = tasks
      .filter((task) => task.name === name)
      .map(({ state, task }) => [state, task.Catch?.map(({ Next, ResultPath }) => [Next, ResultPath])] as const);
    expect(Object.fromEntries(caught)).toEqual(
      Object.fromEntries(caught.map(([state]) => [state, EXCEPTIONS[state] ?? [[failure, "$.Failure"]]])),
    );
  });
});

describe("transitions", () => {
  it.each<[MachineName, string, readonly string[]]>([
    ["record-ip", "RecordIp", ["New IP?", "Notify Failure"]],
    ["record-ip", "New IP?", ["No Firewall Change", "BlockTraffic", "Notify Refusal"]],
    ["record-ip", "BlockTraffic", ["Our turn?", "Notify Failure"]],
    ["record-ip", "Our turn?", ["Notify Success", "Notify Waiting", "Wait for reconcile"]],
    ["record-ip", "Notify Waiting", ["Wait for reconcile"]],
    ["record-ip", "Wait for reconcile", ["BlockTraffic"]],
    ["record-ip", "Notify Success", ["Told?", "Notify Failure"]],
    ["record-ip", "Told?", ["Traffic Blocked", "Wait for digest"]],
    ["record-ip", "Wait for digest", ["Notify Success"]],
    ["record-ip", "Notify Refusal", ["Refusal told?", "Notify Failure"]],
    ["record-ip", "Refusal told?", ["No Firewall Change", "Wait for refusal digest"]],
    ["record-ip", "Wait for refusal digest", ["Notify Refusal"]],
    ["record-ip", "Notify Failure", ["Failure told?", "Fail"]],
    ["record-ip", "Failure told?", ["Fail", "Wait for failure digest"]],
    ["record-ip", "Wait for failure digest", ["Notify Failure"]],
    ["send-findings", "SendFinding", ["Told?", "Fail"]],
    ["send-findings", "Told?", ["Finding Sent", "Wait for digest"]],
    ["send-findings", "Wait for digest", ["SendFinding"]],
    ["prune-ip", "Get expired IPs", ["Is pruning needed?", "Notify Failure"]],
    ["prune-ip", "Is pruning needed?", ["Nothing has expired", "Remove expired IPs", "Anything to tell?"]],
    ["prune-ip", "Nothing has expired", ["Remove IPs from firewall"]],
    ["prune-ip", "Remove expired IPs", ["Remove IPs from firewall", "Notify Failure"]],
    ["prune-ip", "Remove IPs from firewall", ["Our turn?", "Notify Failure"]],
    ["prune-ip", "Our turn?", ["More expired IPs?", "Wait for reconcile"]],
    ["prune-ip", "Wait for reconcile", ["Remove IPs from firewall"]],
    ["prune-ip", "More expired IPs?", ["Anything to tell?", "Get expired IPs"]],
    ["prune-ip", "Anything to tell?", ["Pruned", "Leave the page"]],
    ["prune-ip", "Leave the page", ["Notify pruned"]],
    ["prune-ip", "Notify pruned", ["Told?", "Notify Failure"]],
    ["prune-ip", "Told?", ["Pruned", "Wait for digest"]],
    ["prune-ip", "Wait for digest", ["Notify pruned"]],
    ["prune-ip", "Notify Failure", ["Failure told?", "Fail"]],
    ["prune-ip", "Failure told?", ["Fail", "Wait for failure digest"]],
    ["prune-ip", "Wait for failure digest", ["Notify Failure"]],
  ])("%s: %s leads to %j", (name, state, next) => {
    expect(nextStates(statesOf(name)[state] ?? { Type: "none" })).toEqual(next);
  });

  it.each<[MachineName, string]>([
    ["record-ip", "RecordIp"],
    ["send-findings", "SendFinding"],
    ["prune-ip", "Get expired IPs"],
  ])("%s starts at %s", (name, state) => {
    expect(filled(name).StartAt).toBe(state);
  });

  it("blocks while NewIP is true, reconciles for a block that was lifted or kept, and tells what was refused", () => {
    const choice = recordIp.States["New IP?"];
    expect([...choice.Choices, { Next: choice.Default }]).toEqual([
      { Variable: "$.Recorded.Payload.NewIP", BooleanEquals: true, Next: "BlockTraffic" },
      { Variable: "$.Recorded.Payload.Lifted[0]", IsPresent: true, Next: "BlockTraffic" },
      { Variable: "$.Recorded.Payload.Kept[0]", IsPresent: true, Next: "BlockTraffic" },
      { Variable: "$.Recorded.Payload.Refused[0]", IsPresent: true, Next: "Notify Refusal" },
      { Next: "No Firewall Change" },
    ]);
  });
});

describe("a message that waits for a digest", () => {
  // The message about an outage is in no digest.
  const notifying = tasks.filter(
    ({ task, state }) => task.Parameters?.["FunctionName"] === arnOf("send-gd-finding") && state !== "Notify Waiting",
  );

  it.each(notifying)("$name: $state waits as long as it is asked to, and asks again", ({ name, state, task }) => {
    const states = statesOf(name) as Readonly<Record<string, State & { readonly SecondsPath?: string }>>;
    const place = state === "Notify Failure" ? "$.FailureNotified" : "$.Notified";
    const told = states[task.Next ?? ""];
    const [choice] = told?.Choices ?? [];
    const Variable = `${place}.Payload.RetryAfterSeconds`;
    // A function that a rollback has brought back does not answer it.
    const And = [
      { Variable, IsPresent: true },
      { Variable, NumericGreaterThan: 0 },
    ];
    expect(choice).toMatchObject({ And });
    expect(states[choice?.Next ?? ""]).toMatchObject({
      Type: "Wait",
      SecondsPath: `${place}.Payload.RetryAfterSeconds`,
      Next: state,
    });
    expect(task).toMatchObject({ ResultPath: place, ResultSelector: { "Payload.$": "$.Payload" } });
  });

  it.each(notifying)("$name: $state is given the whole state, its own former answer in it", ({ task }) => {
    expect((task.Parameters?.["Payload"] as Readonly<Record<string, unknown>>)["Event.$"]).toBe("$");
  });

  it.each(names)("%s has time to tell each message three times: at first, at its moment, and in its digest", (name) => {
    const ofOne = worstSeconds({ StartAt: "Tell", States: { Tell: { ...notifying[0]?.task, Next: "" } as State } });
    // Of those of a machine, one and the failure's follow each other at most. The waits: a minute for a moment, then
    // the rest of the digest's minute, and the spread.
    const rounds = name === "send-findings" ? 1 : 2;
    const waits = name === "record-ip" ? WAIT_FOR_FIREWALL_SECONDS : 0;
    const worst = worstSeconds(filled(name)) + rounds * (2 * ofOne + 60 + 71) + waits;
    expect(filled(name).TimeoutSeconds).toBeGreaterThanOrEqual(worst);
  });

  it("is every message: no state tells without it", () => {
    expect(notifying.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "record-ip Notify Success",
      "record-ip Notify Refusal",
      "record-ip Notify Failure",
      "send-findings SendFinding",
      "prune-ip Notify pruned",
      "prune-ip Notify Failure",
    ]);
  });
});

describe("tasks", () => {
  it.each<[MachineName, string, string]>([
    ["record-ip", "RecordIp", "add-ip-to-ddb"],
    ["record-ip", "BlockTraffic", "update-nf-rg"],
    ["record-ip", "Notify Waiting", "send-gd-finding"],
    ["record-ip", "Notify Success", "send-gd-finding"],
    ["record-ip", "Notify Refusal", "send-gd-finding"],
    ["record-ip", "Notify Failure", "send-gd-finding"],
    ["send-findings", "SendFinding", "send-gd-finding"],
    ["prune-ip", "Get expired IPs", "get-ip-from-ddb"],
    ["prune-ip", "Remove expired IPs", "remove-ip-from-ddb"],
    ["prune-ip", "Remove IPs from firewall", "update-nf-rg"],
    ["prune-ip", "Notify pruned", "send-gd-finding"],
    ["prune-ip", "Notify Failure", "send-gd-finding"],
  ])("%s: %s invokes %s", (name, state, functionName) => {
    expect(statesOf(name)[state]?.Parameters?.["FunctionName"]).toBe(arnOf(functionName));
  });

  it("keep the finding: a result goes beside the input or nowhere", () => {
    const paths = tasks.map(({ task }) => (task as { ResultPath?: string | null }).ResultPath);
    expect(paths).not.toContain(undefined);
    expect(paths).not.toContain("$");
  });

  it.each(tasks)("$name: $state waits longer than its function may run", ({ task }) => {
    const functionName = String(task.Parameters?.["FunctionName"]).split(":").at(-1) ?? "";
    const { timeout } = resource(templates.orchestration, "aws_lambda_function", functionName);
    // Ten seconds for a cold start and for Lambda's own answer: its time-out should be the one that is reported.
    expect(task.TimeoutSeconds).toBeGreaterThanOrEqual(Number(timeout) + 10);
  });

  const templates = synth();
});

describe("fillDefinition", () => {
  it("replaces every substitution", () => {
    expect(fillDefinition({ a: "arn:${Partition}:x", b: "${Partition}" }, { Partition: "aws-cn" })).toBe(
      '{"a":"arn:aws-cn:x","b":"aws-cn"}',
    );
  });

  it("refuses a substitution that has no value", () => {
    expect(() => fillDefinition({ a: "${Missing}" }, {})).toThrow("needs Missing");
  });

  it("refuses a value that nothing uses", () => {
    expect(() => fillDefinition({ a: "b" }, { Unused: "x" })).toThrow("gives Unused");
  });
});

import type { LambdaService } from "../../../local/lambda/lambda-service";
import { runExecution } from "../../../local/step-functions/run-execution";
import pruneIp from "../../../stacks/state-machines/prune-ip.asl.json";
import recordIp from "../../../stacks/state-machines/record-ip.asl.json";
import sendFindings from "../../../stacks/state-machines/send-findings.asl.json";
import { event } from "../../support/findings";
import { enforced, recorded } from "../../functions/messages/notifications";

const WAITING = { Sent: 0, AlreadyTold: 0, RetryAfterSeconds: 1, Digests: ["2030-01-31T07:15Z"] };
const TOLD = { Sent: 1, AlreadyTold: 0, RetryAfterSeconds: 0, Digests: [] };

type Answer = unknown;

/** Functions that give these answers, in their order; an Error is thrown. */
function functions(answers: Readonly<Record<string, readonly Answer[]>>) {
  const payloads: unknown[] = [];
  const left = Object.fromEntries(Object.entries(answers).map(([name, list]) => [name, [...list]]));
  const lambda: LambdaService = {
    logLines: [],
    close: () => Promise.resolve(),
    invoke: (name, payload) => {
      if (name === "${SendGdFindingArn}") payloads.push(payload);
      const answer = left[name]?.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  return { lambda, payloads };
}

const failed = Object.assign(new Error("a foreign rule"), { name: "PRIORITY_TAKEN" });

async function run(definition: object, input: unknown, answers: Readonly<Record<string, readonly Answer[]>>) {
  const { lambda, payloads } = functions(answers);
  const machine = { arn: "arn:aws:states:us-west-2:1:stateMachine:m", name: "m", definition: definition as never };
  const execution = await runExecution({ machine, lambda, name: "run", input, retryScale: 0 });
  // A state that failed is passed once more when it is left by its Catch.
  const passed = execution.states.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]);
  return { ...execution, passed, payloads };
}

it.concurrent(
  "a finding's message waits, and the function is asked again with its own answer in the state",
  async () => {
    const input = event();
    const { status, passed, payloads } = await run(sendFindings, input, { "${SendGdFindingArn}": [WAITING, TOLD] });

    expect([status, passed]).toEqual([
      "SUCCEEDED",
      ["SendFinding", "Told?", "Wait for digest", "SendFinding", "Told?", "Finding Sent"],
    ]);
    expect(payloads).toMatchObject([
      { Kind: "finding", Event: input },
      { Kind: "finding", Event: { ...input, Notified: { Payload: WAITING } } },
    ]);
  },
);

it.concurrent("a block's message waits, and a digest that cannot be told ends in the failure path", async () => {
  const unsent = Object.assign(new Error("revoked"), { name: "SLACK_REFUSED" });
  const { status, error, passed } = await run(recordIp, event(), {
    "${AddIpToDdbArn}": [recorded()],
    "${UpdateNfRgArn}": [enforced({ RetryAfterSeconds: 0 })],
    "${SendGdFindingArn}": [WAITING, unsent, TOLD],
  });

  expect([status, error]).toEqual(["FAILED", "SLACK_REFUSED"]);
  expect(passed.slice(-6)).toEqual([
    "Told?",
    "Wait for digest",
    "Notify Success",
    "Notify Failure",
    "Failure told?",
    "Fail",
  ]);
});

it.concurrent(
  "a failure's message that waits for a digest ends the execution as failed all the same, with the first error",
  async () => {
    const { status, error, passed, payloads } = await run(recordIp, event(), {
      "${AddIpToDdbArn}": [failed],
      "${SendGdFindingArn}": [WAITING, TOLD],
    });

    expect([status, error]).toEqual(["FAILED", "PRIORITY_TAKEN"]);
    expect(passed).toEqual([
      "RecordIp",
      "Notify Failure",
      "Failure told?",
      "Wait for failure digest",
      "Notify Failure",
      "Failure told?",
      "Fail",
    ]);
    expect(payloads).toMatchObject([{}, { Kind: "failure", Event: { FailureNotified: { Payload: WAITING } } }]);
  },
);

it.concurrent("hosts that stay blocked although their finding was suppressed are told", async () => {
  const kept = [{ Host: "5.6.7.8", Reason: "NAMED_BY_ANOTHER", Detail: "finding 2 names it" }];
  const { status, passed, payloads } = await run(recordIp, event(), {
    "${AddIpToDdbArn}": [recorded({ NewIP: false, IPList: [], Kept: kept })],
    "${UpdateNfRgArn}": [enforced({ RetryAfterSeconds: 0 })],
    "${SendGdFindingArn}": [WAITING, TOLD],
  });

  expect(status).toBe("SUCCEEDED");
  expect(passed.slice(2)).toEqual([
    "BlockTraffic",
    "Our turn?",
    "Notify Success",
    "Told?",
    "Wait for digest",
    "Notify Success",
    "Told?",
    "Traffic Blocked",
  ]);
  expect(payloads).toHaveLength(2);
});

it.concurrent("a prune's summary waits as well", async () => {
  const expired = { PruneNeeded: false, ExpiredCount: 0, Expired: [], More: false, Cursor: "" };
  const { status, passed, payloads } = await run(
    pruneIp,
    {},
    {
      "${GetIpFromDdbArn}": [expired],
      "${UpdateNfRgArn}": [enforced({ RetryAfterSeconds: 0 })],
      "${SendGdFindingArn}": [WAITING, TOLD],
    },
  );

  expect([status, passed.slice(-6)]).toEqual([
    "SUCCEEDED",
    ["Notify pruned", "Told?", "Wait for digest", "Notify pruned", "Told?", "Pruned"],
  ]);
  expect(payloads).toMatchObject([{ Kind: "pruned" }, { Kind: "pruned", Event: { Notified: { Payload: WAITING } } }]);
});

import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../local/stand-ins/aws-error";
import {
  startStepFunctions,
  type ExecutionEnd,
  type StepFunctionsStandIn,
} from "../../../local/stand-ins/step-functions/server";
import { clientConfig } from "./support";

const ARN = "arn:aws:states:us-west-2:111122223333:stateMachine:sechub-record-ip";
const NOW = Date.parse("2026-03-02T10:00:00.000Z");

let now: number;
let executed: unknown[];
/** Ends the execution that runs. */
let end: (end: ExecutionEnd) => void;
let sfn: StepFunctionsStandIn;
let client: SFNClient;
beforeEach(async () => {
  now = NOW;
  executed = [];
  sfn = await startStepFunctions(
    {
      stateMachines: [{ arn: ARN, name: "sechub-record-ip" }],
      execute: (arn, input, name) => {
        executed.push([arn, input, name]);
        return new Promise((resolve) => (end = resolve));
      },
    },
    { now: () => now },
  );
  client = new SFNClient(clientConfig(sfn.url));
});
afterEach(async () => {
  client.destroy();
  await sfn.close();
});

const start = (name?: string, input: string | undefined = '{"a":1}', stateMachineArn = ARN) =>
  client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
const describeIt = (executionArn = EXECUTION) => client.send(new DescribeExecutionCommand({ executionArn }));
const EXECUTION = `${ARN.replace(":stateMachine:", ":execution:")}:run-1`;

it("starts an execution, and describes it while it runs and when it has succeeded", async () => {
  expect(await start("run-1")).toMatchObject({ executionArn: EXECUTION, startDate: new Date(NOW) });
  const running = await describeIt();
  expect(running).toMatchObject({ status: "RUNNING", stateMachineArn: ARN, name: "run-1", input: '{"a":1}' });
  expect(running.stopDate).toBeUndefined();
  now += 2_000;
  end({ status: "SUCCEEDED", output: { done: true } });
  expect(await describeIt()).toMatchObject({
    status: "SUCCEEDED",
    output: '{"done":true}',
    startDate: new Date(NOW),
    stopDate: new Date(NOW + 2_000),
  });
  expect(executed).toEqual([[ARN, { a: 1 }, "run-1"]]);
});

it("describes one that has failed", async () => {
  await start("run-1");
  end({ status: "FAILED", error: "TABLE_REFUSED", cause: "no table" });
  const failed = await describeIt();
  expect(failed).toMatchObject({ status: "FAILED", error: "TABLE_REFUSED", cause: "no table" });
  expect(failed.output).toBeUndefined();
});

it("names an execution itself when nobody does", async () => {
  const arns = [(await start()).executionArn, (await start()).executionArn];
  expect(new Set(arns).size).toBe(2);
});

it("takes the same start again while it runs, and no other of that name", async () => {
  await start("run-1");
  await expect(start("run-1")).resolves.toMatchObject({ executionArn: EXECUTION });
  expect(executed).toHaveLength(1);
  await expect(start("run-1", "{}")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  end({ status: "SUCCEEDED" });
  await expect(start("run-1")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
});

it.each([
  ["a state machine that is not there", () => start("run-1", "{}", `${ARN}-2`), "StateMachineDoesNotExist"],
  ["an execution that is not there", () => describeIt(), "ExecutionDoesNotExist"],
  ["an input that is no JSON", () => start("run-1", "{"), "InvalidExecutionInput"],
  ["an input of more than 256 KiB", () => start("run-1", `"${"x".repeat(262_143)}"`), "InvalidExecutionInput"],
  ["a name with a blank", () => start("run 1"), "InvalidName"],
])("refuses %s", async (_, call, name) => {
  await expect(call()).rejects.toMatchObject({ name });
  expect(executed).toEqual([]);
});

it("fails as it is told to, once", async () => {
  sfn.failNext(new AwsError("AccessDeniedException", "not authorized to perform: states:StartExecution"));
  await expect(start("run-1")).rejects.toMatchObject({ name: "AccessDeniedException" });
  await expect(start("run-1")).resolves.toMatchObject({ executionArn: EXECUTION });
  expect(sfn.calls.map(({ outcome }) => outcome)).toEqual(["AccessDeniedException", "ok"]);
});

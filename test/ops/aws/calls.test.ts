import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { STSClient } from "@aws-sdk/client-sts";
import { LambdaError } from "../../../local/lambda/instance";
import { AwsError } from "../../../local/stand-ins/aws-error";
import { startLambdaApi, type LambdaStandIn } from "../../../local/stand-ins/lambda/server";
import {
  startStepFunctions,
  type ExecutionEnd,
  type StepFunctionsStandIn,
} from "../../../local/stand-ins/step-functions/server";
import { callerArn } from "../../../ops/aws/caller";
import { executionsOf } from "../../../ops/aws/executions";
import { explainFailure } from "../../../ops/aws/explain-failure";
import { functionsOf } from "../../../ops/aws/functions";
import { targetOf } from "../../../ops/aws/target";
import "../../functions/support/one-realm";

const MACHINE = "arn:aws:states:us-west-2:111122223333:stateMachine:sechub-record-ip";
const LOCAL = {
  AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1",
  AWS_ENDPOINT_URL_NETWORK_FIREWALL: "http://127.0.0.1:2",
};

let lambda: LambdaStandIn;
let sfn: StepFunctionsStandIn;
let ended: Promise<ExecutionEnd>;
beforeEach(async () => {
  lambda = await startLambdaApi({
    functions: [
      { name: "sechub-update-nf-rg", arn: "arn:aws:lambda:us-west-2:111122223333:function:sechub-update-nf-rg" },
    ],
    invoke: (_, payload) => {
      if ((payload as { fail?: boolean }).fail) throw new LambdaError("TABLE_REFUSED", "no table\nat all");
      return Promise.resolve({ got: payload });
    },
  });
  ended = Promise.resolve({ status: "SUCCEEDED", output: { done: true } });
  sfn = await startStepFunctions({ stateMachines: [{ arn: MACHINE, name: "sechub-record-ip" }], execute: () => ended });
});
afterEach(() => Promise.all([lambda.close(), sfn.close()]));

const at = (env: NodeJS.ProcessEnv) => {
  const given = { ...LOCAL, AWS_ENDPOINT_URL_LAMBDA: lambda.url, AWS_ENDPOINT_URL_SFN: sfn.url, ...env };
  const target = targetOf({ environment: "ops", environments: { ops: {} }, outputs: undefined, env: given });
  let now = 0;
  const clock = { now: () => new Date(now), sleep: (ms: number) => Promise.resolve(void (now += ms)), random: () => 0 };
  return { target, functions: functionsOf(target, given), executions: executionsOf(target, given, clock) };
};

/** What a person is told of a call, as a command tells it. */
async function saidOf(call: Promise<unknown> | undefined, env: NodeJS.ProcessEnv = {}) {
  const error = await (call ?? Promise.resolve()).then(
    () => undefined,
    (error: unknown) => error,
  );
  const { code, message } = explainFailure(error, at(env).target) as {
    readonly code: string;
    readonly message: string;
  };
  return { code, message };
}

const invoke = (payload: object = {}, env: NodeJS.ProcessEnv = {}) =>
  at(env).functions?.invoke("update-nf-rg", payload);
const execute = (env: NodeJS.ProcessEnv = {}) => at(env).executions?.run(MACHINE, { a: 1 }, 5_000);

describe("a function", () => {
  it("answers, with the name of the environment's prefix", async () => {
    await expect(invoke({ a: 1 })).resolves.toEqual({ got: { a: 1 } });
  });

  it("that ended with an error is told by its code", async () => {
    expect(await saidOf(invoke({ fail: true }))).toEqual({
      code: "FUNCTION_FAILED",
      message: "sechub-update-nf-rg failed with TABLE_REFUSED: no table at all (docs/errors.md)",
    });
  });
});

describe("an execution", () => {
  it("answers its last output, or why it failed", async () => {
    await expect(execute()).resolves.toMatchObject({ status: "SUCCEEDED", output: { done: true } });
    // A second try of the SDK starts no second one.
    expect(sfn.calls[0]?.request).toMatchObject({ name: expect.any(String) as string });
    ended = Promise.resolve({ status: "FAILED", error: "TABLE_REFUSED", cause: "no table" });
    await expect(execute()).resolves.toMatchObject({ status: "FAILED", error: "TABLE_REFUSED", cause: "no table" });
  });

  it("is left running when the time is up", async () => {
    ended = new Promise(() => {});
    await expect(execute()).resolves.toMatchObject({ status: "RUNNING", output: undefined });
    expect(sfn.calls.filter(({ operation }) => operation === "DescribeExecution")).toHaveLength(6);
  });

  it("is waited for, though it is not known yet when it is first asked for", async () => {
    const { executions } = at({});
    const running = executions?.run(MACHINE, {}, 5_000);
    while (sfn.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    sfn.failNext(new AwsError("ExecutionDoesNotExist", "Execution Does Not Exist"));
    await expect(running).resolves.toMatchObject({ status: "SUCCEEDED" });
  });
});

it("serves none of them where only tables and rule group are local", () => {
  const { functions, executions } = at({ AWS_ENDPOINT_URL_LAMBDA: "", AWS_ENDPOINT_URL_SFN: "" });
  expect([functions, executions]).toEqual([undefined, undefined]);
});

describe("what goes wrong is one line that names the service", () => {
  const denied = "User: arn:aws:iam::1:user/j is not authorized to perform: lambda:InvokeFunction on resource: x";

  it("not deployed", async () => {
    expect(await saidOf(at({}).functions?.invoke("send-gd-finding", {}))).toEqual({
      code: "NOT_DEPLOYED",
      message:
        "there is no function sechub-send-gd-finding in us-west-2, environment ops: these are the stand-ins of a local run. Was npm start -- --keep begun with this environment (--env)?",
    });
    expect(await saidOf(at({}).executions?.run(`${MACHINE}-2`, {}, 1))).toEqual({
      code: "NOT_DEPLOYED",
      message:
        "there is no state machine sechub-record-ip-2 in us-west-2, environment ops: these are the stand-ins of a local run. Was npm start -- --keep begun with this environment (--env)?",
    });
  });

  it("not deployed, of AWS", async () => {
    const { target, functions } = at({});
    const inAws = { ...target, endpoints: { ...target.endpoints, local: false } };
    const error = await functions?.invoke("send-gd-finding", {}).catch((error: unknown) => error);
    expect((explainFailure(error, inAws) as Error).message).toBe(
      "there is no function sechub-send-gd-finding in us-west-2, environment ops: is it deployed, and are these credentials of its account?",
    );
  });

  it.each(["Lambda", "Step Functions"])("not allowed, by %s", async (service) => {
    const isLambda = service === "Lambda";
    const refuse = (message: string) =>
      (isLambda ? lambda : sfn).failNext(new AwsError("AccessDeniedException", message, 403));
    refuse(denied);
    expect(await saidOf(isLambda ? invoke() : execute())).toEqual({
      code: "NOT_ALLOWED",
      message: `these credentials may not call lambda:InvokeFunction: ${denied}`,
    });
    refuse("no");
    expect((await saidOf(isLambda ? invoke() : execute())).message).toBe(
      `these credentials may not call ${service}: no`,
    );
  });

  it("throttled, also when asked three times", async () => {
    for (let n = 0; n < 3; n += 1) {
      lambda.failNext(new AwsError("TooManyRequestsException", "Rate Exceeded.", 429));
      sfn.failNext(new AwsError("ThrottlingException", "Rate exceeded"));
    }
    expect(await saidOf(invoke())).toEqual({
      code: "THROTTLED",
      message:
        "Lambda has too much to do for this account: try again in a minute (TooManyRequestsException). If it stays so, look at the function's reserved concurrency: 0, set by hand, stops it altogether",
    });
    expect((await saidOf(execute())).message).toContain("Step Functions has too much to do");
  });

  it("unreachable", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const url = `http://127.0.0.1:${port}`;
    const env = { AWS_ENDPOINT_URL_LAMBDA: url, AWS_ENDPOINT_URL_SFN: url };
    const hint =
      "is `npm start -- --keep` running, and do the variables AWS_ENDPOINT_URL_… say the ports that it printed?";
    expect(await saidOf(invoke({}, env), env)).toEqual({
      code: "UNREACHABLE",
      message: `Lambda does not answer at ${url}: ${hint}`,
    });
    expect((await saidOf(execute(env), env)).message).toBe(`Step Functions does not answer at ${url}: ${hint}`);
  });

  it("answers that are no answer of the service: a proxy's page", async () => {
    const server = createHttpServer((_, answer) => void answer.writeHead(500).end("<html>no</html>"));
    server.listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const { target } = at({});
    const client = new STSClient({
      region: "us-west-2",
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
    const inAws = { ...target, endpoints: { ...target.endpoints, local: false } };
    const error = await callerArn(client, inAws).catch((error: unknown) => error);
    expect(explainFailure(error, inAws)).toMatchObject({
      code: "UNREACHABLE",
      message: expect.stringMatching(/^STS does not answer as it should at us-west-2: HTTP 500, /) as string,
    });
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it("refused for another reason", async () => {
    sfn.failNext(new AwsError("InvalidExecutionInput", "too\nlong"));
    expect(await saidOf(execute())).toEqual({
      code: "REFUSED",
      message: "Step Functions refused (state machine sechub-record-ip): InvalidExecutionInput: too long",
    });
  });
});

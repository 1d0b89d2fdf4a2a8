import { AwsError } from "../aws-error";
import type { Call, Now } from "../call";
import { listen, type HttpReply, type HttpRequest, type Listening } from "../http-server";
import { parseJsonObject } from "../json";

/** What runs the functions. What they throw has the members of an error, and of a function's own one `trace`. */
export interface FunctionRunner {
  readonly functions: readonly { readonly arn: string; readonly name: string }[];
  /** @throws LambdaError of the function, AwsError of Lambda itself (no place is free) */
  readonly invoke: (functionArn: string, payload: unknown) => Promise<unknown>;
}

export interface LambdaStandIn extends Listening {
  /** What was asked, and how it ended: "ok", "Unhandled" of a function that threw, or the name of Lambda's own error. */
  readonly calls: readonly Call[];
  /** The next invocation is refused with this; they queue up. TooManyRequestsException has the status 429. */
  readonly failNext: (error: AwsError) => void;
}

const PATH = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/;

/**
 * Lambda's Invoke, of functions that are asked to answer (RequestResponse), in its REST-JSON protocol.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function startLambdaApi(
  runner: FunctionRunner,
  { now = Date.now }: { readonly now?: Now } = {},
): Promise<LambdaStandIn> {
  const calls: Call[] = [];
  const faults: AwsError[] = [];
  const server = await listen(async (request) => {
    const at = now();
    const sent = parseJsonObject(request.body);
    const journal = (outcome: string) =>
      calls.push({ operation: "Invoke", at, outcome, ...(sent && { request: sent }) });
    try {
      const { arn, payload } = read(request, runner);
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      const reply = await run(runner, arn, payload);
      journal(reply.headers?.["x-amz-function-error"] ?? "ok");
      return reply;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      journal(error.errorName);
      return refusal(error);
    }
  });
  return { ...server, calls, failNext: (error) => void faults.push(error) };
}

function read({ method, path, headers, body }: HttpRequest, { functions }: FunctionRunner) {
  const [, name] = PATH.exec(path) ?? [];
  if (method !== "POST" || name === undefined) {
    throw new AwsError("UnknownOperationException", `${method} ${path} is not served here`, 404);
  }
  if (!headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")) {
    throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
  }
  const asked = decodeURIComponent(name);
  const found = functions.find((one) => one.arn === asked || one.name === asked);
  if (found === undefined) throw new AwsError("ResourceNotFoundException", `Function not found: ${asked}`, 404);
  const type = String(headers["x-amz-invocation-type"] ?? "RequestResponse");
  if (type !== "RequestResponse") {
    throw new AwsError("InvalidParameterValueException", `the stand-in answers RequestResponse only, not ${type}`);
  }
  return { arn: found.arn, payload: payloadOf(body) };
}

function payloadOf(body: string): unknown {
  try {
    return body === "" ? {} : (JSON.parse(body) as unknown);
  } catch {
    throw new AwsError("InvalidRequestContentException", "Could not parse request body into json");
  }
}

/** An error of the function is an answer of Lambda: 200, and a header that says so. */
async function run({ invoke }: FunctionRunner, arn: string, payload: unknown): Promise<HttpReply> {
  const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
  try {
    return { status: 200, headers, body: JSON.stringify((await invoke(arn, payload)) ?? null) };
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const { message, trace } = error as Error & { readonly trace?: readonly string[] };
    const said = { ...parseJsonObject(message), ...(trace !== undefined && { trace }) };
    return { status: 200, headers: { ...headers, "x-amz-function-error": "Unhandled" }, body: JSON.stringify(said) };
  }
}

const refusal = ({ errorName, message, status, members }: AwsError): HttpReply => ({
  status,
  headers: { "content-type": "application/json", "x-amzn-errortype": errorName },
  body: JSON.stringify({ ...members, Type: "User", Message: message, message }),
});

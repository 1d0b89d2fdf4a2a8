import { AwsError, ConnectionDropped } from "./aws-error";
import { callerOf, type Call, type Now } from "./call";
import { DROP_CONNECTION, type HttpHandler, type HttpReply } from "./http-server";
import { parseJsonObject, type JsonObject } from "./json";

/** @param caller who signed: the access key */
export type Operation = (request: JsonObject, caller?: string) => Promise<object> | object;

/** A service that speaks AWS's JSON protocol. */
export interface AwsJsonService {
  readonly version: "1.0" | "1.1";
  /** What stands before the operation in X-Amz-Target. */
  readonly targetPrefix: string;
  readonly operations: ReadonlyMap<string, Operation>;
  /** The member of an error's body that holds its message: the service's model decides (`Message` or `message`). */
  readonly messageMember: "Message" | "message";
  readonly calls: Call[];
  readonly now: Now;
}

/**
 * AWS JSON 1.0 and 1.1: every operation is a POST whose X-Amz-Target names it; an error is an object whose `__type` names it.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function awsJson(service: AwsJsonService): HttpHandler {
  const contentType = `application/x-amz-json-${service.version}`;
  let requests = 0;
  const reply = (status: number, body: object): HttpReply => ({
    status,
    headers: { "content-type": contentType, "x-amzn-requestid": `stand-in-${(requests += 1)}` },
    body: JSON.stringify(body),
  });

  return async ({ method, headers, body }) => {
    const at = service.now();
    const target = String(headers["x-amz-target"] ?? "");
    const operationName = target.slice(target.indexOf(".") + 1);
    const request = parseJsonObject(body);
    const journal = (outcome: string) =>
      service.calls.push({ operation: operationName, at, outcome, ...(request && { request }), ...callerOf(headers) });
    try {
      const operation = service.operations.get(operationName);
      if (method !== "POST" || target !== `${service.targetPrefix}.${operationName}` || operation === undefined) {
        throw new AwsError("UnknownOperationException", `${method} with X-Amz-Target "${target}" is not served here`);
      }
      if (!headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")) {
        throw new AwsError("MissingAuthenticationTokenException", "the request is not signed", 403);
      }
      if (headers["content-type"] !== contentType || request === undefined) {
        throw new AwsError("SerializationException", `the body must be a JSON object sent as ${contentType}`);
      }
      const response = await operation(request, callerOf(headers).caller);
      journal("ok");
      return reply(200, response);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      journal(error.errorName);
      if (error instanceof ConnectionDropped) return DROP_CONNECTION;
      return reply(error.status, { __type: error.errorName, [service.messageMember]: error.message });
    }
  };
}

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { callerOf, type Call, type Now } from "../call";
import { parseJsonObject } from "../json";

/** Carried in the User-Agent by the stand-in's own calls (making tables, scanning them), which are nobody's traffic. */
export const OWN_CALLS = "stand-in-own-call";

/** Writes down what passes through a DynamoDB server that somebody else wrote: listens to its requests and its answers. */
export function journalCalls(server: Server, now: Now): readonly Call[] {
  const calls: Call[] = [];
  // First in line: dynalite takes all listeners off a request once it has answered.
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers["user-agent"]?.includes(OWN_CALLS)) return;
    const at = now();
    const [, operation = "unknown"] = String(request.headers["x-amz-target"] ?? "").split(".");
    const sent: Buffer[] = [];
    request.on("data", (chunk: Buffer) => sent.push(chunk));
    onAnswer(response, (answer) => {
      const body = parseJsonObject(Buffer.concat(sent).toString("utf8"));
      const outcome = response.statusCode === 200 ? "ok" : errorName(answer);
      calls.push({ operation, at, outcome, ...(body && { request: body }), ...callerOf(request.headers) });
    });
  });
  return calls;
}

/** dynalite answers with one `end(body)`. */
function onAnswer(response: ServerResponse, tell: (body: string) => void): void {
  const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
  response.end = (body?: unknown) => {
    tell(typeof body === "string" ? body : "");
    return end(body);
  };
}

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException` is ConditionalCheckFailedException. */
function errorName(answer: string): string {
  const type = parseJsonObject(answer)?.__type;
  return typeof type === "string" ? type.slice(type.indexOf("#") + 1) : "unknown";
}

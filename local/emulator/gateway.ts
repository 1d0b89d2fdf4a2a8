import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import { listenOnLoopback, type Listening } from "../stand-ins/http-server";
import { describeAlarms, isDescribeAlarms } from "./cloudwatch-query";
import { ministackGaps, type Gaps } from "./ministack-gaps";

export interface GatewayOptions {
  /** URL of the emulator of all other services. */
  readonly emulator: string;
  /** URL of a server, by the service's name in the signature of a request. */
  readonly services: Readonly<Record<string, string>>;
  /** Port of 127.0.0.1; 0: a free one. */
  readonly port: number;
}

export interface Gateway extends Listening {
  readonly confirmSubscriptions: Gaps["confirmSubscriptions"];
}

/**
 * One URL for all of AWS: each request goes to the server of the service that it was signed for. The signature names it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function startGateway({ emulator, services, port }: GatewayOptions): Promise<Gateway> {
  const gaps = ministackGaps();
  const server = createServer((incoming, outgoing) => {
    const service = serviceOf(incoming) ?? "";
    answerOf(incoming, service, services[service] ?? emulator, gaps).then(
      (answer) => reply(outgoing, answer),
      // A client of AWS tries again after a 503; a reset half-way through a body it may not.
      (error: unknown) => outgoing.writeHead(503).end(`the gateway got no whole answer: ${String(error)}`),
    );
  });
  return { ...(await listenOnLoopback(server, port)), confirmSubscriptions: gaps.confirmSubscriptions };
}

/** The fourth part of a credential's scope: AKID/20300131/us-west-2/network-firewall/aws4_request. */
function serviceOf({ headers }: IncomingMessage): string | undefined {
  return /Credential=[^/,]+\/\d{8}\/[^/,]+\/([^/,]+)\/aws4_request/.exec(headers.authorization ?? "")?.[1];
}

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

async function answerOf(incoming: IncomingMessage, service: string, target: string, gaps: Gaps): Promise<Answer> {
  const body = await readAll(incoming);
  const form = body.toString("utf8");
  if (service === "monitoring" && isDescribeAlarms(form)) {
    const xml = await describeAlarms(form, target, incoming.headers.authorization ?? "");
    return { status: 200, headers: { "content-type": "text/xml" }, body: Buffer.from(xml) };
  }
  const answer = await forward(new URL(incoming.url ?? "/", target), incoming, body);
  if (answer.status !== 200) return answer;
  return { ...answer, body: gaps.mend(operationOf(incoming, form), form, answer.body) };
}

/** Headers that are about the emulator's own connection and bytes. */
const NOT_FORWARDED = /^(transfer-encoding|connection|content-length|x-amz-crc32)$/;

/** The target of the JSON protocols, the action of the query protocol. */
const operationOf = ({ headers }: IncomingMessage, form: string): string =>
  String(headers["x-amz-target"] ?? new URLSearchParams(form).get("Action") ?? "");

/** A connection for each request: the emulator now and then closes one that is kept while it answers. */
async function forward(url: URL, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const { method, headers } = incoming;
  const send = () =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request(url, { method, headers: { ...headers, connection: "close" }, agent: false }, (head) => {
        readAll(head).then((answer) => {
          const kept = Object.entries(head.headers).filter(([name]) => !NOT_FORWARDED.test(name));
          resolve({ status: head.statusCode ?? 502, headers: Object.fromEntries(kept), body: answer });
        }, reject);
      });
      sent.once("error", reject).end(body);
    });
  return isRead(incoming) ? send().catch(send) : send();
}

/** What only reads may be sent twice. */
function isRead({ method, headers }: IncomingMessage): boolean {
  const operation =
    String(headers["x-amz-target"] ?? "")
      .split(".")
      .at(-1) ?? "";
  return method === "GET" || method === "HEAD" || /^(Describe|Get|List)/.test(operation);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function reply(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, { ...headers, "content-length": String(body.length) }).end(body);
}

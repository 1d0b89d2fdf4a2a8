import { callerOf, type Call, type Now } from "../call";
import { listen, type HttpReply, type HttpRequest, type Listening } from "../http-server";

/** A message that was published. */
export interface Published {
  /** Epoch milliseconds of the stand-in's clock. */
  readonly at: number;
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}

/** An answer that SNS would give in bad times; the message is not taken. */
export interface SnsFault {
  readonly status: number;
  readonly code: string;
}

export interface SnsStandIn extends Listening {
  readonly published: readonly Published[];
  /** One entry a request, taken or not; its form stands as the request. */
  readonly calls: readonly Call[];
  /** The next request is answered with this; faults queue up. */
  readonly failNext: (fault: SnsFault) => void;
}

interface SnsOptions {
  /** Topics that there are. */
  readonly topicArns?: readonly string[];
  readonly now?: Now;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT = 100;
const MAX_MESSAGE_BYTES = 262_144;

/**
 * SNS, of which the product uses Publish, in its query protocol: a form goes in, XML comes out. As strict as SNS where a
 * message could be lost for it: signature, subject, size, and a region that is the topic's own.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-making-api-requests.html
 */
export async function startSns({ topicArns = [], now = Date.now }: SnsOptions = {}): Promise<SnsStandIn> {
  const published: Published[] = [];
  const calls: Call[] = [];
  const faults: SnsFault[] = [];
  const server = await listen((request) => {
    const at = now();
    const form = new URLSearchParams(request.body);
    const fault = faults.shift() ?? problemOf(request, topicArns);
    calls.push({
      operation: form.get("Action") ?? "unknown",
      at,
      outcome: fault?.code ?? "ok",
      request: Object.fromEntries(form),
      ...callerOf(request.headers),
    });
    if (fault !== undefined) return Promise.resolve(errorReply(fault));
    published.push({
      at,
      topicArn: form.get("TopicArn") ?? "",
      subject: form.get("Subject") ?? "",
      message: form.get("Message") ?? "",
    });
    return Promise.resolve(
      xml(
        200,
        `<PublishResponse><PublishResult><MessageId>stand-in-${published.length}</MessageId></PublishResult></PublishResponse>`,
      ),
    );
  });
  return { ...server, published, calls, failNext: (fault) => void faults.push(fault) };
}

/** The first thing that SNS would refuse. */
function problemOf({ method, path, headers, body }: HttpRequest, topicArns: readonly string[]): SnsFault | undefined {
  const form = new URLSearchParams(body);
  const [topicArn, subject, message] = [form.get("TopicArn") ?? "", form.get("Subject"), form.get("Message") ?? ""];
  const scope =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([a-z0-9-]+)\/sns\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/.exec(
      headers.authorization ?? "",
    );
  if (method !== "POST" || path !== "/") return { status: 404, code: "UnknownOperation" };
  if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded"))
    return { status: 400, code: "InvalidAction" };
  if (scope === null || !scope[2]?.split(";").includes("host")) return { status: 403, code: "IncompleteSignature" };
  if (headers["x-amz-date"] === undefined) return { status: 403, code: "MissingAuthenticationToken" };
  if (form.get("Action") !== "Publish" || form.get("Version") !== "2010-03-31")
    return { status: 400, code: "InvalidAction" };
  if (topicArn.split(":")[3] !== scope[1]) return { status: 403, code: "SignatureDoesNotMatch" };
  if (!topicArns.includes(topicArn)) return { status: 404, code: "NotFound" };
  const isSubject = subject === null || (subject.length <= MAX_SUBJECT && /^[\x21-\x7E][\x20-\x7E]*$/.test(subject));
  if (!isSubject) return { status: 400, code: "InvalidParameter" };
  const bytes = Buffer.byteLength(message);
  return bytes === 0 || bytes > MAX_MESSAGE_BYTES ? { status: 400, code: "InvalidParameter" } : undefined;
}

const errorReply = ({ status, code }: SnsFault): HttpReply =>
  xml(
    status,
    `<ErrorResponse><Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type><Code>${code}</Code><Message>the stand-in says so</Message></Error></ErrorResponse>`,
  );

const xml = (status: number, body: string): HttpReply => ({ status, headers: { "content-type": "text/xml" }, body });

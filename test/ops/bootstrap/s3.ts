/** As much of S3 as terraform's backend asks for, by its rules: a conditional write, versions, whose a bucket is. */
import { listen, type HttpReply, type HttpRequest } from "../../../local/stand-ins/http-server";

/** Newest last; undefined is a delete marker. */
type Versions = (string | undefined)[];

export interface S3 {
  readonly url: string;
  /** `GET sechub-state/a/b.tfstate`, in order. */
  readonly calls: string[];
  /** Headers of the writes, by key. */
  readonly writes: { readonly key: string; readonly headers: HttpRequest["headers"] }[];
  readonly create: (bucket: string, whose?: "ours" | "somebody else's", region?: string) => void;
  readonly has: (bucket: string) => boolean;
  readonly clear: () => void;
  readonly versions: (bucket: string, key: string) => Versions;
  readonly put: (bucket: string, key: string, body: string | undefined) => void;
  /** How many questions for a bucket are answered as if it were not there yet. */
  readonly hide: (requests: number) => void;
  readonly close: () => Promise<void>;
}

export async function startS3(region = "us-west-2"): Promise<S3> {
  const buckets = new Map<string, { whose: string; region: string; objects: Map<string, Versions> }>();
  const calls: string[] = [];
  const writes: { key: string; headers: HttpRequest["headers"] }[] = [];
  let hidden = 0;

  const answer = ({ method, path, headers, body }: HttpRequest): HttpReply => {
    const { pathname, searchParams } = new URL(path, "http://s3");
    const [bucketName = "", ...rest] = decodeURIComponent(pathname).slice(1).split("/");
    const key = rest.join("/");
    calls.push(`${method} ${bucketName}${key === "" ? "" : `/${key}`}`);
    const bucket = buckets.get(bucketName);
    if (bucket === undefined || hidden-- > 0)
      return failure(404, "NoSuchBucket", "The specified bucket does not exist");
    if (bucket.whose !== "ours") return failure(403, "AccessDenied", "Access Denied");
    if (bucket.region !== region)
      return failure(301, "PermanentRedirect", "The bucket must be addressed using the specified endpoint", {
        "x-amz-bucket-region": bucket.region,
      });
    if (key === "") return list(bucket.objects, bucketName, searchParams.get("prefix") ?? "");
    const versions = bucket.objects.get(key) ?? [];
    const current = versions.at(-1);
    switch (method) {
      case "GET":
      case "HEAD":
        if (current === undefined) return failure(404, "NoSuchKey", "The specified key does not exist.");
        return content(current, headers.range);
      case "PUT":
        if (headers["if-none-match"] === "*" && current !== undefined)
          return failure(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        bucket.objects.set(key, [...versions, contentOf(headers, body)]);
        writes.push({ key, headers });
        return { status: 200, headers: { etag: '"1"' }, body: "" };
      case "DELETE":
        bucket.objects.set(key, [...versions, undefined]);
        return { status: 204, body: "" };
      default:
        return failure(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
    }
  };

  const server = await listen((request) => Promise.resolve(answer(request)));
  const objectsOf = (bucket: string) => {
    const found = buckets.get(bucket);
    if (found === undefined) throw new Error(`the stand-in has no bucket ${bucket}`);
    return found.objects;
  };
  return {
    ...server,
    calls,
    writes,
    create: (bucket, whose = "ours", at = region) =>
      void buckets.set(bucket, { whose, region: at, objects: new Map() }),
    has: (bucket) => buckets.has(bucket),
    clear: () => {
      buckets.clear();
      calls.length = 0;
      writes.length = 0;
    },
    versions: (bucket, key) => objectsOf(bucket).get(key) ?? [],
    put: (bucket, key, body) => void objectsOf(bucket).set(key, [...(objectsOf(bucket).get(key) ?? []), body]),
    hide: (requests) => void (hidden = requests),
  };
}

/** The length is of more than good manners: terraform reads on until it has all, for ever if nobody says how much that is. */
function content(text: string, range: string | undefined): HttpReply {
  const bytes = Buffer.from(text);
  const [, from = "0", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  const part = bytes.subarray(Number(from), to === "" ? undefined : Number(to) + 1);
  const headers = { etag: '"1"', "content-type": "application/json", "content-length": String(part.length) };
  if (range === undefined) return { status: 200, headers, body: text };
  const last = Number(from) + part.length - 1;
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${from}-${last}/${bytes.length}` },
    body: part.toString("utf8"),
  };
}

const XML = { "content-type": "application/xml" };

const failure = (status: number, code: string, message: string, headers = {}): HttpReply => ({
  status,
  headers: { ...XML, ...headers },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message><RequestId>1</RequestId></Error>`,
});

function list(objects: ReadonlyMap<string, Versions>, bucket: string, prefix: string): HttpReply {
  const keys = [...objects].filter(([key, versions]) => key.startsWith(prefix) && versions.at(-1) !== undefined);
  const contents = keys.map(([key]) => `<Contents><Key>${key}</Key></Contents>`).join("");
  const body = `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><Prefix>${prefix}</Prefix><KeyCount>${keys.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`;
  return { status: 200, headers: XML, body };
}

/** A body that came in chunks with their signatures: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
function contentOf(headers: HttpRequest["headers"], body: string): string {
  if (!/^STREAMING-/.test(String(headers["x-amz-content-sha256"]))) return body;
  let content = "";
  for (let rest = body; rest !== "";) {
    const end = rest.indexOf("\r\n");
    const size = Number.parseInt(rest.slice(0, end), 16);
    if (!(size > 0)) break;
    content += rest.slice(end + 2, end + 2 + size);
    rest = rest.slice(end + 4 + size);
  }
  return content;
}

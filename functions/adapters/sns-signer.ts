import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { fromEnv } from "@aws-sdk/credential-provider-env";
import { SignatureV4 } from "@smithy/signature-v4";

/** Signs a form for SNS: the headers to send it with. */
export type SignForm = (url: URL, body: string) => Promise<Record<string, string>>;

/**
 * The signature of the SDK's own clients, with the credentials that Lambda gives by environment. Read for each request:
 * a signature is good for a few minutes, and credentials are replaced.
 */
export function snsSigner(region: string): SignForm {
  const signer = new SignatureV4({ service: "sns", region, credentials: () => fromEnv()(), sha256: Sha256 });
  return async (url, body) => {
    const { headers } = await signer.sign({
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: {},
      headers: { host: url.host, "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body,
    });
    // fetch sets it from the URL, to the same.
    return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "host"));
  };
}

/** Node's SHA-256 in the shape that the signer wants; keyed, its HMAC. */
class Sha256 {
  private state: Hash | Hmac;

  constructor(private readonly secret?: string | ArrayBuffer | ArrayBufferView) {
    this.state = this.fresh();
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.state.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.state.digest()));
  }

  reset(): void {
    this.state = this.fresh();
  }

  private fresh(): Hash | Hmac {
    return this.secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(this.secret));
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data, "utf8");
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

/** A DynamoDB that refuses some calls, in front of the stand-in. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface AskedOfTable {
  readonly operation: string;
  readonly TableName: string;
  /** The host of the row that is to be written. */
  readonly host: string | undefined;
}

interface Body {
  readonly TableName?: string;
  readonly Item?: { readonly HostIp?: { readonly S: string } };
  readonly Key?: { readonly HostIp?: { readonly S: string } };
}

export const DENIED = "User: arn:aws:iam::1:user/j is not authorized to perform: dynamodb:PutItem";

export async function refusingTable(url: string, refuses: (asked: AskedOfTable) => boolean | "its answer is lost") {
  const asked: AskedOfTable[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const sent = Buffer.concat(chunks);
      const { TableName = "", Item, Key } = JSON.parse(sent.toString("utf8")) as Body;
      const [, operation = ""] = String(incoming.headers["x-amz-target"]).split(".");
      const one = { operation, TableName, host: (Item ?? Key)?.HostIp?.S };
      asked.push(one);
      const refused = refuses(one);
      if (refused === true) {
        outgoing.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
        outgoing.end(JSON.stringify({ __type: "com.amazon.coral.service#AccessDeniedException", message: DENIED }));
        return;
      }
      const { method = "POST", headers } = incoming;
      request(new URL(incoming.url ?? "/", url), { method, headers }, (answer) => {
        outgoing.writeHead(refused === false ? (answer.statusCode ?? 500) : 500, answer.headers);
        answer.pipe(outgoing);
      }).end(sent);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

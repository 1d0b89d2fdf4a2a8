import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that is up, on a loopback port that was free. */
export interface Listening {
  readonly url: string;
  /** Ends keep-alive sockets too, so that a client which keeps its connections does not keep the process alive. */
  readonly close: () => Promise<void>;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Returned instead of a reply: the client sees its connection reset, and cannot know whether the work was done. */
export const DROP_CONNECTION = Symbol("drop the connection");

export type HttpHandler = (request: HttpRequest) => Promise<HttpReply | typeof DROP_CONNECTION>;

/** 15,000 hosts in both directions are about 2 MB of JSON. */
const DEFAULT_BODY_LIMIT_BYTES = 8 * 1024 * 1024;

/** How long a request under way may still take when the server closes. */
const CLOSE_GRACE_MS = 100;

export interface ListenOptions {
  /** @default any that is free */
  readonly port?: number | undefined;
  readonly bodyLimitBytes?: number;
}

/** Serves `handler` on 127.0.0.1. A handler that throws is a defect of the stand-in: the client gets a 500 that says so. */
export async function listen(handler: HttpHandler, options: ListenOptions = {}): Promise<Listening> {
  const { port = 0, bodyLimitBytes = DEFAULT_BODY_LIMIT_BYTES } = options;
  const answer = async (request: IncomingMessage): Promise<HttpReply | typeof DROP_CONNECTION> => {
    const body = await readBody(request, bodyLimitBytes);
    if (body === undefined) return { status: 413, body: `the body is larger than ${bodyLimitBytes} bytes` };
    const { method = "", url: path = "", headers } = request;
    try {
      return await handler({ method, path, headers, body });
    } catch (error) {
      return { status: 500, body: `the stand-in failed: ${String(error)}` };
    }
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (reply) => {
        if (reply === DROP_CONNECTION) return response.destroy();
        return response.writeHead(reply.status, reply.headers).end(reply.body);
      },
      () => response.destroy(), // The client went away while it was sending.
    );
  });
  return listenOnLoopback(server, port);
}

/** Also for servers made elsewhere (dynalite makes its own). */
export async function listenOnLoopback(server: Server, wantedPort = 0): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(wantedPort, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return { url: `http://127.0.0.1:${port}`, close: () => (closed ??= close(server)) };
}

/** The body as text; undefined when it is over the limit (the rest is read and thrown away, so that the reply arrives). */
async function readBody(request: IncomingMessage, limitBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
  }
  return bytes <= limitBytes ? Buffer.concat(chunks).toString("utf8") : undefined;
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    const hurry = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close((error) => {
      clearTimeout(hurry);
      if (error) reject(error);
      else resolve();
    });
    server.closeIdleConnections();
  });

import { callerOf, type Call } from "../call";
import { listen, type Listening } from "../http-server";

export interface NoService extends Listening {
  /** What was asked of services that nothing stands in for. */
  readonly calls: readonly Call[];
}

/**
 * Where calls of AWS's other services end in the local run: each is written down and refused, so that one that should not
 * be is seen, and none leaves this machine.
 */
export async function startNoService(): Promise<NoService> {
  const calls: Call[] = [];
  const server = await listen(({ method, path, headers }) => {
    const service = /Credential=(?:[^/]+\/){3}([a-z0-9-]+)\//.exec(headers.authorization ?? "")?.[1] ?? "unknown";
    const operation = String(headers["x-amz-target"] ?? `${method} ${path}`);
    calls.push({ operation: `${service}:${operation}`, at: Date.now(), outcome: "NotServed", ...callerOf(headers) });
    return Promise.resolve({ status: 400, body: `nothing stands in for ${service} here` });
  });
  return { ...server, calls };
}

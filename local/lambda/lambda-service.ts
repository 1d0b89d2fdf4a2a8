import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { unzipSync } from "fflate";
import type { DeployedFunction } from "../synthesized/deployment";
import { atMost } from "./at-most";
import { placesOf, type ConcurrencyLimits } from "./concurrency";
import { startInstance, type Instance } from "./instance";

/** Lambda: functions by ARN, from their zips, with as many instances as there are invocations at once. */
export interface LambdaService {
  /** @throws LambdaError with the function's error type as its name, TooManyRequests when no place is free */
  readonly invoke: (functionArn: string, payload: unknown) => Promise<unknown>;
  /** Every line that the functions wrote, in order. */
  readonly logLines: readonly { readonly functionName: string; readonly line: string }[];
  readonly close: () => Promise<void>;
}

export interface LambdaOptions {
  readonly functions: readonly DeployedFunction[];
  /** Folder for the unzipped code. */
  readonly workFolder: string;
  /** Added to each function's own environment: region, secret key, endpoints of the stand-ins. */
  readonly environment: Readonly<Record<string, string>>;
  /** Above these an invocation is answered 429, as by the service. @default no limit */
  readonly concurrency?: ConcurrencyLimits;
  /**
   * Invocations that this machine works on at once: the others keep their places in Lambda, and wait in the order in which
   * they came. A thousand instances at once are more than a laptop can run. @default no limit
   */
  readonly atOnce?: number;
  /** Milliseconds that each invocation takes beyond its own work: of a slower function. @default 0 */
  readonly latencyMs?: number;
}

/** How long invocations under way may still take when the service closes. */
const CLOSE_GRACE_MS = 2_000;

interface Target {
  readonly deployed: DeployedFunction;
  readonly indexPath: string;
  readonly idle: Instance[];
}

/** Starts the service; instances start when they are needed. */
export function startLambda(options: LambdaOptions): LambdaService {
  const { functions, workFolder, environment, concurrency = {}, atOnce = Infinity, latencyMs = 0 } = options;
  const places = placesOf(concurrency);
  const inTurn = atMost(atOnce);
  // Loading the code is all computing: a hundred instances that start at once would leave the stand-ins no time to
  // answer, and the functions' own request timeouts would run out.
  const startInTurn = atMost(availableParallelism());
  const logLines: { functionName: string; line: string }[] = [];
  const byArn = new Map<string, Target>(
    functions.map((deployed) => [deployed.arn, { deployed, indexPath: unzip(deployed, workFolder), idle: [] }]),
  );
  const instances = new Set<Instance>();
  let requests = 0;

  const start = async ({ deployed, indexPath }: Pick<Target, "deployed" | "indexPath">): Promise<Instance> => {
    const instance = await startInstance({
      functionName: deployed.name,
      indexPath,
      // Each calls as itself, as it has a role of its own: what it signs says who it was.
      environment: { ...deployed.environment, ...environment, AWS_ACCESS_KEY_ID: deployed.name },
      onLine: (line) => logLines.push({ functionName: deployed.name, line }),
    });
    instances.add(instance);
    return instance;
  };

  const run = async (target: Target, payload: unknown): Promise<unknown> => {
    const { deployed, idle } = target;
    // Who waited for its start takes an instance that came free meanwhile, as in Lambda.
    const instance = idle.pop() ?? (await startInTurn(async () => idle.pop() ?? start(target)));
    requests += 1;
    const requestId = `local-${String(requests).padStart(6, "0")}`;
    try {
      if (latencyMs > 0) await sleep(latencyMs);
      return await instance.invoke(JSON.stringify(payload), requestId, deployed.timeoutSeconds * 1000);
    } finally {
      if (instance.usable()) idle.push(instance);
      else instances.delete(instance);
    }
  };

  const invoke = async (functionArn: string, payload: unknown): Promise<unknown> => {
    const target = byArn.get(functionArn);
    if (target === undefined) throw new Error(`no function has the ARN ${functionArn}`);
    const { name } = target.deployed;
    places.take(name);
    try {
      return await inTurn(() => run(target, payload));
    } finally {
      places.giveBack(name);
    }
  };

  const underWay = new Set<Promise<unknown>>();
  return {
    logLines,
    invoke: (functionArn, payload) => {
      const invocation = invoke(functionArn, payload);
      underWay.add(invocation);
      const done = () => void underWay.delete(invocation);
      invocation.then(done, done);
      return invocation;
    },
    close: async () => {
      // The tables may be closed next: nobody should be writing to them then.
      await Promise.race([Promise.allSettled(underWay), sleep(CLOSE_GRACE_MS, undefined, { ref: false })]);
      await Promise.all([...instances].map((instance) => instance.stop()));
    },
  };
}

function unzip(deployed: DeployedFunction, workFolder: string): string {
  const folder = path.join(workFolder, deployed.name);
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(unzipSync(readFileSync(deployed.zipPath)))) {
    writeFileSync(path.join(folder, name), content);
  }
  return path.join(folder, "index.js");
}

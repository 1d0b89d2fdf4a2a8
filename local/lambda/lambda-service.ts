import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import type { DeployedFunction } from "../synthesized/deployment";
import { startInstance, type Instance } from "./instance";

/** Lambda: functions by ARN, from their zips, with as many instances as there are invocations at once. */
export interface LambdaService {
  /** @throws LambdaError with the function's error type as its name */
  readonly invoke: (functionArn: string, payload: unknown) => Promise<unknown>;
  /** Every line that the functions wrote, in order. */
  readonly logLines: readonly { readonly functionName: string; readonly line: string }[];
  readonly close: () => Promise<void>;
}

interface LambdaOptions {
  readonly functions: readonly DeployedFunction[];
  /** Folder for the unzipped code. */
  readonly workFolder: string;
  /** Added to each function's own environment: region, credentials, endpoints of the stand-ins. */
  readonly environment: Readonly<Record<string, string>>;
}

export function startLambda({ functions, workFolder, environment }: LambdaOptions): LambdaService {
  const logLines: { functionName: string; line: string }[] = [];
  const byArn = new Map(
    functions.map((deployed) => [
      deployed.arn,
      { deployed, indexPath: unzip(deployed, workFolder), idle: [] as Instance[] },
    ]),
  );
  const instances = new Set<Instance>();
  let requests = 0;

  return {
    logLines,
    invoke: async (functionArn, payload) => {
      const target = byArn.get(functionArn);
      if (target === undefined) throw new Error(`no function has the ARN ${functionArn}`);
      const { deployed, indexPath, idle } = target;
      const instance =
        idle.pop() ??
        startInstance({
          functionName: deployed.name,
          indexPath,
          environment: { ...deployed.environment, ...environment },
          onLine: (line) => logLines.push({ functionName: deployed.name, line }),
        });
      instances.add(instance);
      requests += 1;
      const requestId = `local-${String(requests).padStart(6, "0")}`;
      try {
        return await instance.invoke(JSON.stringify(payload), requestId, deployed.timeoutSeconds * 1000);
      } finally {
        if (instance.usable()) idle.push(instance);
        else instances.delete(instance);
      }
    },
    close: async () => {
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

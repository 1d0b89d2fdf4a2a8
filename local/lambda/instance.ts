import path from "node:path";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";

/** What a failed invocation gives to Step Functions: the error type is the error's name. */
export class LambdaError extends Error {
  override readonly name: string;

  constructor(
    errorType: string,
    errorMessage: string,
    /** The lines of the stack, of an error that the function's own code threw. */
    readonly trace?: readonly string[],
  ) {
    // The Cause that Step Functions sees is this JSON text.
    super(JSON.stringify({ errorType, errorMessage }));
    this.name = errorType;
  }
}

export interface Instance {
  readonly invoke: (payload: string, requestId: string, timeoutMs: number) => Promise<unknown>;
  readonly usable: () => boolean;
  readonly stop: () => Promise<void>;
}

interface InstanceOptions {
  readonly functionName: string;
  readonly indexPath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

interface WireError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}
type Answer = { readonly payload: string } | { readonly error: WireError };

/**
 * Starts one instance and waits until it has loaded its code. Code that does not load fails its first invocation. It
 * sees the environment that it is given and nothing of this process's own.
 */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const { functionName, indexPath, environment, onLine } = options;
  const worker = new Worker(path.resolve("local/lambda/instance-thread.cjs"), {
    env: { ...environment },
    workerData: { functionName, indexPath },
    stdout: true,
    stderr: true,
  });
  for (const stream of [worker.stdout, worker.stderr]) createInterface({ input: stream }).on("line", onLine);
  let alive = true;
  worker.on("exit", () => (alive = false));
  await loaded(worker);
  worker.unref();

  return {
    usable: () => alive,
    stop: async () => {
      alive = false;
      await worker.terminate();
    },
    invoke: (payload, requestId, timeoutMs) =>
      new Promise((resolve, reject) => {
        if (!alive) {
          reject(new LambdaError("Runtime.ExitError", "the instance ended before it was invoked"));
          return;
        }
        const timer = setTimeout(() => {
          alive = false;
          void worker.terminate();
          settle(() => reject(new LambdaError("Sandbox.Timedout", `Task timed out after ${timeoutMs / 1000} seconds`)));
        }, timeoutMs);
        const onAnswer = (answer: Answer) =>
          settle(() => {
            if ("payload" in answer) resolve(JSON.parse(answer.payload) as unknown);
            else reject(new LambdaError(answer.error.errorType, answer.error.errorMessage, answer.error.trace));
          });
        const onCrash = (error: Error) => {
          alive = false;
          settle(() => reject(new LambdaError("Runtime.ExitError", error.message)));
        };
        const settle = (finish: () => void) => {
          clearTimeout(timer);
          worker.off("message", onAnswer).off("error", onCrash);
          finish();
        };
        worker.on("message", onAnswer).on("error", onCrash);
        worker.postMessage({ payload, requestId, deadlineMs: Date.now() + timeoutMs });
      }),
  };
}

/** The thread says so; or it ends without a word, which the first invocation finds. */
const loaded = (worker: Worker): Promise<void> =>
  new Promise((resolve) => {
    const settle = () => {
      worker.off("message", settle).off("error", settle).off("exit", settle);
      resolve();
    };
    worker.on("message", settle).on("error", settle).on("exit", settle);
  });

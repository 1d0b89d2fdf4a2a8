import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pythonWith, type PythonProgram } from "../../scripts/python-environment";
import { UsageError } from "../errors";
import type { Listening } from "../stand-ins/http-server";

/** https://pypi.org/project/ministack: AWS's APIs in one process, without Docker. It serves no Network Firewall. */
const MINISTACK: PythonProgram = {
  name: "MiniStack",
  requirements: path.join("local", "emulator", "requirements.txt"),
  minorVersion: 10,
  effort: "about 30 MB, half a minute",
};

export interface MiniStackOptions {
  readonly region: string;
  /** File that gets all that it prints. */
  readonly log: string;
  readonly say: (line: string) => void;
}

/** What it may take until it answers. */
const START_MS = 60_000;
/** What it may take until it has ended its functions' processes. */
const STOP_MS = 10_000;

/**
 * Starts MiniStack on a free port of 127.0.0.1. Its functions run in processes of this node.
 * @throws UsageError when Python is missing, or MiniStack does not start
 */
export async function startMiniStack({ region, log, say }: MiniStackOptions): Promise<Listening> {
  const python = pythonWith(MINISTACK, say);
  const port = await freePort();
  const output = openSync(log, "a");
  const child = spawn(python, ["-m", "ministack"], {
    stdio: ["ignore", output, output],
    env: {
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ""}`,
      HOME: process.env.HOME ?? "",
      TMPDIR: path.dirname(log),
      // Without it every interface of the machine is served.
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: region,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
  });
  closeSync(output);
  const url = `http://127.0.0.1:${port}`;
  await answers(url, child).catch((error: unknown) => {
    child.kill();
    throw new UsageError(`MiniStack does not start (${String(error)}): ${readFileSync(log, "utf8").slice(-500)}`);
  });
  return { url, close: () => stop(child) };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + START_MS;
  for (;;) {
    const health = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (health?.ok) return;
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (performance.now() > until) throw new Error(`no answer within ${START_MS / 1_000} s`);
    await sleep(200);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const hurry = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(hurry);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

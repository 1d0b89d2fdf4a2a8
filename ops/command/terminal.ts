import { createInterface } from "node:readline/promises";
import type { Io } from "./io";

/** Questions go beside the answer, so that it can be piped. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question, { signal: AbortSignal.timeout(ASK_MS) });
  } catch {
    return "";
  } finally {
    lines.close();
  }
}
const ASK_MS = 600_000;

/**
 * Runs a command with this process's terminal around it; its number is the exit code. What it throws is told by
 * scripts/run.mjs, and ends with 1.
 */
export function runAtTerminal(command: (io: Io) => Promise<number>): void {
  // A reader that goes away (`| head`) ends the output, not the run.
  let readerIsThere = true;
  process.stdout.on("error", () => (readerIsThere = false));
  const io: Io = {
    write: (line) => readerIsThere && process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
    ask: process.stdin.isTTY ? ask : undefined,
  };
  command(io).then(
    (exitCode) => (process.exitCode = exitCode),
    (error: unknown) => {
      process.nextTick(() => {
        throw error;
      });
    },
  );
}

import { createInterface } from "node:readline/promises";
import { environments } from "../../config/environments";
import { systemClock } from "../../functions/adapters/system-clock";
import type { Io } from "./io";
import { runBlocklist } from "./run";

/** A reader that goes away (`| head`) ends the output, not the run. */
let readerIsThere = true;
process.stdout.on("error", () => (readerIsThere = false));

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

const io: Io = {
  write: (line) => readerIsThere && process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  ask: process.stdin.isTTY ? ask : undefined,
};

runBlocklist(process.argv.slice(2), { io, env: process.env, environments, clock: systemClock }).then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    // scripts/run.mjs tells it.
    process.nextTick(() => {
      throw error;
    });
  },
);

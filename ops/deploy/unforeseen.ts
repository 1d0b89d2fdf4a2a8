import type { Io } from "../command/io";
import { OpsError } from "../command/ops-error";

/**
 * What is neither terraform's answer nor AWS's: a disk that is full, a folder that may not be written, a defect of ours.
 * Once something is applied it must not end the run: what is done, and how to go on, would not be told.
 */
export function unforeseen(stack: string, error: unknown, io: Io): OpsError {
  const {
    name,
    message,
    code,
    stack: trace,
  } = error instanceof Error ? (error as NodeJS.ErrnoException) : unknown(error);
  // The system names its errors in their message; of a defect the trace says more.
  if (code === undefined && trace !== undefined) io.note(trace);
  const said = code === undefined ? `${name}: ${message}` : message;
  return new OpsError("UNFINISHED", `${stack}: ${said.replace(/\s+/g, " ")}`, { cause: error });
}

const unknown = (error: unknown): NodeJS.ErrnoException => ({ name: "Error", message: String(error) });

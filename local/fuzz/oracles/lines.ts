import { WEBHOOK_URL } from "../environment";
import type { Observed } from "../run-input";

/** A reader of logs searches lines; CloudWatch cuts longer ones into events that are no JSON any more. */
export const LONGEST_LINE = 32 * 1024;
const SECRET = WEBHOOK_URL.split("/").at(-1) ?? "";

/** Each line is one JSON object of bounded length, and without the webhook. */
export const lineProblems = ({ lines }: Observed): readonly string[] =>
  lines.flatMap((line) => {
    const size = Buffer.byteLength(line);
    return [
      ...(size > LONGEST_LINE ? [`a log line has ${size} bytes: ${line.slice(0, 160)}…`] : []),
      ...(isJsonObject(line) ? [] : [`a log line is no JSON: ${line.slice(0, 160)}`]),
      ...(line.includes(SECRET) ? ["a log line has the webhook's secret"] : []),
    ];
  });

function isJsonObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}

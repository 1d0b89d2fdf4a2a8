import { NPM } from "./help";
import type { Options } from "./options";
import type { Applied, Stop } from "./apply-stacks";

/** Which stack, why, what is done, and how to go on. */
export function stopLines({ applied }: Pick<Applied, "applied">, stop: Stop, options: Options): readonly string[] {
  const parts = [
    `applied: ${applied.length === 0 ? "nothing" : applied.join(", ")}`,
    ...(stop.inPart ? [`perhaps in part: ${stop.stack}`] : []),
    ...(stop.left.length > 0 ? [`not applied: ${stop.left.join(", ")}`] : []),
  ];
  return [
    `stopped at ${stop.stack}`,
    ...stop.why.message.split("\n"),
    parts.join("; "),
    ...cancelled(stop, options),
    goOn(stop, options),
  ];
}

/** The AWS provider gives up its call when terraform is interrupted: the resource may be made, changed, or neither. */
const cancelled = ({ why, inPart }: Stop, { environment }: Options): readonly string[] =>
  why.code === "INTERRUPTED" && inPart
    ? [
        `the resource in progress was cancelled and may be half changed; the lock is released. npm run plan -- --env ${environment} shows what is left`,
      ]
    : [];

/** What is applied is in Terraform's state: nothing of it is done again. */
function goOn({ why }: Stop, { environment, plan }: Options): string {
  const mend = why.code === "DECLINED" || why.code === "INTERRUPTED" ? "" : "mend that, then ";
  const stays = "what is applied stays, and only the rest is done";
  return plan === undefined
    ? `to go on: ${mend}${NPM} -- --env ${environment} again: ${stays}`
    : `to go on: ${mend}plan again (npm run plan -- --env ${environment}), look at it, and deploy that plan: ${stays}`;
}

import { stackDrift, type SeenStack } from "./stack-drift";

/** Where there is no group or no table, they cannot be compared, and the shape says already what is wrong. */
export function whyNoRules(stacks: readonly SeenStack[]): string | undefined {
  for (const { state, stack, missing } of stacks.map(stackDrift)) {
    if (stack === "shared" && state === "not deployed") return "shared is not deployed";
    const gone = missing.find(({ address }) => NEEDED.test(address));
    if (gone !== undefined) return `${gone.address} is missing`;
  }
  return undefined;
}
const NEEDED = /^aws_networkfirewall_rule_group\.|^aws_dynamodb_table\.blocklist$/;

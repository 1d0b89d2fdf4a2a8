/** What Terraform and the functions must agree on about the rules of the group. */

/** Matches no real packet: the rule that keeps a rule group valid while nothing is blocked. */
export const PLACEHOLDER_CIDR = "127.0.0.1/32";

/** One rule per family and direction, in this order from the base priority on; then the placeholder. */
export const RULE_SLOTS = [
  { family: "ipv4", direction: "Sources" },
  { family: "ipv4", direction: "Destinations" },
  { family: "ipv6", direction: "Sources" },
  { family: "ipv6", direction: "Destinations" },
] as const;

/** Added to the base priority: the placeholder's. */
export const PLACEHOLDER_OFFSET = RULE_SLOTS.length;

/** The custom action that marks a rule as ours, by the environment's prefix: letters and digits only, as AWS asks. */
export const managedActionName = (prefix: string): string => `${prefix.replace(/[^a-z0-9]/g, "")}blocklist`;

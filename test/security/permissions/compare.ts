import { lineOf, type Call } from "./call";

/**
 * What is wrong between the calls that functions make and those that they may make: nothing if each call is allowed, and
 * each statement's every action and resource is called, as it stands there and not as a part of something wider.
 */
export function comparePermissions(calls: readonly Call[], allowed: readonly Call[]): readonly string[] {
  const refused = calls
    .filter((call) => !allowed.some((one) => covers(one, call)))
    .map((call) => `${call.caller} calls ${lineOf(call)}: no statement allows it`);
  const unused = allowed
    .filter((one) => !calls.some((call) => covers(one, call)))
    .map((one) => `${one.caller} may call ${lineOf(one)}: it never does`);
  const wide = allowed.flatMap((one) => {
    const used = calls.filter((call) => covers(one, call));
    const isExact = used.some(({ action, resource }) => action === one.action && resource === one.resource);
    return used.length === 0 || isExact
      ? []
      : [`${one.caller} may call ${lineOf(one)}: wider than ${used.map(lineOf).join(", ")}`];
  });
  return [...refused, ...unused, ...wide];
}

const covers = (allowed: Call, call: Call): boolean =>
  allowed.caller === call.caller &&
  matches(allowed.action, call.action) &&
  matches(allowed.resource, call.resource) &&
  allowed.condition === call.condition;

/** IAM's wildcards: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(text);
}

/** Folders as `npm run drift` leaves them: three stacks, of which a test gives the drift. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { STACKS } from "../../../ops/plan/saved-plans";
import { planText } from "../plan/plan-json";

/** A stack that has been applied: terraform's JSON has its refreshed state. */
const STATE = { values: { root_module: { resources: [{ address: "terraform_data.a", mode: "managed" }] } } };

/** A refresh-only plan that found these. */
export const refreshed = (...resource_drift: readonly object[]): string =>
  planText({ prior_state: STATE, resource_drift, resource_changes: undefined });

export const NEVER_APPLIED = planText({ prior_state: { values: { root_module: {} } }, resource_changes: undefined });

/** A stack that is not named is as it was deployed, and nothing is attached. */
export function writeStacks(folder: string, stacks: Readonly<Record<string, string>> = {}): string {
  for (const stack of STACKS) writeFileSync(path.join(folder, `${stack}.json`), stacks[stack] ?? refreshed());
  writeFileSync(path.join(folder, "attached.json"), "[]");
  return folder;
}

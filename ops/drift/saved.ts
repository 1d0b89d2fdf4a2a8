import { existsSync } from "node:fs";
import { OpsError } from "../command/ops-error";
import { readRawPlan } from "../plan/read-plan";
import { jsonFile, readText, requireFolder, savedPlans } from "../plan/saved-plans";
import type { NotLookedAt } from "./drift-report";
import type { Looks } from "./look";
import { readRules, rulesFile } from "./rules-file";
import { isDeployed, type SeenStack } from "./stack-drift";

/** What terraform saw, as it was left in a folder. @throws OpsError in one line that names the folder or the file */
export const savedStacks = (folder: string): readonly SeenStack[] =>
  savedPlans(folder).map((saved) => {
    if ("waitsFor" in saved) return saved;
    const file = jsonFile(folder, saved.stack);
    return { ...saved, deployed: isDeployed(saved.plan, readRawPlan(file, readText(file))) };
  });

/**
 * @param unseen why the look that left the folder could not look at the rules; then it left no file of them
 * @throws OpsError FILE_INVALID: what was not looked at must not read as what holds
 */
export function savedRules(folder: string, environment: string, unseen: string | undefined): Looks | NotLookedAt {
  requireFolder("--from", folder);
  const file = rulesFile(folder);
  if (existsSync(file)) return readRules(folder, environment);
  if (unseen !== undefined) return { notLookedAt: unseen };
  throw new OpsError(
    "FILE_INVALID",
    `${file} is missing, so nobody knows whether the rules equal the table: look again, or read the shape alone by --only shape`,
  );
}

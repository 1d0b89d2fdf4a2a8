import { existsSync } from "node:fs";
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

/** @param required nothing else is asked for, so that the file must be there */
export function savedRules(folder: string, environment: string, required: boolean): Looks | NotLookedAt {
  requireFolder("--from", folder);
  if (required || existsSync(rulesFile(folder))) return readRules(folder, environment);
  return { notLookedAt: "there is no rules.json" };
}

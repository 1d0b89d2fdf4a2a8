import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { OpsError } from "../command/ops-error";
import { differencesOf } from "./differences";
import { readPlan, readRawPlan } from "./read-plan";
import type { RawPlan } from "./plan-format";
import type { PlannedStack } from "./summary";

/** The rooms of stacks/app.ts, in their order: without a synth nothing else names them. */
export const STACKS: readonly string[] = ["shared", "orchestration", "routing"];

/** Beside plans: a stack that could not be planned, by the stacks that it waits for, one a line. */
export const waitingFile = (folder: string, stack: string): string => path.join(folder, `${stack}.waits`);
export const jsonFile = (folder: string, stack: string): string => path.join(folder, `${stack}.json`);
export const planFile = (folder: string, stack: string): string => path.join(folder, `${stack}.tfplan`);
/** Beside plans: which provider made them; no other can apply them. */
export const lockFile = (folder: string, stack: string): string => path.join(folder, `${stack}.terraform.lock.hcl`);

/**
 * The plans of a folder, as `npm run plan` or `terraform show -json` wrote them.
 * @throws OpsError in one line that names the folder or the file
 */
export function savedPlans(folder: string): readonly PlannedStack[] {
  requireFolder("--from", folder);
  return STACKS.map((stack) => {
    const file = jsonFile(folder, stack);
    if (existsSync(file)) return { stack, plan: readPlan(file, readText(file)) };
    const waits = waitingFile(folder, stack);
    if (existsSync(waits))
      return {
        stack,
        waitsFor: readText(waits)
          .split("\n")
          .filter((line) => line !== ""),
      };
    throw new OpsError("PLAN_MISSING", `${file} is missing: write it by terraform show -json PLANFILE > ${stack}.json`);
  });
}

/** @throws OpsError PLAN_MISSING */
export function requireFolder(option: string, folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  throw new OpsError("PLAN_MISSING", `${option} ${folder}: there is no such folder`);
}

/** What the plan of a stack would do otherwise than the one in another folder, by address; both are there. */
export const stackDifferences = (stack: string, folder: string, other: string): readonly string[] =>
  differencesOf(rawPlanIn(folder, stack), rawPlanIn(other, stack));

function rawPlanIn(folder: string, stack: string): RawPlan {
  const file = jsonFile(folder, stack);
  return readRawPlan(file, readText(file));
}

/** The same for all stacks: a line for each where they do not do the same. */
export function folderDifferences(folder: string, other: string): readonly string[] {
  requireFolder("--from", folder);
  requireFolder("--same-as", other);
  if (!STACKS.some((stack) => existsSync(jsonFile(folder, stack)))) {
    throw new OpsError("PLAN_MISSING", `--from ${folder} holds no plan: there is nothing to compare`);
  }
  return STACKS.flatMap((stack) => {
    const there = [folder, other].filter((of) => existsSync(jsonFile(of, stack)));
    if (there.length === 0) return [];
    if (there.length === 1) return [`${stack}: planned in one of them only`];
    const different = stackDifferences(stack, folder, other);
    return different.length === 0 ? [] : [`${stack}: ${different.join(", ")}`];
  });
}

/** Windows shells write a byte order mark, and `>` of PowerShell UTF-16. */
export function readText(file: string): string {
  try {
    const bytes = readFileSync(file);
    const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return bytes.toString(utf16 ? "utf16le" : "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new OpsError(
      "PLAN_UNREADABLE",
      `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "error"}`,
      {
        cause: error,
      },
    );
  }
}

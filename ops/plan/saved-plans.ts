import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { OpsError } from "../command/ops-error";
import { readPlan } from "./read-plan";
import type { PlannedStack } from "./summary";

/** The rooms of stacks/app.ts, in their order: without a synth nothing else names them. */
export const STACKS: readonly string[] = ["shared", "orchestration", "routing"];

/** Beside plans: a stack that could not be planned, by the stacks that it waits for, one a line. */
export const waitingFile = (folder: string, stack: string): string => path.join(folder, `${stack}.waits`);
export const jsonFile = (folder: string, stack: string): string => path.join(folder, `${stack}.json`);
export const planFile = (folder: string, stack: string): string => path.join(folder, `${stack}.tfplan`);

/**
 * The plans of a folder, as `npm run plan` or `terraform show -json` wrote them.
 * @throws OpsError in one line that names the folder or the file
 */
export function savedPlans(folder: string): readonly PlannedStack[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new OpsError("PLAN_MISSING", `--from ${folder}: there is no such folder`);
  }
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

/** Windows shells write a byte order mark, and `>` of PowerShell UTF-16. */
function readText(file: string): string {
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

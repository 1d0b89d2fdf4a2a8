import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { OpsError } from "../command/ops-error";
import { differencesOf } from "./differences";
import { plansOf } from "./origin";
import { readPlan, readRawPlan } from "./read-plan";
import type { RawPlan } from "./plan-format";
import type { PlannedStack, SeenPlan } from "./summary";

/** The rooms of stacks/app.ts, in their order: without a synth nothing else names them. */
export const STACKS: readonly string[] = ["shared", "orchestration", "routing"];

/** Beside plans: a stack that could not be planned, by the stacks that it waits for, one a line. */
export const waitingFile = (folder: string, stack: string): string => path.join(folder, `${stack}.waits`);
export const jsonFile = (folder: string, stack: string): string => path.join(folder, `${stack}.json`);
export const planFile = (folder: string, stack: string): string => path.join(folder, `${stack}.tfplan`);
/** Beside plans: which provider made them; no other can apply them. */
export const lockFile = (folder: string, stack: string): string => path.join(folder, `${stack}.terraform.lock.hcl`);

/**
 * The plans of a folder, as `npm run plan` or `terraform show -json` wrote them; it must hold those of all stacks.
 * @throws OpsError in one line that names the folder or the file
 */
export function savedPlans(folder: string): readonly SeenPlan[] {
  requireFolder("--from", folder);
  return STACKS.map((stack) => savedPlan(folder, stack) ?? missing(jsonFile(folder, stack)));
}

/**
 * The same for a folder that may lack stacks. Without any other file, `shared.json` is the first plan of an environment:
 * the other stacks read its outputs, so they cannot be planned before it is applied.
 * @throws OpsError in one line that names the folder or the file; PLAN_MISSING when it holds no plan at all
 */
export function plansThere(folder: string): readonly PlannedStack[] {
  requireFolder("--from", folder);
  const found = STACKS.map((stack) => ({ stack, saved: savedPlan(folder, stack) }));
  const [first = "", ...later] = STACKS;
  if (found.every(({ saved }) => saved === undefined)) missing(jsonFile(folder, first));
  const isFirst = found.every(({ stack, saved }) => (saved === undefined) === (stack !== first));
  const lost = plansOf(folder);
  return found.map(({ stack, saved }, index) => {
    if (saved !== undefined) return saved;
    return isFirst && !later.some((name) => lost.includes(`${name}.json`))
      ? { stack, waitsFor: STACKS.slice(0, index) }
      : { stack, lacks: jsonFile(folder, stack) };
  });
}

function savedPlan(folder: string, stack: string): SeenPlan | undefined {
  const file = jsonFile(folder, stack);
  if (existsSync(file)) return { stack, plan: readPlan(file, readText(file)) };
  const waits = waitingFile(folder, stack);
  if (!existsSync(waits)) return undefined;
  return {
    stack,
    waitsFor: readText(waits)
      .split("\n")
      .filter((line) => line !== ""),
  };
}

function missing(file: string): never {
  const name = path.basename(file);
  throw new OpsError("PLAN_MISSING", `${file} is missing: write it by terraform show -json PLANFILE > ${name}`);
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

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "../../config/schema";
import { OpsError } from "../command/ops-error";
import type { PlannedStack } from "../plan/summary";

/**
 * The config says S3, and the state is still on this machine: in front of the empty one in S3 a plan makes everything
 * anew, beside what is there. @throws OpsError STATE_NOT_MOVED
 */
export function refuseStateLeftBehind(
  { backend, environment }: Pick<Config, "backend" | "environment">,
  outdir: string,
  planned: readonly PlannedStack[],
): void {
  if (backend.type === "local") return;
  for (const one of planned) {
    const file = path.join(path.dirname(outdir), "terraform-state", environment, `${one.stack}.tfstate`);
    if (!("plan" in one) || !makesEverything(one) || !holdsResources(file)) continue;
    throw new OpsError(
      "STATE_NOT_MOVED",
      `${one.stack}: the state in ${backend.bucket} is empty, and ${path.relative(path.dirname(outdir), file)} still has one: ` +
        'move it first (terraform-state/README.md, "To S3"), or everything would be made a second time',
    );
  }
}

const makesEverything = ({ plan }: Extract<PlannedStack, { plan: unknown }>): boolean =>
  plan.changes.every(({ action }) => action === "create" || action === "read");

function holdsResources(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const { resources } = JSON.parse(readFileSync(file, "utf8")) as { readonly resources?: readonly unknown[] };
    return (resources ?? []).length > 0;
  } catch {
    // Emptied by a move, or no state of ours.
    return false;
  }
}

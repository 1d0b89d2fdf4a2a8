import { rmSync } from "node:fs";
import { OpsError } from "../command/ops-error";
import { stackFolders } from "../terraform/stack-folders";
import { terraformFailure } from "../terraform/terraform-failure";
import { IN_BUCKET, planBucket, thenGoOn } from "./apply";
import { lookIntoBucket } from "./look";
import { bootstrapFolder, copyFile, STACK, type Session } from "./session";

/** S3 says of a new bucket for up to some minutes that it is not there. */
const LOOKS = 12;
const BETWEEN_LOOKS_MS = 10_000;

/**
 * Moves the copy into the bucket, sees that a plan finds everything there, and only then removes the copy: the bucket
 * keeps every version, and a copy that stays would be taken for a run that ended half-way.
 * The stack's folder was initialized with the copy just now: that is how init knows what to move.
 * @throws OpsError that says how to go on
 */
export async function moveState(session: Session): Promise<void> {
  const { config, terraform, writeStack, io } = session;
  const { bucket } = config.backend;
  // -force-copy would write over a state that somebody has put there meanwhile.
  if ((await lookUntilThere(session)) !== "no state") {
    throw new OpsError(
      "STATE_UNCLEAR",
      `bucket ${bucket} holds a state of its own since a moment ago, not that of this run: run it again, and see what it says`,
    );
  }
  await writeStack(config, IN_BUCKET, bootstrapFolder(session));
  io.note(`${STACK}: moves its state`);
  for (const { folder } of stackFolders(bootstrapFolder(session))) {
    const init = await terraform(folder, ["init", "-no-color", "-input=false", "-migrate-state", "-force-copy"]);
    if (init.status !== 0) throw thenGoOn(terraformFailure(STACK, "init -migrate-state", init), config.environment);
  }
  const { changes } = await planBucket(session, IN_BUCKET);
  if (changes) {
    throw new OpsError(
      "UNFINISHED",
      `the state of ${bucket} is moved, and a plan by it would still change something: npm run bootstrap -- --env ${config.environment} shows what, and asks`,
    );
  }
  removeCopy(session);
}

export function removeCopy(session: Session): void {
  for (const file of [copyFile(session), `${copyFile(session)}.backup`]) rmSync(file, { force: true });
}

async function lookUntilThere(session: Session): ReturnType<typeof lookIntoBucket> {
  for (let look = 1; ; look += 1) {
    const found = await lookIntoBucket(session);
    if (found !== "no bucket") return found;
    if (look === LOOKS) {
      throw thenGoOn(
        new OpsError("UNFINISHED", `bucket ${session.config.backend.bucket} is made, and S3 does not show it yet`),
        session.config.environment,
      );
    }
    await session.clock.sleep(BETWEEN_LOOKS_MS);
  }
}

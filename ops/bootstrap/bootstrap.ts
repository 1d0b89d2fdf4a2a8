import { existsSync } from "node:fs";
import path from "node:path";
import { STATE_BUCKET_KEY } from "../../stacks/state-bucket-stack";
import { confirm } from "../command/confirm";
import { OpsError } from "../command/ops-error";
import { STACKS } from "../plan/saved-plans";
import { IN_BUCKET, planBucket } from "./apply";
import { decide } from "./decide";
import { copyHere, lookIntoBucket } from "./look";
import { moveState, removeCopy } from "./move-state";
import { copyFile, copyPlace, type Session } from "./session";

/** Makes the bucket, or sees that it is as the config says. @throws OpsError that says what to do */
export async function bootstrap(session: Session): Promise<void> {
  const copy = copyHere(session);
  const way = decide(copy, await lookIntoBucket(session));
  const { bucket, region } = session.config.backend;
  switch (way) {
    case "make":
      await make(session);
      break;
    case "keep":
      await keep(session);
      break;
    case "not ours":
      throw new OpsError(
        "BUCKET_NOT_OURS",
        `bucket ${bucket} is there in ${region}, and ${STATE_BUCKET_KEY} is not in it: it was not made by this command, which leaves it as it is. ` +
          `If somebody looks after it, nothing is to be done; to take it over, import it (terraform-state/README.md)`,
      );
    case "two states":
      throw new OpsError(
        "STATE_UNCLEAR",
        `${relative(copyFile(session))} and ${STATE_BUCKET_KEY} in ${bucket} are two states of the bucket: see which one is right, and move the other out of the way (terraform-state/README.md)`,
      );
  }
  tellNext(session, way);
}

async function make(session: Session): Promise<void> {
  const { config, io } = session;
  const { bucket, region } = config.backend;
  const plan = await planBucket(session, copyPlace(session));
  if (plan.changes) io.note(`\n${plan.text}\n`);
  const moved = `its own state is moved into it, to ${STATE_BUCKET_KEY}`;
  await confirm(
    [plan.changes ? `${bucket} in ${region} is made like this, then ${moved}` : `${bucket} is made; ${moved}`],
    session,
    io,
  );
  if (plan.changes) await plan.apply();
  await moveState(session);
  io.write(`bucket ${bucket} in ${region}: made, and its own state is in it (${STATE_BUCKET_KEY})`);
}

async function keep(session: Session): Promise<void> {
  const { config, io } = session;
  const { bucket, region } = config.backend;
  // It is in the bucket, and would be another state after an apply.
  removeCopy(session);
  const plan = await planBucket(session, IN_BUCKET);
  if (plan.changes) {
    io.note(`\n${plan.text}\n`);
    await confirm([`${bucket} in ${region} is changed like this, for every environment that names it`], session, io);
    await plan.apply();
  }
  io.write(
    plan.changes
      ? `bucket ${bucket} in ${region}: changed, and as the config says now`
      : `nothing to do: bucket ${bucket} in ${region} is as the config says, and holds its own state`,
  );
}

/** Whoever comes from local states would else plan everything anew. */
function tellNext({ config, outdir, io }: Session, way: "make" | "keep"): void {
  const states = path.join(path.dirname(outdir), "terraform-state", config.environment);
  const here = STACKS.filter((stack) => existsSync(path.join(states, `${stack}.tfstate`)));
  if (here.length > 0) {
    io.write(
      `next: ${relative(states)} holds states of ${here.join(", ")}: move them into the bucket before any plan or deploy (terraform-state/README.md, "To S3"), and remove the files once they are moved`,
    );
  } else if (way === "make") {
    io.write(`next: npm run deploy -- --env ${config.environment}`);
  }
}

const relative = (file: string): string => path.relative(process.cwd(), file);

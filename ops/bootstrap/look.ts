import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { STATE_BUCKET_KEY } from "../../stacks/state-bucket-stack";
import { OpsError } from "../command/ops-error";
import type { TerraformResult } from "../terraform/run-terraform";
import { stackFolders } from "../terraform/stack-folders";
import { terraformFailure } from "../terraform/terraform-failure";
import type { InBucket } from "./decide";
import { heldBy, type Held } from "./held";
import { bootstrapFolder, copyFile, STACK, type Session } from "./session";

/** The copy on this machine, of a run that ended half-way. */
export function copyHere(session: Session): Held | undefined {
  const file = copyFile(session);
  return existsSync(file) ? heldBy(path.relative(process.cwd(), file), readFileSync(file, "utf8")) : undefined;
}

/**
 * Asks terraform's own backend, from a folder with nothing but the backend in it: no provider to download, and the
 * stack's folder does not forget where its state is.
 * @throws OpsError for a bucket that cannot be looked into
 */
export async function lookIntoBucket(session: Session): Promise<InBucket> {
  const { terraform, writeStack, config, io } = session;
  const outdir = bootstrapFolder(session);
  io.note(`${STACK}: looks into ${config.backend.bucket}`);
  await writeStack(config, { key: STATE_BUCKET_KEY }, outdir);
  const probe = path.join(outdir, "probe");
  mkdirSync(probe, { recursive: true });
  for (const { folder } of stackFolders(outdir)) {
    const { terraform } = JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8")) as {
      readonly terraform: { readonly backend: object };
    };
    writeFileSync(
      path.join(probe, "cdk.tf.json"),
      JSON.stringify({ terraform: { backend: terraform.backend } }, undefined, 2),
    );
  }
  const init = await terraform(probe, ["init", "-no-color", "-input=false", "-reconfigure"]);
  if (init.status !== 0) {
    if (isMissing(init)) return "no bucket";
    throw closedTo(session, init) ?? terraformFailure(STACK, "init", init);
  }
  const pull = await terraform(probe, ["state", "pull"]);
  if (pull.status !== 0) throw closedTo(session, pull) ?? terraformFailure(STACK, "state pull", pull);
  return heldBy(`${STATE_BUCKET_KEY} in ${config.backend.bucket}`, pull.stdout) ?? "no state";
}

const isMissing = ({ stderr }: TerraformResult): boolean => /NoSuchBucket|S3 bucket .* does not exist/.test(stderr);

/** A bucket that is there, and not to be had. */
function closedTo({ config }: Session, { stderr }: TerraformResult): OpsError | undefined {
  const { bucket, region } = config.backend;
  const said = stderr.replace(/\s+/g, " ");
  const [, elsewhere] = /actual location "([\w-]+)"/.exec(said) ?? [];
  if (elsewhere !== undefined) {
    return new OpsError(
      "BUCKET_NOT_OURS",
      `bucket ${bucket} is there, in ${elsewhere}, and backend.region of ${config.environment} is ${region}: write the bucket's own region, or choose another name`,
    );
  }
  if (!/StatusCode: 403,.* api error (Forbidden|AccessDenied)/.test(said)) return undefined;
  return new OpsError(
    "BUCKET_NOT_OURS",
    `bucket ${bucket} is there and does not let these credentials in: it is somebody else's (names are shared by all of AWS: choose another), or they need s3:ListBucket on it, s3:GetObject, s3:PutObject and s3:DeleteObject on ${STATE_BUCKET_KEY}*, and the use of its key`,
  );
}

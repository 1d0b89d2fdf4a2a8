import type { Config } from "../../config/schema";
import type { S3Backend } from "../../stacks/state-bucket-stack";
import { OpsError } from "../command/ops-error";

/** A config whose states are in a bucket. */
export type BucketConfig = Config & { readonly backend: S3Backend };

/** @throws OpsError BACKEND_UNFIT, with what to write */
export function bucketConfig(config: Config): BucketConfig {
  const { environment, backend, endpoints } = config;
  if (endpoints !== undefined) {
    throw unfit(
      `${environment} is an emulator's (endpoints): its states stay on this machine, and there is no bucket to make`,
    );
  }
  if (backend.type !== "s3") {
    throw unfit(
      `${environment} keeps its states on this machine: write backend: { type: "s3", bucket: "…", region: "${config.region}" } in config/environments.ts first`,
    );
  }
  const [, , , keyRegion = backend.region] = backend.kmsKeyArn?.split(":") ?? [];
  if (keyRegion !== backend.region) {
    throw unfit(
      `backend.kmsKeyArn of ${environment} is a key of ${keyRegion}, and the bucket is in ${backend.region}: S3 takes a key of the bucket's own region`,
    );
  }
  return { ...config, backend };
}

const unfit = (problem: string): OpsError => new OpsError("BACKEND_UNFIT", problem);

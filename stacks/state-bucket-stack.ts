import type { Construct } from "constructs";
import type { Config } from "../config/schema";
import { BaseStack, type StatePlace } from "./base-stack";
import { StateBucket } from "./constructs/state-bucket";

export type S3Backend = Extract<Config["backend"], { readonly type: "s3" }>;

export interface StateBucketStackProps {
  readonly config: Config & { readonly backend: S3Backend };
  readonly state: StatePlace;
}

/**
 * The bucket of the states, and nothing else: it is there before everything, and outlives it. Environments that share it
 * share this stack too, so nothing in it may come from the environment's name, prefix or keyPrefix, or they would quarrel.
 */
export class StateBucketStack extends BaseStack {
  constructor(scope: Construct, id: string, { config, state }: StateBucketStackProps) {
    super(scope, id, { config: { ...config, region: config.backend.region }, state });
    // These name the environment. The bucket has tags of its own.
    this.provider.resetDefaultTags();
    // Nothing here asks whose account it is; allowed_account_ids is the provider's own question.
    this.node.tryRemoveChild("current");
    const bucket = new StateBucket(this, "state", config.backend);
    this.output("state_bucket_arn", "ARN of the bucket of the states: for the policies of whoever deploys", bucket.arn);
  }
}

/** One key for the bucket, whichever keyPrefix an environment has: the second one finds what the first one made. */
export const STATE_BUCKET_KEY = "sechub-firewall/state-bucket.tfstate";

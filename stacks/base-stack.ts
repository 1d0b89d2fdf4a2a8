import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, S3Backend, TerraformOutput, TerraformStack, type TerraformElement } from "cdktf";
import type { Construct, Node } from "constructs";
import type { Config } from "../config/schema";
import { partitionOf } from "../functions/contract/partition";

export interface StackProps {
  readonly config: Config;
  /** Where its state is kept. @default by environment and stack, where the config says */
  readonly state?: StatePlace;
}

/** A file, seen from the folder where Terraform runs; or an object in the bucket of the config. */
export type StatePlace = { readonly path: string } | { readonly key: string };

/** Terraform from 1.10 on locks S3 state with a file; the provider from 6.19 on knows the runtime nodejs24.x. */
const TERRAFORM_VERSION = ">= 1.10.0";
const PROVIDER_VERSION = ">= 6.19.0, < 7.0.0";

/** The account that emulators answer for. */
const EMULATED_ACCOUNT = "000000000000";

/** What all stacks share: provider, backend, version limits, names and ids. */
export abstract class BaseStack extends TerraformStack {
  readonly config: Config;
  readonly accountId: string;
  readonly partition: string;
  protected readonly provider: AwsProvider;
  private readonly addresses = new Map<string, string>();

  constructor(scope: Construct, id: string, { config, state }: StackProps) {
    super(scope, id);
    this.config = config;
    this.partition = partitionOf(config.region);
    this.addBackend(state ?? placeOf(config, id));
    this.provider = new AwsProvider(this, "aws", providerConfig(config));
    this.addOverride("terraform.required_version", TERRAFORM_VERSION);
    this.addOverride("terraform.required_providers.aws", { source: "hashicorp/aws", version: PROVIDER_VERSION });
    this.accountId = this.findAccountId();
  }

  /** The stack that a construct stands in. */
  static baseOf(construct: Construct): BaseStack {
    return TerraformStack.of(construct) as BaseStack;
  }

  /** The name of a resource in AWS: the environment's prefix, then its own word. */
  nameOf(word: string): string {
    return `${this.config.prefix}-${word}`;
  }

  /** An ARN in this account and region. */
  arnOf(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.config.region}:${this.accountId}:${resource}`;
  }

  /** An output for people and scripts: its name is a promise. */
  protected output(name: string, description: string, value: string): void {
    new TerraformOutput(this, name, { value, description, staticId: true });
  }

  /**
   * The path of a construct is its address in Terraform: readable in a plan, stable as long as the path is. As in
   * the AWS CDK, the one resource that a construct is about is called Resource and leaves no trace in the address.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const { path } = "node" in element ? element.node : element;
    const address = path
      .split("/")
      .slice(1)
      .filter((id) => id !== "Resource")
      .join("_")
      .replace(/[^\w-]/g, "_");
    const other = this.addresses.get(address) ?? path;
    if (other !== path) throw new Error(`${other} and ${path} would both have the address ${address}: rename one`);
    this.addresses.set(address, path);
    return address;
  }

  /**
   * What another stack reads of this one: ARNs and names. cdktf marks them all as sensitive, so plans would hide these texts
   * everywhere. Terraform refuses an output without the mark whose value is sensitive, so no secret can come this way.
   */
  override registerOutgoingCrossStackReference(identifier: string): TerraformOutput {
    const output = super.registerOutgoingCrossStackReference(identifier);
    output.sensitive = false;
    return output;
  }

  private findAccountId(): string {
    const [only, ...others] = this.config.accountIds;
    if (this.config.endpoints) return only ?? EMULATED_ACCOUNT;
    return only !== undefined && others.length === 0 ? only : new DataAwsCallerIdentity(this, "current").accountId;
  }

  private addBackend(state: StatePlace): void {
    const { backend } = this.config;
    if ("path" in state) {
      new LocalBackend(this, { path: state.path });
      return;
    }
    if (backend.type !== "s3") throw new Error(`the config names no bucket for ${state.key}`);
    new S3Backend(this, {
      bucket: backend.bucket,
      region: backend.region,
      key: state.key,
      encrypt: true,
      ...(backend.kmsKeyArn !== undefined && { kmsKeyId: backend.kmsKeyArn }),
    });
    this.addOverride("terraform.backend.s3.use_lockfile", true);
  }
}

const placeOf = ({ backend, environment }: Config, stack: string): StatePlace =>
  backend.type === "local"
    ? // Relative to cdktf.out/stacks/<stack>/, where Terraform runs: the default would bake this folder's path in.
      { path: `../../../terraform-state/${environment}/${stack}.tfstate` }
    : { key: `${backend.keyPrefix}/${environment}/${stack}.tfstate` };

function providerConfig(config: Config) {
  const common = {
    region: config.region,
    defaultTags: [{ tags: { Project: "sechub-firewall", Environment: config.environment, ...config.tags } }],
  };
  if (config.endpoints) {
    return {
      ...common,
      endpoints: [config.endpoints],
      // An emulator takes any credentials and has no instance metadata.
      accessKey: "test",
      secretKey: "test",
      skipCredentialsValidation: true,
      skipMetadataApiCheck: "true",
      skipRequestingAccountId: true,
      s3UsePathStyle: true,
    };
  }
  return config.accountIds.length > 0 ? { ...common, allowedAccountIds: config.accountIds } : common;
}
